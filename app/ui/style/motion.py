"""Whether things may move by themselves: of the whole application, like its font."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

STILL = "less_motion"


def keep_still(still: bool) -> None:
    if (application := QApplication.instance()) is not None:
        application.setProperty(STILL, still)


def may_move() -> bool:
    application = QApplication.instance()
    return application is None or not application.property(STILL)

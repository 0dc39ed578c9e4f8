"""What happens when Matinee itself is at fault: a log entry and a report to copy."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from dataclasses import dataclass
from types import TracebackType

import PySide6
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import Sentence
from app.redaction import redacted
from app.ui.background import Background
from app.ui.style.words import told, translate

log = logging.getLogger("app")

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why there is a report."""

    title: Sentence
    words: Sentence


FAULT = Occasion(
    Sentence("Something went wrong"),
    Sentence(
        "That is a fault in Matinee, not yours, and Matinee goes on. This report helps to mend it; "
        "read it before you pass it on."
    ),
)
CRASH = Occasion(
    Sentence("Matinee ended unexpectedly"),
    Sentence(
        "That was a fault in Matinee, not yours; uploads go on where they were. This report helps "
        "to mend it; read it before you pass it on."
    ),
)


class BugDialog(QDialog):
    """Says that something went wrong and offers the report."""

    def __init__(self, report: str, parent: QWidget | None = None, why: Occasion = FAULT) -> None:
        super().__init__(parent)
        self.setObjectName("bug_dialog")
        self.setWindowTitle(told(why.title))
        self.resize(640, 420)
        title = QLabel(told(why.title))
        title.setObjectName("heading")
        words = QLabel(told(why.words))
        words.setWordWrap(True)
        self.report = QPlainTextEdit(report, readOnly=True)
        self.report.setAccessibleName(translate("Report", "Report"))
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for widget in (title, words, self.report, self._buttons()):
            layout.addWidget(widget)

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.copy = QPushButton(translate("Report", "Copy report"))
        self.copy.clicked.connect(self._copy)
        go_on = QPushButton(translate("Report", "Go on"))
        go_on.setDefault(True)
        go_on.setProperty("kind", "primary")
        go_on.clicked.connect(self.accept)
        box.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        return box

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy.setText(translate("Report", "Copied"))


class BugCatcher:
    """Takes what nobody caught, on any thread, to the log and to one dialog at a time."""

    def __init__(self, background: Background, parent: QWidget) -> None:
        self._background = background
        self._parent = parent
        self._dialog: BugDialog | None = None

    def install(self) -> None:
        sys.excepthook = self.caught
        threading.excepthook = lambda fault: self.caught(
            fault.exc_type, fault.exc_value, fault.exc_traceback
        )

    def caught(
        self,
        kind: type[BaseException],
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, value or kind(), at)
            return
        text = "".join(traceback.format_exception(kind, value, at))
        log.error("Not caught:\n%s", text)
        self._background.post(lambda: self.show(text))

    def show(self, text: str, why: Occasion = FAULT) -> None:
        """On the UI thread. It may be passed on, so nothing in it lets anybody in."""
        text = redacted(text)
        if self._dialog is not None:
            self._dialog.report.appendPlainText("\n" + text)
            return
        self._dialog = BugDialog(f"{environment()}\n\n{text}", self._parent, why)
        self._dialog.finished.connect(self._forget)
        self._dialog.open()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None


def environment() -> str:
    import platform  # only a report needs it

    return (
        f"Python {platform.python_version()}, PySide {PySide6.__version__}, "
        f"{platform.platform()}, Qt platform {QGuiApplication.platformName()}"
    )


def log_qt_messages() -> None:
    """Qt's own messages go where ours go."""
    qt = logging.getLogger("qt")

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        qt.log(LEVELS[kind], "%s (%s)", message, context.category)

    qInstallMessageHandler(handle)

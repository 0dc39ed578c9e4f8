"""The place of the uploads."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.ui.navigation.page import Page
from app.ui.style.words import translate
from app.ui.uploads.panel import UploadsPanel


class UploadsPage(Page):
    """Holds the panel, which shows whatever the queue tells, wherever one is."""

    def __init__(self, panel: UploadsPanel) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)

    @property
    def title(self) -> str:
        return translate("Uploads", "Uploads")

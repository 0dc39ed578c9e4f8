"""The place of the uploads."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from app.server.videos import Video
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.style.words import translate
from app.ui.uploads.panel import UploadsPanel


class UploadsPage(Page):
    """Holds the panel, which shows whatever the queue tells, wherever one is."""

    def __init__(self, panel: UploadsPanel) -> None:
        super().__init__()
        self._panel = panel
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)
        self.setFocusProxy(panel)
        deeds = panel.deeds
        deeds.wanted.connect(self.wanted)
        deeds.sign_in_wanted.connect(self.sign_in_wanted)
        deeds.play_wanted.connect(lambda video: self.play_wanted.emit(PlayWanted(video)))

    @property
    def title(self) -> str:
        return translate("Uploads", "Uploads")

    def attach(self, visit: Visit) -> None:
        self._panel.attach_visit(visit)

    def detach(self) -> None:
        self._panel.detach_visit()

    def reload(self) -> None:
        self._panel.reload()

    def apply(self, videos: Sequence[Video]) -> None:
        self._panel.apply(videos)

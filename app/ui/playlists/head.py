"""What stands above the videos of a playlist."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.server.viewing import Playlist
from app.ui.playlists.words import details, title_of
from app.ui.style import icons
from app.ui.style.labels import plain_label
from app.ui.style.parts import given, timer, tool_button
from app.ui.style.words import translate

COPIED_MS = 2000
NARROW, LEAST_WIDTH = 480, 320


class PlaylistHead(QWidget):
    """Name, length and what can be done with the whole of it."""

    play_wanted = Signal()
    shuffle_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._link, self._private = "", True
        self.heading, self.details = plain_label("heading"), plain_label("quiet")
        self.play = given(
            QPushButton(translate("Playlists", "Play all")), "play_all", kind="primary"
        )
        self.shuffle = given(QPushButton(), "shuffle")
        self.shuffle.setIcon(icons.icon("shuffle"))
        self.copy = given(QPushButton(), "copy_link")
        self.more = tool_button("playlist_more", "more", translate("Playlists", "More"), side=20)
        self.play.clicked.connect(self.play_wanted)
        self.shuffle.clicked.connect(self.shuffle_wanted)
        self.copy.clicked.connect(self._copy)
        self.more.clicked.connect(self.menu_wanted)
        self._copied = timer(self, COPIED_MS, self._name_buttons)
        self._lay_out()
        self._name_buttons()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.play, self.shuffle, self.copy, self.more):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 14, 24, 10)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.details)
        layout.addLayout(buttons)

    def show_playlist(self, playlist: Playlist) -> None:
        self.heading.setText(title_of(playlist))
        self.details.setText(details(playlist))
        self.more.setVisible(playlist.own and not playlist.later)
        self._private = playlist.visibility == "private"
        self._name_buttons()

    def offer(self, *, videos: bool, link: str) -> None:
        """What there is to play, and the address that others open it by ("": none)."""
        self.play.setEnabled(videos)
        self.shuffle.setEnabled(videos)
        self._link = link
        self.copy.setVisible(bool(link))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._link)
        self._copied.start()
        self._name_buttons()

    def _name_buttons(self) -> None:
        """In a narrow window by their pictures alone."""
        copied, narrow = self._copied.isActive(), self.width() < NARROW
        copy = translate("Playlists", "Copied") if copied else translate("Playlists", "Copy link")
        self.copy.setIcon(icons.icon("check" if copied else "link"))
        for button, words in ((self.shuffle, translate("Playlists", "Shuffle")), (self.copy, copy)):
            button.setText("" if narrow else words)
            button.setAccessibleName(words)
            button.setToolTip(words)
        if self._private:
            self.copy.setToolTip(translate("Playlists", "Copy link (only you can open it)"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_buttons()

    def minimumSizeHint(self) -> QSize:
        """As if the buttons had their pictures alone already."""
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

"""The page of downloads: what can be watched without a network, and what is on its way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.offline.folder import POSTER, KeptFolder
from app.server.videos import Video
from app.ui.background import Background
from app.ui.cards.states import StatePage
from app.ui.forms.questions import ask
from app.ui.navigation.page import Page, PlayWanted
from app.ui.navigation.places import Place
from app.ui.offline.choosing import used_words
from app.ui.offline.kept import FilmStanding, KeptFilms
from app.ui.offline.rows import PICTURE, KeptRow, RowDeeds
from app.ui.style.parts import given, scrolling
from app.ui.style.theme import Colours
from app.ui.style.words import translate


class DownloadsPage(Page):
    """The same whether or not there is a connection."""

    def __init__(
        self,
        background: Background,
        colours: Colours,
        kept: KeptFilms,
    ) -> None:
        super().__init__()
        self._background, self._colours, self._kept = background, colours, kept
        self._deeds = RowDeeds(self._play, kept.retry, self._ask_remove)
        self._rows: dict[str, KeptRow] = {}
        self.space = given(QLabel(wordWrap=True), "quiet")
        self.empty = StatePage(
            "no_downloads",
            "download",
            translate("Offline", "Nothing downloaded yet."),
            translate(
                "Offline", "Choose “Download for later” in a video's menu to watch it offline."
            ),
        )
        self._list, self._column = QStackedWidget(), QVBoxLayout()
        self._lay_out()
        kept.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        inside = given(QWidget(), "page")
        inside.setLayout(self._column)
        self._column.setContentsMargins(24, 0, 24, 24)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._list.addWidget(self.empty)
        self._list.addWidget(scrolling(inside))
        top = QVBoxLayout()
        top.setContentsMargins(24, 14, 24, 10)
        top.setSpacing(8)
        top.addWidget(given(QLabel(self.title), "heading"))
        top.addWidget(self.space)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._list, 1)

    @property
    def title(self) -> str:
        return translate("Offline", "Downloads")

    @property
    def rows(self) -> tuple[KeptRow, ...]:
        return tuple(self._rows.values())

    def show_place(self, _place: Place) -> None:
        self._show()

    def reload(self) -> None:
        self._kept.make_contact()

    def _show(self) -> None:
        standings = {standing.video_id: standing for standing in self._kept.all}
        for video_id in self._rows.keys() - standings.keys():
            self._rows.pop(video_id).deleteLater()
        for video_id, standing in standings.items():
            if video_id not in self._rows:
                self._add(video_id)
            self._rows[video_id].show_standing(standing)
        self.space.setText(used_words(self._kept.films, self._kept.rules().most_gb))
        self._list.setCurrentIndex(1 if standings else 0)

    def _add(self, video_id: str) -> None:
        row = self._rows[video_id] = KeptRow(self._colours, video_id, self._deeds)
        self._column.insertWidget(self._column.count() - 1, row)
        if (folder := self._kept.folder) is not None:
            ratio = self.devicePixelRatioF()
            self._background.run(
                lambda: poster_of(folder, video_id, ratio),
                lambda image: self._show_poster(row, image),
            )

    def _show_poster(self, row: KeptRow, image: QImage) -> None:
        if row in self._rows.values():  # else it went meanwhile
            row.picture.show_image(image)

    def _play(self, video_id: str) -> None:
        standing = self._standing(video_id)
        if standing is not None:
            self.play_wanted.emit(PlayWanted(video_of(standing)))

    def _ask_remove(self, video_id: str) -> None:
        """What has taken long to fetch does not go by one wrong click."""
        if (standing := self._standing(video_id)) is None:
            return
        title = standing.film.plan.title
        ask(
            self,
            translate("Offline", "Remove the download of “{title}”?", title=title),
            translate("Offline", "The video stays on the server."),
            translate("Offline", "Remove"),
            lambda: self._kept.remove(video_id),
        )

    def _standing(self, video_id: str) -> FilmStanding | None:
        found = (each for each in self._kept.all if each.video_id == video_id)
        return next(found, None)


def video_of(standing: FilmStanding) -> Video:
    """As far as it is known here."""
    plan = standing.film.plan
    return Video(
        *(plan.video_id, plan.title, "ready"),
        playable="adaptive",
        duration_seconds=plan.duration_seconds,
        width=plan.width,
        height=plan.height,
    )


def poster_of(folder: KeptFolder, video_id: str, ratio: float) -> QImage:
    """Blocks; no larger than it is shown."""
    image = QImage.fromData(folder.film(video_id).get(POSTER) or b"")
    if image.isNull():
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(PICTURE * ratio, keep, smooth)

"""A row of cards under a heading, which goes on to the side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.server.videos import Video, VideoPage
from app.ui.cards.grid import Grid
from app.ui.cards.layout import MARGIN, Strip
from app.ui.cards.model import VideoModel
from app.ui.cards.painter import CardPainter
from app.ui.cards.wording import Shown
from app.ui.style.parts import given, tool_button
from app.ui.style.theme import Colours
from app.ui.style.words import translate


class Shelf(QWidget):
    """It is not there without videos, unless it waits for some."""

    wanted = Signal(object, object)
    """As of a `Grid`."""
    all_wanted = Signal()

    def __init__(self, colours: Colours, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.model = VideoModel(self)
        painter = CardPainter(colours, Shown())
        self.grid = Grid(self.model, painter, Strip(painter.usual))
        self.grid.setAccessibleName(title)
        self.grid.wanted.connect(self.wanted)
        everything = given(QPushButton(translate("Home", "All")), f"{name}_all", kind="flat")
        everything.setAccessibleName(translate("Home", "All of “{title}”", title=title))
        everything.clicked.connect(self.all_wanted)
        ways = ("chevron-left", "chevron-right")
        if self.isRightToLeft():
            ways = ways[::-1]
        self._back = tool_button(
            f"{name}_back", ways[0], translate("Home", "Earlier ones"), lambda: self._turn(-1)
        )
        self._on = tool_button(
            f"{name}_on", ways[1], translate("Home", "Further ones"), lambda: self._turn(1)
        )
        before = translate("Home", "Earlier ones of “{title}”", title=title)
        after = translate("Home", "Further ones of “{title}”", title=title)
        self._back.setAccessibleName(before)
        self._on.setAccessibleName(after)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, 8, MARGIN, 0)
        words = given(QLabel(title, wordWrap=True), "shelf_title")
        words.setMinimumWidth(1)
        head.addWidget(words, 1)
        for button in (everything, self._back, self._on):
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.grid)
        bar = self.grid.horizontalScrollBar()
        bar.valueChanged.connect(self._show_ends)
        bar.rangeChanged.connect(self._show_ends)
        self._show_ends()
        self.hide()

    @property
    def videos(self) -> tuple[Video, ...]:
        return self.model.videos

    def wait(self) -> None:
        """Show the shapes of cards, if there are none yet."""
        if not self.videos:
            self.grid.set_loading(True)
            self._appear()

    def fill(self, videos: Sequence[Video]) -> None:
        self.grid.set_loading(False)
        if tuple(videos) != self.videos:
            self.model.start_over(VideoPage(tuple(videos), None))
        self._appear()

    def apply(self, videos: Sequence[Video]) -> None:
        for video in videos:
            self.model.change(video)
        self._appear()

    def remove(self, video_ids: Sequence[str]) -> None:
        for video_id in video_ids:
            self.model.remove(video_id)
        self._appear()

    def _appear(self) -> None:
        self.setVisible(bool(self.videos) or self.grid.loading)

    def _turn(self, way: int) -> None:
        bar = self.grid.horizontalScrollBar()
        cell = self.grid.tiles.cell(0).width()
        page = max(cell, self.grid.viewport().width() // cell * cell)
        bar.setValue(bar.value() + way * page)

    def _show_ends(self) -> None:
        """Arrows are there where there is a way."""
        bar = self.grid.horizontalScrollBar()
        for button in (self._back, self._on):
            button.setVisible(bar.maximum() > 0)
        self._back.setEnabled(bar.value() > 0)
        self._on.setEnabled(bar.value() < bar.maximum())

"""How a search is narrowed and ordered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from app.errors import Sentence
from app.server.catalogue import Sort, Wanted
from app.server.videos import ChannelBrief
from app.ui.forms.choices import LANGUAGES
from app.ui.style.flow import FlowLayout
from app.ui.style.parts import given
from app.ui.style.words import told, translate

SHORT, LONG = 240.0, 1200.0
SORTS = (
    (Sort.RELEVANCE, Sentence("Best match")),
    (Sort.NEWEST, Sentence("Newest first")),
    (Sort.POPULAR, Sentence("Most popular")),
    (Sort.LONGEST, Sentence("Longest first")),
    (Sort.OLDEST, Sentence("Oldest first")),
)
LENGTHS = (
    ((None, None), Sentence("Any length")),
    ((None, SHORT), Sentence("Under 4 minutes")),
    ((SHORT, LONG), Sentence("4 to 20 minutes")),
    ((LONG, None), Sentence("Over 20 minutes")),
)


def sort_of(wanted: Wanted) -> Sort:
    """The one that the backend takes."""
    return wanted.sort or (Sort.RELEVANCE if wanted.query else Sort.NEWEST)


def is_narrowed(wanted: Wanted) -> bool:
    """Whether it leaves out what has all the words."""
    return replace(wanted, query="", sort=None) != Wanted()


class Filters(QWidget):
    """A row of choices; `changed` carries the `Wanted` that they make."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._wanted = Wanted()
        self.sort = box("sort", translate("Search", "Order"))
        self.length = box("length", translate("Search", "Length"))
        self.language = box("spoken", translate("Search", "Language"))
        self.channel = box("channel", translate("Search", "Channel"))
        self.clear = given(QPushButton(translate("Search", "Clear filters")), "clear_filters")
        for sort, words in SORTS:
            self.sort.addItem(told(words), sort)
        for span, words in LENGTHS:
            self.length.addItem(told(words), span)
        self.language.addItem(translate("Search", "Any language"), None)
        for key, name in LANGUAGES:
            self.language.addItem(name, key)
        self.channel.addItem(translate("Search", "Any channel"), None)
        layout = FlowLayout(8)
        self.setLayout(layout)
        for each in (self.sort, self.length, self.language, self.channel):
            layout.addWidget(each)
            each.activated.connect(lambda _row: self._tell())
        layout.addWidget(self.clear)
        self.clear.clicked.connect(lambda: self.changed.emit(unnarrowed(self._wanted)))

    def show_wanted(self, wanted: Wanted) -> None:
        """Nobody is told."""
        if wanted.query != self._wanted.query:
            self._forget_channels()
        self._wanted = wanted
        self.sort.setCurrentIndex(self.sort.findData(sort_of(wanted)))
        choose(self.length, (wanted.min_duration, wanted.max_duration))
        choose(self.language, wanted.language)
        self._show_channel()
        self.clear.setVisible(is_narrowed(wanted))

    def offer_channels(self, channels: Iterable[ChannelBrief]) -> None:
        """Those whose videos were found."""
        for channel in channels:
            if self.channel.findData(channel.id) < 0:
                self.channel.addItem(channel.name, channel.id)
        self._show_channel()

    def _forget_channels(self) -> None:
        while self.channel.count() > 1:
            self.channel.removeItem(1)

    def _show_channel(self) -> None:
        choose(self.channel, self._wanted.channel)
        self.channel.setVisible(self.channel.count() > 2 or self._wanted.channel is not None)

    def _tell(self) -> None:
        low, high = self.length.currentData()
        sort = Sort(self.sort.currentData())
        wanted = replace(
            self._wanted,
            sort=None if sort == sort_of(replace(self._wanted, sort=None)) else sort,
            min_duration=low,
            max_duration=high,
            language=self.language.currentData(),
            channel=self.channel.currentData(),
        )
        self.changed.emit(wanted)


def unnarrowed(wanted: Wanted) -> Wanted:
    return Wanted(query=wanted.query, sort=wanted.sort)


def box(name: str, label: str) -> QComboBox:
    return given(QComboBox(), name, accessibleName=label, toolTip=label)


def choose(chooser: QComboBox, value: object) -> None:
    """The first entry, for what is none of them."""
    rows = range(chooser.count())
    found = next((row for row in rows if chooser.itemData(row) == value), 0)
    chooser.setCurrentIndex(found)

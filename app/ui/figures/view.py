"""All that is shown of figures, one below the other: numbers, charts or tables."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStyle, QVBoxLayout, QWidget

from app.server.figures import Figures
from app.ui.figures import wording
from app.ui.figures.chart import Chart
from app.ui.figures.tables import TableView
from app.ui.storyboard import Storyboard
from app.ui.style.flow import FlowLayout
from app.ui.style.labels import plain_label
from app.ui.style.painting import fill
from app.ui.style.parts import given, scrolling
from app.ui.style.theme import Colours
from app.ui.style.words import translate

TILE_WIDTH, TILE_HEIGHT = 150, 64


class Tile(QFrame):
    """A number and what it is."""

    def __init__(self, label: str, number: str, tip: str) -> None:
        super().__init__()
        given(self, "tile", accessibleName=f"{label}: {number}", toolTip=tip)
        self.label, self.number = given(QLabel(label), "quiet"), given(QLabel(number), "number")
        for each in (self.label, self.number):
            each.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(2)
        layout.addWidget(self.number)
        layout.addWidget(self.label)
        self.setMinimumWidth(TILE_WIDTH)


class FigureSection(QWidget):
    """A heading, what it is about, and a line of words below."""

    def __init__(self, heading: str, inside: QWidget) -> None:
        super().__init__()
        self.words = plain_label("quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(given(QLabel(heading), "shelf_title"))
        layout.addWidget(inside)
        layout.addWidget(self.words)
        self.say("")

    def say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))


class FiguresView(QWidget):
    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._figures: Figures | None = None
        self._storyboard: Storyboard | None = None
        headings = {
            "views": translate("Figures", "Views by day"),
            "time": translate("Figures", "Watch time by day"),
            "retention": translate("Figures", "How much of it is watched"),
            "rungs": translate("Figures", "Quality by day"),
        }
        self.charts = {key: Chart(colours, f"{key}_chart", each) for key, each in headings.items()}
        self.charts["retention"].picture = self._picture
        self.sections = {
            key: FigureSection(headings[key], chart) for key, chart in self.charts.items()
        }
        self.days = TableView("days_table", translate("Figures", "By day"))
        self.parts = TableView("parts_table", headings["retention"])
        self.tables = {
            "days": FigureSection(translate("Figures", "By day"), self.days),
            "retention": FigureSection(headings["retention"], self.parts),
        }
        self.sources = given(plain_label("quiet"), "sources")
        self._tiles = QWidget()
        self._flow = FlowLayout(12)
        self._tiles.setLayout(self._flow)
        self._lay_out()
        self.show_tables(False)

    def _lay_out(self) -> None:
        inside = given(QWidget(), "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 4, 24, 24)
        column.setSpacing(24)
        column.addWidget(self._tiles)
        column.addWidget(self.sources)
        for section in (*self.sections.values(), *self.tables.values()):
            column.addWidget(section)
        column.addStretch(1)
        self.area: QScrollArea = scrolling(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self.setFocusProxy(self.charts["views"])

    def show_figures(self, figures: Figures) -> None:
        self._figures = figures
        self._fill_tiles(figures)
        self.charts["views"].show_plot(wording.views_plot(figures))
        self.charts["time"].show_plot(wording.time_plot(figures))
        self.charts["retention"].show_plot(wording.retention_plot(figures))
        self.charts["rungs"].show_plot(wording.rungs_plot(figures))
        rungs = figures.total.quality.rungs
        shares = [(wording.rung(name), part) for name, part in rungs.items()]
        self.sections["rungs"].say(wording.legend(shares))
        kept = figures.retention
        since = translate(
            "Figures",
            "The share of plays that showed each part; of %n play(s) since {day}.",
            kept.plays,
            day=wording.day(kept.since),
        )
        for section in (self.sections["retention"], self.tables["retention"]):
            section.say(since if kept.shares else translate("Figures", "No player told yet."))
        self.days.cells.fill(wording.day_headers(), wording.day_rows(figures))
        self.parts.cells.fill(wording.retention_headers(), wording.retention_rows(figures))

    def show_storyboard(self, storyboard: Storyboard | None) -> None:
        """The film's pictures, for the places of its curve."""
        self._storyboard = storyboard

    def show_tables(self, tables: bool) -> None:
        for section in self.sections.values():
            section.setVisible(not tables)
        for section in self.tables.values():
            section.setVisible(tables)

    def tiles(self) -> list[Tile]:
        """Those that are shown."""
        items = (self._flow.itemAt(place) for place in range(self._flow.count()))
        return [item.widget() for item in items if item is not None]  # type: ignore[misc]

    def _fill_tiles(self, figures: Figures) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for label, number, tip in wording.tiles(figures):
            self._flow.addWidget(Tile(label, number, tip))
        watchers = wording.legend(wording.sources(figures.total.sources))
        self.sources.setText(translate("Figures", "Watched in: {places}", places=watchers))
        self.sources.setVisible(bool(watchers))

    def _picture(self, place: int) -> QImage | None:
        figures, storyboard = self._figures, self._storyboard
        if figures is None or storyboard is None or not figures.duration_seconds:
            return None
        return storyboard.at(figures.duration_seconds * place / len(figures.retention.shares))


class FiguresSkeleton(QWidget):
    """The shape of figures that are still on their way."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._colours = colours

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(24, 4, -24, 0)
        for left in range(room.left(), room.right() - TILE_WIDTH, TILE_WIDTH + 12):
            place = room.adjusted(0, 0, 0, 0)
            place.setRect(left, room.top(), TILE_WIDTH, TILE_HEIGHT)
            there = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
            fill(painter, there, self._colours.raised, 8)
        room.setTop(room.top() + TILE_HEIGHT + 40)
        room.setHeight(180)
        fill(painter, room, self._colours.raised, 8)
        painter.end()

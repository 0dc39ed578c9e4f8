"""The chapters of a film, as a small table of times and titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.server.editing import Chapter, ChapterSet
from app.ui.background import Scope
from app.ui.editor import checks
from app.ui.style import text
from app.ui.style.flow import FlowLayout
from app.ui.style.parts import given, timer
from app.ui.style.words import told, translate

CLOCK = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d(?:\.\d{1,3})?)")
SETTLE_MS = 700
Starts = Sequence[float] | None
ROW_HEIGHT, MOST_ROWS = 34, 7


class ChaptersField(QWidget):
    """`said` is as of an `EditField`: a list of chapters as the backend takes them, or None for
    those of the description or the file."""

    said = Signal(str, object)
    dirtied = Signal()

    def __init__(self, duration_seconds: float | None) -> None:
        super().__init__()
        self._duration = duration_seconds
        self._found = ChapterSet()
        self._shown: tuple[Chapter, ...] = ()
        self.origin = given(QLabel(wordWrap=True), "quiet")
        label = translate("Editor", "Chapters")
        self.table = given(QTableWidget(0, 2), "chapters", accessibleName=label)
        self.table.setHorizontalHeaderLabels(
            [translate("Editor", "Begins at"), translate("Editor", "Title")]
        )
        self.table.verticalHeader().hide()
        heads = self.table.horizontalHeader()
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.add = QPushButton(translate("Editor", "Add a chapter"))
        self.remove = QPushButton(translate("Editor", "Remove"))
        label = translate("Editor", "Suggest chapters")
        hint = translate("Editor", "Where the scene changes most; you can change and undo it")
        self.suggest = given(QPushButton(label), "suggest_chapters", toolTip=hint)
        self.suggest.hide()
        self.reset = QPushButton(translate("Editor", "Go back to the video's own"))
        self.fault = given(QLabel(wordWrap=True), "bad")
        self.fault.hide()
        self._settle = timer(self, SETTLE_MS, self.flush)
        self._lay_out()
        self._wire()

    def _wire(self) -> None:
        self.table.itemChanged.connect(lambda _item: self._typed())
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(lambda: self.said.emit("chapters", None))

    def _lay_out(self) -> None:
        buttons = FlowLayout(8)
        for button in (self.add, self.suggest, self.remove, self.reset):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.origin, self.table):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addWidget(self.fault)

    @property
    def is_dirty(self) -> bool:
        return self._settle.isActive() or self.is_stuck

    def show_found(self, found: ChapterSet, said: Mapping[str, Any]) -> None:
        """What viewers have, and what was `said` since."""
        self._found = found
        own = said.get("chapters")
        if own is not None:
            self._show([Chapter.from_json(each) for each in own], "own")
        else:
            from_description = () if found.origin == "own" else found.chapters
            self._show(from_description, found.origin if found.origin != "own" else "")

    def offer_suggestions(self, find: Callable[[], Starts], scope: Scope) -> None:
        """`find` blocks; nothing is asked of it, and nothing set, unless the user wants it."""
        self.suggest.show()
        self.suggest.clicked.connect(lambda: self._look_for_scenes(find, scope))

    def _look_for_scenes(self, find: Callable[[], Starts], scope: Scope) -> None:
        self.suggest.setEnabled(False)
        self.origin.setText(translate("Editor", "Looking for scenes…"))
        scope.run(find, self._suggest, lambda error: self._say_of_scenes(told(error.sentence)))

    def _suggest(self, starts: Starts) -> None:
        if not starts:
            self._say_of_scenes(translate("Editor", "No scene is clearly another one."))
            return
        self._say_of_scenes("")
        chapters = [Chapter(start, numbered(at)) for at, start in enumerate(starts, 1)]
        self.said.emit("chapters", [chapter.to_json() for chapter in chapters])

    def _say_of_scenes(self, words: str) -> None:
        self.suggest.setEnabled(True)
        self.origin.setText(words)

    def flush(self) -> None:
        self._settle.stop()
        chapters = self.typed()
        if chapters is None:
            self.complain(translate("Editor", "Times are minutes and seconds, such as 1:05."))
            return
        fault = checks.chapters_fault(chapters, self._duration)
        self.complain(fault)
        if not fault and chapters != list(self._shown):
            self._shown = tuple(chapters)
            self.said.emit("chapters", [chapter.to_json() for chapter in chapters])

    def typed(self) -> list[Chapter] | None:
        """In the order of time; None where a time is none."""
        rows = [(self._text(row, 0), self._text(row, 1)) for row in range(self.table.rowCount())]
        chapters = []
        for time, title in rows:
            if (seconds := seconds_of(time)) is None:
                return None
            chapters.append(Chapter(seconds, title.strip()))
        return sorted(chapters, key=lambda chapter: chapter.start_seconds)

    @property
    def is_stuck(self) -> bool:
        return not self.fault.isHidden()

    def complain(self, words: str) -> None:
        if self.fault.text() != words:
            self.fault.setText(words)
            self.fault.setVisible(bool(words))
            self.dirtied.emit()

    def _show(self, chapters: Sequence[Chapter], origin: str) -> None:
        self._shown = tuple(chapters)
        self.complain("")
        self.table.blockSignals(True)
        self.table.setRowCount(len(chapters))
        for row, chapter in enumerate(chapters):
            self._put(row, clock(chapter.start_seconds), chapter.title)
        self.table.blockSignals(False)
        self._fit()
        self.origin.setText(origin_words(origin))
        self.reset.setVisible(origin == "own")

    def _put(self, row: int, time: str, title: str) -> None:
        for column, words in enumerate((time, title)):
            self.table.setItem(row, column, QTableWidgetItem(words))

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text() if item is not None else ""

    def _add(self) -> None:
        row = self.table.rowCount()
        chapters = self.typed() or []
        start = chapters[-1].start_seconds + 60.0 if chapters else 0.0
        self.table.blockSignals(True)
        self.table.insertRow(row)
        self._put(row, clock(start), numbered(row + 1))
        self.table.blockSignals(False)
        self._fit()
        self.table.setCurrentCell(row, 1)
        self._typed()

    def _remove(self) -> None:
        for row in sorted({index.row() for index in self.table.selectedIndexes()}, reverse=True):
            self.table.removeRow(row)
        self._fit()
        self._typed()

    def _typed(self) -> None:
        self._settle.start()
        self.dirtied.emit()

    def _fit(self) -> None:
        rows = self.table.rowCount()
        self.table.setVisible(rows > 0)
        self.remove.setVisible(rows > 0)
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setFixedHeight((min(rows, MOST_ROWS) + 1) * ROW_HEIGHT + 4)
        bar = Qt.ScrollBarPolicy
        wanted = bar.ScrollBarAsNeeded if rows > MOST_ROWS else bar.ScrollBarAlwaysOff
        self.table.setVerticalScrollBarPolicy(wanted)


def numbered(number: int) -> str:
    return translate("Editor", "Chapter {number}", number=number)


def seconds_of(time: str) -> float | None:
    """ "1:05", "1:02:03.5"; None for what is no time."""
    if (match := CLOCK.fullmatch(time.strip())) is None:
        return None
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def clock(seconds: float) -> str:
    """As `seconds_of` reads it, to the thousandth where there is one."""
    rest = f"{seconds % 1:.3f}"[1:].rstrip("0").rstrip(".")
    return text.clock(seconds) + rest


def origin_words(origin: str) -> str:
    match origin:
        case "description":
            return translate("Editor", "From the times in the description.")
        case "file":
            return translate("Editor", "From the video's file.")
        case "own":
            return translate("Editor", "Your own.")
    return translate(
        "Editor",
        "None yet. At least three lines in the description that begin with a time, "
        "the first with 0:00, are chapters, too.",
    )

"""Upload limits for times of the week: one line a time, each a sentence to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSize, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QTimeEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.timetable import MOST_LINES, MOST_MBIT, LimitLine, Timetable, runs_of
from app.ui.style.parts import fit_screen, given, scrolling, tool_button
from app.ui.style.words import translate

SIZE, LEAST_WIDTH = QSize(540, 380), 470
TIME_WIDTH, MOST_WIDTH, FIELD_MARGIN = 76, 120, 8
EVERY_DAY, WEEKDAYS, WEEKEND = tuple(range(7)), tuple(range(5)), (5, 6)
CHOICES = (EVERY_DAY, WEEKDAYS, WEEKEND, *((day,) for day in range(7)))
NEW = LimitLine(WEEKDAYS, QTime(8, 0).toPython(), QTime(18, 0).toPython(), 2.0)  # type: ignore[arg-type]


class TimetableButton(QPushButton):
    """Shows how many lines there are, and has them changed."""

    def __init__(self, timetable: Timetable) -> None:
        super().__init__()
        self.timetable = timetable
        self.clicked.connect(self._open)
        self._show()

    def _show(self) -> None:
        lines = self.timetable.lines
        if len(lines) == 1:
            self.setText(line_text(lines[0]))
        elif lines:
            self.setText(translate("Timetable", "%n limit(s)…", len(lines)))
        else:
            self.setText(translate("Timetable", "The same limit…"))

    def _open(self) -> None:
        dialog = TimetableDialog(self.timetable, self.window())
        dialog.entered.connect(self._take)
        dialog.open()

    def _take(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self._show()


class TimetableDialog(QDialog):
    """The first line that holds counts; between lines the plain limit does."""

    entered = Signal(object)

    def __init__(self, timetable: Timetable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timetable_dialog")
        self.setWindowTitle(translate("Timetable", "Limits by the time of the week"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows: list[LineRow] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self._heads = [given(QLabel(words), "quiet") for words in heads()]
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column)
        self.add = given(QPushButton(translate("Timetable", "Add a time")), "add_time")
        self.add.clicked.connect(lambda: self._add(NEW))
        self.empty = given(
            QLabel(translate("Timetable", "The same limit holds all week."), wordWrap=True), "quiet"
        )
        self._lay_out()
        for line in timetable.lines:
            self._add(line)
        self._settle()
        self.setMinimumWidth(LEAST_WIDTH)
        fit_screen(self, SIZE)

    def _lay_out(self) -> None:
        inside = given(QWidget(), "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addWidget(self.empty)
        column.addLayout(self._grid)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        given(buttons.button(QDialogButtonBox.StandardButton.Save), "save", kind="primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        hint = translate(
            "Timetable",
            "Where two overlap, the upper one counts. A time that ends before it begins goes on "
            "into the next day.",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(scrolling(inside), 1)
        layout.addWidget(given(QLabel(hint, wordWrap=True), "quiet"))
        layout.addWidget(buttons)

    @property
    def timetable(self) -> Timetable:
        return Timetable(tuple(row.line for row in self.rows))

    def accept(self) -> None:
        self.entered.emit(self.timetable)
        super().accept()

    def _add(self, line: LimitLine) -> None:
        row = LineRow(line)
        row.remove.clicked.connect(lambda: self._remove(row))
        self.rows.append(row)
        place = self._grid.rowCount()
        for column, widget in enumerate(row.widgets):
            self._grid.addWidget(widget, place, column)
        self._settle()
        row.days.setFocus()

    def _remove(self, row: LineRow) -> None:
        self.rows.remove(row)
        for widget in row.widgets:
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._settle()
        self.add.setFocus()

    def _settle(self) -> None:
        self.empty.setVisible(not self.rows)
        for head in self._heads:
            head.setVisible(bool(self.rows))
        self.add.setEnabled(len(self.rows) < MOST_LINES)


class LineRow:
    """ "Monday–Friday, 08:00 to 18:00, at most 2 Mbit/s": each a field."""

    def __init__(self, line: LimitLine) -> None:
        self.days = given(QComboBox(), "days", accessibleName=translate("Timetable", "Days"))
        for days in dict.fromkeys((*CHOICES, line.days)):
            self.days.addItem(days_text(days), days)
        self.days.setCurrentIndex(list(dict.fromkeys((*CHOICES, line.days))).index(line.days))
        self.start = time_edit(line.start.hour, line.start.minute, translate("Timetable", "From"))
        self.stop = time_edit(line.stop.hour, line.stop.minute, translate("Timetable", "To"))
        self.most = given(
            QDoubleSpinBox(), "most", accessibleName=translate("Timetable", "At most")
        )
        self.most.setDecimals(1)
        self.most.setRange(0, MOST_MBIT)
        self.most.setSuffix(translate("Timetable", " Mbit/s"))
        self.most.setSpecialValueText(translate("Timetable", "No limit"))
        self.most.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.most.setValue(line.mbit)
        self.most.setFixedWidth(MOST_WIDTH)
        self.most.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)
        self.remove: QToolButton = tool_button(
            "remove_time", "close", translate("Timetable", "Remove this time"), side=16
        )

    @property
    def widgets(self) -> Sequence[QWidget]:
        return (self.days, self.start, self.stop, self.most, self.remove)

    @property
    def line(self) -> LimitLine:
        start, stop = self.start.time(), self.stop.time()
        days = tuple(self.days.currentData())
        return LimitLine(days, start.toPython(), stop.toPython(), round(self.most.value(), 1))  # type: ignore[arg-type]


def heads() -> Sequence[str]:
    return (
        translate("Timetable", "Days"),
        translate("Timetable", "From"),
        translate("Timetable", "To"),
        translate("Timetable", "At most"),
    )


def time_edit(hour: int, minute: int, label: str) -> QTimeEdit:
    edit = given(QTimeEdit(QTime(hour, minute)), "time", accessibleName=label, toolTip=label)
    edit.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)
    edit.setDisplayFormat("HH:mm")
    edit.setFixedWidth(TIME_WIDTH)
    edit.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)  # Qt forgets the style sheet's padding
    return edit


def days_text(days: tuple[int, ...]) -> str:
    """As people say it."""
    if days == EVERY_DAY:
        return translate("Timetable", "Every day")
    return ", ".join(
        day_name(first) if first == last else f"{day_name(first)}–{day_name(last)}"
        for first, last in runs_of(days)
    )


def day_name(day: int) -> str:
    return QLocale().standaloneDayName(day + 1, QLocale.FormatType.ShortFormat)


def line_text(line: LimitLine) -> str:
    most = translate("Timetable", "No limit")
    if line.mbit:
        most = QLocale().toString(line.mbit, "g", 6) + translate("Timetable", " Mbit/s")
    return f"{days_text(line.days)} {line.start:%H:%M}–{line.stop:%H:%M}: {most}"

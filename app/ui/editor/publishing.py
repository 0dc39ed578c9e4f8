"""Who may see films, and from when on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QDateTime, QLocale, QTimeZone
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QLabel

from app.ui.editor import checks
from app.ui.editor.fields import EditField, different
from app.ui.editor.model import MIXED
from app.ui.style import text
from app.ui.style.flow import FlowLayout
from app.ui.style.parts import given, timer
from app.ui.style.words import translate

SETTLE_MS = 700


class PublishTimeField(EditField):
    """A moment by this computer's clock and zone, or at once."""

    def __init__(self) -> None:
        super().__init__("publish_at")
        self._shown: str | None = None
        self.scheduled = given(
            QCheckBox(translate("Editor", "Make it visible at a set time")), "scheduled"
        )
        label = translate("Editor", "Time of publication")
        self.when = given(QDateTimeEdit(), "publish_at", accessibleName=label)
        self.when.setCalendarPopup(True)
        self.when.setDisplayFormat(QLocale().dateTimeFormat(QLocale.FormatType.ShortFormat))
        self.when.setMaximumDateTime(QDateTime.fromString("9999-12-31T00:00", "yyyy-MM-ddTHH:mm"))
        self.note = given(QLabel(wordWrap=True), "quiet")
        self._settle = timer(self, SETTLE_MS, self.flush)
        row = FlowLayout(8)
        row.addWidget(self.when)
        words = given(QLabel(zone()), "quiet")
        words.setFixedHeight(self.when.sizeHint().height())
        row.addWidget(words)
        self.lines.addWidget(self.scheduled)
        self.lines.addLayout(row)
        self.lines.addWidget(self.note)
        self.lines.addWidget(self.fault)
        self.scheduled.clicked.connect(self._toggled)
        self.when.dateTimeChanged.connect(lambda _when: self._typed())
        self.show_value(None)

    @property
    def value(self) -> str | None:
        if not self.scheduled.isChecked():
            return None
        seconds = self.when.dateTime().toSecsSinceEpoch()
        return datetime.fromtimestamp(seconds, UTC).isoformat()

    @property
    def is_dirty(self) -> bool:
        return self._settle.isActive() or self.fault.isVisible()

    def show_value(self, value: Any) -> None:
        self._settle.stop()
        self._shown = None if value is MIXED else value
        then = text.parsed(self._shown) if self._shown else None
        self.when.blockSignals(True)
        self.when.setDateTime(
            QDateTime.fromSecsSinceEpoch(int(then.timestamp())) if then else tomorrow()
        )
        self.when.blockSignals(False)
        self.scheduled.setChecked(then is not None)
        self._look()
        if value is MIXED:
            self.note.setText(different())
            self.note.show()

    def flush(self) -> None:
        self._settle.stop()
        self._look()
        if not self.fault.isVisibleTo(self) and not same(self.value, self._shown):
            self._shown = self.value
            self.said.emit(self.name, self.value)

    def _toggled(self) -> None:
        self._look()
        self.flush()

    def _typed(self) -> None:
        self._look()
        self._settle.start()
        self.dirtied.emit()

    def _look(self) -> None:
        """What the time means, and whether it is one."""
        scheduled = self.scheduled.isChecked()
        self.when.setEnabled(scheduled)
        value, now = self.value, datetime.now(UTC)
        then = text.parsed(value) if value else None
        self.complain(checks.publish_fault(then, now) if then else "")
        note = checks.publish_note(then, now) if then else ""
        self.note.setText(note)
        self.note.setVisible(bool(note))


def same(one: str | None, other: str | None) -> bool:
    """The same moment, however it is written."""
    if one is None or other is None:
        return one is other
    return text.parsed(one) == text.parsed(other)


def tomorrow() -> QDateTime:
    """The next day at this full hour, to begin with."""
    then = QDateTime.currentDateTime().addDays(1)
    return then.addSecs(-then.time().minute() * 60 - then.time().second())


def zone() -> str:
    """That of this computer, by name and by its distance now."""
    here = QTimeZone.systemTimeZone()
    name = bytes(here.id().data()).decode()
    offset = here.displayName(QDateTime.currentDateTime(), QTimeZone.NameType.OffsetName)
    return translate("Editor", "{zone} time ({offset})", zone=name.replace("_", " "), offset=offset)

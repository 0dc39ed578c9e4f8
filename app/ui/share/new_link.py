"""What a new link to a video allows: until when, and with which password."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import Sentence
from app.ui.style.parts import given
from app.ui.style.words import told, translate

DAYS = (
    (Sentence("Never"), 0),
    (Sentence("In a day"), 1),
    (Sentence("In a week"), 7),
    (Sentence("In 30 days"), 30),
    (Sentence("On a date…"), -1),
)
ON_A_DATE = -1


@dataclass(frozen=True, slots=True)
class NewLink:
    expires_at: str | None = None
    password: str | None = None
    start_seconds: float | None = None
    end_seconds: float | None = None

    def part(self, start: float | None, end: float | None) -> NewLink:
        return replace(self, start_seconds=start, end_seconds=end)


class NewLinkForm(QWidget):
    wanted = Signal(object)
    """A `NewLink` to the whole video."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("new_link")
        self.ends = given(QComboBox(), "link_ends", accessibleName=translate("Share", "Ends"))
        for label, days in DAYS:
            self.ends.addItem(told(label), days)
        self.date = given(QDateTimeEdit(), "link_date", calendarPopup=True)
        self.date.setAccessibleName(translate("Share", "Ends on"))
        self.date.setMinimumDateTime(QDateTime.currentDateTime().addSecs(60))
        self.date.setDateTime(QDateTime.currentDateTime().addDays(7))
        self.password = given(
            QLineEdit(),
            "link_set_password",
            accessibleName=translate("Share", "Password"),
            placeholderText=translate("Share", "None"),
        )
        self.password.setMaxLength(500)
        self.make = given(QPushButton(translate("Share", "Make a link")), "make_link")
        self.make.clicked.connect(lambda: self.wanted.emit(self.link))
        self.ends.currentIndexChanged.connect(self._show_date)
        self._lay_out()
        self._show_date()

    def _lay_out(self) -> None:
        ends = QHBoxLayout()
        ends.addWidget(self.ends, 1)
        ends.addWidget(self.date, 1)
        form = QGridLayout()
        form.setColumnStretch(1, 1)
        form.setHorizontalSpacing(16)
        form.addWidget(QLabel(translate("Share", "Ends")), 0, 0)
        form.addLayout(ends, 0, 1)
        form.addWidget(QLabel(translate("Share", "Password")), 1, 0)
        form.addWidget(self.password, 1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(
            given(
                QLabel(translate("Share", "A link that you can take back"), wordWrap=True), "title"
            )
        )
        layout.addLayout(form)
        layout.addWidget(self.make, 0, Qt.AlignmentFlag.AlignRight)

    def _show_date(self) -> None:
        self.date.setVisible(self.ends.currentData() == ON_A_DATE)

    @property
    def link(self) -> NewLink:
        days, moment = self.ends.currentData(), self.date.dateTime()
        if days != ON_A_DATE:
            moment = QDateTime.currentDateTime().addDays(days)
        ends_at = moment.toUTC().toString(Qt.DateFormat.ISODate) if days else None
        return NewLink(ends_at, self.password.text() or None)

    def clear(self) -> None:
        """It is made; the next one is another."""
        self.ends.setCurrentIndex(0)
        self.password.clear()

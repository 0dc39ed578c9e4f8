"""The links that an owner gave away: what each allows, and the way to take it back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.server.viewing import ShareLink
from app.ui.share.times import shown_time
from app.ui.style import text
from app.ui.style.parts import given, tool_button
from app.ui.style.words import translate

ROWS_AT_ONCE, ROW_HEIGHT = 3, 52


class GivenLinks(QScrollArea):
    copied = Signal(str)
    """An address."""
    revoked = Signal(str)
    """A link's id."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("given_links")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def show_links(self, links: Sequence[ShareLink]) -> None:
        inside = given(QWidget(), "page")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for link in links:
            rows.addWidget(self._row(link))
        rows.addStretch(1)
        self.setWidget(inside)
        self.setFixedHeight(ROW_HEIGHT * min(len(links), ROWS_AT_ONCE))
        self.setVisible(bool(links))

    def _row(self, link: ShareLink) -> QWidget:
        row = given(QWidget(), "given_link")
        words = QLabel(about(link))
        words.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.addWidget(words, 1)
        copy, revoke = translate("Share", "Copy this link"), translate("Share", "Take it back")
        layout.addWidget(
            tool_button("copy_given", "link", copy, lambda: self.copied.emit(link.url))
        )
        layout.addWidget(
            tool_button("revoke", "delete", revoke, lambda: self.revoked.emit(link.id))
        )
        return row


def about(link: ShareLink) -> str:
    """What it allows, and to whom."""
    until = translate("Share", "Until you take it back")
    if link.expires_at is not None:
        until = translate("Share", "Until {when}", when=text.moment(link.expires_at))
    part = ""
    if link.start_seconds is not None or link.end_seconds is not None:
        start = shown_time(link.start_seconds or 0.0)
        end = "" if link.end_seconds is None else shown_time(link.end_seconds)
        part = f"{start}–{end}"
    password = translate("Share", "with a password") if link.has_password else ""
    return text.join(until, part, password)

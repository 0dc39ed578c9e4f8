"""The part of a film that is played again and again."""

from __future__ import annotations

from app.player.engine.api import Loop
from app.ui.player.commands.deck import Deck
from app.ui.player.seeking.marks import Marks
from app.ui.style import text
from app.ui.style.words import translate


def next_marks(marks: Marks, seconds: float, *, looped: bool) -> Marks:
    """First where it begins, then where it ends, then none."""
    if looped:
        return Marks()
    if marks.start_seconds is None:
        return marks.begin_at(seconds)
    return marks if marks.end_seconds is not None else marks.end_at(seconds)


def loop_of(marks: Marks) -> Loop | None:
    if marks.start_seconds is None or marks.end_seconds is None:
        return None
    return Loop(marks.start_seconds, marks.end_seconds)


def loop_on(deck: Deck, marks: Marks) -> str:
    """Play what is marked again and again; what to say of it."""
    loop = loop_of(marks)
    deck.ask(lambda session: session.set_loop(loop))
    if loop is not None:
        start, end = text.clock(loop.start_seconds), text.clock(loop.end_seconds)
        return translate("Player", "Loop: {start} – {end}", start=start, end=end)
    if marks.start_seconds is not None:
        start = text.clock(marks.start_seconds)
        return translate("Player", "Loop from {start}", start=start)
    return translate("Player", "Loop off")

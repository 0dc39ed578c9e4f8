"""Commands on the subtitles."""

from __future__ import annotations

from app.ui.player.commands.deck import Deck, PlayerCommand
from app.ui.style.words import translate


def subtitle_commands() -> tuple[PlayerCommand, ...]:
    return (
        PlayerCommand(
            "subtitles",
            translate("Player", "Subtitles"),
            translate("Player", "Subtitles on or off"),
            toggle_subtitles,
            lambda deck: bool(deck.state.subtitles),
            lambda deck: deck.state.subtitle_now is not None,
        ),
    )


def toggle_subtitles(deck: Deck) -> str:
    """The one that was shown last, or else the first."""
    state = deck.state
    if not state.subtitles:
        return translate("Player", "No subtitles")
    index = 0 if state.subtitle_now is None else None
    deck.ask(lambda session: session.set_subtitle(index))
    return subtitle_words(deck, index)


def subtitle_words(deck: Deck, index: int | None) -> str:
    if index is None:
        return translate("Player", "Subtitles off")
    track = deck.state.subtitles[index]
    name = track.label or track.language or str(index + 1)
    return translate("Player", "Subtitles: {name}", name=name)

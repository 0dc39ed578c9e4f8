"""Commands on the sound."""

from __future__ import annotations

from functools import partial

from app.ui.player.commands.deck import Deck, PlayerCommand
from app.ui.style.words import translate

MOST_PERCENT = 100.0
STEP_PERCENT = 5.0


def sound_commands() -> tuple[PlayerCommand, ...]:
    command = partial(PlayerCommand, group=translate("Player", "Sound"))
    return (
        command(
            id="louder",
            name=translate("Player", "Louder"),
            do=partial(volume_by, percent=STEP_PERCENT),
        ),
        command(
            id="quieter",
            name=translate("Player", "Quieter"),
            do=partial(volume_by, percent=-STEP_PERCENT),
        ),
        command(
            id="mute",
            name=translate("Player", "Mute"),
            do=mute,
            checked=lambda deck: deck.state.muted,
        ),
    )


def volume_by(deck: Deck, percent: float) -> str:
    volume = min(MOST_PERCENT, max(0.0, deck.state.volume + percent))
    deck.ask(lambda session: session.set_volume(volume))
    return translate("Player", "Volume {percent} %", percent=round(volume))


def mute(deck: Deck) -> str:
    muted = not deck.state.muted
    deck.ask(lambda session: session.set_muted(muted))
    return translate("Player", "Sound off") if muted else translate("Player", "Sound on")

"""Commands on the sound."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.ui.player.commands.deck import Deck, PlayerCommand
from app.ui.player.commands.names import sound_name
from app.ui.style.words import translate

FULL_PERCENT, MOST_PERCENT = 100.0, 200.0
STEP_PERCENT = 5.0
DELAY_STEP = 0.05
MOST_DELAY = 60.0


def sound_commands() -> tuple[PlayerCommand, ...]:
    group = translate("Player", "Sound")
    steps = (
        ("louder", translate("Player", "Louder"), partial(volume_by, percent=STEP_PERCENT)),
        ("quieter", translate("Player", "Quieter"), partial(volume_by, percent=-STEP_PERCENT)),
        ("boost", translate("Player", "Louder than 100 %"), boost),
    )
    delays = (
        ("sound_later", translate("Player", "Sound later"), partial(delay_by, seconds=DELAY_STEP)),
        (
            "sound_earlier",
            translate("Player", "Sound earlier"),
            partial(delay_by, seconds=-DELAY_STEP),
        ),
    )
    return (
        *(PlayerCommand(name, group, words, do) for name, words, do in steps),
        PlayerCommand(
            "mute",
            group,
            translate("Player", "Mute"),
            mute,
            checked=lambda deck: deck.state.muted,
        ),
        PlayerCommand(
            "next_sound",
            group,
            translate("Player", "Next audio track"),
            next_sound,
            lambda deck: len(deck.state.sounds) > 1,
        ),
        *(PlayerCommand(name, group, words, do) for name, words, do in delays),
    )


def volume_by(deck: Deck, percent: float) -> str:
    """Full is as far as it goes, so that nobody is startled; from beyond it leads back."""
    now = deck.state.volume
    most = FULL_PERCENT if percent > 0 and now <= FULL_PERCENT else MOST_PERCENT
    return set_volume(deck, min(most, now + percent))


def boost(deck: Deck) -> str:
    """Beyond full, on purpose."""
    return set_volume(deck, max(FULL_PERCENT, deck.state.volume) + 2 * STEP_PERCENT)


def set_volume(deck: Deck, wanted: float) -> str:
    volume = min(MOST_PERCENT, max(0.0, wanted))
    deck.ask(lambda session: session.set_volume(volume))
    return translate("Player", "Volume {percent} %", percent=round(volume))


def mute(deck: Deck) -> str:
    muted = not deck.state.muted
    deck.ask(lambda session: session.set_muted(muted))
    return translate("Player", "Sound off") if muted else translate("Player", "Sound on")


def next_sound(deck: Deck) -> str:
    sounds = deck.state.sounds
    if not sounds:
        return ""
    index = ((deck.state.sound_now or 0) + 1) % len(sounds)
    deck.ask(lambda session: session.set_sound(index))
    return translate("Player", "Audio: {name}", name=sound_name(sounds[index], index))


def delay_by(deck: Deck, seconds: float) -> str:
    delay = round(deck.state.sound.delay_seconds + seconds, 3)
    delay = min(MOST_DELAY, max(-MOST_DELAY, delay))
    sound = replace(deck.state.sound, delay_seconds=delay)
    deck.ask(lambda session: session.adjust(sound))
    return translate("Player", "Sound {milliseconds} ms later", milliseconds=round(1000 * delay))

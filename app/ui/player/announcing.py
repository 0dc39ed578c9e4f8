"""What a screen reader is told while a film plays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.player.engine.api import Phase, PlayerState, Track
from app.ui.player.commands.names import sound_name, subtitle_name
from app.ui.player.commands.playback import speed_text
from app.ui.style import text
from app.ui.style.parts import timer
from app.ui.style.words import told, translate

SETTLE_MS = 300
"""What is over sooner needs no words, and of many changes in a row only the last does."""
STARTING = (Phase.IDLE, Phase.LOADING)


class Announcer:
    """Says what changed once it has settled; the time that goes by is no change. What a command
    has said of itself is not said again."""

    def __init__(self, view: QWidget, now: Callable[[], PlayerState], said: SignalInstance) -> None:
        """`said` carries sentences, `now` is what `look` looks at."""
        self._view, self._now = view, now
        self._said = self._state = PlayerState()
        self._heard: list[str] = []
        self._settled = timer(view, SETTLE_MS, self._say)
        said.connect(self._hear)

    def look(self) -> None:
        self._state = self._now()
        if not self._settled.isActive() and news(self._said, self._state):
            self._settled.start()

    def _hear(self, words: str) -> None:
        """What a command, or the seek bar, says that it did."""
        if words:
            self._heard = [words]
            self._settled.start()

    def _say(self) -> None:
        words = without_echo(news(self._said, self._state), self._heard)
        self._said, self._heard = self._state, []
        if words:
            event = QAccessibleAnnouncementEvent(self._view, ". ".join(words))
            event.setPoliteness(politeness(self._state))
            QAccessible.updateAccessibility(event)


def politeness(state: PlayerState) -> QAccessible.AnnouncementPoliteness:
    """Only what ends the film interrupts."""
    kinds = QAccessible.AnnouncementPoliteness
    return kinds.Assertive if state.phase is Phase.FAILED else kinds.Polite


def without_echo(words: Iterable[str], heard: list[str]) -> list[str]:
    """The fuller of two sentences about the same: "Paused, 3:20" instead of "Paused"."""
    told_of = list(words)
    return told_of + [each for each in heard if not any(w.startswith(each) for w in told_of)]


def news(before: PlayerState, after: PlayerState) -> list[str]:
    """What one who does not see the controls would want to know of a change, in sentences."""
    told_of = [phase_words(after)] if before.phase is not after.phase else []
    if after.message != before.message:
        told_of.append(told(after.message))
    if after.phase in STARTING or before.phase in STARTING:
        before = replace(after, volume=before.volume, muted=before.muted, speed=before.speed)
    if chosen(before.subtitles, before.subtitle_now) != chosen(after.subtitles, after.subtitle_now):
        told_of.append(subtitle_words(after))
    if after.sound_now is not None and before.sound_now != after.sound_now:
        name = sound_name(after.sounds[after.sound_now], after.sound_now)
        told_of.append(translate("Player", "Audio: {name}", name=name))
    if before.muted != after.muted:
        off, on = translate("Player", "Sound off"), translate("Player", "Sound on")
        told_of.append(off if after.muted else on)
    if round(before.volume) != round(after.volume):
        told_of.append(translate("Player", "Volume {percent} %", percent=round(after.volume)))
    if before.speed != after.speed:
        told_of.append(speed_text(after.speed))
    return [words for words in told_of if words]


def phase_words(state: PlayerState) -> str:
    match state.phase:
        case Phase.PLAYING:
            return translate("Player", "Playing")
        case Phase.PAUSED:
            place = text.clock(state.position_seconds)
            return translate("Player", "Paused, {place}", place=place)
        case Phase.BUFFERING:
            return translate("Player", "Buffering")
        case Phase.ENDED:
            return translate("Player", "The end")
        case Phase.FAILED:
            return told(state.error or "")
        case _:
            return ""


def chosen(tracks: tuple[Track, ...], index: int | None) -> Track | None:
    return None if index is None else tracks[index]


def subtitle_words(state: PlayerState) -> str:
    if state.subtitle_now is None:
        return translate("Player", "Subtitles off")
    name = subtitle_name(state.subtitles[state.subtitle_now], state.subtitle_now)
    return translate("Player", "Subtitles: {name}", name=name)

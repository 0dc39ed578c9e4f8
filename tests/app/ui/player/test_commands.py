"""What each command of the player asks for, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.keymap import PRESETS
from app.player.engine.api import Phase, PlayerState, Track
from app.server.editing import Chapter
from app.ui.player.commands.deck import PlaybackCalls, Wish
from app.ui.player.commands.playback import chapter_after
from app.ui.player.commands.table import player_commands
from app.ui.player.commands.times import time_in
from app.ui.player.deck import ViewDeck
from tests.app.ui.fake_player import FakeSession

CHAPTERS = (Chapter(0.0, "One"), Chapter(20.0, "Two"), Chapter(40.0, "Three"))
STATE = PlayerState(
    phase=Phase.PLAYING,
    position_seconds=30.0,
    duration_seconds=90.0,
    has_picture=True,
    subtitles=(Track("English", "en"), Track("German", "de")),
    sounds=(Track("", "de", channels=2), Track("", "en", channels=6)),
    sound_now=0,
)


class Desk:
    """A deck with a session that is at once as it is told to be."""

    def __init__(self, **changes: object) -> None:
        self.wished: list[Wish] = []
        self.session = FakeSession(self._take)
        wishes: dict[Wish, Callable[[], object]] = {
            wish: lambda wish=wish: self.wished.append(wish)  # type: ignore[misc]
            for wish in Wish
        }
        self.deck = ViewDeck(self._ask, wishes, {wish: lambda: False for wish in Wish})
        self.deck.chapters = CHAPTERS
        self.session.become(**{name: getattr(STATE, name) for name in STATE.__slots__})
        self.session.become(**changes)

    def _ask(self, question: Callable[[PlaybackCalls], None]) -> None:
        question(self.session)

    def _take(self, state: PlayerState) -> None:
        self.deck.state = state

    def do(self, name: str) -> str:
        command = next(command for command in player_commands() if command.id == name)
        assert command.possible(self.deck)
        return command.do(self.deck)


def test_ids_are_unique_and_presets_know_no_others() -> None:
    """A key for what is not there would do nothing."""
    ids = [command.id for command in player_commands()]
    assert len(ids) == len(set(ids))
    assert {name for preset in PRESETS.values() for name in preset} <= set(ids)


@pytest.mark.parametrize("command", player_commands(), ids=lambda command: command.id)
def test_each_can_be_done_whatever_plays(command) -> None:  # type: ignore[no-untyped-def]
    """Also where there is nothing, as far as it says so."""
    for desk in (Desk(), Desk(duration_seconds=None, subtitles=())):
        if command.possible(desk.deck):
            assert isinstance(command.do(desk.deck), str)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("faster", "1.25 ×"),
        ("bit_slower", "0.95 ×"),
        ("quieter", "Volume 95 %"),
        ("mute", "Sound off"),
        ("toggle", "Paused"),
        ("ahead_10", "0:40 / 1:30"),
        ("tenth_5", "0:45 / 1:30"),
        ("next_chapter", "Three"),
        ("subtitles", "Subtitles: English"),
        ("full_screen", ""),
        ("boost", "Volume 110 %"),
        ("louder", "Volume 100 %"),
        ("sound_later", "Sound 50 ms later"),
        ("next_sound", "Audio: English · 5.1"),
        ("next_subtitles", "Subtitles: English"),
        ("second_subtitles", "Second subtitles: English"),
        ("subtitles_earlier", "Subtitles -100 ms later"),
        ("larger_subtitles", "Subtitles 110 %"),
        ("fit", "The picture fills the window"),
        ("zoom_in", "Zoom 110 %"),
        ("pan_left", "Moved by -5 %, 0 %"),
        ("rotate", "Turned by 90°"),
        ("mirror", "Mirror: on"),
        ("more_brightness", "Brightness +5"),
        ("next_frame", "Frame +1"),
    ],
)
def test_it_says_what_it_did(name: str, words: str) -> None:
    """On the picture, for a moment."""
    assert Desk().do(name) == words


def test_speed_keeps_to_even_steps() -> None:
    """Also from a speed that lies between two, and within its bounds."""
    assert Desk(speed=1.1).do("faster") == "1.25 ×"
    assert Desk(speed=4.0).do("faster") == "4 ×"
    assert Desk(speed=0.25).do("slower") == "0.25 ×"


def test_chapters_are_walked_through() -> None:
    """The way back leads to the start of this one first, unless it has just begun."""
    assert chapter_after(CHAPTERS, 30.0, 1) == CHAPTERS[2]
    assert chapter_after(CHAPTERS, 30.0, -1) == CHAPTERS[1]
    assert chapter_after(CHAPTERS, 21.0, -1) == CHAPTERS[0]
    assert chapter_after(CHAPTERS, 50.0, 1) is None
    assert chapter_after((), 50.0, -1) is None


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        *(("1:02:03", 3723.0), ("62.5", 62.5), ("62,5", 62.5), ("50%", 3600.0), ("50 %", 3600.0)),
        *((" 2:05 ", 125.0), ("9:00:00", 7200.0), ("200%", 7200.0)),
        *(("", None), ("abc", None), ("-5", None), ("1:", None), ("1:2:3:4", None)),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, seconds: float | None) -> None:
    """Clock, seconds or share; never beyond the end."""
    assert time_in(typed, 7200.0) == seconds


def test_wishes_go_to_the_window() -> None:
    """It knows what they mean."""
    desk = Desk()
    for name in ("next", "queue", "palette"):
        desk.do(name)
    assert desk.wished == [Wish.NEXT, Wish.QUEUE, Wish.PALETTE]


def test_the_state_is_not_touched() -> None:
    """What is shown comes from the session alone."""
    desk = Desk()
    desk.do("faster")
    assert desk.deck.state == replace(STATE, speed=1.25)

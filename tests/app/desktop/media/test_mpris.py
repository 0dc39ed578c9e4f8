"""What plays in the words of MPRIS, and back, without a bus."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.desktop.bus import PROPERTIES, IncomingCall
from app.desktop.media.mpris import (
    PATH,
    PLAYER,
    TRACK_LIST,
    changes,
    command_of,
    has_jumped,
    player_properties,
)
from app.desktop.media.now_playing import (
    AddressWanted,
    FilmWanted,
    ListedFilm,
    LoopStatus,
    LoopWanted,
    MediaButton,
    MediaCommand,
    NowPlaying,
    PlaybackState,
    PositionWanted,
    RateWanted,
    ShuffleWanted,
    VolumeWanted,
)

BUNNY = ListedFilm(4, "Big Buck Bunny", "Blender", 600.0, "file:///p.jpg")
SINTEL = ListedFilm(5, "Sintel")
PLAYS = NowPlaying(
    PlaybackState.PLAYING, BUNNY, (BUNNY, SINTEL), position_seconds=200.0, has_next=True
)


def test_a_film_is_told_with_its_picture_and_length() -> None:
    """In microseconds, and as a path that names its place in the queue."""
    assert player_properties(PLAYS)["Metadata"] == (
        "a{sv}",
        {
            "mpris:trackid": ("o", "/org/matinee/film/4"),
            "xesam:title": ("s", "Big Buck Bunny"),
            "mpris:length": ("x", 600_000_000),
            "xesam:artist": ("as", ["Blender"]),
            "mpris:artUrl": ("s", "file:///p.jpg"),
        },
    )


def test_what_is_not_known_is_left_out_and_of_nothing_nothing_can_be_asked() -> None:
    """No empty title, and no way to play what is not there."""
    assert player_properties(replace(PLAYS, film=SINTEL))["CanSeek"] == ("b", False)
    none = player_properties(NowPlaying())
    assert none["CanPlay"] == ("b", False)
    assert none["Metadata"][1] == {"mpris:trackid": ("o", PATH + "/TrackList/NoTrack")}


def test_only_what_changed_is_told_and_never_the_position() -> None:
    """That is asked for; a seek has a signal of its own."""
    before = player_properties(PLAYS)
    later = replace(PLAYS, position_seconds=201.0)
    paused = replace(later, state=PlaybackState.PAUSED)
    assert changes(before, player_properties(later)) == {}
    assert changes(before, player_properties(paused)) == {"PlaybackStatus": ("s", "Paused")}


@pytest.mark.parametrize(
    ("moved", "elapsed", "rate", "jumped"),
    [
        (0.1, 0.1, 1.0, False),
        (0.0, 30.0, 1.0, False),  # it waited for the network
        (60.0, 30.0, 2.0, False),
        (60.0, 30.0, 1.0, True),
        (-5.0, 0.1, 1.0, True),
    ],
)
def test_a_seek_is_what_playing_does_not_explain(
    moved: float, elapsed: float, rate: float, jumped: bool
) -> None:
    """Neither waiting nor a faster film is one."""
    before = replace(PLAYS, rate=rate)
    after = replace(before, position_seconds=200.0 + moved)
    assert has_jumped(before, after, elapsed) is jumped


def test_another_film_has_not_jumped_and_a_paused_one_has() -> None:
    """A new film tells where it is by being new."""
    other = replace(PLAYS, film=SINTEL, position_seconds=0.0)
    assert not has_jumped(PLAYS, other, 0.1)
    paused = replace(PLAYS, state=PlaybackState.PAUSED)
    assert has_jumped(paused, replace(paused, position_seconds=210.0), 60.0)


@pytest.mark.parametrize(
    ("interface", "member", "body", "meant"),
    [
        (PLAYER, "PlayPause", (), MediaButton.TOGGLE),
        (PLAYER, "Seek", (-5_000_000,), PositionWanted(195.0)),
        (PLAYER, "Seek", (-500_000_000,), PositionWanted(0.0)),
        (PLAYER, "Seek", (401_000_000,), MediaButton.NEXT),
        (PLAYER, "Seek", ("5",), None),
        (PLAYER, "Seek", (), None),
        (PLAYER, "OpenUri", (), None),
        (TRACK_LIST, "GoTo", (), None),
        (PLAYER, "SetPosition", ("/org/matinee/film/4", 60_000_000), PositionWanted(60.0)),
        (PLAYER, "SetPosition", ("/org/matinee/film/3", 60_000_000), None),
        (PLAYER, "SetPosition", ("/org/matinee/film/4", 601_000_000), None),
        (PLAYER, "OpenUri", ("https://v.example/a.mp4",), AddressWanted("https://v.example/a.mp4")),
        (TRACK_LIST, "GoTo", ("/org/matinee/film/5",), FilmWanted(5)),
        (TRACK_LIST, "GoTo", ("/org/matinee/film/9",), None),
        (TRACK_LIST, "AddTrack", ("x", "/", True), None),
        (PROPERTIES, "Set", (PLAYER, "Volume", ("d", 0.5)), VolumeWanted(50.0)),
        (PROPERTIES, "Set", (PLAYER, "Volume", ("d", -1.0)), VolumeWanted(0.0)),
        (PROPERTIES, "Set", (PLAYER, "Volume", ("d", float("nan"))), None),
        (PROPERTIES, "Set", (PLAYER, "Rate", ("d", 99.0)), RateWanted(4.0)),
        (PROPERTIES, "Set", (PLAYER, "Rate", ("d", 0.0)), MediaButton.PAUSE),
        (PROPERTIES, "Set", (PLAYER, "Shuffle", ("b", True)), ShuffleWanted(True)),
        (PROPERTIES, "Set", (PLAYER, "LoopStatus", ("s", "Track")), LoopWanted(LoopStatus.TRACK)),
        (PROPERTIES, "Set", (PLAYER, "LoopStatus", ("s", "Never")), None),
        (PROPERTIES, "Set", (PLAYER, "Metadata", ("s", "x")), None),
    ],
)
def test_what_is_asked_is_understood_or_means_nothing(
    interface: str, member: str, body: tuple[Any, ...], meant: MediaCommand | None
) -> None:
    """Whatever somebody sends, it is one of the commands or none."""
    assert command_of(IncomingCall(PATH, interface, member, body), PLAYS) == meant

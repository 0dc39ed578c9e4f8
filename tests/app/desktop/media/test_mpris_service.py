"""MPRIS on a real bus, asked by the programs that people have."""

from __future__ import annotations

import shutil
import subprocess
import threading
from dataclasses import replace

import pytest

from app.desktop.bus import PROPERTIES, Body, BusSignal, Method
from app.desktop.dbus import DBus
from app.desktop.media.mpris import PATH, PLAYER, ROOT, TRACK_LIST
from app.desktop.media.mpris_service import BUS, NAMES, Mpris
from app.desktop.media.now_playing import (
    AddressWanted,
    FilmWanted,
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
from tests.app.desktop.conftest import Inbox
from tests.app.desktop.media.test_mpris import BUNNY, PLAYS, SINTEL

OTHER_PATH = "/somewhere/else"


class Remote:
    """busctl on the test's bus, while the test's thread answers."""

    def __init__(self, address: str, inbox: Inbox) -> None:
        self._address, self._inbox = address, inbox

    def run(self, *command: str) -> str:
        done = list[subprocess.CompletedProcess[str]]()

        def ask() -> None:
            done.append(subprocess.run(command, capture_output=True, text=True, timeout=20))
            self._inbox.deliver(lambda: None)

        threading.Thread(target=ask, daemon=True).start()
        self._inbox.until(lambda: bool(done), 20)
        return (done[0].stdout + done[0].stderr).strip()

    def busctl(self, verb: str, *words: str, path: str = PATH) -> str:
        return self.run("busctl", f"--address={self._address}", verb, NAMES[0], path, *words)

    def call(self, interface: str, member: str, *words: str) -> str:
        return self.busctl("call", interface, member, *words)


@pytest.fixture
def commands() -> list[MediaCommand]:
    return []


def is_taken(bus: DBus, inbox: Inbox) -> bool:
    """Whether somebody has the first of the names."""
    answers = list[Body | None]()
    asks = Method(BUS, "/org/freedesktop/DBus", BUS, "NameHasOwner", "s", (NAMES[0],))
    bus.call(asks, answers.append)
    inbox.until(lambda: bool(answers))
    assert answers[0] is not None
    return bool(answers[0][0])


@pytest.fixture
def mpris(bus: DBus, inbox: Inbox, commands: list[MediaCommand]) -> Mpris:
    while is_taken(bus, inbox):  # that of the test before goes when its line has
        pass
    keys = Mpris(bus, commands.append, clock=lambda: 0.0)
    keys.show(PLAYS)
    assert is_taken(bus, inbox)
    return keys


@pytest.fixture
def remote(address: str, inbox: Inbox) -> Remote:
    if shutil.which("busctl") is None:
        pytest.skip("There is no busctl here.")
    return Remote(address, inbox)


@pytest.mark.usefixtures("mpris")
def test_busctl_reads_what_plays(remote: Remote) -> None:
    """One by one, all of them, and what there is to ask for."""
    get = remote.busctl
    assert get("get-property", ROOT, "Identity") == 's "Matinee"'
    assert get("get-property", PLAYER, "PlaybackStatus") == 's "Playing"'
    assert get("get-property", PLAYER, "Position") == "x 200000000"
    assert get("get-property", TRACK_LIST, "Tracks") == (
        'ao 2 "/org/matinee/film/4" "/org/matinee/film/5"'
    )
    about = remote.call(TRACK_LIST, "GetTracksMetadata", "ao", "1", "/org/matinee/film/5")
    assert about == ('aa{sv} 1 2 "mpris:trackid" o "/org/matinee/film/5" "xesam:title" s "Sintel"')
    described = get("introspect")
    for word in ("SetPosition", "Seeked", "TrackListReplaced", "LoopStatus", "CanRaise"):
        assert word in described, described


@pytest.mark.usefixtures("mpris")
def test_busctl_asks_for_all_that_can_be_asked(
    remote: Remote, commands: list[MediaCommand]
) -> None:
    """Each call is a command of ours, in the order in which they came."""
    for button in ("Play", "Pause", "PlayPause", "Stop", "Next", "Previous"):
        remote.call(PLAYER, button)
    remote.call(ROOT, "Raise")
    remote.call(PLAYER, "Seek", "x", "10000000")
    remote.call(PLAYER, "SetPosition", "ox", "/org/matinee/film/4", "30000000")
    remote.call(PLAYER, "OpenUri", "s", "https://v.example/a.mp4")
    remote.call(TRACK_LIST, "GoTo", "o", "/org/matinee/film/5")
    for name, kind, value in (
        ("Volume", "d", "0.5"),
        ("Rate", "d", "1.5"),
        ("Shuffle", "b", "true"),
        ("LoopStatus", "s", "Playlist"),
    ):
        remote.busctl("set-property", PLAYER, name, kind, value)
    assert commands == [
        *(MediaButton.PLAY, MediaButton.PAUSE, MediaButton.TOGGLE),
        *(MediaButton.STOP, MediaButton.NEXT, MediaButton.PREVIOUS, MediaButton.RAISE),
        *(PositionWanted(210.0), PositionWanted(30.0)),
        *(AddressWanted("https://v.example/a.mp4"), FilmWanted(5)),
        *(VolumeWanted(50.0), RateWanted(1.5), ShuffleWanted(True)),
        LoopWanted(LoopStatus.PLAYLIST),
    ]


@pytest.mark.usefixtures("mpris")
def test_what_is_not_there_is_an_error_and_no_end(
    remote: Remote, commands: list[MediaCommand]
) -> None:
    """Whatever is asked, the next one has an answer."""
    assert "ailed" in remote.call(PLAYER, "Explode")
    assert "ailed" in remote.busctl("get-property", PLAYER, "Colour")
    assert "ailed" in remote.busctl("get-property", PLAYER, "Rate", path=OTHER_PATH)
    remote.call(PLAYER, "Seek", "s", "far")
    assert commands == []
    assert remote.busctl("get-property", PLAYER, "Rate") == "d 1"


def test_others_hear_of_changes_and_of_seeks(address: str, mpris: Mpris, inbox: Inbox) -> None:
    """And of nothing else: a film that goes on says nothing."""
    other, heard = DBus(address, inbox.deliver), list[Body]()
    for interface, member in (
        (PLAYER, "Seeked"),
        (PROPERTIES, "PropertiesChanged"),
        (TRACK_LIST, "TrackListReplaced"),
    ):
        other.listen(BusSignal(NAMES[0], PATH, interface, member), heard.append)
    ready = list[Body | None]()
    other.call(Method(NAMES[0], PATH, PROPERTIES, "GetAll", "s", (PLAYER,)), ready.append)
    inbox.until(lambda: bool(ready))
    mpris.show(replace(PLAYS, position_seconds=200.1))
    mpris.show(replace(PLAYS, position_seconds=300.0))
    paused = replace(PLAYS, position_seconds=300.0, state=PlaybackState.PAUSED)
    mpris.show(paused)
    mpris.show(replace(paused, film=SINTEL, films=(SINTEL,)))
    inbox.until(lambda: len(heard) == 5)
    other.close()
    sintel = "/org/matinee/film/5"
    assert heard[:2] == [(300_000_000,), (PLAYER, {"PlaybackStatus": ("s", "Paused")}, [])]
    assert heard[2][1]["Metadata"][1]["xesam:title"] == ("s", "Sintel")
    assert heard[3:] == [([sintel], sintel), (TRACK_LIST, {}, ["Tracks"])]


@pytest.mark.usefixtures("mpris")
def test_playerctl_knows_it_as_any_player(
    remote: Remote, commands: list[MediaCommand], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The keys of most window managers are bound to it."""
    if shutil.which("playerctl") is None:
        pytest.skip("There is no playerctl here.")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    shape = "{{playerName}} {{status}} {{artist}} – {{title}} {{duration(mpris:length)}}"
    said = remote.run("playerctl", "metadata", "--format", shape)
    assert said == "matinee Playing Blender – Big Buck Bunny 10:00"
    remote.run("playerctl", "play-pause")
    remote.run("playerctl", "position", "5")
    remote.run("playerctl", "loop", "Track")
    assert commands == [MediaButton.TOGGLE, PositionWanted(5.0), LoopWanted(LoopStatus.TRACK)]


@pytest.mark.usefixtures("mpris")
def test_a_second_matinee_has_a_name_of_its_own(address: str, remote: Remote, inbox: Inbox) -> None:
    """Both are heard of, as two players are."""
    other = DBus(address, inbox.deliver)
    Mpris(other, lambda _command: None).show(NowPlaying(film=BUNNY))
    inbox.until(lambda: NAMES[1] in remote.run("busctl", f"--address={address}", "list"))
    other.close()

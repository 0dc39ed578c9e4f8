"""The application, as a screen reader finds it: the real tree of AT-SPI, read over D-Bus."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.at_spi import ScreenReader, Told, session_bus
from tests.e2e.driven import Driven, until

NO_ROLE = {"filler", "unknown", "invalid", "layered pane"}
PLACES = ("yours", "playlists", "history", "uploads")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "A film.mp4"
    source = ("-f", "lavfi", "-i", "testsrc2=s=160x90:d=60:r=10")
    encoded = ("-c:v", "libx264", "-preset", "ultrafast")
    subprocess.run(["ffmpeg", "-v", "error", *source, *encoded, path], check=True)
    return path


@pytest.fixture(scope="module")
def read(
    film: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Driven, ScreenReader]]:
    folder = tmp_path_factory.mktemp("read")
    arguments = ["--data-dir", str(folder / "data"), "--play", str(film)]
    with session_bus(folder) as environment:
        reader = ScreenReader(environment["DBUS_SESSION_BUS_ADDRESS"])
        with Driven(arguments, folder / "log", environment) as app:
            app.until(("player",), lambda state: state["phase"] == "playing", 60, "the film")
            yield app, reader
            app.quit()
        reader.close()


def test_what_happens_is_announced(read: tuple[Driven, ScreenReader]) -> None:
    """As words, once it has settled; where the film is, too."""
    app, reader = read
    assert reader.announced() == "Playing"
    app.do("key", "Space")
    assert re.fullmatch(r"Paused, \d:\d\d", reader.announced())
    app.do("key", "M")
    assert reader.announced() == "Sound off"
    (position,) = [thing for thing in reader.tree() if thing.name == "Position"]
    assert re.fullmatch(r"\d:\d\d of 1:00", position.description)
    assert position.role == "slider"


def test_everything_is_named(read: tuple[Driven, ScreenReader]) -> None:
    """In the player, on its sheet of keys, on each page and in the settings: what can have the
    keyboard says what it is, and nothing else says the same."""
    app, reader = read
    app.do("move_to", "player_view", 0.5, 0.5)
    assert faults(reader, "Position") == []
    app.do("key", "Question")
    assert faults(reader, "Change keys…") == []
    app.do("key", "Escape")
    app.do("click", "back")
    app.until(("exists", "sidebar"), bool, 60, "the first page")
    for place in PLACES:
        app.do("go", place)
        assert faults(reader, "Upload") == []
    app.do("click", "go_settings")
    app.until(("exists", "settings_dialog"), bool, 10, "the settings")
    assert faults(reader, "Kinds of settings") == []
    app.do("key", "Escape")


def faults(reader: ScreenReader, there: str) -> list[Told]:
    """What somebody who hears it would stumble over, once there is what has to be `there`."""

    def usable() -> list[Told]:
        return [thing for thing in reader.tree() if thing.can_have_focus]

    told = until(usable, lambda told: there in [thing.name for thing in told], 10, there)
    times = Counter((thing.name, thing.role) for thing in told)
    return [
        thing
        for thing in told
        if not thing.name or thing.role in NO_ROLE or times[thing.name, thing.role] > 1
    ]

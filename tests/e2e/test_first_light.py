"""The real film through the real window: dropped, killed half way, resumed, transcoded, watched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import picture
from tests.e2e.driven import Driven, until

pytestmark = pytest.mark.slow

UPLOAD_MBIT = 24
SLOW_BYTES = 60_000
FILM_SECONDS = 12
PARTS = 2
QUICKLY = {"MATINEE_PRESET": "ultrafast"}


def processes_about(data_dir: Path) -> list[str]:
    """Every process whose command line or open lock names the data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if str(data_dir) in words:
                found.append(words)
    return found


def complaints(log: Path) -> str:
    """From the first thing on that a clean run must not have said: a warning of Qt, a fault."""
    bad = ("QObject", "QPaint", "Qt ", "qt.", "Traceback", "ERROR", "CRITICAL", "Fatal")
    lines = log.read_text().splitlines()
    first = next((n for n, line in enumerate(lines) if any(word in line for word in bad)), None)
    return "" if first is None else "\n".join(lines[first : first + 60])


def stored_parts(data_dir: Path) -> int:
    """How many parts the backend has taken, by its own log."""
    lines = map(json.loads, (data_dir / "logs" / "backend.log").read_text().splitlines())
    return sum(
        line.get("method") == "PUT" and line["route"].startswith("/store/") and line["status"] < 300
        for line in lines
    )


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of one user, which the tests below share in their order."""
    folder = tmp_path_factory.mktemp("first-light")
    (folder / "settings.toml").write_text(f"upload_limit_mbit = {UPLOAD_MBIT}\n")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shorter(film: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its first seconds, packet by packet."""
    path = tmp_path_factory.mktemp("film") / film.name
    cut = ["-i", str(film), "-t", str(FILM_SECONDS), "-c", "copy"]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *cut, str(path)], check=True)
    return path


@pytest.fixture
def arguments(data_dir: Path) -> list[str]:
    return ["--data-dir", str(data_dir)]


@pytest.fixture(scope="class")
def window(data_dir: Path) -> Iterator[Driven]:
    """For all that is watched in it; closed as its user does."""
    log = data_dir / "watched.log"
    with Driven(["--data-dir", str(data_dir)], log) as app:
        yield app
        assert app.quit() == 0
    assert processes_about(data_dir) == []
    assert complaints(log) == ""


@pytest.fixture
def app(window: Driven) -> Iterator[Driven]:
    """Shows the library, and no film at the end."""
    window.until(("cards",), bool, 30, "the library")
    yield window
    window.do("key", "Escape")


def watch(app: Driven) -> None:
    """Open the first video and wait until it plays."""
    app.do("open_card", 0)
    app.until(("player",), lambda state: state["position_seconds"] > 0.5, 30, "playing")


def choose(app: Driven, button: str, label: str) -> None:
    """From a menu of the player, whose controls go by themselves."""

    def chosen() -> bool:
        app.do("move_to", "player_view", 0.5, 0.4)
        app.do("move_to", "player_view", 0.5, 0.5)
        return "fault" not in app.ask("choose", button, label)

    until(chosen, bool, 30, f"{label} in the menu of {button}")


def test_a_killed_upload_goes_on_and_the_film_becomes_ready(
    shorter: Path, arguments: list[str], data_dir: Path
) -> None:
    """Kill -9 in the middle of an upload costs what was in flight, and nothing else."""
    log = data_dir / "killed.log"
    with Driven(arguments, log, QUICKLY) as app:
        app.until(("exists", "drop_zone"), bool, 30, "the empty library")
        app.do("drop", str(shorter))
        app.until(("uploads",), lambda rows: rows and rows[0]["done"] >= 0.3, 60, "a third")
        app.kill()
    until(lambda: processes_about(data_dir), lambda left: not left, 10, "the backend's end")

    log = data_dir / "resumed.log"
    with Driven(arguments, log, QUICKLY) as app:
        rows = app.until(("uploads",), bool, 30, "the upload of last time")
        assert rows[0]["title"] == shorter.name
        app.until(("uploads",), lambda rows: rows[0]["done"] == 1, 60, "100 %")
        assert stored_parts(data_dir) == PARTS, "a part was stored twice"
        app.until(("cards",), lambda cards: cards and cards[0]["state"] == "ready", 400, "ready")
        assert app.do("cards")[0]["poster_url"]
        assert app.quit() == 0
    assert processes_about(data_dir) == []
    assert complaints(log) == ""


class TestWatched:
    """In one window."""

    def test_a_chosen_quality_is_kept_until_auto(self, app: Driven) -> None:
        """The menu's choice is honoured at once, and full screen keeps the film running."""
        watch(app)
        app.do("key", "0")
        choose(app, "quality", "360p")
        app.until(("player",), lambda state: state["rendition_now"] == "360p", 20, "360p shown")
        app.do("key", "F")
        before = app.do("player")["position_seconds"]
        app.until(("player",), lambda state: state["position_seconds"] > before, 10, "goes on")
        app.do("key", "F")
        choose(app, "quality", "Auto")

    def test_the_picture_is_the_films(self, app: Driven, shorter: Path, data_dir: Path) -> None:
        """Paused anywhere, also after a seek, the screen shows what FFmpeg decodes there."""
        shot = data_dir / "shot.png"
        watch(app)
        app.do("key", "K")
        app.until(("player",), lambda state: state["phase"] == "paused", 20, "paused")
        tenths = {tenth: tenth / 10 * FILM_SECONDS for tenth in (5, 8, 2)}
        films = picture.films_around(shorter, list(tenths.values()))
        for tenth, seconds in tenths.items():
            there = pytest.approx(seconds, abs=0.1)
            app.do("key", str(tenth))
            app.until(("player",), lambda state: state["position_seconds"] == there, 20, "there")  # noqa: B023

            def differs(wanted: list[picture.Picture] = films[seconds]) -> float:
                app.do("grab_widget", "player_view", str(shot))
                return picture.nearest(wanted, picture.on_screen(shot))

            until(differs, lambda difference: difference < 6, 30, f"the frame at {tenth}/10")
            assert picture.on_screen(shot)[picture.MIDDLE].mean() > 40, "the picture is black"


def test_quality_follows_the_network(arguments: list[str], data_dir: Path) -> None:
    """The rung goes down when the origin is slow, up again when it is not, without a stop."""
    log = data_dir / "throttled.log"
    with Driven(arguments, log) as app:
        app.until(("cards",), bool, 30, "the library")
        app.do("throttle", SLOW_BYTES)
        watch(app)
        app.until(("player",), lambda state: state["rendition_now"] == "360p", 30, "the lowest")
        app.do("throttle", None)
        app.until(
            ("player",), lambda state: state["rendition_now"] in ("720p", "1080p"), 40, "up again"
        )
        assert app.do("player")["error"] is None
        assert app.quit() == 0
    assert processes_about(data_dir) == []
    assert complaints(log) == ""

"""Originals onto this disk, and deleted films back, from the real backend."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.console import Console
from app.cli.downloads import download, shown
from app.cli.exit_codes import Denied, ExitCode, Misused
from app.cli.options import options_of
from app.cli.videos import delete, undelete
from tests.backend.serving import Caller, Running, running

FILM = b"a film"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server"), undo_seconds=60.0) as started:
        yield started


@pytest.fixture
def anna(server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    caller = server.account()
    token = str(caller.session.headers["Authorization"]).removeprefix("Bearer ")
    monkeypatch.setenv("MATINEE_TOKEN", token)
    monkeypatch.chdir(tmp_path)
    return caller


def downloads(server: Running, *words: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    options = options_of(["download", *words, "--server", server.url, "--data-dir", "d", "--json"])
    assert download(Console(out, io.StringIO(), io.StringIO(), True), options) is ExitCode.DONE
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_original_comes_by_its_own_name(server: Running, anna: Caller) -> None:
    """Or by another; what is there already stays."""
    video_id = anna.film(FILM, filename="our film.mp4")
    assert downloads(server, video_id)[-1]["event"] == "downloaded"
    assert Path("our film.mp4").read_bytes() == FILM
    with pytest.raises(Denied, match="there already"):
        downloads(server, video_id)
    downloads(server, video_id, "--output", "other.mp4")
    assert Path("other.mp4").read_bytes() == FILM


def test_a_name_leads_to_no_other_folder(server: Running, anna: Caller) -> None:
    """Whoever uploaded it chose the name."""
    video_id = anna.film(FILM, filename="../../.profile")
    downloads(server, video_id, "--into", ".")
    assert Path("profile").read_bytes() == FILM


@pytest.mark.usefixtures("anna")
def test_several_have_no_one_name(server: Running) -> None:
    """They go into a folder, which is there."""
    with pytest.raises(Misused, match="of one video"):
        downloads(server, "a", "b", "--output", "c.mp4")
    with pytest.raises(Misused, match="no folder missing"):
        downloads(server, "a", "--into", "missing")


def test_a_deletion_is_taken_back(server: Running, anna: Caller) -> None:
    """One that is unknown is a fault, and the others come back nevertheless."""
    video_id = anna.film(FILM, filename="film.mp4")
    out, where = io.StringIO(), ["--server", server.url, "--data-dir", "d", "--json"]
    console = Console(out, io.StringIO(), io.StringIO(), True)
    assert delete(console, options_of(["delete", video_id, "--yes", *where])) is ExitCode.DONE
    code = undelete(console, options_of(["undelete", "unknown12345", video_id, *where]))
    assert code is ExitCode.REFUSED
    assert anna.json("GET", f"/api/videos/{video_id}")["id"] == video_id
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(e["event"], e["video_id"]) for e in events] == [
        ("deleted", video_id),
        ("failed", "unknown12345"),
        ("undeleted", video_id),
    ]


def test_a_terminal_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there before counts, though not for the speed."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    screen, seconds = Terminal(), iter((0.0, 0.0, 2.0))
    console = Console(io.StringIO(), screen, io.StringIO())
    with shown(console, Path("film.mp4"), clock=lambda: next(seconds)) as show:
        show(1_000_000, 5_000_000)
        show(3_000_000, 5_000_000)
    assert "60 % 3.0 MB of 5.0 MB · 1.0 MB/s · 2 s left" in screen.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

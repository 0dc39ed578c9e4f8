"""The examples for whoever writes scripts do what they say."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from backend.database.tables import Video
from tests.backend.serving import Caller, Running, running

EXAMPLES = Path(__file__).parent.parent / "examples"


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def anna(server: Running, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Whose session the scripts are handed."""
    caller = server.account()
    token = str(caller.session.headers["Authorization"]).removeprefix("Bearer ")
    monkeypatch.setenv("MATINEE_TOKEN", token)
    return caller


def test_a_film_is_uploaded(
    server: Running,
    anna: Caller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And has a title. Where there is no ffprobe, the server alone looks at it."""
    monkeypatch.setenv("PATH", "")
    film = tmp_path / "our_film.mp4"
    film.write_bytes(b"a film")
    assert example("upload_a_film").main([str(film), server.url]) == 0
    [video] = anna.json("GET", "/api/videos")["videos"]
    assert (video["title"], video["size_bytes"]) == ("Our film", 6)
    assert f"Our film is {video['id']}" in capsys.readouterr().out


def test_drafts_are_published_one_a_day(
    server: Running, anna: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not ready, or not private, is left alone."""
    first, second, waiting = (anna.film(title=title) for title in ("One", "Two", "Three"))
    with server.services.database.write() as session:
        for video_id in (first, second):
            session.get_one(Video, video_id).state = "ready"
    script = example("publish_one_a_day")
    assert script.main([server.url], datetime(2090, 5, 1, 9, tzinfo=UTC)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "One: 2090-05-02T18:00:00+00:00",
        "Two: 2090-05-03T18:00:00+00:00",
    ]
    shown = anna.json("GET", f"/api/videos/{waiting}")
    assert (shown["publish_at"], shown["visibility"]) == (None, "private")


def test_the_library_is_a_table(
    server: Running, anna: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a line for each video, whatever is in its title."""
    video_id = anna.film(title='A, "B"')
    assert example("library_as_csv").main([server.url]) == 0
    [row] = csv.DictReader(capsys.readouterr().out.splitlines())
    assert (row["id"], row["title"], row["size_bytes"]) == (video_id, 'A, "B"', "6")

"""`matinee-server admin` about films, and about the server as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend import server
from backend.admin.commands import administer
from backend.admin.options import parse
from backend.database.tables import Video, VideoState
from backend.errors import NotFound
from tests.backend.rows import set_video
from tests.backend.uploads.test_service import World

Run = Callable[..., list[str]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(World(tmp_path)) as made:
        yield made


@pytest.fixture
def run(world: World) -> Run:
    def said(*words: str) -> list[str]:
        heard: list[str] = []
        administer(world.settings, parse(list(words)), heard.append, str)
        return heard

    return said


def film(world: World, **columns: object) -> Video:
    upload = world.arrived()
    return set_video(world.database, upload.video_id, **columns)


def state(world: World, video: Video) -> str:
    return world.database.states_of([video.id])[video.id]


def test_films_are_made_anew(world: World, run: Run) -> None:
    """A server takes up what is verifying; what can be watched stays so."""
    video = film(world, state=VideoState.READY, playable="adaptive", revision="r1")

    assert run("re-encode", video.id) == [f"{video.id}  is to be made anew: film"]

    row = world.database.video(video.id)
    assert row is not None
    assert (row.state, row.playable, row.revision) == (VideoState.VERIFYING, "adaptive", "r1")


def test_all_are_those_that_are_ready(world: World, run: Run) -> None:
    """Former files of theirs are nobody's to watch."""
    ready, failed = film(world, state=VideoState.READY), film(world, state=VideoState.FAILED)
    former = film(world, state=VideoState.READY, replaces=ready.id)

    assert len(run("re-encode", "--all")) == 1
    states = [state(world, video) for video in (ready, failed, former)]
    assert states == [VideoState.VERIFYING, VideoState.FAILED, VideoState.READY]


def test_what_is_under_way_stays(world: World, run: Run) -> None:
    video = film(world, state=VideoState.PROCESSING)
    assert "is processing" in run("re-encode", video.id)[0]
    assert state(world, video) == VideoState.PROCESSING


def test_a_wrong_id_changes_nothing(world: World, run: Run) -> None:
    video = film(world, state=VideoState.READY)
    with pytest.raises(NotFound):
        run("re-encode", video.id, "another")
    assert state(world, video) == VideoState.READY


@pytest.mark.parametrize("words", [["re-encode"], ["re-encode", "id", "--all"], ["backup"]])
def test_it_is_said_which(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(words)
    assert "usage" in capsys.readouterr().err


def test_the_whole_server_is_copied_and_pruned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As without the word `admin`."""
    monkeypatch.delenv("MATINEE_DATABASE_URL", raising=False)
    for name, *words in (
        ("one", "backup", str(tmp_path / "copy")),
        ("two", "restore", str(tmp_path / "copy")),
        ("two", "prune"),
    ):
        assert server.main(["admin", "--data-dir", str(tmp_path / name), *words]) == 0
    assert "0 objects and the database" in capsys.readouterr().out
    assert (tmp_path / "two" / "matinee.db").exists()

"""Films on their way, with a queue of uploads that does as it is told."""

from __future__ import annotations

import io
import json
import queue
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.cli.console import Console
from app.cli.details import Step
from app.cli.exit_codes import ExitCode
from app.cli.upload.run import Inbox, UploadRun
from app.errors import MatineeError, ServerRefused, ServerUnreachable
from app.server.videos import Video
from app.upload.engine.progress import Progress, State
from app.upload.transfer.retry import Fault
from app.upload.trim.ranges import Recipe

FILM = Path("/films/a.mp4")


@dataclass
class Uploads:
    """Notes what it is asked for."""

    unfinished: Mapping[Path, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, path: Path, *, upload_id: str | None = None, recipe: Recipe | None = None) -> str:
        self.asked.append(f"add {path.name}" if recipe is None else f"trim {path.name}")
        return upload_id or f"new-{path.name}"

    def resume(self, upload_id: str) -> None:
        self.asked.append(f"resume {upload_id}")

    def set_priority(self, upload_id: str, priority: int) -> None:
        self.asked.append(f"{upload_id} at {priority}")


class Bench:
    """A run whose clock moves on ten seconds a turn."""

    def __init__(self, wait: str | None = None, *steps: Step) -> None:
        self.uploads, self.now = Uploads(), 0.0
        self.inbox: Inbox = queue.SimpleQueue()
        self.console = Console(io.StringIO(), io.StringIO(), io.StringIO(), as_json=True)
        self.video = Video("v", "A", "processing")
        self.run = UploadRun(
            self.uploads,
            self.inbox,
            self.console,
            lambda _video_id, _file: list(steps),
            lambda _video_id: self.video,
            wait,
            clock=lambda: self.now,
        )

    def take(self, name: str = "a.mp4") -> str:
        return self.run.take(FILM.with_name(name))

    def turn(self, upload_id: str, state: State, **more: Any) -> None:
        self.inbox.put(Progress(upload_id, "v", upload_id, state, 0, 10, **more))
        self.now += 10
        self.run.turn(0)

    def events(self) -> list[str]:
        assert isinstance(self.console.out, io.StringIO)
        return [json.loads(line)["event"] for line in self.console.out.getvalue().splitlines()]


def refusing(error: MatineeError, times: int) -> tuple[Callable[[], None], list[int]]:
    calls: list[int] = []

    def step() -> None:
        calls.append(1)
        if len(calls) <= times:
            raise error

    return step, calls


def test_a_film_is_sent_and_told_of() -> None:
    """Details go out as soon as the server knows the video."""
    step, calls = refusing(ServerUnreachable("x"), 0)
    bench = Bench(None, step)
    film = bench.take()
    bench.turn(film, State.UPLOADING)
    assert (bench.run.is_over, len(calls)) == (False, 1)
    bench.turn(film, State.DONE)
    assert bench.run.is_over
    assert bench.run.code is ExitCode.DONE
    assert len(calls) == 1
    assert bench.events()[-1] == "uploaded"
    assert bench.uploads.asked == ["add a.mp4", f"{film} at 1"]


def test_what_is_unfinished_goes_on() -> None:
    """Nothing is begun anew; another time the same name is another film."""
    bench = Bench()
    bench.uploads.unfinished = {FILM: "old"}
    assert bench.take() == "old"
    assert bench.take() == "new-a.mp4"
    assert bench.uploads.asked[0] == "resume old"


def test_details_wait_for_a_server_that_is_away() -> None:
    """The film is not done with before."""
    step, calls = refusing(ServerUnreachable("x"), 2)
    bench = Bench(None, step)
    film = bench.take()
    for _ in range(2):
        bench.turn(film, State.DONE)
        assert not bench.run.is_over
    bench.turn(film, State.DONE)
    assert (bench.run.code, len(calls)) == (ExitCode.DONE, 3)


def test_a_refused_detail_keeps_no_film_from_being_sent() -> None:
    """Nor another detail from being told; the command says that something was refused."""
    refused, _ = refusing(ServerRefused(422, "not_subtitles", "These are no subtitles."), 9)
    told, calls = refusing(ServerUnreachable("x"), 0)
    bench = Bench(None, refused, told)
    bench.turn(bench.take(), State.DONE)
    assert (bench.run.code, len(calls)) == (ExitCode.REFUSED, 1)
    assert "refused" in bench.events()


@pytest.mark.parametrize(
    ("state", "code", "event"),
    [("ready", ExitCode.DONE, "ready"), ("failed", ExitCode.REFUSED, "failed")],
)
def test_a_film_is_waited_for_until_it_can_be_watched(
    state: str, code: ExitCode, event: str
) -> None:
    """Or never will be."""
    bench = Bench("ready")
    film = bench.take()
    bench.turn(film, State.DONE)
    assert not bench.run.is_over
    bench.video = Video("v", "A", state, error="No picture." if state == "failed" else None)
    bench.turn(film, State.DONE)
    assert (bench.run.is_over, bench.run.code) == (True, code)
    assert bench.events()[-1] == event


def test_whoever_is_signed_out_waits_for_nobody() -> None:
    """Nobody is there to sign in again."""
    bench = Bench()
    bench.turn(bench.take(), State.WAITING, reason=Fault.SIGNED_OUT, message="Sign in to go on.")
    assert bench.run.code is ExitCode.NOT_SIGNED_IN


def test_of_several_films_each_ends_by_itself() -> None:
    """And what others in the journal do is not told."""
    bench = Bench()
    good, bad = bench.take("good.mp4"), bench.take("bad.mp4")
    bench.turn("another", State.UPLOADING)
    bench.turn(bad, State.FAILED, reason=Fault.REFUSED, message="bad.mp4 is not a video.")
    bench.turn(good, State.DONE)
    assert bench.run.counts() == (1, 1)
    assert bench.run.code is ExitCode.REFUSED
    assert list(bench.run.under_way) == []


@pytest.mark.parametrize("message", ["bad.mp4 is empty.", "There is no room left."])
def test_a_failed_film_is_named_once(message: str) -> None:
    """Also where its message names it already."""
    bench = Bench()
    bench.turn(bench.take("bad.mp4"), State.FAILED, reason=Fault.REFUSED, message=message)
    assert bench.console.err.getvalue().count("bad.mp4") == 1  # type: ignore[attr-defined]

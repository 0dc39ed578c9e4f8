"""A film on its way: whether it is there, and how to say so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.exit_codes import ExitCode
from app.cli.upload.films import NamedFilm, code_of_all, event_of, line_of, share
from app.server.videos import Video
from app.upload.engine.progress import Progress, State
from app.upload.transfer.retry import Fault

BLANK = Progress("u", "v", "a.mp4", State.UPLOADING, 40, 100)
SENT = NamedFilm(Path("/a.mp4"), replace(BLANK, state=State.DONE), is_told=True)


def film(state: State, fault: Fault | None = None) -> NamedFilm:
    return NamedFilm(Path("/a.mp4"), replace(BLANK, state=state, reason=fault))


def made(state: str, percent: float = 0.0) -> NamedFilm:
    return replace(SENT, video=Video("v", "A", state, percent=percent))


@pytest.mark.parametrize(
    ("one", "wait", "end"),
    [
        (film(State.UPLOADING), None, None),
        (film(State.WAITING, Fault.UNREACHABLE), None, None),
        (film(State.DONE), None, None),  # its details are not told yet
        (SENT, None, ExitCode.DONE),
        (SENT, "uploaded", ExitCode.DONE),
        (replace(SENT, trouble=ExitCode.REFUSED), None, ExitCode.REFUSED),
        (SENT, "ready", None),
        (made("processing"), "ready", None),
        (made("ready"), "ready", ExitCode.DONE),
        (made("failed"), "ready", ExitCode.REFUSED),
        (film(State.FAILED, Fault.REFUSED), None, ExitCode.REFUSED),
        (film(State.FAILED, Fault.NOT_SECURE), None, ExitCode.UNREACHABLE),
        (film(State.FAILED, Fault.CHANGED), None, ExitCode.FAILED),
        (film(State.WAITING, Fault.SIGNED_OUT), None, ExitCode.NOT_SIGNED_IN),
        (film(State.CANCELLED), None, ExitCode.FAILED),
    ],
)
def test_how_it_ends(one: NamedFilm, wait: str | None, end: ExitCode | None) -> None:
    """As far as it is waited for."""
    assert one.end(wait) is end


def test_of_several_the_first_fault_is_told() -> None:
    """What went well does not hide it."""
    assert code_of_all([ExitCode.DONE, ExitCode.REFUSED, ExitCode.FAILED]) is ExitCode.REFUSED
    assert code_of_all([ExitCode.DONE, None]) is ExitCode.DONE


def test_never_all_before_the_server_said_so() -> None:
    """Though every byte is on its way or stored, or every rendition nearly made."""
    sent = replace(BLANK, sent_bytes=60, on_wire_bytes=40)
    assert share(NamedFilm(Path("a"), sent)) == 0.99
    assert share(NamedFilm(Path("a"), replace(BLANK, size_bytes=0))) == 0.0
    assert share(SENT) == 1.0
    assert share(made("processing", 30.0)) == 0.3
    assert share(made("processing", 100.0)) == 0.99


def test_one_line_says_what_happens() -> None:
    """Bytes while they move, a sentence while they don't, and what the server makes of it."""
    moving = replace(BLANK, bytes_per_second=2e6, seconds_left=8, on_wire_bytes=20)
    assert line_of(NamedFilm(Path("a"), moving)) == (
        "40 bytes of 100 bytes, 20 bytes on the way · 2.0 MB/s · 8 s left"
    )
    assert line_of(film(State.QUEUED)) == "waiting its turn"
    away = replace(BLANK, state=State.WAITING, message="Can't reach it.")
    assert line_of(NamedFilm(Path("a"), away)) == "Can't reach it."
    assert line_of(made("processing", 30.0)) == "processing"


def test_programs_are_told_everything() -> None:
    """With the video's state, once somebody waits for it."""
    event = event_of(made("processing", 30.0))
    assert (event["state"], event["sent_bytes"], event["video_state"]) == ("done", 40, "processing")
    assert "video_state" not in event_of(SENT)

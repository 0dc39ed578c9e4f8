"""One line of truth for the whole way of a film."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.server.videos import Video
from app.ui.cards.way import CHECKED, NEARLY, SENT, Stand, WayLine, line, rungs, seconds_to_news
from app.ui.cards.wording import Shown, Tone, badge, lines_of
from app.upload.engine.progress import Progress, State
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OWN = replace(FILM, filename="film.mp4", size_bytes=22_700_000, playable=None)
SENDING = replace(OWN, state="uploading")
ENCODING = replace(OWN, state="processing", percent=61.9, seconds_left=230.0)
MOVES, RESTS, FAILED, READY = Stand.MOVES, Stand.RESTS, Stand.FAILED, Stand.READY

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("upload", "video", "words"),
    [
        (progress(State.QUEUED, 0), None, "Waiting its turn · 1.0 KB"),
        (progress(State.QUEUED, 0, 0), None, "Waiting its turn"),
        (progress(State.QUEUED, 639), SENDING, "Continues from 63 % · 1.0 KB"),
        (progress(State.CHECKING, 0), None, "Looking at the file · 1.0 KB"),
        (progress(State.CHECKING, 639), SENDING, "Continues from 63 % · 1.0 KB"),
        (
            progress(),
            SENDING,
            "Uploading 50 % · 500 bytes of 1.0 KB · 100 bytes/s · a few seconds left",
        ),
        (replace(progress(sent=0), bytes_per_second=0.0), SENDING, "Waiting its turn · 1.0 KB"),
        (replace(progress(sent=0), on_wire_bytes=10), SENDING, "Uploading 0 % · 0 bytes of 1.0 KB"
         " · 100 bytes/s · a few seconds left"),
        (progress(sent=1000), SENDING, "Uploading 99 % · 1.0 KB of 1.0 KB · 100 bytes/s"
         " · a few seconds left"),
        (progress(State.WAITING), SENDING, "Waiting · Waiting for the network. Goes on by itself."),
        (progress(State.WAITING, message="Sign in to go on."), None, "Waiting · Sign in to go on."),
        (progress(State.PAUSED), SENDING, "Paused at 50 % · 500 bytes of 1.0 KB"),
        (progress(State.FINISHING, 1000), SENDING, "Being checked"),
        (progress(State.FAILED, message="No video."), SENDING, "Failed · No video."),
        (progress(State.CANCELLED), SENDING, "Cancelled"),
        (progress(State.DONE, 1000), None, "Uploaded · 1.0 KB"),
        (progress(State.DONE, 1000), SENDING, "Being checked"),
        (progress(State.DONE, 1000), replace(OWN, state="verifying"), "Being checked"),
        (progress(State.DONE, 1000), ENCODING, "Encoding 61 % · about 4 min left"),
        (None, replace(ENCODING, percent=100.0), "Encoding 99 % · about 4 min left"),
        (
            None,
            replace(ENCODING, seconds_left=None, playable="adaptive"),
            "Encoding 61 % · can be watched already",
        ),
        (None, replace(ENCODING, percent=0.0, seconds_left=None),
         "Waiting to be encoded · 22.7 MB"),
        (None, replace(ENCODING, error="The workers are away."),
         "Encoding 61 % · The workers are away."),
        (None, replace(SENDING, percent=40.0), "Upload unfinished, 40 % · 22.7 MB"),
        (progress(State.DONE, 1000), replace(OWN, state="failed", error="Damaged."),
         "Failed · Damaged."),
        (progress(State.DONE), replace(OWN, width=1280, height=720), "Ready · 720p · 22.7 MB"),
        (progress(State.DONE, 1000), replace(OWN, state="deleted"), "Deleted"),
        (None, replace(OWN, state="archived"), "Archived · 22.7 MB"),
    ],
)  # fmt: skip
def test_the_line(upload: Progress | None, video: Video | None, words: str) -> None:
    """What this computer does first, then what the server does."""
    assert line(upload, video, NOW).whole == words


@pytest.mark.parametrize(
    ("upload", "video", "share"),
    [
        (progress(State.QUEUED, 0), None, 0.0),
        (progress(State.QUEUED, 0, 0), None, 0.0),
        (progress(sent=500), SENDING, SENT / 2),
        (progress(State.PAUSED, sent=1000), SENDING, SENT),
        (progress(State.FINISHING, 1000), SENDING, SENT),
        (progress(State.DONE, 1000), replace(OWN, state="verifying"), SENT),
        (progress(State.DONE, 1000), replace(ENCODING, percent=0.0), CHECKED),
        (progress(State.DONE, 1000), replace(ENCODING, percent=100.0), NEARLY),
        (progress(State.DONE, 1000), OWN, None),
        (progress(State.FAILED, 900), SENDING, None),
    ],
)
def test_the_bar_is_of_the_whole_way(
    upload: Progress, video: Video | None, share: float | None
) -> None:
    """It only grows, and is never full before the server said that the film is ready."""
    assert line(upload, video, NOW).share == share


def test_the_bar_never_goes_back() -> None:
    """From the first byte to ready."""
    way = [progress(State.QUEUED, 0), *(progress(sent=n) for n in range(0, 1001, 50))]
    encoding = [replace(ENCODING, percent=float(n)) for n in range(0, 101, 5)]
    done = progress(State.DONE, 1000)
    lines = [line(upload, SENDING, NOW) for upload in (*way, progress(State.FINISHING, 1000), done)]
    lines += [line(done, replace(OWN, state="verifying"), NOW)]
    lines += [line(done, video, NOW) for video in encoding]
    shares = [each.share for each in lines if each.share is not None]
    assert shares == sorted(shares)
    assert shares[-1] < 1
    assert not any("100 %" in each.whole for each in lines)


def test_what_is_on_its_way_stands_beside_what_is_stored() -> None:
    """The words tell only of the latter."""
    assert line(progress(on_wire=250), SENDING, NOW) == WayLine(
        MOVES,
        "Uploading 50 %",
        "500 bytes of 1.0 KB · 100 bytes/s · a few seconds left",
        SENT / 2,
        SENT * 0.75,
    )


@pytest.mark.parametrize(
    ("upload", "stand"),
    [
        (progress(), MOVES),
        (progress(State.CHECKING), MOVES),
        (progress(State.FINISHING), MOVES),
        (progress(State.QUEUED), RESTS),
        (progress(State.PAUSED), RESTS),
        (progress(State.WAITING), RESTS),
        (progress(State.FAILED), FAILED),
        (progress(State.DONE), READY),
    ],
)
def test_what_moves_and_what_rests(upload: Progress, stand: Stand) -> None:
    """It has another colour."""
    assert line(upload, None, NOW).stand is stand


@pytest.mark.parametrize(
    "upload", [progress(), progress(State.PAUSED), progress(State.WAITING), progress(State.FAILED)]
)
def test_a_card_says_the_same(upload: Progress) -> None:
    """In its badge and below its title."""
    said = line(upload, SENDING, NOW)
    lines = lines_of(SENDING, Shown(channel=False), NOW, upload)
    assert badge(SENDING, upload) == said.words
    tone = Tone.BAD if said.stand is FAILED else Tone.QUIET
    assert lines[1:] == ((tone, said.more),)


def test_how_far_each_rendition_is() -> None:
    """Nothing where nothing is encoded."""
    assert rungs(OWN) == ""


def test_what_is_scheduled_is_news_at_its_time() -> None:
    """The next of all; not what is past, or stays private."""
    times = ("2026-11-23T00:00:40+00:00", "2026-11-23T00:00:09Z", "2026-11-22T00:00:00Z", None)
    films = [replace(OWN, visibility="public", publish_at=time) for time in times]
    assert seconds_to_news(films, NOW) == 9.0
    assert seconds_to_news(films[2:], NOW) is None
    assert seconds_to_news([replace(films[0], visibility="private")], NOW) is None

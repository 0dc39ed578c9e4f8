"""A store that goes away while a film is in the making: nothing has failed."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from backend.config.settings import sqlite_url
from backend.database.database import Database
from backend.database.tables import Account, Video, VideoState
from backend.errors import BackendError, Unavailable
from backend.storage.api import Writing
from backend.transcode.api import Away, Failed, Finished, Job, Status, Working
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.transcode.errors import EncodingFailed, NotAVideo, SourceGone
from backend.transcode.plan.ladder import Encoding
from backend.transcode.source.doubt import believed, outcome_of
from backend.videos.pipeline import VideoPipeline
from tests.backend.http_stub import answering
from tests.backend.impatient import IMPATIENT
from tests.backend.serving import migrate_at
from tests.backend.transcode.away import AwayStore, away
from tests.backend.transcode.fakes import QUICK, FolderStore, make_clip, pictures

ROUNDS = 4
"""One more than a job has attempts."""
SOURCE = "sources/v/1"
AWAY = Away(str(away()), 0)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Nine seconds: three segments."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return make_clip(path, *pictures("160x90", "5", 9), *QUICK).read_bytes()


@contextmanager
def at_work(folder: Path) -> Iterator[tuple[AwayStore, EmbeddedTranscoder]]:
    """A transcoder, and its store in that folder."""
    store, encoding = AwayStore(folder / "store"), Encoding(preset="ultrafast")
    with (
        answering(store.answer) as store.url,
        closing(EmbeddedTranscoder(store, folder / "scratch", encoding)) as transcoder,
    ):
        yield store, transcoder


@pytest.fixture
def store(working: tuple[AwayStore, EmbeddedTranscoder], clip: bytes) -> AwayStore:
    working[0].put(SOURCE, clip, Writing("video/mp4"))
    return working[0]


@pytest.fixture
def transcoder(working: tuple[AwayStore, EmbeddedTranscoder]) -> EmbeddedTranscoder:
    return working[1]


@pytest.fixture
def working(tmp_path: Path) -> Iterator[tuple[AwayStore, EmbeddedTranscoder]]:
    with at_work(tmp_path) as both:
        yield both


@pytest.fixture(scope="session")
def encoded(tmp_path_factory: pytest.TempPathFactory, clip: bytes) -> Path:
    """A store with all segments of the film, and nothing that is made of them."""
    with at_work(tmp_path_factory.mktemp("encoded")) as (store, transcoder):
        store.put(SOURCE, clip, Writing("video/mp4"))
        assert isinstance(ends(transcoder, clip), Finished)
    for key in store.keys("media/"):
        if not key.endswith((".ts", "plan.json")) and "/chunks/" not in key:
            store.path(key).unlink()
    return store.root


def ends(transcoder: EmbeddedTranscoder, clip: bytes) -> Status:
    """Start it, and how that ended."""
    transcoder.start(Job("v", "r", SOURCE, len(clip)))
    deadline = time.monotonic() + 60
    while isinstance(status := transcoder.status("r"), Working):
        assert time.monotonic() < deadline, status
        time.sleep(0.02)
    return status


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "rounds"), [(".ts", ROUNDS), ("plan.json", 2)])
def test_a_store_may_be_away_when_something_is_made(
    store: AwayStore, transcoder: EmbeddedTranscoder, clip: bytes, ending: str, rounds: int
) -> None:
    """Every round ends as away, however many there are; then the film comes out."""
    ends_as_away(store, transcoder, clip, "put", ending, rounds)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "ending"),
    [
        ("put", "multivariant.m3u8"),
        ("put", "poster.jpg"),
        ("put", "progressive.mp4"),
        ("read", "plan.json"),
        ("read", "00001.ts"),
        ("head", "plan.json"),
        ("keys", "chunks/"),
    ],
)
def test_each_call_of_the_store_may_find_it_away(
    store: AwayStore,
    transcoder: EmbeddedTranscoder,
    encoded: Path,
    clip: bytes,
    call: str,
    ending: str,
) -> None:
    """Also those about what has been encoded before."""
    shutil.copytree(encoded, store.root, dirs_exist_ok=True)

    ends_as_away(store, transcoder, clip, call, ending, 2)


def ends_as_away(
    store: AwayStore,
    transcoder: EmbeddedTranscoder,
    clip: bytes,
    call: str,
    ending: str,
    rounds: int,
) -> None:
    store.concerns = lambda asked, key: asked == call and key.endswith(ending)
    store.away = rounds

    ended = [ends(transcoder, clip) for _ in range(rounds)]

    assert ended == [AWAY] * rounds
    assert isinstance(ends(transcoder, clip), Finished)


@pytest.mark.slow
@pytest.mark.parametrize("begins", ["at once", "with the plan"])
def test_a_source_that_ffmpeg_cannot_read_is_not_blamed(
    store: AwayStore, transcoder: EmbeddedTranscoder, clip: bytes, begins: str
) -> None:
    """FFprobe calls it no video, FFmpeg damaged; the store says that it is away itself."""
    store.concerns = lambda call, key: call == "read" and key == SOURCE
    if begins == "at once":
        store.away = ROUNDS
    else:
        goes_with(store, "plan.json", ROUNDS)

    ended = [ends(transcoder, clip) for _ in range(ROUNDS)]

    assert ended == [AWAY] * ROUNDS
    assert isinstance(ends(transcoder, clip), Finished)


def goes_with(store: AwayStore, ending: str, rounds: int) -> None:
    """Have it go away when this has been put."""
    really = store.put

    def put(key: str, data: BinaryIO | bytes, writing: Writing) -> None:
        really(key, data, writing)
        if key.endswith(ending):
            store.away = rounds

    store.put = put  # type: ignore[method-assign]


def test_a_film_at_fault_is_blamed_all_the_same(
    store: AwayStore, transcoder: EmbeddedTranscoder, clip: bytes
) -> None:
    """Also behind a network: the store answers, and the film is still no film."""
    store.put(SOURCE, b"just some text", Writing("video/mp4"))

    assert ends(transcoder, clip) == Failed(str(NotAVideo()), retryable=False)


def doing(*outcomes: BackendError | str) -> Callable[[], str]:
    """A step that ends so, one time after the other."""
    left = iter(outcomes)

    def step() -> str:
        if isinstance(outcome := next(left), BackendError):
            raise outcome
        return outcome

    return step


def test_a_failure_counts_when_it_comes_again(store: AwayStore) -> None:
    """Once may be the store's doing; that it answers is seen before and after the second time."""
    gone = EncodingFailed("source_half_read")
    store.concerns = lambda call, _: call == "read"

    assert believed(doing(NotAVideo(), "fine"), store, SOURCE) == "fine"
    with pytest.raises(NotAVideo):
        believed(doing(gone, NotAVideo()), store, SOURCE)
    store.away = 1
    with pytest.raises(Unavailable):
        believed(doing(NotAVideo(), "fine"), store, SOURCE)
    with pytest.raises(SourceGone):
        believed(doing(NotAVideo(), "fine"), store, "sources/v/gone")


def test_the_store_may_go_during_the_second_time(store: AwayStore) -> None:
    """Then that one does not count either."""
    meet = iter([0, 1])

    def concerns(call: str, _: str) -> bool:
        return call == "read" and bool(next(meet))

    store.away, store.concerns = 1, concerns

    with pytest.raises(Unavailable):
        believed(doing(NotAVideo(), NotAVideo()), store, SOURCE)


def test_a_film_on_this_machine_is_blamed_at_once(tmp_path: Path) -> None:
    """No network, no doubt."""
    with pytest.raises(NotAVideo):
        believed(doing(NotAVideo(), "fine"), FolderStore(tmp_path), SOURCE)


def test_what_is_away_is_told_apart_by_its_type() -> None:
    """Whatever an error says: it knows whether it is to be waited for."""
    assert outcome_of(away(), retryable=True) == AWAY
    assert outcome_of(NotAVideo(), retryable=False) == Failed(str(NotAVideo()), retryable=False)


@pytest.mark.slow
def test_a_film_outlives_an_outage_at_every_step(
    store: AwayStore, transcoder: EmbeddedTranscoder, clip: bytes, tmp_path: Path
) -> None:
    """From its arrival to its end the store answers only every other time; nothing has failed."""
    migrate_at(tmp_path)
    with closing(Database(sqlite_url(tmp_path))) as database:
        database.add(Account(id="a", email="a@b.c", name="A", created_at=0.0))
        film = Video(id="v", account_id="a", title="", filename="", source_key=SOURCE)
        film.size_bytes, film.created_at, film.state = len(clip), 0.0, VideoState.VERIFYING
        database.add(film)
        met: list[tuple[str, str]] = []

        def first_time(call: str, key: str) -> bool:
            met.append((call, key))
            return met.count((call, key)) == 1

        store.away, store.concerns = 10_000, first_time
        store.url = ""  # FFmpeg would never be let in
        pipeline = VideoPipeline(database, store, transcoder, timing=IMPATIENT)
        pipeline.start()
        try:
            video = until_it_ends(database)
        finally:
            pipeline.stop()
        [job] = database.jobs_of("v")

    assert (video.state, video.error, job.attempts) == (VideoState.READY, None, 0)
    assert len(store.refused) > 20


def until_it_ends(database: Database) -> Video:
    deadline = time.monotonic() + 120
    while True:
        video = database.video("v")
        assert video is not None
        if video.state in (VideoState.READY, VideoState.FAILED):
            return video
        assert time.monotonic() < deadline, (video.state, video.error)
        time.sleep(0.05)

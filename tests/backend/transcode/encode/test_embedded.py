"""The transcoder on this machine, with real FFmpeg and tiny clips."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import BinaryIO

import pytest

from backend.errors import NotFound
from backend.storage.api import StoredObject, Writing
from backend.transcode.api import Away, Failed, Finished, Job, Playable, Status, Working
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.transcode.plan.ladder import Encoding
from tests.backend.transcode.fakes import QUICK, FolderStore, make_clip, pictures, tone

PREFIX = "media/v/r/"
Make = Callable[[], EmbeddedTranscoder]


class TellingStore(FolderStore):
    """Calls `then` with each key that it has put, before whoever put it goes on."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.then: Callable[[str], None] = lambda _: None

    def put(self, key: str, data: BinaryIO | bytes, writing: Writing) -> None:
        super().put(key, data, writing)
        self.then(key)


@pytest.fixture
def store(tmp_path: Path) -> TellingStore:
    return TellingStore(tmp_path / "store")


@pytest.fixture
def make(store: FolderStore, tmp_path: Path) -> Iterator[Make]:
    """Makes transcoders on the store, as often as a backend is started."""
    made: list[EmbeddedTranscoder] = []

    def one() -> EmbeddedTranscoder:
        made.append(EmbeddedTranscoder(store, tmp_path / "scratch", Encoding(preset="ultrafast")))
        return made[-1]

    yield one
    for transcoder in made:
        transcoder.close()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Nine seconds of 480p with sound: three segments of two rungs."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return make_clip(path, *pictures("854x480", "10", 9), *tone(9), *QUICK).read_bytes()


@pytest.fixture(scope="session")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two mute segments of one rung: two chunks."""
    path = tmp_path_factory.mktemp("clips") / "short.mp4"
    return make_clip(path, *pictures("320x180", "10", 6), *QUICK).read_bytes()


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Ten mute segments of one rung: four chunks, made by one FFmpeg if nothing comes between."""
    path = tmp_path_factory.mktemp("clips") / "long.mp4"
    return make_clip(path, *pictures("320x180", "5", 37), *QUICK).read_bytes()


def job(store: FolderStore, source: bytes) -> Job:
    path = store.path("sources/v/1")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source)
    return Job("v", "r", "sources/v/1", len(source))


def wait_for(status: Callable[[], Status], wanted: Callable[[Status], bool]) -> Status:
    deadline = time.monotonic() + 60
    while not wanted(now := status()):
        assert time.monotonic() < deadline, now
        time.sleep(0.02)
    return now


def ended(status: Status) -> bool:
    return not isinstance(status, Working)


@dataclass(frozen=True)
class Made:
    """The clip's revision, and what was said of it whenever something of it had been put."""

    store: TellingStore
    said: list[Working]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, clip: bytes) -> Made:
    folder = tmp_path_factory.mktemp("made")
    store, said = TellingStore(folder / "store"), list[Working]()
    transcoder = EmbeddedTranscoder(store, folder / "scratch", Encoding(preset="ultrafast"))

    def look(_: str) -> None:
        if isinstance(status := transcoder.status("r"), Working):
            said.append(status)

    store.then = look
    with closing(transcoder):
        transcoder.start(job(store, clip))
        assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Finished)
    return Made(store, said)


def chunks_made(store: FolderStore) -> list[str]:
    """Revision and number of each chunk, in the order of their receipts."""
    receipts = [key.split("/") for key in store.writes if "/chunks/" in key]
    return [f"{revision} {int(name.partition('.')[0])}" for _, _, revision, _, name in receipts]


def rungs_shown(store: FolderStore, work: Job) -> list[str]:
    text = store.path(f"{work.prefix}hls/multivariant.m3u8").read_text()
    return [line.partition("/")[0] for line in text.splitlines() if line.endswith("media.m3u8")]


def test_the_end_is_not_undone_by_a_beginning_that_takes_long(
    store: TellingStore, tmp_path: Path, short_clip: bytes
) -> None:
    """Two work on one film: the early poster of one comes after all that the other makes."""
    early, whole = Event(), Event()

    def then(key: str) -> None:
        if "/chunks/00001" in key:
            early.wait(30)
        if key.endswith("storyboard.vtt"):
            whole.set()
        if key.endswith("poster-early.jpg"):
            early.set()
            whole.wait(1)  # which it never is, where one waits for the other

    store.then = then
    encoding = Encoding(preset="ultrafast")
    transcoder = EmbeddedTranscoder(store, tmp_path / "scratch", encoding, jobs=2)
    try:
        transcoder.start(work := job(store, short_clip))
        wait_for(lambda: transcoder.status("r"), ended)
        making = transcoder._makings["r"]
        wait_for(lambda: transcoder.status("r"), lambda _: not making.busy)
        status = transcoder.status("r")
    finally:
        transcoder.close()

    assert isinstance(status, Finished)
    assert status.outputs.poster == "poster.jpg"
    assert store.writes.count(f"{work.prefix}storyboard/storyboard.vtt") == 1


def test_tall_rungs_wait_for_somebody(store: FolderStore, tmp_path: Path) -> None:
    """A lazy ladder ends at 720p; on demand the same revision grows by what was put off."""
    path = tmp_path / "tall.mp4"
    source = make_clip(path, *pictures("1920x1080", "2", 5), *QUICK).read_bytes()
    work = job(store, source)
    lazy = Encoding(preset="ultrafast", copy=False, progressive=False, lazy=True)
    transcoder = EmbeddedTranscoder(store, tmp_path / "scratch", lazy)
    try:
        transcoder.start(work)
        assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Finished)
        assert rungs_shown(store, work) == ["360p", "480p", "720p"]
        transcoder.release("r")
        store.writes.clear()

        transcoder.start(replace(work, demanded=True))

        assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Finished)
    finally:
        transcoder.close()
    assert rungs_shown(store, work) == ["360p", "480p", "720p", "1080p"]
    segments = [key.removeprefix(work.prefix) for key in store.writes if key.endswith(".ts")]
    assert segments == ["hls/1080p/00000.ts", "hls/1080p/00001.ts"]


def test_a_source_becomes_a_whole_revision(made: Made) -> None:
    """Both rungs, their playlists, the poster and the storyboard stand in the store."""
    keys = [key.removeprefix(PREFIX) for key in made.store.keys(PREFIX)]
    assert [key for key in keys if not key.startswith(("chunks/", "poster-early"))] == [
        "hls/360p/00000.ts",
        "hls/360p/00001.ts",
        "hls/360p/00002.ts",
        "hls/360p/media.m3u8",
        "hls/480p/00000.ts",
        "hls/480p/00001.ts",
        "hls/480p/00002.ts",
        "hls/480p/media.m3u8",
        "hls/multivariant.m3u8",
        "plan.json",
        "poster.jpg",
        "progressive.mp4",
        "storyboard/sheet-001.jpg",
        "storyboard/storyboard.vtt",
    ]


def test_the_pictures_of_a_film_of_one_chunk_are_made_once(
    store: FolderStore, make: Make, tmp_path: Path
) -> None:
    """They can be watched no sooner than all of it."""
    source = make_clip(tmp_path / "one.mp4", *pictures("320x180", "10", 2), *QUICK).read_bytes()
    transcoder = make()
    transcoder.start(work := job(store, source))
    assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Finished)
    assert store.writes.count(f"{work.prefix}poster.jpg") == 1


def test_watching_starts_before_the_end(made: Made) -> None:
    """The playlists appear with the first segment, and every listed segment is there."""
    first = made.store.writes.index("media/v/r/hls/multivariant.m3u8")
    assert "media/v/r/hls/360p/00000.ts" in made.store.writes[:first]
    assert "media/v/r/hls/360p/00001.ts" not in made.store.writes[:first]


def test_says_when_the_beginning_can_be_watched(made: Made) -> None:
    """The status turns adaptive with the first chunk of every rung."""
    playable = [status.playable for status in made.said]
    since = playable.index(Playable.ADAPTIVE)
    assert set(playable[:since]) == {None}
    assert set(playable[since:]) == {Playable.ADAPTIVE}


def test_says_how_far_each_rung_is(made: Made) -> None:
    """In percent of its frames: the lowest one leads, and none goes back."""
    seen = [dict(status.rungs) for status in made.said if status.rungs]
    assert {tuple(rungs) for rungs in seen} == {("360p", "480p")}
    assert all(rungs["360p"] >= rungs["480p"] for rungs in seen)
    assert seen == sorted(seen, key=lambda rungs: list(rungs.values()))
    assert seen[-1]["480p"] > 0


def test_another_film_has_its_turn_after_the_chunk(
    store: TellingStore, make: Make, long_clip: bytes, short_clip: bytes
) -> None:
    """What comes while one FFmpeg works on a long film does not wait for the film's end."""
    transcoder, long = make(), job(store, long_clip)
    store.path("sources/w").mkdir()
    store.path("sources/w/1").write_bytes(short_clip)

    def send_another(key: str) -> None:
        if key.startswith("media/v/r/chunks/00000"):
            transcoder.start(Job("w", "s", "sources/w/1", len(short_clip)))

    store.then = send_another
    transcoder.start(long)
    assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Finished)
    assert isinstance(wait_for(lambda: transcoder.status("s"), ended), Finished)

    made = chunks_made(store)
    assert made[:2] == ["r 0", "s 0"]
    assert [name for name in made if name.startswith("r")] == ["r 0", "r 1", "r 2", "r 3"]


def test_a_seek_ahead_has_its_turn_after_the_chunk(
    store: TellingStore, make: Make, long_clip: bytes
) -> None:
    """The chunk that a viewer waits for comes before those that FFmpeg was to go on with."""
    transcoder = make()

    def seek(key: str) -> None:
        if key.startswith("media/v/r/chunks/00000"):
            transcoder.wanted("r", 36)

    store.then = seek
    transcoder.start(job(store, long_clip))
    assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Finished)

    assert chunks_made(store) == ["r 0", "r 3", "r 1", "r 2"]


def test_takes_up_where_it_was_stopped(store: FolderStore, make: Make, short_clip: bytes) -> None:
    """After a restart, chunks with a receipt are not made again."""
    first, work = make(), job(store, short_clip)
    first.start(work)
    wait_for(lambda: Finished() if list(store.keys("media/v/r/chunks/")) else Working(0), ended)
    first.close()
    done = set(store.keys("media/v/r/hls/180p/")) - {"media/v/r/hls/180p/media.m3u8"}
    store.writes.clear()
    second = make()
    second.start(work)
    assert isinstance(wait_for(lambda: second.status("r"), ended), Finished)
    with_receipt = "media/v/r/hls/180p/00000.ts"
    assert with_receipt in done
    assert with_receipt not in store.writes


def test_a_cancelled_job_is_forgotten_at_once(store: FolderStore, make: Make, clip: bytes) -> None:
    """Cancelling ends FFmpeg; asking for the job then is asking for nothing."""
    transcoder = make()
    transcoder.start(job(store, clip))
    wait_for(lambda: Finished() if store.writes else Working(0), ended)
    transcoder.cancel("r")
    with pytest.raises(NotFound):
        transcoder.status("r")
    transcoder.close()
    assert not store.head("media/v/r/poster.jpg")


def test_what_is_no_video_is_refused(store: FolderStore, make: Make) -> None:
    """The creator reads why, and that trying again is of no use."""
    transcoder = make()
    transcoder.start(job(store, b"just some text"))
    assert wait_for(lambda: transcoder.status("r"), ended) == Failed(
        "This file is not a video that Matinee can read.", retryable=False
    )


def test_a_bad_file_does_not_harm_the_next(
    store: FolderStore, make: Make, short_clip: bytes
) -> None:
    """The thread that met it goes on."""
    transcoder = make()
    transcoder.start(Job("x", "bad", job(store, b"text").source_key, 4))
    wait_for(lambda: transcoder.status("bad"), ended)
    transcoder.start(job(store, short_clip))
    assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Finished)


def test_subtitles_and_chapters_come_along(store: FolderStore, make: Make, tmp_path: Path) -> None:
    """Text tracks by language, and chapters as a track of their own."""
    srt, meta = tmp_path / "a.srt", tmp_path / "meta.txt"
    srt.write_text("1\n00:00:00,500 --> 00:00:01,500\nHello\n")
    meta.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=One\n")
    make_clip(
        store.path("sources/v/2.mp4"), *pictures("320x240", "10", 2), *tone(2),
        "-i", str(srt), "-i", str(meta), "-map", "0", "-map", "1", "-map", "2",
        "-map_chapters", "3", *QUICK, "-c:s", "mov_text", "-metadata:s:s:0", "language=deu",
    )  # fmt: skip
    transcoder = make()
    transcoder.start(Job("v", "r", "sources/v/2.mp4", 1))
    assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Finished)
    assert "Hello" in store.path("media/v/r/subtitles/deu.vtt").read_text()
    assert "00:00:01.500\nOne" in store.path("media/v/r/chapters.vtt").read_text()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_what_a_disk_refuses_is_waited_for(tmp_path: Path, number: int) -> None:
    """Whoever met it, also where that was not FFmpeg: nothing has failed."""

    class Refusing(FolderStore):
        def head(self, key: str) -> StoredObject | None:
            raise OSError(number, key)

    with closing(EmbeddedTranscoder(Refusing(tmp_path), tmp_path / "scratch")) as transcoder:
        transcoder.start(Job("v", "r", "sources/v/1", 1))
        assert isinstance(wait_for(lambda: transcoder.status("r"), ended), Away)

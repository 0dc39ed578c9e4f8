"""What is seen in a film: a picture of a moment, and where its scenes change."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from backend.database.tables import Video
from backend.errors import NotFound, Unavailable
from backend.storage.api import ObjectStore
from backend.transcode.errors import NoPicture
from backend.transcode.outputs import pictures
from backend.transcode.outputs.changes import SceneChange, changes, cut_among, strongest
from backend.transcode.outputs.stills import segments_of, shown
from backend.transcode.process import Stop
from backend.videos.stills import Stills

MEDIA = "media/v/r/"
MULTIVARIANT = """#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=9,RESOLUTION=128x72
360p/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=99,RESOLUTION=3840x2160
2160p/media.m3u8
"""
CUTS = (25.2, 51.6)
SECONDS = 80.0
SCENES = ("color=red", "testsrc2", "color=blue")


class FilesInMemory:
    """As much of a store as is read from."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []

    def head(self, key: str) -> object | None:
        self.asked.append(key)
        return self.files.get(key)

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        if key not in self.files:
            raise NotFound("no_such_object")
        yield self.files[key][start:stop]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ObjectStore:
    """A film of three scenes, with its storyboard, as the transcoder leaves them behind."""
    folder, store = tmp_path_factory.mktemp("film"), FilesInMemory()
    segments = encoded(folder)
    store.files[MEDIA + "hls/multivariant.m3u8"] = MULTIVARIANT.encode()
    for path in (*segments, folder / "media.m3u8"):
        store.files[f"{MEDIA}hls/360p/{path.name}"] = path.read_bytes()
    size = pictures.tile_size(128, 72)
    sheets = pictures.storyboard([s.read_bytes() for s in segments], size, folder, Stop())
    times = [4.0 * number for number in range(len(segments))]
    store.files[MEDIA + "storyboard/storyboard.vtt"] = pictures.track(times, SECONDS, size).encode()
    for sheet in sheets:
        store.files[f"{MEDIA}storyboard/{sheet.name}"] = sheet.read_bytes()
    return cast(ObjectStore, store)


def encoded(folder: Path) -> list[Path]:
    lengths = (CUTS[0], CUTS[1] - CUTS[0], SECONDS - CUTS[1])
    inputs = [
        word
        for scene, length in zip(SCENES, lengths, strict=True)
        for word in ("-f", "lavfi", "-t", f"{length:.1f}", "-i", joined(scene))
    ]
    whole = "[0:v][1:v][2:v]concat=n=3:v=1,format=yuv420p"
    every = ("-g", "20", "-keyint_min", "20", "-sc_threshold", "0", "-preset", "ultrafast")
    hls = ("-f", "hls", "-hls_time", "4", "-hls_list_size", "0")
    names = ("-hls_segment_filename", "%05d.ts", "media.m3u8")
    command = ["ffmpeg", "-v", "error", *inputs, "-filter_complex", whole, *every, *hls, *names]
    subprocess.run(command, cwd=folder, check=True)
    return sorted(folder.glob("*.ts"))


def joined(scene: str) -> str:
    return f"{scene}{':' if '=' in scene else '='}s=128x72:r=5"


@pytest.fixture
def film() -> Video:
    named: dict[str, Any] = {"storyboard_key": MEDIA + "storyboard/storyboard.vtt"}
    return Video(id="v", revision="r", playable="adaptive", duration_seconds=SECONDS, **named)


def colour(jpeg: bytes) -> tuple[int, ...]:
    """Of the whole picture, on average."""
    small = ("-vf", "scale=1:1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    command = ["ffmpeg", "-v", "error", "-f", "jpeg_pipe", "-i", "-", *small]
    return tuple(subprocess.run(command, input=jpeg, capture_output=True, check=True).stdout)


def test_the_picture_is_of_that_moment(store: ObjectStore, film: Video) -> None:
    """To the frame, and beyond the last one, that one; of what has no picture it says so."""
    stills = Stills(store)
    last, behind = (stills.picture(film, seconds) for seconds in (SECONDS - 0.2, SECONDS + 9))
    assert last == behind
    red, _, blue = colour(stills.picture(film, CUTS[0] - 0.2))
    assert red > 200 > 50 > blue
    red, _, blue = colour(stills.picture(film, CUTS[1]))
    assert blue > 200 > 50 > red
    for lacking in (Video(id="v"), Video(id="w", revision="r", playable="adaptive")):
        with pytest.raises(NoPicture):
            stills.picture(lacking, 0.0)


def test_chapters_may_begin_at_the_very_cuts(store: ObjectStore, film: Video) -> None:
    """Which lie between two pictures of the storyboard; of a film without one, nothing is known."""
    stills = Stills(store)
    assert stills.chapter_starts(film) == (0.0, *CUTS)
    film.storyboard_key = None
    assert stills.chapter_starts(film) == ()


def test_who_comes_when_too_many_wait_is_told_so(film: Video) -> None:
    """At once: whoever waits takes a thread from those that answer others."""
    gate, begun = threading.Event(), threading.Event()

    class Slow(FilesInMemory):
        def head(self, key: str) -> object | None:
            begun.set()
            assert gate.wait(10)
            return super().head(key)

    stills = Stills(cast(ObjectStore, Slow()), at_once=1, waiting=0)
    with ThreadPoolExecutor(1) as pool:
        look = pool.submit(stills.picture, film, 0.0)
        assert begun.wait(10)
        with pytest.raises(Unavailable):
            stills.picture(film, 0.0)
        gate.set()
        assert isinstance(look.exception(10), NoPicture)
    with pytest.raises(NoPicture):
        stills.picture(film, 0.0)


def test_only_what_lies_beside_a_playlist_is_read() -> None:
    """It may be a stranger's work where a service made it."""
    playlist = "#EXTINF:4.0,\n../../x.ts\n#EXTINF:4.0,\nhttp://x/y.ts\n#EXTINF:2.5,\n2.ts\n"
    assert [(s.key, s.begins_seconds) for s in segments_of(playlist, "f/").segments] == [
        ("f/2.ts", 8.0)
    ]


def test_two_who_talk_are_one_scene() -> None:
    """Though each picture differs from the one before."""
    talk, other = [bytes([0] * 9), bytes([90] * 9)] * 4, [bytes([250] * 9)] * 4
    found = changes([float(n) for n in range(12)], [*talk, *other])
    assert max(found, key=lambda change: change.strength).seconds == 8.0
    assert changes([0.0, 1.0], [bytes(9), bytes([9] * 9)]) == ()


def test_the_greatest_changes_are_taken_that_are_far_enough_apart() -> None:
    """From one another, and from both ends."""
    found = [SceneChange(at, at - 4, size) for at, size in ((30.0, 20), (44.0, 60), (70.0, 30))]
    ends = [SceneChange(4.0, 0.0, 99), SceneChange(90.0, 86.0, 99)]
    assert [each.seconds for each in strongest([*found, *ends], 100.0)] == [44.0, 70.0]
    many = [SceneChange(30.0 * n, 30.0 * n - 4, n) for n in range(1, 200)]
    assert len(strongest(many, 6000.0)) == 11


def test_a_slow_change_has_no_cut() -> None:
    """Nor what is one picture, or none."""
    fade = [bytes([n * 10] * 9) for n in range(20)]
    assert cut_among(fade) is None
    assert cut_among([bytes(9)]) is None
    assert cut_among([*[bytes(9)] * 3, *[bytes([99] * 9)] * 3]) == 3


@pytest.mark.parametrize("path", ["../../w/r/hls/360p/media.m3u8", "/media.m3u8", "..//media.m3u8"])
def test_a_list_that_lies_elsewhere_is_none(path: str) -> None:
    """Another film's, for one."""
    files = FilesInMemory()
    line = "#EXT-X-STREAM-INF:BANDWIDTH=9,RESOLUTION=128x72\n"
    files.files[MEDIA + "hls/multivariant.m3u8"] = f"#EXTM3U\n{line}{path}\n".encode()
    with pytest.raises(NoPicture):
        shown(cast(ObjectStore, files), MEDIA)
    assert set(files.asked) == {MEDIA + "hls/multivariant.m3u8"}

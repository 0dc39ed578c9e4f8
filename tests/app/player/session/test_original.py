"""The real mpv plays a film that is still encoded: the original stands in, unseen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from app.player.engine.api import Phase
from app.server.videos import OriginalStream, Playback
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.ladder import RUNGS, run_ffmpeg
from tests.app.player.origin_server import unmade

SEGMENTS = 6
ORIGINAL = -1


class Encoder(Theatre):
    """A film of whose ladder only some segments are made."""

    def __init__(self, folder: Path, original: str = "original.mp4") -> None:
        super().__init__(folder)
        self.original = original
        self.whole = {path: path.read_text() for path in folder.glob("hls/*/media.m3u8")}
        self.make(1)

    def make(self, segments: int) -> None:
        self.origin.is_missing = unmade(segments)
        for path, text in self.whole.items():
            ends = text.index("#EXTINF", text.index(f"{segments - 1:05d}.ts"))
            written = path.with_suffix(".new")
            written.write_text(text[:ends])
            written.rename(path)

    def make_all(self) -> None:
        self.origin.is_missing = lambda _path: False
        for path, text in self.whole.items():
            path.write_text(text)

    def playback_of(self, video_id: str) -> Playback:
        original = OriginalStream(self.origin.url(self.original))
        return replace(super().playback_of(video_id), complete=False, original=original)

    def steps_back(self) -> list[int]:
        """How far the picture ever went back, in frames that were long enough to be seen."""
        seen = [f for f in self.screen.frames if f.number is not None]
        return [(a.number or 0) - (b.number or 0) for a, b in pairwise(seen)]


@pytest.fixture(scope="module")
def made(films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ladder, and originals with other sound and key frames where no segment begins."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(films / "hls", folder / "hls")
    encoded = "-c:v libx264 -preset ultrafast -bf 2 -crf 12 -g 70 -c:a aac -ar 44100 -ac 1"
    source = ("-i", str(films / "film.mp4"))
    run_ffmpeg(*source, *encoded.split(), str(folder / "original.mp4"))
    run_ffmpeg(*source, "-c:v", "copy", "-c:a", "ac3", str(folder / "original.mkv"))
    return folder


@pytest.fixture
def encoder(made: Path, tmp_path: Path) -> Iterator[Encoder]:
    folder = tmp_path / "made"
    shutil.copytree(made, folder, copy_function=_linked)
    encoder = Encoder(folder)
    yield encoder
    encoder.close()


def _linked(source: str, target: str) -> str:
    if source.endswith(".m3u8"):
        return str(shutil.copy(source, target))
    Path(target).hardlink_to(source)
    return target


def test_a_film_that_is_hardly_begun_plays_to_its_end(encoder: Encoder) -> None:
    """One segment is made, and no more are."""
    encoder.open()
    state = encoder.watch_to_the_end()

    assert state.phase is Phase.ENDED
    assert state.statistics.rebuffers == 0
    assert encoder.session.rungs_played() == (ORIGINAL,) * SEGMENTS
    assert encoder.damaged == 0
    assert max(encoder.steps_back()) <= 0
    assert encoder.largest_jump() <= 2


def test_both_ways_without_a_break(encoder: Encoder) -> None:
    """The ladder ends in the middle, is left for the original, and is come back to."""
    encoder.make(3)
    encoder.open()
    encoder.wait(lambda _: ORIGINAL in encoder.session.rungs_played())
    encoder.make_all()
    encoder.watch_to_the_end()
    rungs = encoder.session.rungs_played()

    assert rungs[0] != ORIGINAL
    assert encoder.session.state.statistics.rebuffers == 0
    assert encoder.damaged == 0
    assert max(encoder.steps_back()) <= 2, "a frame for a moment, out of its turn"
    assert encoder.largest_jump() <= 3


def test_seeks_ahead_of_the_encoder_are_exact(encoder: Encoder) -> None:
    """They lead to the frame, with the key frame a segment before."""
    encoder.open()
    encoder.session.pause()
    for seconds in (19.3, 7.7, 12.05):
        encoder.session.seek(seconds)
        encoder.wait_for_frame(frame_at(seconds))

    assert encoder.damaged == 0


def test_an_original_of_another_kind_plays_by_itself(encoder: Encoder) -> None:
    """Nothing can be cut out of it, so all of it is played until the ladder lasts."""
    encoder.original = "original.mkv"
    encoder.open()
    encoder.session.seek(15.0)
    state = encoder.wait(lambda s: s.phase is Phase.PLAYING and s.position_seconds > 15.0)
    assert state.renditions == ()

    encoder.make_all()
    encoder.wait(lambda state: len(state.renditions) == len(RUNGS))
    encoder.wait(lambda state: state.phase is Phase.PLAYING and state.position_seconds > 15.5)
    assert encoder.damaged == 0

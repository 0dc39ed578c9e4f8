"""Files of this computer, by a real mpv: where they begin, and what goes with sound alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.player.engine.api import ChapterMark, Phase
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.ladder import run_ffmpeg

CUE = """FILE "album.flac" WAVE
  TRACK 01 AUDIO
    TITLE "One"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Two"
    INDEX 01 00:02:00
"""


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An album in one file with its tracks beside it, and a song with a cover."""
    folder = tmp_path_factory.mktemp("music")
    tone, cover = "sine=frequency=300:duration=4", "color=c=red:size=64x64:duration=0.1"
    run_ffmpeg("-f", "lavfi", "-i", tone, str(folder / "album.flac"))
    run_ffmpeg("-f", "lavfi", "-i", cover, "-frames:v", "1", str(folder / "cover.png"))
    both = ["-i", str(folder / "album.flac"), "-i", str(folder / "cover.png")]
    shown = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v", "attached_pic"]
    run_ffmpeg(*both, *shown, str(folder / "song.flac"))
    (folder / "album.cue").write_text(CUE)
    return folder


def test_a_file_begins_where_it_is_told_to(theatre: Theatre, films: Path) -> None:
    """With that very frame, and says which file it is."""
    theatre.session.open_file(films / "film.mp4", 12.0)
    theatre.wait(lambda state: state.has_picture)
    theatre.session.pause()
    assert theatre.session.state.path == films / "film.mp4"
    theatre.wait(lambda _: bool(theatre.screen.last and theatre.screen.last.number))
    seen = {frame.number for frame in theatre.screen.frames if frame.number}  # 0: still black
    assert min(seen) == frame_at(12.0)


def test_a_cue_has_the_tracks_of_its_file(theatre: Theatre, music: Path) -> None:
    """As chapters, and the cover that lies beside it."""
    theatre.session.open_file(music / "album.cue")
    state = theatre.wait(lambda state: state.phase is Phase.PLAYING and bool(state.chapters))
    assert state.chapters == (ChapterMark(0.0, "One"), ChapterMark(2.0, "Two"))
    assert state.duration_seconds == pytest.approx(4.0, abs=0.1)
    theatre.wait(lambda state: state.has_picture)


def test_a_song_shows_its_cover(theatre: Theatre, music: Path) -> None:
    """Which is a picture as any other."""
    theatre.session.open_file(music / "song.flac")
    state = theatre.wait(lambda state: state.has_picture)
    assert state.statistics.picture_width == 64
    assert state.duration_seconds == pytest.approx(4.0)

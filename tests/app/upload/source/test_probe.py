"""Films looked at before they are sent: real files in, facts or sentences out."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from app.upload.errors import CutOff, NotAVideo
from app.upload.source.probe import frame_of, index_range, probe


def make_clip(path: Path, *options: str) -> Path:
    source = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1"]
    sound = ["-f", "lavfi", "-i", "sine=duration=1", "-shortest"]
    command = ["ffmpeg", "-nostdin", "-v", "error", *source, *sound, *options, str(path)]
    subprocess.run(command, check=True)
    return path


def test_a_film_tells_what_it_is(tmp_path: Path) -> None:
    """Duration, size, codecs, and where its index lies."""
    media = probe(make_clip(tmp_path / "a.mp4"))
    assert media is not None
    assert (media.width, media.height) == (64, 48)
    assert (media.video_codec, media.audio_codec) == ("h264", "aac")
    assert media.duration_seconds == pytest.approx(1, abs=0.2)
    assert media.moov_at_end is True


def test_a_film_brings_a_poster(tmp_path: Path) -> None:
    """A small JPEG, which is no part of the facts; sound alone has none."""
    film, sound = probe(make_clip(tmp_path / "a.mp4")), probe(make_clip(tmp_path / "a.mp3", "-vn"))
    assert film is not None
    assert film.poster is not None
    assert film.poster.startswith(b"\xff\xd8\xff")
    assert "poster" not in film.to_json()
    assert sound is not None
    assert sound.poster is None


def test_a_picture_is_as_wide_as_it_is_shown(tmp_path: Path) -> None:
    """Its points may be wider than high; of what is no film there is none."""
    picture = frame_of(make_clip(tmp_path / "a.mp4", "-vf", "setsar=2"), 0.5)
    assert picture is not None
    assert size_of(picture) == (128, 48)
    assert frame_of(tmp_path / "gone.mp4", 0.5) is None


def size_of(jpeg: bytes) -> tuple[int, ...]:
    """From its frame header (ITU-T T.81, B.2.2)."""
    at = jpeg.index(b"\xff\xc0")
    height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
    return width, height


def test_an_index_in_front_is_seen(tmp_path: Path) -> None:
    """As `faststart` leaves it."""
    media = probe(make_clip(tmp_path / "a.mp4", "-movflags", "+faststart"))
    assert media is not None
    assert media.moov_at_end is False


def test_a_film_that_lost_its_end_is_told_from_what_is_no_film(tmp_path: Path) -> None:
    """A copy that broke off: its index was to come last."""
    whole = make_clip(tmp_path / "whole.mp4")
    (half := tmp_path / "half.mp4").write_bytes(whole.read_bytes()[:4000])
    with pytest.raises(CutOff, match=r"half\.mp4 is incomplete: its end is missing"):
        probe(half)


def test_other_containers_have_no_index_of_that_kind(tmp_path: Path) -> None:
    """Matroska is sent from its beginning."""
    clip = make_clip(tmp_path / "-odd 'name'.mkv")
    media = probe(clip)
    assert media is not None
    assert media.moov_at_end is None
    assert index_range(clip) is None


@pytest.mark.parametrize(
    "content",
    [b"just some text\n" * 50, bytes(5000), b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", b"PK\x03\x04"],
)
def test_what_is_no_film_is_refused_at_once(tmp_path: Path, content: bytes) -> None:
    """Text, nothing, a playlist of other files, an archive."""
    (tmp_path / "a.mp4").write_bytes(content)
    with pytest.raises(NotAVideo, match=r"a\.mp4 is not a video"):
        probe(tmp_path / "a.mp4")


def test_without_ffprobe_the_server_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing to look with is not a fault of the file."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert probe(tmp_path / "a.mp4") is None

"""What of another container comes along into the MP4 that is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.upload.trim import edges
from app.upload.trim.streams import PICTURE_SUBTITLES, SECOND_PICTURE, Stream, to_copy
from app.upload.trim.trimming import open_film
from tests.app.upload.trim.films import ffmpeg

COVER = {"attached_pic": 1}
WORDS = "1\n00:00:01,000 --> 00:00:03,000\nHello\n"


def stream(index: int, kind: str, codec: str | None, **more: object) -> Stream:
    return {"index": index, "codec_type": kind, "codec_name": codec, **more}


def test_what_can_not_come_along_is_said() -> None:
    """Subtitles that are texts come though others are pictures."""
    found = [
        *(stream(0, "video", "h264"), stream(1, "audio", "aac"), stream(2, "audio", "ac3")),
        *(stream(3, "subtitle", "hdmv_pgs_subtitle"), stream(4, "subtitle", "subrip")),
        *(stream(5, "attachment", "ttf"), stream(6, "video", "vp9"), stream(7, "audio", None)),
    ]
    kept, said = to_copy(found)
    assert kept == ("0:0", "0:1", "0:2", "0:4")
    assert said == (SECOND_PICTURE, PICTURE_SUBTITLES)


def test_a_cover_is_no_second_picture() -> None:
    """It is left out without a word."""
    found = [stream(0, "video", "mjpeg", disposition=COVER), stream(1, "audio", "flac")]
    assert to_copy(found) == (("0:1",), ())


def test_a_second_picture_is_said(film: Path, tmp_path: Path) -> None:
    """Also in a file that is cut where it lies."""
    two = tmp_path / "two.mp4"
    ffmpeg("-i", str(film), "-map", "0:v", "-map", "0:v", "-c", "copy", str(two))
    assert open_film(two, tmp_path / "trims").left_out == (SECOND_PICTURE,)
    assert open_film(film, tmp_path / "trims").left_out == ()


def test_a_copy_tells_how_far_it_is(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its texts are there."""
    monkeypatch.setattr(edges, "POLL_SECONDS", 0.001)
    words, other, told = tmp_path / "words.srt", tmp_path / "film.mkv", list[float]()
    words.write_text(WORDS)
    ffmpeg("-i", str(film), "-i", str(words), "-map", "0:v", "-map", "1", "-c", "copy", str(other))
    found = open_film(other, tmp_path / "trims", told=told.append)
    assert told
    assert all(0 <= share <= 1 for share in told)
    assert b"sbtl" in [track.handler for track in found.movie.tracks]

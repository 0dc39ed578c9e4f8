"""FFprobe's words as values."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from backend.transcode.errors import NothingToPlay, TooLarge, TooLong
from backend.transcode.source.probe import looks_cut_off, read_report


def film(**changes: Any) -> dict[str, Any]:
    return {
        "index": 0, "codec_type": "video", "codec_name": "h264", "width": 1920, "height": 1080,
        "r_frame_rate": "30/1", "avg_frame_rate": "30/1",
    } | changes  # fmt: skip


def sound(**changes: Any) -> dict[str, Any]:
    return {
        "index": 1, "codec_type": "audio", "codec_name": "aac", "channels": 2,
        "sample_rate": "48000",
    } | changes  # fmt: skip


def report(*streams: dict[str, Any], **container: Any) -> dict[str, Any]:
    head = {"format_name": "mov,mp4", "duration": "10.0", "start_time": "0.0"}
    return {"streams": list(streams), "format": head | container}


@pytest.mark.parametrize(
    ("angle", "turn"), [(-90, 90), (90, 270), (180, 180), (-180, 180), (0, 0), (-45, 0)]
)
def test_rotation_is_clockwise(angle: int, turn: int) -> None:
    """FFprobe counts the other way round; what is no quarter turn is left as it lies."""
    video = read_report(report(film(side_data_list=[{"rotation": angle}]))).video
    assert video is not None
    assert (video.rotation, video.tagged_rotation) == (turn, 0)


def test_an_old_tag_rotates_too() -> None:
    """Where there is no matrix, which FFmpeg would follow by itself."""
    video = read_report(report(film(tags={"ROTATE": "90"}))).video
    assert video is not None
    assert (video.rotation, video.tagged_rotation) == (0, 90)


@pytest.mark.parametrize("text", ["0/0", "0:1", "", "N/A", None, "x:y", "1:0"])
def test_unknown_ratios(text: str | None) -> None:
    """There are many ways of not knowing the shape of a pixel; it is square then."""
    video = read_report(report(film(sample_aspect_ratio=text))).video
    assert video is not None
    assert video.pixel_shape == Fraction(1)


def test_cover_art_is_no_film() -> None:
    """Music with a cover is music."""
    found = read_report(report(film(disposition={"attached_pic": 1}), sound()))
    assert found.video is None
    assert len(found.audios) == 1


def test_streams_without_a_codec_are_ignored() -> None:
    """Timed metadata of phones comes with no codec at all."""
    odd = {"index": 2, "codec_type": "data"}
    assert read_report(report(film(), odd)).video is not None


def test_nothing_to_play() -> None:
    """A file of subtitles alone is no film."""
    with pytest.raises(NothingToPlay):
        read_report(report({"index": 0, "codec_type": "subtitle", "codec_name": "subrip"}))


def test_limits() -> None:
    """Beyond them stands a sentence."""
    with pytest.raises(TooLong, match="24 hours"):
        read_report(report(film(), duration="90000"))
    with pytest.raises(TooLarge, match="9000 × 100"):
        read_report(report(film(width=9000, height=100)))


@pytest.mark.parametrize(
    ("language", "read"), [("ENG", "eng"), ("de", "de"), ("und", ""), ('x"y', ""), ("../x", "")]
)
def test_only_a_language_is_a_language(language: str, read: str) -> None:
    """It becomes part of a key and of playlists."""
    assert read_report(report(sound(tags={"language": language}))).audios[0].language == read


def test_the_default_sound_is_the_main_one() -> None:
    """Or else the first."""
    first, second = sound(), sound(index=2, disposition={"default": 1})
    assert read_report(report(first, second)).audio == read_report(report(second)).audio
    assert read_report(report(first, sound(index=2))).audio == read_report(report(first)).audio


def box(kind: bytes, size: int) -> bytes:
    return size.to_bytes(4, "big") + kind


def test_a_cut_off_film_is_told_from_noise() -> None:
    """By its first boxes: the data is there, the index is not."""
    head = box(b"ftyp", 16) + bytes(8) + box(b"mdat", 1000) + bytes(500)
    assert looks_cut_off(head, 524)
    assert not looks_cut_off(b"PK\3\4" + bytes(500), 504)
    assert not looks_cut_off(box(b"ftyp", 16) + bytes(8) + box(b"moov", 500) + bytes(492), 516)
    assert not looks_cut_off(b"", 0)

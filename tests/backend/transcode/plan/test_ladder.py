"""Which rungs, at what size and rate: decisions on values alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.transcode.plan.ladder import Encoding, rungs, timeline
from backend.transcode.source.frame_rate import STANDARD_RATES, frame_rate
from backend.transcode.source.probe import Probe, VideoStream, shown_size

ENCODING = Encoding()
HD = VideoStream(0, "h264", 1920, 1080, nominal_rate=Fraction(30), average_rate=Fraction(30))


def sizes(video: VideoStream, encoding: Encoding = ENCODING) -> list[tuple[str, int, int]]:
    return [(rung.name, rung.width, rung.height) for rung in rungs(video, encoding)]


@pytest.mark.parametrize(
    ("width", "height", "top"),
    [
        (1920, 1080, ("1080p", 1920, 1080)),
        (1080, 1920, ("1080p", 1080, 1920)),
        (1920, 800, ("720p", 1728, 720)),
        (1920, 1058, ("1080p", 1920, 1058)),
        (3840, 2160, ("1080p", 1920, 1080)),
        (2560, 1080, ("1080p", 2560, 1080)),
        (641, 359, ("360p", 640, 358)),
        (320, 240, ("240p", 320, 240)),
        (2, 2, ("2p", 2, 2)),
    ],
)
def test_the_top_rung(width: int, height: int, top: tuple[str, int, int]) -> None:
    """Named by the short side, within three percent of the line, never above the source."""
    assert sizes(replace(HD, width=width, height=height))[-1] == top


def test_the_whole_ladder() -> None:
    """Lowest first."""
    assert sizes(HD) == [
        ("360p", 640, 360), ("480p", 854, 480), ("720p", 1280, 720), ("1080p", 1920, 1080),
    ]  # fmt: skip


def test_tall_rungs_are_a_setting() -> None:
    """4K is for those who pay for it."""
    uhd = replace(HD, width=3840, height=2160)
    assert [name for name, _, _ in sizes(uhd, Encoding(tall=True))][-2:] == ["1440p", "2160p"]


def test_pixel_shape_and_rotation_come_first() -> None:
    """A wide film on a phone held upright is still what one sees."""
    dvd = replace(HD, width=720, height=576, pixel_shape=Fraction(64, 45))
    assert shown_size(dvd) == (Fraction(1024), Fraction(576))
    assert shown_size(replace(dvd, rotation=90)) == (Fraction(576), Fraction(1024))
    assert shown_size(replace(dvd, tagged_rotation=270)) == (Fraction(576), Fraction(1024))


@given(st.integers(1, 8192), st.integers(1, 8192))
def test_no_rung_is_odd_or_larger_than_the_source(width: int, height: int) -> None:
    """Whatever the source: even sizes, and upscaled by nothing but the two pixels H.264 needs."""
    for rung in rungs(replace(HD, width=width, height=height), ENCODING):
        assert rung.width % 2 == rung.height % 2 == 0
        assert rung.width <= max(2, width)
        assert rung.height <= max(2, height)


@pytest.mark.parametrize(
    ("nominal", "average", "rate"),
    [
        ("30", "30", "30"),
        ("30000/1001", "30000/1001", "30000/1001"),
        ("240", "240", "60"),
        ("120000/1001", "120000/1001", "60000/1001"),
        ("5", "5", "5"),
        ("1", "1", "5"),
        ("30", "24.1", "30"),
        ("90000", "29.9", "30000/1001"),
        ("1000", "25", "25"),
        ("120", "29.97", "30000/1001"),
        ("14.3", "14.3", "15"),
        ("0", "0", "25"),
        ("25", "480000/19337", "25"),
    ],
)
def test_the_frame_rate_is_a_standard_one(nominal: str, average: str, rate: str) -> None:
    """Phones, screen recorders, slow motion, and containers that answer with their clock."""
    video = replace(HD, nominal_rate=Fraction(nominal), average_rate=Fraction(average))
    assert frame_rate(video) == Fraction(rate)


def test_fields_are_not_frames() -> None:
    """Interlaced film at 50 fields a second has 25 frames."""
    video = replace(HD, nominal_rate=Fraction(50), average_rate=Fraction(25), field_order="tt")
    assert frame_rate(video) == 25


@given(st.sampled_from(STANDARD_RATES), st.floats(0.01, 20_000))
def test_segments_cover_the_film(rate: Fraction, seconds: float) -> None:
    """Each frame is in one segment, and none but the last is short."""
    video = replace(HD, nominal_rate=rate, average_rate=rate)
    grid = timeline(Probe("mov", seconds, 0.0, video), seconds)
    counts = [grid.frames_in(number) for number in range(grid.segments)]
    assert sum(counts) == grid.frames == max(1, round(seconds * rate))
    assert set(counts[:-1]) <= {grid.segment_frames}
    assert grid.segment_at(seconds) == grid.segments - 1


def test_a_copied_rung_dictates_the_cuts() -> None:
    """Segments hold whole GOPs of it, about four seconds of them."""
    probe = Probe("mov", 60.0, 0.0, HD)
    assert timeline(probe, 60.0, 48).segment_frames == 96
    assert timeline(probe, 60.0, 150).segment_frames == 150


def test_an_encoders_delay_is_no_late_start() -> None:
    """Sound that leads by a frame or two is cut; a picture that comes late is waited for."""
    soon = Probe("matroska", 3.0, 0.0, replace(HD, start_seconds=0.021))
    late = Probe("matroska", 3.0, 0.0, replace(HD, start_seconds=0.7))
    assert timeline(soon, 3.021).origin_seconds == 0.021
    assert timeline(late, 3.7).origin_seconds == 0.0

"""Which rungs, at what size and rate: decisions on values alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.transcode.plan.ladder import Encoding, Timeline, is_hdr, put_off, rungs, timeline
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


GRID = Timeline(Fraction(25), 250, 100)


def test_a_grid_knows_its_segments() -> None:
    """Two of four seconds, and what is left."""
    assert (GRID.segments, GRID.duration_seconds) == (3, 10.0)
    assert [GRID.frames_in(segment) for segment in range(3)] == [100, 100, 50]
    assert [GRID.seconds_of(segment) for segment in range(3)] == [4.0, 4.0, 2.0]
    assert Timeline(Fraction(30_000, 1001), 30, 120).duration_seconds == pytest.approx(1.001)


@pytest.mark.parametrize(
    ("seconds", "segment"), [(-1.0, 0), (0.0, 0), (3.99, 0), (4.0, 1), (9.99, 2), (100.0, 2)]
)
def test_a_place_is_in_one_segment(seconds: float, segment: int) -> None:
    """Also one before the film or after it."""
    assert GRID.segment_at(seconds) == segment


@pytest.mark.parametrize(
    ("width", "height", "bits"), [(320, 240, 133_333), (2, 2, 100_000), (480, 270, 225_000)]
)
def test_a_small_source_has_as_many_bits_a_pixel_as_the_lowest_rung(
    width: int, height: int, bits: int
) -> None:
    """100 kbit/s at least."""
    assert rungs(replace(HD, width=width, height=height), ENCODING)[0].bits_per_second == bits


def test_every_rung_has_its_rate() -> None:
    """Lowest first; the tall ones too."""
    uhd = replace(HD, width=3840, height=2160)
    assert [rung.bits_per_second for rung in rungs(uhd, Encoding(tall=True))] == [
        *(400_000, 1_000_000, 2_500_000, 5_000_000, 9_000_000, 18_000_000)
    ]


def test_what_is_above_720_lines_can_wait() -> None:
    """But for a copy, which costs nothing, and for the only rung there is."""
    ladder = rungs(HD, ENCODING)
    portrait = rungs(replace(HD, width=1080, height=1920), ENCODING)

    assert put_off(ladder) == put_off(portrait) == ("1080p",)
    assert put_off((*ladder[:-1], replace(ladder[-1], copied=True))) == ()
    assert put_off(ladder[-1:]) == ()


@pytest.mark.parametrize(
    ("length", "even"), [("1", 2), ("2", 2), ("3", 2), ("5", 4), ("7", 6), ("853.4", 854), ("8", 8)]
)
def test_sizes_are_even_and_not_above_the_source(length: str, even: int) -> None:
    """Only a length that is no whole number of pixels may be rounded up."""
    small = replace(HD, width=10, height=10, pixel_shape=Fraction(length) / 10)
    assert rungs(small, ENCODING)[0].width == even


@pytest.mark.parametrize(("lead", "origin"), [(0.08, 0.08), (0.1, 0.1), (0.11, 0.0)])
def test_two_frames_of_lead_are_the_encoders(lead: float, origin: float) -> None:
    """A tenth of a second at least; of slow pictures two take longer."""
    late = Probe("matroska", 3.0, 0.0, replace(HD, start_seconds=lead))
    assert timeline(late, 3.0).origin_seconds == origin
    slow = replace(HD, nominal_rate=Fraction(10), average_rate=Fraction(10), start_seconds=0.2)
    assert timeline(Probe("matroska", 3.0, 0.0, slow), 3.0).origin_seconds == 0.2


def test_segments_are_about_four_seconds() -> None:
    """A source that ends at once still has a picture."""
    assert timeline(Probe("mov", 9.0, 0.0, HD), 9.0) == Timeline(Fraction(30), 270, 120, 0.0)
    assert timeline(Probe("mov", 0.0, 0.0, HD), 0.0).frames == 1
    assert timeline(Probe("mov", 60.0, 0.0, HD), 60.0, 1000).segment_frames == 1000


@pytest.mark.parametrize(
    ("transfer", "hdr"), [("smpte2084", True), ("arib-std-b67", True), ("bt709", False)]
)
def test_hdr_is_told_by_its_transfer(transfer: str, hdr: bool) -> None:
    """PQ and HLG."""
    assert is_hdr(replace(HD, transfer=transfer)) is hdr

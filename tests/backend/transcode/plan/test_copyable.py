"""Whether a source may be the top rung: a probe and a list of packets in, yes or no out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from backend.transcode.plan.copying import CopiedPacket, Copyable, copyable, regular_gop
from backend.transcode.plan.ladder import Encoding
from backend.transcode.source.extent import Extent
from backend.transcode.source.probe import Probe, VideoStream

RATE, TICKS, BASE = Fraction(25), 512, Fraction(1, 12_800)
VIDEO = VideoStream(
    0, "h264", 1280, 720, nominal_rate=RATE, average_rate=RATE, profile="High", level=42, tag="avc1"
)
FILM = Probe("mov,mp4", 8.0, 0.0, VIDEO)
EXTENT = Extent(8.0, None)
ENCODING = Encoding()
SEI, SPS, IDR, SLICE = 6, 0x67, 0x65, 0x41


def unit(kind: int, length: int = 9) -> bytes:
    """One unit of H.264 as MP4 has it: its length before it."""
    return length.to_bytes(4, "big") + bytes([kind]) + bytes(length - 1)


PICTURE = unit(SEI) + unit(SPS) + unit(IDR)


@dataclass(frozen=True)
class Source:
    """What FFprobe and the file say: 200 pictures in GOPs of 50 unless told otherwise."""

    sizes: Sequence[int] = (10_000,) * 200
    gop: int = 50
    picture: bytes = PICTURE
    flaw: Callable[[str], str] = str

    def run(self, url: str, options: Sequence[str]) -> list[bytes]:
        assert (url, options[:2]) == ("file:film", ["-select_streams", "0"])
        lines = [
            f"pts={n * TICKS}|pos={n}|size={size}|flags={'K__' if n % self.gop == 0 else '___'}"
            for n, size in enumerate(self.sizes)
        ]
        return self.flaw("\n".join(["time_base=1/12800", *lines])).encode().splitlines()

    def read(self, start: int, stop: int) -> bytes:
        assert start % self.gop == 0
        assert stop - start <= 64 * 1024
        return self.picture


REGULAR = Source()


def look(
    source: Source = REGULAR,
    film: Probe = FILM,
    extent: Extent = EXTENT,
    encoding: Encoding = ENCODING,
) -> Copyable | None:
    return copyable(film, extent, encoding, "file:film", source.run, source.read)


def test_a_regular_source_is_cut_at_its_gops() -> None:
    """The ticks are of its own time base."""
    assert look() == Copyable(gop_frames=50, ticks_per_frame=512)


@pytest.mark.parametrize(
    "change",
    [
        {"codec": "hevc"},
        {"tag": "avc3"},
        {"pixel_format": "yuv422p"},
        {"profile": "High 10"},
        {"level": 43},
        {"level": 0},
        {"width": 1279},
        {"height": 722},
        {"pixel_shape": Fraction(4, 3)},
        {"rotation": 180},
        {"tagged_rotation": 180},
        {"rotation": 180, "tagged_rotation": 180},
        {"full_range": True},
        {"field_order": "tt"},
        {"matrix": "smpte170m"},
        {"primaries": "bt2020"},
        {"transfer": "smpte2084"},
        {"start_seconds": 0.04},
        {"average_rate": Fraction("24.9")},
        {"nominal_rate": Fraction("24.9"), "average_rate": Fraction("24.9")},
    ],
    ids=str,
)
def test_a_picture_that_some_player_may_not_take_is_encoded(change: dict[str, object]) -> None:
    """Each of these alone is enough."""
    assert look(film=replace(FILM, video=replace(VIDEO, **change))) is None  # type: ignore[arg-type]


def test_a_source_that_is_not_a_plain_film_is_encoded() -> None:
    """Another container, no pictures, a late start, sound that goes on, or a setting."""
    assert look(film=replace(FILM, container="matroska")) is None
    assert look(film=replace(FILM, video=None)) is None
    assert look(film=replace(FILM, start_seconds=-0.02)) is None
    assert look(extent=Extent(8.0, 9.0)) is None
    assert look(encoding=Encoding(copy=False)) is None


@pytest.mark.parametrize(("matrix", "is_copied"), [("bt709", True), ("unknown", False)])
def test_a_small_picture_says_that_its_colours_are_hds(matrix: str, is_copied: bool) -> None:
    """Players guess the matrix by the height; at 720 they guess right."""
    small = replace(VIDEO, width=640, height=360, matrix=matrix)
    thrifty = Source((1_000,) * 200)
    assert (look(thrifty, replace(FILM, video=small)) is not None) is is_copied


@pytest.mark.parametrize(
    ("size", "is_copied"), [(12_500, True), (13_125, True), (13_126, False), (26_000, False)]
)
def test_on_the_whole_it_has_the_rungs_bits(size: int, is_copied: bool) -> None:
    """2.5 Mbit/s at 25 pictures a second are 12,500 bytes each; five percent more will do."""
    assert (look(Source((size,) * 200)) is not None) is is_copied


@pytest.mark.parametrize(("size", "is_copied"), [(25_000, True), (25_001, False)])
def test_no_gop_has_more_than_twice_the_bits(size: int, is_copied: bool) -> None:
    """Wherever it is."""
    for quiet in (0, 3):
        sizes = [100] * 200
        sizes[quiet * 50 : quiet * 50 + 50] = [size] * 50
        assert (look(Source(sizes)) is not None) is is_copied


@pytest.mark.parametrize(("gop", "is_copied"), [(150, True), (151, False)])
def test_a_gop_lasts_six_seconds_at_most(gop: int, is_copied: bool) -> None:
    """A seek has to start from its key frame."""
    assert (look(Source((10_000,) * 400, gop)) is not None) is is_copied


@pytest.mark.parametrize(
    ("picture", "is_copied"),
    [
        (unit(IDR), True),
        (unit(SLICE), False),
        (unit(SPS) + unit(0x62), False),
        (unit(SPS) + unit(SLICE) + unit(IDR), False),
        (unit(SEI, 300) + unit(IDR), True),
        (unit(IDR)[:5], True),
        (unit(IDR)[:4], False),
        (unit(SPS), False),
        (b"", False),
    ],
)
def test_a_key_frame_is_an_idr_picture(picture: bytes, is_copied: bool) -> None:
    """By its first slice, whatever comes before."""
    assert (look(Source(picture=picture)) is not None) is is_copied


def test_packets_of_which_ffprobe_does_not_know_all_are_encoded() -> None:
    """Where they lie, for one; and where there are none."""
    assert look(Source(flaw=lambda text: text.replace("|pos=7|", "|pos=N/A|"))) is None
    assert look(Source(flaw=lambda text: text.splitlines()[0])) is None
    assert look(Source(flaw=lambda text: text + "\n\n")) is not None


def gop_of(numbers: Sequence[int], keys: Sequence[int], ticks: int = TICKS) -> int | None:
    """Of pictures shown in this order, as they are stored."""
    packets = [CopiedPacket(n * ticks, 0, 1, at in keys) for at, n in enumerate(numbers)]
    return regular_gop(packets, BASE, RATE)


@pytest.mark.parametrize(
    ("numbers", "keys", "gop"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], [0, 4], 4),
        ([0, 1, 2, 3, 4, 5], [0, 4], 4),
        ([0, 1, 2, 3], [0], 4),
        ([0, 2, 1, 3, 4, 6, 5, 7], [0, 4], 4),
        ([0, 1, 2, 3, 5, 4, 6, 7], [0, 4], None),
        ([0, 1, 2, 4, 3, 5, 6, 7], [0, 4], None),
        ([0, 1, 2, 3, 4, 5], [0, 2], None),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 3, 5], None),
        ([0, 1, 2, 3, 4, 5, 6], [0, 3, 5], None),
        ([0, 1, 2, 3], [1], None),
        ([1, 2, 3, 4], [0], None),
        ([0, 1, 1, 2], [0], None),
        ([0, 1, 3, 4], [0], None),
        ([0, 0, 1, 2], [0], None),
        ([], [], None),
    ],
)
def test_every_gop_is_closed_and_as_long_as_the_first(
    numbers: list[int], keys: list[int], gop: int | None
) -> None:
    """The last may be shorter, B frames may be stored early, and no picture is missing."""
    assert gop_of(numbers, keys) == gop


def test_a_picture_takes_whole_ticks() -> None:
    """Else the cuts would drift."""
    packets = [CopiedPacket(n * 33, 0, 1, n == 0) for n in range(3)]
    assert regular_gop(packets, Fraction(1, 1000), Fraction(30)) is None

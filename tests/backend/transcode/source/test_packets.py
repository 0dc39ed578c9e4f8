"""Packets as FFprobe lists them."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Sequence

import pytest

from backend.transcode.source.packets import Packet, TooManyPackets, read_lines, read_packets


def says(*lines: str) -> list[bytes]:
    return [f"{line}\n".encode() for line in lines]


def listed_by_stream(listed: list[bytes]) -> dict[int, list[Packet]]:
    found = read_packets("file:/x", lambda *_: listed)
    return {index: list(packets) for index, packets in found.items()}


def test_what_ffprobe_does_not_know_is_not_there() -> None:
    """Its `N/A` is no value, and an empty line no packet's."""
    listed = says("pts=0|pos=N/A|size=7", "", "time_base=1/90000|x")
    assert list(read_lines("file:/x", lambda *_: listed, "packet=pts,pos,size")) == [
        {"pts": "0", "size": "7"},
        {},
        {"time_base": "1/90000"},
    ]


def test_the_columns_and_options_are_asked_for() -> None:
    """In a form that holds a packet a line, each value with its name."""
    asked: list[str] = []

    def run(_: str, options: Sequence[str]) -> list[bytes]:
        asked.extend(options)
        return []

    assert list(read_lines("file:/x", run, "packet=pts", ["-select_streams", "2"])) == []
    assert asked == ["-select_streams", "2", "-show_entries", "packet=pts", "-of",
                     "compact=p=0:nk=0"]  # fmt: skip


def test_packets_come_by_their_stream() -> None:
    """Those that say nothing of their time, or of their stream, are left out."""
    listed = says(
        "stream_index=0|pts_time=0.5|dts_time=0.25|duration_time=0.25|pos=100|flags=K_",
        "stream_index=1|pts_time=0.5|dts_time=0.5|duration_time=N/A|pos=200|flags=K_",
        "stream_index=1|pts_time=N/A|dts_time=N/A|duration_time=0.25|pos=300|flags=K_",
        "pts_time=0.5",
    )
    assert listed_by_stream(listed) == {
        0: [Packet(0.5, 0.25, 0.25, 100, True)],
        1: [Packet(0.5, 0.0, 0.5, 200, True)],
    }


def test_a_picture_without_a_time_is_shown_as_soon_as_others_are() -> None:
    """Where it lies is where the one before it does, and no picture is shown for hours."""
    listed = says(
        "stream_index=0|pts_time=1.5|dts_time=1.0|duration_time=3600|pos=100|flags=K_",
        "stream_index=0|pts_time=N/A|dts_time=2.0|duration_time=1.0|pos=N/A|flags=__",
    )
    assert listed_by_stream(listed) == {
        0: [Packet(1.5, 10.0, 1.0, 100, True), Packet(2.5, 1.0, 2.0, 100, False)]
    }


def test_packets_have_an_end() -> None:
    """A file of nothing but empty ones is given up as they come, not when all are there."""
    endless = itertools.repeat(b"stream_index=0|pts_time=1\n")
    with pytest.raises(TooManyPackets):
        list(read_lines("file:/x", lambda *_: endless, "packet=pts_time", most=1000))


def test_a_packet_takes_few_bytes() -> None:
    """There may be millions."""
    line = b"stream_index=0|pts_time=%d|dts_time=%d|duration_time=0.02|pos=%d|flags=K_\n"
    count = 20_000
    tracemalloc.start()
    try:
        found = read_packets("file:/x", lambda *_: (line % (n, n, n) for n in range(count)))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found[0]) == count
    assert taken < 60 * count

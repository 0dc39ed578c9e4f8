"""Where streams end, by their packets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from backend.transcode.errors import Restarting
from backend.transcode.source.extent import measure
from backend.transcode.source.probe import Probe, VideoStream

FILM = Probe("mpegts", 10.0, 0.0, VideoStream(0, "h264", 640, 360))
STEADY = [number / 25 for number in range(250)]


def end_of(times: Sequence[float], durations: Mapping[int, float] = {}) -> float | None:
    """Of a film with these packets, of a frame each unless `durations` says else."""
    lines = [
        f"stream_index=0|pts_time={time:.6f}|duration_time={durations.get(number, 0.04)}"
        for number, time in enumerate(times)
    ]
    packets = [line.encode() for line in lines]
    return measure("file:/x", FILM, lambda *_: packets).video_end_seconds


@pytest.mark.parametrize("ahead", [3, 100, 10_000])
@pytest.mark.parametrize("places", [[0], [120], [120, 121, 130], [20, 200]])
def test_damaged_times_add_nothing(places: list[int], ahead: float) -> None:
    """Whether they are seconds or hours ahead, as long as others follow that are right."""
    times = [time + ahead if at in places else time for at, time in enumerate(STEADY)]

    assert end_of(times) == pytest.approx(10)


def test_every_interval_that_is_read_has_an_end() -> None:
    """FFprobe 7 prints no packet of one that is left open."""
    asked: list[str] = []

    def run(_: str, options: Sequence[str]) -> list[bytes]:
        asked.append(options[options.index("-read_intervals") + 1])
        return [b"stream_index=0|pts_time=29.96|duration_time=0.04"]

    measure("file:/x", replace(FILM, duration_seconds=30.0), run)

    assert [interval.split("%")[0] for interval in asked] == ["18.000"]
    assert all(interval.partition("%+")[2] for interval in asked[0].split(","))


@pytest.mark.parametrize(
    ("times", "end"),
    [
        ([*STEADY, 60.0], 60.04),
        ([*STEADY[:-2], 60.0, *STEADY[-2:]], 60.04),
        ([*STEADY, *(time + 60 for time in STEADY)], 70),
        ([20.0 * number for number in range(30)], 580.04),
    ],
    ids=["a last picture", "stored before earlier ones", "a pause", "slides"],
)
def test_rests_are_believed(times: Sequence[float], end: float) -> None:
    """A picture may be shown for long."""
    assert end_of(times) == pytest.approx(end)


def test_what_begins_anew_is_refused() -> None:
    """FFmpeg would drop the pictures whose times seem to be past."""
    with pytest.raises(Restarting):
        end_of([*STEADY, *STEADY[:100]])


def test_ends_may_be_read_twice() -> None:
    """What is read of another stream's end lies before what was read last."""
    lines = [
        f"stream_index=0|dts_time={place / 25}|duration_time=0.04|pos={place}"
        for place in (*range(150, 250), *range(100, 250))
    ]

    extent = measure("file:/x", FILM, lambda *_: [line.encode() for line in lines])
    assert extent.video_end_seconds == pytest.approx(10)


def test_times_that_program_streams_leave_out_are_made_up() -> None:
    """A picture is shown so much later than decoded as the others are."""
    shown = [f"{time + 0.08}" if time < 9 else "N/A" for time in STEADY]
    lines = [
        f"stream_index=0|pts_time={pts}|dts_time={dts}|duration_time=0.04"
        for pts, dts in zip(shown, STEADY, strict=True)
    ]

    extent = measure("file:/x", FILM, lambda *_: [line.encode() for line in lines])
    assert extent.video_end_seconds == pytest.approx(10.08)


def test_only_the_last_picture_can_be_longer() -> None:
    """What another one follows is over by then, whatever it claims."""
    assert end_of(STEADY, {200: 9.0}) == pytest.approx(10)
    assert end_of(STEADY, {249: 3.0}) == pytest.approx(12.96)

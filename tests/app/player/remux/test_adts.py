"""The time of every frame of sound, in a stream that tells it of some."""

from __future__ import annotations

from app.player.remux import adts, ts
from app.player.remux.container import adts as headed
from app.player.remux.mp4 import Sample

FRAME_TICKS = 1920  # of 1024 samples at 48 kHz


def frame(number: int, size: int = 90) -> bytes:
    sample = Sample(1, memoryview(bytes([number]) * size), 0, 0, is_sync=True)
    return headed(2, adts.RATES.index(48000), 2)(sample)


FRAMES = [frame(number) for number in range(12)]


def stream(*runs: tuple[int, bytes], kind: int = ts.AAC) -> bytes:
    """With these bytes from each of these times on."""
    units = [ts.Unit(0, data, time, time, is_sync=True) for time, data in runs]
    return ts.Muxer([kind]).write(units)


def test_each_frame_gets_its_time() -> None:
    """Counted on from the last one that the stream tells, which need not be an even distance."""
    body = stream((9000, b"".join(FRAMES[:7])), (22_500, b"".join(FRAMES[7:])))
    found = adts.runs(adts.timed_by_frame(body))
    assert [run.data for run in found] == FRAMES
    first = [9000 + FRAME_TICKS * place for place in range(7)]
    assert [run.time for run in found] == first + [22_500 + FRAME_TICKS * n for n in range(5)]


def test_a_time_is_that_of_the_first_frame_that_begins_behind_it() -> None:
    """Frames are cut wherever a run ends; and the clock wraps."""
    data = b"".join(FRAMES[:3])
    late = ts.WRAP - 100
    found = list(adts.frames([adts.Run(late, data[:150]), adts.Run(5000, data[150:])]))
    assert found == [
        (late, FRAMES[0]),
        (FRAME_TICKS - 100, FRAMES[1]),
        (5000, FRAMES[2]),
    ]


def test_what_is_anything_else_stays_as_it_is() -> None:
    """A picture, sound that goes over the end, bytes that are no stream."""
    whole = b"".join(FRAMES)
    for body in (
        stream((0, whole), kind=ts.H264),
        stream((0, whole[:-5])),
        stream((0, whole[3:])),
        b"ID3 and so on",
        b"",
    ):
        assert adts.timed_by_frame(body) == body

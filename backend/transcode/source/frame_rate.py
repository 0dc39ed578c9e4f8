"""How many pictures a second a source really has, as a standard rate."""

from __future__ import annotations

from fractions import Fraction

from backend.transcode.source.probe import VideoStream

STANDARD_RATES = tuple(
    Fraction(rate)
    for rate in (5, 6, 8, 10, 12, "25/2", 15, 20, "24000/1001", 24, 25, "30000/1001", 30,
                 48, 50, "60000/1001", 60)
)  # fmt: skip
FASTEST = Fraction(60)


def frame_rate(video: VideoStream) -> Fraction:
    """The standard rate nearest to the source's.

    The nominal rate is trusted before the average (phones record with a variable one) unless
    it is absurd: containers without a rate answer with their clock.
    """
    rate, average = video.nominal_rate, video.average_rate
    absurd = not 4 <= rate <= 300 or (average and rate > 3 * average)
    if absurd or is_interlaced(video) or (rate > FASTEST >= average > 0):
        rate = average or rate
    if not 0 < rate <= 1000:
        return Fraction(25)
    while rate > FASTEST * Fraction("1.01"):
        rate /= 2
    return min(STANDARD_RATES, key=lambda standard: abs(standard / rate - 1))


def is_interlaced(video: VideoStream) -> bool:
    return video.field_order in ("tt", "bb", "tb", "bt")

"""When a film is public, and how popular it is."""

from __future__ import annotations

from math import exp2, log2

HALF_LIFE_SECONDS = 7 * 86400.0
"""After this time a view counts half."""


def is_listed(visibility: str, state: str, playable: str | None) -> bool:
    """Whether the catalogue may show it once it is published: there must be something to watch
    for everybody, which the owner's own file is not."""
    return visibility == "public" and state != "deleted" and playable == "adaptive"


def publication(former: float | None, publish_at: float | None, now: float) -> float:
    """Since when, or from when on, a listed film is public. One that was taken back for a while
    keeps its time, unless it is scheduled anew."""
    if publish_at is not None and publish_at > now:
        return publish_at
    return former if former is not None and former <= now else now


def popularity_after(popularity: float, seconds: float) -> float:
    """The popularity with one view more, at that time.

    What counts is the number of views, each halved with every week of its age:
    Σ 2^((tᵢ − now) / H). In the order of that sum, "now" makes no difference, so the logarithm of
    Σ 2^(tᵢ / H) can be kept in an indexed column and never be touched between views: "forward
    decay" (Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay: A Practical Time Decay Model for
    Streaming Systems, ICDE 2009). Publication counts as the first view.
    """
    one = seconds / HALF_LIFE_SECONDS
    high, low = max(popularity, one), min(popularity, one)
    return high + log2(1 + exp2(low - high))

"""Whether a place of a growing film comes from its ladder or from the original: a pure decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

ENOUGH_SEGMENTS = 3
"""So far must the ladder go on from where it is come back to."""
LOW_SECONDS = 30.0
"""With more than this at hand, the encoder is given time. Of what is nearer, mpv has the last
third, so that there are places left where to join: key frames may be twenty seconds apart."""
ORIGINAL_SECONDS = 16.0
"""So much of the original is enough: what comes later may be made by then."""
TOLERANCE_SECONDS = 0.02


class Before(Enum):
    """What the place before was taken from; nothing after a start or a seek."""

    NOTHING = "nothing"
    LADDER = "ladder"
    ORIGINAL = "original"


class Supply(Enum):
    LADDER = "ladder"
    ORIGINAL = "original"
    JOIN = "join"
    """The ladder up to the original's last key frame in there, then the original."""
    BACK = "back"
    """An earlier place has that key frame; mpv does not have it yet, so it can be done over."""
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class GrowingPlace:
    """All that the decision may depend on.

    `reach` counts the segments that the ladder has from this one on, None where it is made to the
    film's end. `ahead_seconds` are at hand up to this place, less than none if playing begins
    inside or behind it. `key_seconds` is where, from the beginning of this place, the original has
    the last key frame that the ladder still comes to: the last chance to change over; None where
    there is none that mpv does not have behind it.
    """

    reach: int | None
    before: Before
    duration_seconds: float
    ahead_seconds: float
    key_seconds: float | None
    usable: bool


def supply_of(place: GrowingPlace) -> Supply:
    if place.reach is None:
        return Supply.LADDER
    there = Supply.LADDER if place.reach else Supply.WAIT
    behind = place.ahead_seconds <= -place.duration_seconds
    if not place.usable or (behind and place.reach):
        return there  # behind what plays mpv only looks at what kind of film it is
    if place.before is not Before.LADDER:
        return _anew(place)
    if place.ahead_seconds > LOW_SECONDS:
        return there
    return _running_dry(place, place.reach)


def _anew(place: GrowingPlace) -> Supply:
    """Where no picture of the ladder has to be gone on from: the original leads in by itself."""
    leaves = place.key_seconds is not None and place.key_seconds > TOLERANCE_SECONDS
    if leaves and (place.reach or 0) >= ENOUGH_SEGMENTS:
        return Supply.LADDER
    waits = place.before is Before.ORIGINAL and place.ahead_seconds > ORIGINAL_SECONDS
    return Supply.WAIT if waits else Supply.ORIGINAL


def _running_dry(place: GrowingPlace, reach: int) -> Supply:
    """The ladder will end soon: it must be left at a key frame of the original's."""
    key = place.key_seconds
    if key is not None and abs(key) <= TOLERANCE_SECONDS:
        return Supply.ORIGINAL
    if key is not None and key > 0:
        inside = key < place.duration_seconds - TOLERANCE_SECONDS
        return Supply.JOIN if inside else Supply.LADDER
    if reach:
        return Supply.LADDER
    return Supply.ORIGINAL if key is None else Supply.BACK

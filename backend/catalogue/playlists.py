"""The order of a playlist: each entry has a key, and between any two there is room for another.

So moving an entry changes that entry alone. Keys are numbers in base 62, compared as text, byte by
byte ("fractional indexing"; Greenspan: Implementing Fractional Indexing, 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, islice, repeat

from backend.errors import BackendError, Conflict, NotFound

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""In the order of their bytes."""
FIRST = "a0"
LONGEST_KEY = 200
"""Only who moves entries to the same place a thousand times in a row comes so far; then the
playlist's keys are dealt anew."""
MOST_ENTRIES = 5000
MOST_PLAYLISTS = 1000
LATER = "later"
LATER_TITLE = "Watch later"


class NoSuchPlaylist(NotFound):
    code = "no_such_playlist"
    sentence = "no_such_playlist"


class NotInPlaylist(NotFound):
    code = "not_in_playlist"
    sentence = "not_in_playlist"


class PlaylistFull(Conflict):
    code = "playlist_full"

    def __init__(self) -> None:
        super().__init__("playlist_full", most=MOST_ENTRIES)


class TooManyPlaylists(Conflict):
    code = "too_many_playlists"

    def __init__(self) -> None:
        super().__init__("too_many_playlists", most=MOST_PLAYLISTS)


class LaterStays(Conflict):
    code = "watch_later"
    sentence = "later_stays"


class BehindItself(BackendError):
    status = 422
    code = "invalid"
    sentence = "behind_itself"


def key_between(low: str | None, high: str | None) -> str:
    """A key above `low` and below `high`; without one of them there is no bound on that side.

    A key is a whole number and a fraction behind it: at the ends it is the next whole number, so
    that a list that grows there keeps short keys. The number's first letter says how many digits
    follow (`a` one, `b` two …; below zero `Z` one, `Y` two …), so that text compares as numbers.
    """
    if low is None:
        if high is None:
            return FIRST
        whole = whole_of(high)
        return whole if whole < high else counted(whole, -1)
    whole = whole_of(low)
    fraction = low[len(whole) :]
    following = counted(whole, 1)
    if high is None or following < high:
        return following
    bound = high[len(whole) :] if high.startswith(whole) else None
    return whole + middle(fraction, bound)


def whole_of(key: str) -> str:
    head = key[0]
    digits = ord(head) - ord("a") + 1 if head >= "a" else ord("Z") - ord(head) + 1
    return key[: 1 + digits]


def counted(whole: str, step: int) -> str:
    """The next whole number, up or down."""
    head, digits = whole[0], list(whole[1:])
    full, empty = (DIGITS[-1], DIGITS[0]) if step > 0 else (DIGITS[0], DIGITS[-1])
    for at in reversed(range(len(digits))):
        if digits[at] != full:
            digits[at] = DIGITS[DIGITS.index(digits[at]) + step]
            return head + "".join(digits)
        digits[at] = empty
    head = {("Z", 1): "a", ("a", -1): "Z"}.get((head, step)) or chr(ord(head) + step)
    length = len(whole_of(head + "0" * 27)) - 1
    return head + empty * length


def middle(low: str, high: str | None) -> str:
    """Half-way between two fractions, with no more digits than it takes; None is one whole."""
    first = DIGITS.index(low[0]) if low else 0
    last = DIGITS.index(high[0]) if high else len(DIGITS)
    if last - first > 1:
        return DIGITS[(first + last) // 2]
    if last == first:
        assert high is not None
        return DIGITS[first] + middle(low[1:], high[1:])
    if high is not None and len(high) > 1:
        return high[0]
    return DIGITS[first] + middle(low[1:], None)


def dealt(number: int) -> Sequence[str]:
    """As many keys in rising order, as short as can be."""
    return list(islice(accumulate(repeat(1), counted, initial=FIRST), number))

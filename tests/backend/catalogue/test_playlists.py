"""Keys of entries: there is always room for one more, and they stay short."""

from __future__ import annotations

import random

from backend.catalogue.playlists import LONGEST_KEY, dealt, key_between


def test_keys_at_the_ends_stay_short() -> None:
    """A list of 5,000 grows at either end by whole numbers."""
    up, down = [key_between(None, None)], [key_between(None, None)]
    for _ in range(5000):
        up.append(key_between(up[-1], None))
        down.append(key_between(None, down[-1]))

    assert up == sorted(set(up))
    assert down == sorted(set(down), reverse=True)
    assert max(map(len, up + down)) <= 4


def test_there_is_room_between_any_two() -> None:
    """Wherever entries are put, 5,000 times, in whatever order."""
    places = random.Random(7)
    keys: list[str] = []
    for _ in range(5000):
        at = places.randrange(len(keys) + 1)
        low, high = ([None, *keys])[at], ([*keys, None])[at]
        keys.insert(at, key_between(low, high))

    assert keys == sorted(set(keys))
    assert max(map(len, keys)) < 20


def test_the_worst_place_takes_a_thousand_moves() -> None:
    """Always between the last two: a letter for each five of them."""
    low, high = dealt(2)
    for number in range(1000):
        fresh = key_between(low, high)
        assert low < fresh < high
        low, high = (low, fresh) if number % 3 else (fresh, high)
    assert len(low) < LONGEST_KEY


def test_keys_dealt_anew_are_in_order() -> None:
    """As many as there are entries."""
    assert dealt(0) == []
    keys = dealt(5000)
    assert keys == sorted(set(keys))
    assert len(keys) == 5000

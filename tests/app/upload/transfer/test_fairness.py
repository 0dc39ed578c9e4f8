"""Whose part is next: demands in, an id out."""

from __future__ import annotations

from app.upload.transfer.fairness import Demand, next_upload


def share_out(ready: dict[str, int], connections: int) -> dict[str, int]:
    """Fill all connections, one after the other."""
    in_flight = dict.fromkeys(ready, 0)
    while True:
        demands = [Demand(name, ready[name] - in_flight[name], in_flight[name]) for name in ready]
        chosen = next_upload(demands, connections, 0)
        if chosen is None:
            return in_flight
        in_flight[chosen] += 1


def test_the_first_gets_most_and_the_next_do_not_starve() -> None:
    """Of four connections three and one, of sixteen twelve and four times one."""
    endless = dict.fromkeys("abcdef", 100)
    assert share_out(endless, 4) == {"a": 3, "b": 1, "c": 0, "d": 0, "e": 0, "f": 0}
    assert share_out(endless, 16) == {"a": 12, "b": 1, "c": 1, "d": 1, "e": 1, "f": 0}


def test_a_lone_file_gets_everything() -> None:
    """Nothing is kept for files that are not there."""
    assert share_out({"a": 100}, 4) == {"a": 4}


def test_what_the_first_cannot_use_falls_to_the_next() -> None:
    """Small files fill the line together."""
    assert share_out(dict.fromkeys("abcd", 1), 4) == dict.fromkeys("abcd", 1)
    assert share_out({"a": 1, "b": 100}, 4) == {"a": 1, "b": 3}


def test_nobody_is_asked_when_nobody_has_anything() -> None:
    """Nor when every connection is busy."""
    assert next_upload([Demand("a", 0, 2)], 4, 0) is None
    assert next_upload([Demand("a", 9, 4)], 4, 0) is None


def test_one_connection_is_shared_by_turns() -> None:
    """Of four parts the next file has one, and the first the others."""
    endless = [Demand(name, 100, 0) for name in "abc"]
    chosen = [next_upload(endless, 1, turn) for turn in range(8)]
    assert chosen == ["a", "a", "a", "b", "a", "a", "a", "b"]


def test_too_many_on_their_way_are_waited_for() -> None:
    """After the bound was lowered."""
    assert next_upload([Demand("a", 9, 3), Demand("b", 9, 2)], 4, 0) is None


def test_the_first_keeps_to_its_share_while_others_have_none() -> None:
    """Of eight connections six, when two others want one."""
    others = [Demand("b", 9, 0), Demand("c", 9, 0)]
    assert next_upload([Demand("a", 9, 5), *others], 8, 0) == "a"
    assert next_upload([Demand("a", 9, 6), *others], 8, 0) == "b"
    assert next_upload([Demand("a", 9, 6), Demand("b", 9, 1), others[1]], 8, 0) == "c"
    assert next_upload([Demand("a", 9, 6), Demand("b", 9, 1), Demand("c", 0, 0)], 8, 0) == "a"
    assert next_upload([Demand("a", 9, 2)], 3, 3) == "a"

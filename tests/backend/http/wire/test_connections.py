"""Which connection makes way for which."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from backend.http.wire.connections import ConnectionLimits, Connections, is_proxy

LIMITS = ConnectionLimits(of_address=2, in_all=3)


@dataclass(eq=False)
class Line:
    """A connection that only says how it is; without a time it is being answered."""

    address: str
    waits_since: float | None
    ended: int = field(default=0)

    def check(self, now: float) -> None:
        """Nothing is due here."""

    def end(self) -> None:
        self.ended += 1


def entered(*lines: Line, uncounted: str = "proxy") -> list[bool]:
    connections = Connections(LIMITS, lambda address: address == uncounted)
    return [connections.enter(line) for line in lines]


def test_the_one_that_waits_longest_makes_way() -> None:
    """For another one of its address; for each its own, however many come at once."""
    lines = [Line("a", 2.0), Line("a", 1.0), Line("a", 3.0), Line("a", 4.0)]

    assert entered(*lines) == [True] * 4
    assert [line.ended for line in lines] == [1, 1, 0, 0]


def test_none_makes_way_that_is_being_answered() -> None:
    """Then the new one has to wait, whoever else has room."""
    lines = [Line("a", None), Line("a", None), Line("a", 1.0), Line("b", 1.0)]

    assert entered(*lines) == [True, True, False, True]
    assert not any(line.ended for line in lines)


def test_many_may_come_by_a_proxy() -> None:
    """Only all together are bounded."""
    lines = [Line("proxy", None), Line("proxy", None), Line("proxy", 1.0), Line("proxy", None)]

    assert entered(*lines) == [True] * 4
    assert [line.ended for line in lines] == [0, 0, 1, 0]


def test_whoever_leaves_makes_room() -> None:
    """And is not missed if it leaves again."""
    connections, gone = Connections(LIMITS, lambda _: False), Line("a", None)
    assert connections.enter(gone)
    assert connections.enter(Line("a", None))
    connections.leave(gone)
    connections.leave(gone)

    assert connections.enter(Line("a", None))
    assert len(connections) == 2


@pytest.mark.parametrize(
    ("address", "is_so"),
    [("127.0.0.1", True), ("::1", True), ("", True), ("10.0.0.9", True), ("192.0.2.1", False)],
)
def test_a_proxy_is_known_by_its_address(address: str, is_so: bool) -> None:
    """This machine, a socket without an address, and what the administrator names."""
    assert is_proxy(address, ["10.0.0.9"]) is is_so


@pytest.mark.parametrize(
    ("place", "is_so"),
    [("10.0.0.0/8", True), (" 10.1.2.3", True), ("*", True), ("10.2.0.0/16", False), ("x", False)],
)
def test_a_network_of_proxies_is_known(place: str, is_so: bool) -> None:
    """As Uvicorn takes FORWARDED_ALLOW_IPS: in a cluster nobody knows a proxy's address before."""
    assert is_proxy("10.1.2.3", [place]) is is_so

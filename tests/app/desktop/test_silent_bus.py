"""A bus that never answers is found out before Qt waits for it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop.silent_bus import ADDRESS, NO_BUS, avoid_silent_bus, places_of


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[str]:
    """It accepts, and that is all."""
    place = str(tmp_path / "bus")
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(place)
        bus.listen()
        yield f"unix:path={place},guid=abc"


def after(address: str) -> str:
    environment = {ADDRESS: address}
    avoid_silent_bus(environment, seconds=5.0)
    return environment[ADDRESS]


def test_a_bus_that_never_answers_is_not_asked(silent: str) -> None:
    """By nobody in this process."""
    environment = {ADDRESS: silent}
    avoid_silent_bus(environment, seconds=0.02)
    assert environment[ADDRESS] == NO_BUS


def test_a_bus_that_answers_is_kept(address: str) -> None:
    """As is one that is not there, which Qt learns at once, and no address at all."""
    for each in (address, "unix:path=/nowhere/bus", "tcp:host=x", "what?", ""):
        assert after(each) == each
    environment = dict[str, str]()
    avoid_silent_bus(environment)
    assert environment == {}


def test_addresses_are_read_as_the_specification_has_them() -> None:
    """Several, escaped, and such as have no path."""
    address = "unix:path=/tmp/a%20b,guid=1;unix:abstract=/tmp/c;unix:tmpdir=/tmp;autolaunch:"
    assert list(places_of(address)) == ["/tmp/a b", "\0/tmp/c"]

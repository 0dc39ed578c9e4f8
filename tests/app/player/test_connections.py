"""Which addresses are in the viewer's own network."""

from __future__ import annotations

import errno
from typing import Any

import pytest

from app.player.connections import Connections, is_near
from app.player.http import HttpClient, HttpFault, Resource


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.251", "255.255.255.255"),
        *("::1", "::", "fe80::1%eth0", "fd00::1", "ff02::fb"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
    ],
)
def test_what_the_internet_cannot_reach_is_near(address: str) -> None:
    """In whatever form it is written."""
    assert is_near(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_what_the_internet_can_reach_is_not(address: str) -> None:
    """Also behind a translation between the two."""
    assert not is_near(address)


def test_a_connection_that_is_reset_as_it_comes_about_is_a_fault_of_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not taken for the reset of a request that was sent, whose answer might be there."""

    def reset(*_: Any) -> None:
        raise ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")

    monkeypatch.setattr(Connections, "connect", reset)

    with pytest.raises(HttpFault):
        HttpClient().read(Resource("http://127.0.0.1:9/film.m3u8"))

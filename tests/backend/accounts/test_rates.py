"""How often an address may ask: values in, values out."""

from __future__ import annotations

from backend.accounts.rates import Buckets, Rate, network


def test_an_address_has_a_burst_and_then_so_many_a_second() -> None:
    """Who is told to wait gets one when that is over, and others need not wait."""
    now = [0.0]
    buckets = Buckets(Rate(burst=3, per_second=0.5), lambda: now[0])
    assert [buckets.take("192.0.2.1") for _ in range(5)] == [0, 0, 0, 2, 2]
    assert buckets.take("192.0.2.2") == 0
    now[0] += 2
    assert [buckets.take("192.0.2.1") for _ in range(2)] == [0, 2]
    now[0] += 1000
    assert [buckets.take("192.0.2.1") for _ in range(4)] == [0, 0, 0, 2]


def test_a_household_is_one() -> None:
    """By the network that it is given, and in the older form, too."""
    assert network("2001:db8::1") == network("2001:db8::2") != network("2001:db8:0:1::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1")
    assert network("unix") == "unix"

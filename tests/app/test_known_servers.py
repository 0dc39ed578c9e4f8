"""The servers and accounts that one switches between."""

from __future__ import annotations

from typing import Any

import pytest

from app.known_servers import GUEST, KnownAccount, KnownServer, KnownServers, Profile

HERE, THERE = "https://here.example", "https://there.example"
ANN, BEN = KnownAccount("1", "Ann", "ann@example.org"), KnownAccount("2", "Ben")
BOTH = KnownServers().with_account(HERE, ANN).with_guest(THERE).with_account(HERE, BEN)


def test_everybody_keeps_their_place() -> None:
    """In the order in which they came; who comes again under another name is not two."""
    renamed = KnownAccount("1", "Anna")
    assert BOTH.with_account(HERE, renamed).all == (
        KnownServer(HERE, (renamed, BEN)),
        KnownServer(THERE, guest=True),
    )


def test_a_guest_becomes_somebody() -> None:
    """There is nothing more to look around for."""
    here = KnownServers().with_guest(HERE).with_account(HERE, ANN).at(HERE)
    assert here == KnownServer(HERE, (ANN,))


def test_whom_one_can_be() -> None:
    """Each account, and a guest where one looked around."""
    assert [profile for server in BOTH.all for profile in server.profiles] == [
        Profile(HERE, "1"),
        Profile(HERE, "2"),
        Profile(THERE, GUEST),
    ]
    assert BOTH.profile_at(HERE) == Profile(HERE, "1")
    assert BOTH.profile_at("https://new.example") == Profile("https://new.example")


def test_who_signs_out_is_nobody_there() -> None:
    """The server stays known, to sign in to again."""
    left = BOTH.without_profile(Profile(HERE, "1")).without_profile(Profile(HERE, "2"))
    left = left.without_profile(Profile(THERE, GUEST))
    assert left.all == (KnownServer(HERE), KnownServer(THERE))
    assert left.without(HERE).all == (KnownServer(THERE),)


def test_what_is_kept_is_read_again() -> None:
    """As tables."""
    assert KnownServers.from_toml(BOTH.to_toml()) == BOTH


@pytest.mark.parametrize(
    "tables",
    [5, "x", [5], [{}], [{"url": 5}], [{"url": "x", "accounts": [{"id": "1"}]}]],
)
def test_what_is_no_list_is_refused(tables: Any) -> None:
    """Whoever changed the file by hand hears of it."""
    with pytest.raises(ValueError, match="no list"):
        KnownServers.from_toml(tables)

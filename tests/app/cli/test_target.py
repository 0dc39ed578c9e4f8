"""Where a command works, and as whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.exit_codes import Misused
from app.cli.options import options_of
from app.cli.target import profile_of, target_of
from app.known_servers import KnownAccount, KnownServer, KnownServers, Profile
from app.settings import Settings

ANN, BEN = KnownAccount("1", "Ann", "ann@x.org"), KnownAccount("2", "Ben", "ben@x.org")
KNOWN = KnownServers((KnownServer("http://10.0.0.2:8000", (ANN, BEN)),))
SETTINGS = replace(Settings(), servers=KNOWN, server="http://10.0.0.2:8000", account="2")


@pytest.mark.parametrize(
    ("server", "account", "profile"),
    [
        (None, None, Profile("http://10.0.0.2:8000", "2")),
        ("local", None, Profile()),
        ("10.0.0.2:8000", None, Profile("http://10.0.0.2:8000", "1")),
        (None, "ann@x.org", Profile("http://10.0.0.2:8000", "1")),
        ("10.0.0.2:8000", "BEN", Profile("http://10.0.0.2:8000", "2")),
        ("https://new.example/watch/x", None, Profile("https://new.example")),
    ],
)
def test_one_is_where_the_window_is_or_where_one_says(
    server: str | None, account: str | None, profile: Profile
) -> None:
    """By an address as it is typed, and an account by its address or name."""
    assert profile_of(SETTINGS, server, account) == profile


def test_an_account_that_nobody_knows_is_no_guess() -> None:
    """It is said."""
    with pytest.raises(Misused, match="no account “carl”"):
        profile_of(SETTINGS, None, "carl")


def test_settings_are_those_of_the_window(tmp_path: Path) -> None:
    """Below the data directory, where one is named."""
    SETTINGS.save(tmp_path / "settings.toml")
    target = target_of(options_of(["list", "--data-dir", str(tmp_path)]), {"LANG": "de_DE.UTF-8"})
    assert (target.profile.account_id, target.language) == ("2", "de_DE")
    assert not target.is_local


def test_a_token_is_for_a_server(tmp_path: Path) -> None:
    """This computer's own backend asks for none."""
    options = options_of(["list", "--data-dir", str(tmp_path)])
    with pytest.raises(Misused, match="say which by --server"):
        target_of(options, {"MATINEE_TOKEN": "t"})

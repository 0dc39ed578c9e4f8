"""Settings: typed, kept, and forgiving about one bad entry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import CantWrite
from app.known_servers import KnownAccount, KnownServers, Profile
from app.settings import ForThisTime, Settings


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """Every kind of value survives, quotes and umlauts too."""
    path = tmp_path / "below" / "settings.toml"
    settings = replace(
        Settings(), server='https://ü.example/"x"', metered=True, upload_limit_mbit=2.5, volume=30.0
    )
    settings.save(path)
    assert Settings.load(path) == (settings, [])


def test_the_servers_are_kept(tmp_path: Path) -> None:
    """With their accounts, as whom one was there last, and no secrets."""
    path = tmp_path / "settings.toml"
    servers = KnownServers().with_account("https://a", KnownAccount("1", "Ännchen", "a@b"))
    settings = replace(Settings(), server="https://a", account="1", servers=servers)
    settings.save(path)
    assert Settings.load(path) == (settings, [])
    assert settings.profile == Profile("https://a", "1")
    assert replace(settings, server="").profile == Profile()


def test_a_damaged_list_of_servers_costs_only_itself(tmp_path: Path) -> None:
    """It is told."""
    path = tmp_path / "settings.toml"
    path.write_text("servers = 5\nmetered = true\n")
    damaged = ["The list of servers is damaged."]
    assert Settings.load(path) == (replace(Settings(), metered=True), damaged)


def test_a_letter_beyond_the_basic_plane_costs_nothing(tmp_path: Path) -> None:
    """An emoji in one setting leaves all of them readable."""
    path = tmp_path / "settings.toml"
    settings = replace(Settings(), server="https://films.example/🎬", metered=True)
    settings.save(path)
    assert Settings.load(path) == (settings, [])


def test_nothing_there_is_all_defaults(tmp_path: Path) -> None:
    """The first start says nothing."""
    assert Settings.load(tmp_path / "none.toml") == (Settings(), [])


def test_one_bad_entry_costs_only_itself(tmp_path: Path) -> None:
    """Each fault has its own sentence, with a suggestion where one is near."""
    path = tmp_path / "settings.toml"
    path.write_text('metred = true\nquality_most = "999p"\nconnections_most = 99\nvolume = 40\n')

    settings, faults = Settings.load(path)

    assert settings == replace(Settings(), volume=40.0)
    assert faults == [
        "There is no setting “metred”. Did you mean “metered”?",
        "“quality_most” must be one of '', '1080p', '720p', '480p', '360p'.",
        "“connections_most” must be from 1 to 32.",
    ]


def test_a_broken_file_is_told_and_not_fatal(tmp_path: Path) -> None:
    """All defaults, and a sentence."""
    path = tmp_path / "settings.toml"
    path.write_text("= =")
    settings, faults = Settings.load(path)
    assert settings == Settings()
    assert faults[0].startswith("Can't read settings.toml: ")


def test_a_wrong_kind_is_refused(tmp_path: Path) -> None:
    """A number is no switch."""
    path = tmp_path / "settings.toml"
    path.write_text("metered = 1\n")
    assert Settings.load(path)[1] == ["“metered” must be of the kind of False."]


def test_a_setting_of_former_times_is_passed_over(tmp_path: Path) -> None:
    """Whoever once saved it need not hear of it."""
    path = tmp_path / "settings.toml"
    path.write_text("prefetch = true\n")
    assert Settings.load(path) == (Settings(), [])


def test_what_hinders_saving_is_told(tmp_path: Path) -> None:
    """In a sentence, as a fault of the world."""
    (tmp_path / "file").touch()
    with pytest.raises(CantWrite, match=r"can't write to .*file"):
        Settings().save(tmp_path / "file" / "settings.toml")


KEPT = Settings(
    server="https://a",
    account="ann",
    servers=KnownServers().with_account("https://a", KnownAccount("ann", "Ann")),
)


def test_a_server_of_the_command_line_is_for_this_time() -> None:
    """What else is changed there stays."""
    begun = ForThisTime(KEPT, "https://b/")
    assert begun.settings == replace(KEPT, server="https://b", account="")
    signed_in = replace(begun.settings, account="ben", theme="dark")
    assert begun.to_keep(signed_in) == replace(KEPT, theme="dark")
    plain = ForThisTime(KEPT, None)
    assert plain.settings is KEPT
    assert plain.to_keep(signed_in) == signed_in


@pytest.mark.parametrize("elsewhere", [("https://c", "eve"), ("https://a", "eve"), ("", "")])
def test_whoever_went_on_elsewhere_begins_where_they_went(elsewhere: tuple[str, str]) -> None:
    """Also when they came back."""
    begun = ForThisTime(KEPT, "https://b")
    away = replace(begun.settings, server=elsewhere[0], account=elsewhere[1])
    assert begun.to_keep(away) == away
    assert begun.to_keep(begun.settings) == begun.settings


def test_nobody_begins_at_a_server_that_was_forgotten() -> None:
    """But on this computer."""
    begun = ForThisTime(KEPT, "https://b")
    forgot = replace(begun.settings, servers=KEPT.servers.without("https://a"))
    assert begun.to_keep(forgot) == replace(forgot, server="", account="")

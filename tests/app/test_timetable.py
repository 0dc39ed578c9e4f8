"""Limits for times of the week, and watched folders, as the settings keep them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from app.known_servers import Profile
from app.settings import Settings
from app.timetable import LimitLine, Timetable
from app.watched import WatchedFolder, WatchedFolders

OFFICE = LimitLine((0, 1, 2, 3, 4), time(8), time(18), 2.5)
NIGHT = LimitLine((0, 2, 5, 6), time(23), time(6), 0)


def test_lines_are_kept_as_people_write_them(tmp_path: Path) -> None:
    """And read again."""
    timetable = Timetable((OFFICE, NIGHT))
    assert timetable.to_toml() == ["Mon-Fri 08:00-18:00 2.5", "Mon,Wed,Sat-Sun 23:00-06:00 0"]
    settings = replace(Settings(), timetable=timetable)
    settings.save(tmp_path / "settings.toml")
    assert Settings.load(tmp_path / "settings.toml") == (settings, [])


def test_a_line_in_bytes() -> None:
    """None where there is no limit; never nothing at all."""
    assert OFFICE.bytes_per_second == 312_500
    assert NIGHT.bytes_per_second is None
    assert replace(OFFICE, mbit=0.000001).bytes_per_second == 1


@pytest.mark.parametrize(
    "lines",
    [
        '"Mon-Fri 08:00-18:00 2.5"',
        '["Mon-Fri 8-18 2"]',
        '["Mon-Fri 08:00-25:00 2"]',
        '["Fri-Mon 08:00-18:00 2"]',
        '["Mon-Fri 08:00-18:00 99999"]',
        '["Moo 08:00-18:00 9"]',
        "[5]",
    ],
)
def test_a_damaged_timetable_costs_only_itself(tmp_path: Path, lines: str) -> None:
    """It is told."""
    path = tmp_path / "settings.toml"
    path.write_text(f"timetable = {lines}\nmetered = true\n")
    told = ["The timetable of uploads is damaged."]
    assert Settings.load(path) == (replace(Settings(), metered=True), told)


def test_watched_folders_are_kept(tmp_path: Path) -> None:
    """Each path once, in its place."""
    films = WatchedFolder("/films", Profile("https://a", "ann"), True, "/done")
    watched = WatchedFolders().with_folder(films).with_folder(WatchedFolder("/camera"))
    watched = watched.with_folder(replace(films, with_present=False))
    assert [folder.path for folder in watched.all] == ["/films", "/camera"]
    assert watched.of(Profile()) == (WatchedFolder("/camera"),)
    settings = replace(Settings(), watched=watched)
    settings.save(tmp_path / "settings.toml")
    assert Settings.load(tmp_path / "settings.toml") == (settings, [])
    assert watched.without("/films").all == (WatchedFolder("/camera"),)


@pytest.mark.parametrize("value", ["5", '["/films"]', "[{path = 5}]", '[{path = "films"}]'])
def test_a_damaged_list_of_folders_costs_only_itself(tmp_path: Path, value: str) -> None:
    """It is told."""
    path = tmp_path / "settings.toml"
    path.write_text(f"watched = {value}\n")
    assert Settings.load(path) == (Settings(), ["The list of watched folders is damaged."])

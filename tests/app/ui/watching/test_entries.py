"""What is played of files, folders, discs and lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.links import path_of
from app.ui.watching.entries import (
    address_of,
    disc_in,
    entries_in,
    file_entry,
    listed,
)
from tests.app.ui.watching.fakes import film

HERE = Path("/films")
M3U = """#EXTM3U
#EXTINF:12,The first, of two
one.mp4

sub/two.mkv
file:///elsewhere/c%20%231.mp4
https://films.example/three.mp4
smb://server/four.mp4
edl:///etc/passwd
file://server/five.mp4
http://[bad/six.mp4
"""
PLS = """[playlist]
File2=https://films.example/radio
Title2=Radio
file1=one.mp3
Length1=-1
NumberOfEntries=2
"""


def shown(text: str) -> list[tuple[str, str]]:
    return [(entry.id, entry.title) for entry in entries_in(text, HERE)]


def test_an_m3u_names_files_beside_it_and_addresses_of_the_web() -> None:
    """By the titles that it has; other kinds of addresses are left out."""
    assert shown(M3U) == [
        ("file:///films/one.mp4", "The first, of two"),
        ("file:///films/sub/two.mkv", "two.mkv"),
        ("file:///elsewhere/c%20%231.mp4", "c #1.mp4"),
        ("https://films.example/three.mp4", "three"),
    ]


def test_a_pls_is_in_the_order_of_its_numbers() -> None:
    """However its lines are."""
    assert shown(PLS) == [
        ("file:///films/one.mp3", "one.mp3"),
        ("https://films.example/radio", "Radio"),
    ]


def test_folders_are_counted_as_people_do_and_lists_are_what_they_name(tmp_path: Path) -> None:
    """Side by side with files; a stream's own list is a film, not a list of films."""
    folder = tmp_path / "films"
    folder.mkdir()
    for name in ("part 10.mp4", "part 2.mkv", "song.flac", "notes.txt"):
        (folder / name).touch()
    (tmp_path / "list.m3u").write_bytes("größe.mp4\n".encode("latin-1"))
    (tmp_path / "stream.m3u8").write_text("#EXTM3U\n#EXT-X-VERSION:3\nsegment.ts\n")
    given = [tmp_path / "other.mp4", folder, tmp_path / "list.m3u", tmp_path / "stream.m3u8"]
    assert [entry.title for entry in listed(given)] == [
        *("other.mp4", "part 2.mkv", "part 10.mp4", "song.flac"),
        *("größe.mp4", "stream.m3u8"),
    ]


@pytest.mark.parametrize(
    ("there", "opened"),
    [
        ("VIDEO_TS/VIDEO_TS.IFO", "/films/VIDEO_TS/VIDEO_TS.IFO"),
        ("VIDEO_TS.IFO", "/films/VIDEO_TS.IFO"),
        ("BDMV/index.bdmv", "/films"),
        ("film.mp4", None),
    ],
)
def test_a_disc_s_folder_is_one_film(there: str, opened: str | None) -> None:
    """Known by what every DVD and every Blu-ray has."""
    found = disc_in(HERE, lambda path: path == HERE / there)
    assert (found and str(found)) == opened


@pytest.mark.parametrize("name", ["a b#?%.mp4", "größe.mp4", "bytes\udcff.mp4"])
def test_a_file_is_found_again_by_its_address(name: str) -> None:
    """Whatever its name is made of."""
    assert path_of(address_of(file_entry(HERE / name))) == HERE / name


def test_what_is_no_file_here() -> None:
    """Addresses of the web, files of other computers, and a server's videos."""
    assert path_of("https://films.example/a.mp4") is None
    assert path_of("file://server/a.mp4") is None
    for odd in ("http://[", "file://[x", "file:a.mp4", "file:///a%00b"):
        assert path_of(odd) is None
    assert address_of(film("a")) == ""
    assert address_of(film("file:///etc/passwd")) == ""

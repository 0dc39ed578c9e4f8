"""What was not whole is known the next time."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.download.pending import PendingDownload, PendingDownloads

FILM = PendingDownload("v", "Film", "/films/film.mp4")


def test_each_account_has_its_own(tmp_path: Path) -> None:
    """Also for another Matinee on the same file."""
    file = tmp_path / "deep" / "downloads.json"
    PendingDownloads(file).put("ann", [FILM], 1)
    PendingDownloads(file).put("bob", [], 1)
    again = PendingDownloads(file)
    assert (again.of("ann"), again.of("bob"), again.of("eve")) == ([FILM], [], [])


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"ann": 1}', '{"ann": [{"title": "x"}]}'])
def test_a_damaged_list_is_an_empty_one(tmp_path: Path, text: str) -> None:
    """It can be written again."""
    file = tmp_path / "downloads.json"
    file.write_text(text)
    assert PendingDownloads(file).of("ann") == []
    PendingDownloads(file).put("ann", [FILM], 1)
    assert PendingDownloads(file).of("ann") == [FILM]


def test_what_was_overtaken_is_stale(tmp_path: Path) -> None:
    """It was asked for before."""
    pending = PendingDownloads(tmp_path / "downloads.json")
    pending.put("ann", [FILM], 2)
    pending.put("ann", [], 1)
    assert pending.of("ann") == [FILM]

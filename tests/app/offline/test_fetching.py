"""A film comes to this disk, however often it breaks off: from a real server that fails."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.errors import MatineeError
from app.offline.fetching import Heard, fetch_film
from app.offline.film import KeptFilm
from app.offline.folder import CHAPTERS, POSTER, FilmFolder, KeptFolder
from app.offline.offered import NotYetWhole, client_for, offer_of
from tests.app.offline.ladders import Backend, segment, write_ladder
from tests.app.player.origin_server import Fault


def offered(backend: Backend, quality: str = "1080p") -> KeptFilm:
    playback = backend.playback("v")
    http = client_for(playback)
    try:
        choice = offer_of(backend.video("v"), playback, http).at(quality)
    finally:
        http.close()
    assert choice is not None
    return KeptFilm(choice.plan, {}, 0.0)


def fetch(
    backend: Backend,
    film: KeptFilm,
    folder: FilmFolder,
    heard: Heard = lambda _film, _under_way: None,
) -> KeptFilm:
    return fetch_film(backend, film, folder, heard, lambda _seconds: None)


def content(folder: FilmFolder, film: KeptFilm) -> list[bytes | None]:
    return [folder.get(file) for file in film.plan.files]


HIGH = [segment(name, at) for name in ("high", "de") for at in range(3)]


def test_each_quality_is_offered_with_its_size(backend: Backend) -> None:
    """The sound that plays with it counts, too."""
    for quality, rung in (("180p", "low"), ("1080p", "high")):
        exact = sum(len(segment(name, at)) for name in (rung, "de") for at in range(3))
        assert offered(backend, quality).plan.size_bytes == pytest.approx(exact, rel=0.1)


def test_a_film_comes_whole(backend: Backend, folder: KeptFolder) -> None:
    """With its sound, subtitles, chapters and picture; and it is the same after a restart."""
    film = fetch(backend, offered(backend), folder.film("v"))
    assert film.is_here
    assert content(folder.film("v"), film) == HIGH
    assert [each.sha256 for each in film.received.values()] == [
        hashlib.sha256(each).hexdigest() for each in HIGH
    ]
    kept = folder.film("v")
    words = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"
    assert [kept.get(name) for name in (POSTER, CHAPTERS, "0.vtt")] == [
        *(b"poster", b"chapters"),
        words,
    ]
    (read,) = folder.films()
    assert (read.plan, read.received) == (film.plan, film.received)


def test_it_goes_on_by_ranges_where_it_broke_off(backend: Backend, folder: KeptFolder) -> None:
    """No byte that came is asked for again."""
    broken = iter(
        [
            Fault("truncate", after_bytes=700),
            Fault("status", 503),
            Fault("reset", after_bytes=300),
        ]
    )
    backend.origin.fault_for = lambda path: (
        next(broken, None) if path.endswith("high/00001.ts") else None
    )
    film = fetch(backend, offered(backend), folder.film("v"))
    assert content(folder.film("v"), film) == HIGH
    asked = [
        headers.get("Range", "")
        for path, headers in zip(backend.origin.requests, backend.origin.headers, strict=True)
        if path.endswith("high/00001.ts")
    ]
    assert asked[0] == ""
    assert asked[1:3] == ["bytes=700-", "bytes=700-"]
    assert len(asked) == 4


def test_what_is_here_is_not_fetched_again(backend: Backend, folder: KeptFolder) -> None:
    """After a restart in the middle only the rest is asked for."""

    class Ended(MatineeError):
        """As if Matinee had been ended."""

    def end_in_the_first(_film: KeptFilm, under_way: int) -> None:
        if under_way:
            raise Ended

    def end_after_two(film: KeptFilm, _bytes: int) -> None:
        if len(film.received) == 2:
            raise Ended

    with pytest.raises(Ended):
        fetch(backend, offered(backend), folder.film("v"), end_in_the_first)
    assert folder.film("v").begun_bytes("picture/00000.ts") > 0

    with pytest.raises(Ended):
        fetch(backend, folder.films()[0], folder.film("v"), end_after_two)
    assert [h["Range"] for h in backend.origin.headers if "Range" in h] != []
    (begun,) = folder.films()
    assert [file for file in begun.plan.files if file in begun.received] == [
        "picture/00000.ts",
        "picture/00001.ts",
    ]
    backend.origin.requests.clear()
    film = fetch(backend, begun, folder.film("v"))
    assert content(folder.film("v"), film) == HIGH
    assert not [path for path in backend.origin.requests if path.endswith("high/00000.ts")]


def test_a_video_with_another_file_begins_anew(
    backend: Backend, folder: KeptFolder, tmp_path: Path
) -> None:
    """Nothing of the former one is left."""
    film = fetch(backend, offered(backend), folder.film("v"))
    playlist = tmp_path / "origin/high/play.m3u8"
    playlist.write_text(playlist.read_text().replace("4.0,", "3.9,"))
    film = fetch(backend, KeptFilm(film.plan, film.received, 0.0), folder.film("v"))
    assert [s.seconds for s in film.plan.tracks[0].segments] == [3.9, 3.9, 1.5]
    assert content(folder.film("v"), film) == HIGH
    write_ladder(tmp_path / "origin")


def test_a_film_in_the_making_is_not_kept(backend: Backend) -> None:
    """It says so."""
    backend.complete = False
    with pytest.raises(NotYetWhole, match="the server is still making it"):
        offered(backend)


def test_nobody_else_may_read_it(backend: Backend, folder: KeptFolder, tmp_path: Path) -> None:
    """Neither its folders nor its files."""
    fetch(backend, offered(backend), folder.film("v"))
    found = list((tmp_path / "offline").rglob("*"))
    assert {oct(path.stat().st_mode & 0o777) for path in found if path.is_dir()} == {"0o700"}
    assert {oct(path.stat().st_mode & 0o777) for path in found if path.is_file()} == {"0o600"}
    assert not [path for path in found if path.suffix in (".part", ".new")]


def test_a_part_that_was_damaged_on_the_disk_is_fetched_again(
    backend: Backend, folder: KeptFolder
) -> None:
    """It is not played; the others stay."""
    film = fetch(backend, offered(backend), folder.film("v"))
    kept, file = folder.film("v"), "picture/00001.ts"
    (kept.path / file).write_bytes(b"x" * film.received[file].size_bytes)
    assert kept.verified(file, film.received[file]) is None
    (damaged,) = folder.films()
    assert damaged.missing == (file,)
    assert content(kept, fetch(backend, damaged, kept)) == HIGH


def test_a_note_that_was_cut_by_a_crash_says_nothing(backend: Backend, folder: KeptFolder) -> None:
    """That segment is fetched again, and the next note is a line of its own."""
    fetch(backend, offered(backend), folder.film("v"))
    kept = folder.film("v")
    notes = kept.path / "received.jsonl"
    notes.write_bytes(notes.read_bytes()[:-9])
    (cut,) = folder.films()
    assert cut.missing == ("sound0/00002.ts",)
    fetch(backend, cut, kept)
    assert [film.missing for film in folder.films()] == [()]


@pytest.mark.parametrize("fault", [Fault("status", 404), Fault("status", 410)])
def test_subtitles_that_are_gone_keep_no_film_away(
    backend: Backend, folder: KeptFolder, fault: Fault
) -> None:
    """It is here without them."""
    backend.origin.fault_for = lambda path: fault if path.endswith(".vtt") else None
    film = fetch(backend, offered(backend), folder.film("v"))
    assert film.is_here
    assert folder.film("v").get("0.vtt") is None


def test_a_film_that_was_removed_has_no_damaged_parts(backend: Backend, folder: KeptFolder) -> None:
    """It may still be asked for by a player that has not heard of it."""
    film = fetch(backend, offered(backend), folder.film("v"))
    folder.film("v").remove()
    file = film.plan.files[0]
    assert folder.film("v").verified(file, film.received[file]) is None
    assert not folder.film("v").path.exists()

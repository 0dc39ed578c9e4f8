"""When the server is there again: what may not be kept goes, and positions go to it."""

from __future__ import annotations

import pytest

from app.errors import ServerRefused, ServerUnreachable
from app.offline.contact import make_contact, tell_position
from app.offline.film import DAY_SECONDS, KeptFilm
from app.offline.folder import KeptFolder
from tests.app.offline.ladders import Backend
from tests.app.offline.test_film import PLAN


def keep(folder: KeptFolder) -> KeptFilm:
    folder.film("v").plan(KeptFilm(PLAN, {}, 0.0))
    (film,) = folder.films()
    return film


def test_what_was_taken_back_is_not_kept(backend: Backend, folder: KeptFolder) -> None:
    """A server that fails has taken nothing back."""
    film = keep(folder)
    assert make_contact(backend, folder, film.used_at, 30).withdrawn == ()
    backend.is_gone = True
    assert make_contact(backend, folder, film.used_at, 30).withdrawn == (film,)

    def fail(_video_id: str) -> None:
        raise ServerRefused(503, "unavailable", "Not now.", retryable=True)

    backend.video = fail  # type: ignore[assignment,method-assign]
    with pytest.raises(ServerRefused):
        make_contact(backend, folder, film.used_at, 30)


def test_what_nobody_watches_expires_at_the_next_contact(
    backend: Backend, folder: KeptFolder
) -> None:
    """As the settings say."""
    film = keep(folder)
    later = film.used_at + 31 * DAY_SECONDS
    assert make_contact(backend, folder, later, 30).expired == (film,)
    assert make_contact(backend, folder, later, 0).expired == ()


def test_a_position_is_on_the_disk_first(backend: Backend, folder: KeptFolder) -> None:
    """What the server did not hear it hears at the next contact, once."""
    keep(folder)
    backend.is_gone = True
    with pytest.raises(ServerRefused):
        tell_position(backend, folder, "v", 42.0)
    assert (folder.position("v"), folder.untold()) == (42.0, {"v": 42.0})

    backend.is_gone = False
    backend.position = 7.0
    make_contact(backend, folder, 0.0, 0)
    assert backend.saved == [("v", 42.0)]
    make_contact(backend, folder, 0.0, 0)
    assert backend.saved == [("v", 42.0)]


def test_one_goes_on_where_one_was_elsewhere(backend: Backend, folder: KeptFolder) -> None:
    """Once the server knows all from here, its word counts."""
    keep(folder)
    tell_position(backend, folder, "v", 42.0)
    backend.position = 60.0
    make_contact(backend, folder, 0.0, 0)
    assert folder.position("v") == 60.0


def test_a_position_waits_for_a_server_that_is_not_there(
    backend: Backend, folder: KeptFolder
) -> None:
    """Nothing is lost, and nothing is removed."""

    def unreachable(_video_id: str, _seconds: float) -> None:
        raise ServerUnreachable("films.example")

    backend.save_position = unreachable  # type: ignore[assignment,method-assign]
    keep(folder)
    folder.note_position("v", 5.0, told=False)
    with pytest.raises(ServerUnreachable):
        make_contact(backend, folder, 0.0, 30)
    assert folder.untold() == {"v": 5.0}


def test_no_id_leads_elsewhere(folder: KeptFolder) -> None:
    """Whatever a server calls a film."""
    home = folder.film("v").path.parent
    for odd in ("../up", "/etc", "", "a/b", ".", "x" * 300, "\0"):
        assert folder.film(odd).path.parent == home
        assert folder.film(odd).path.name not in ("", ".", "..")

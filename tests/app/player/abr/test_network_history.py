"""What was measured on a link is the start of the next session on it."""

from __future__ import annotations

from pathlib import Path

from app.player.abr.network_history import KEPT_SECONDS, MOST_KEPT, NetworkHistory
from app.player.abr.throughput import Estimate

ESTIMATE = Estimate(4e6, 0.05, 0.4, 5e6, 4e6, 30.0)
FILM = "https://films.example/a/multivariant.m3u8"


class Somewhere:
    """A machine that is carried about."""

    def __init__(self) -> None:
        self.network = "home"
        self.time = 1e9

    def links(self, path: Path | None) -> NetworkHistory:
        return NetworkHistory(path, lambda _host: self.network, lambda: self.time)


def test_is_kept_from_one_session_to_the_next(tmp_path: Path) -> None:
    """By host, whatever the film."""
    here = Somewhere()
    links = here.links(tmp_path / "links.json")
    links.note(links.to(FILM), ESTIMATE)

    later = here.links(tmp_path / "links.json")
    assert later.to("https://films.example/other.m3u8").seed == ESTIMATE
    assert later.to("https://elsewhere.example/a.m3u8").seed is None


def test_another_network_is_another_link(tmp_path: Path) -> None:
    """Home's rate says nothing about the train's; back home it counts again."""
    here = Somewhere()
    links = here.links(tmp_path / "links.json")
    links.note(links.to(FILM), ESTIMATE)
    here.network = "train"
    assert links.to(FILM).seed is None
    here.network = "home"
    assert links.to(FILM).seed == ESTIMATE


def test_the_file_names_no_place(tmp_path: Path) -> None:
    """Neither hosts nor networks can be read from it."""
    path = tmp_path / "links.json"
    links = Somewhere().links(path)
    links.note(links.to(FILM), ESTIMATE)
    assert "example" not in path.read_text()
    assert "home" not in path.read_text()


def test_what_is_old_or_damaged_is_not_believed(tmp_path: Path) -> None:
    """The start is then that of a first session."""
    here = Somewhere()
    path = tmp_path / "links.json"
    links = here.links(path)
    links.note(links.to(FILM), ESTIMATE)
    here.time += KEPT_SECONDS + 1
    assert here.links(path).to(FILM).seed is None
    here.time = 1e9
    path.write_text(path.read_text().replace("4000000.0", '"fast"'))
    assert here.links(path).to(FILM).seed is None
    path.write_text("{")
    assert here.links(path).to(FILM).seed is None


def test_it_keeps_a_bounded_number(tmp_path: Path) -> None:
    """The latest ones."""
    links = Somewhere().links(tmp_path / "links.json")
    for number in range(MOST_KEPT + 1):
        links.note(links.to(f"https://host{number}.example/"), ESTIMATE)
    assert links.to("https://host0.example/").seed is None
    assert links.to("https://host1.example/").seed == ESTIMATE


def test_without_a_measurement_the_former_one_stays() -> None:
    """A play from the cache, or one that failed, has learnt nothing."""
    links = Somewhere().links(None)
    links.note(links.to(FILM), ESTIMATE)
    links.note(links.to(FILM), None)
    links.note(links.to(FILM), Estimate(1e5, 0.1, 0.4, 1e5, 1e5, 0.0))
    assert links.to(FILM).seed == ESTIMATE

"""From film to film: what pages put in the queue is what the player plays next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.player.engine.api import Phase
from app.server.connection import Connector
from app.server.videos import Video
from app.server.viewing import PublicChange
from app.ui.cards.actions import Action
from app.ui.navigation.page import PlayWanted
from app.ui.player.following.queue import Repeat
from app.ui.watching.queueing import Queueing
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fakes import Running
from tests.app.ui.watching.fakes import FakeServer, ServerConnector, film

FILMS = tuple(film(name) for name in "abcdef")


@pytest.fixture
def server() -> FakeServer:
    made = FakeServer(*FILMS)
    made.viewing.listed["list"] = made.viewing.listed["channel"] = FILMS
    return made


@pytest.fixture
def connector(server: FakeServer) -> Connector:
    return ServerConnector(server)


def queueing(home: Running) -> Queueing:
    return home.application.watching.queueing


def session_of(home: Running) -> FakeSession:
    return cast(FakeSession, home.window.player.session)


def play(home: Running, at: str = "b", videos: tuple[Video, ...] = FILMS[:3]) -> None:
    home.application.watching.play(PlayWanted(film(at), videos))


def come_to_an_end(qtbot: QtBot, home: Running) -> None:
    with qtbot.waitSignal(home.window.player.over):
        session_of(home).become(phase=Phase.ENDED, position_seconds=90.0)


def ahead(home: Running) -> str:
    return "".join(entry.video.id for entry in queueing(home).queue.ahead)


def test_next_and_previous(home: Running) -> None:
    """By the buttons and keys of the player; at the ends there is nothing to press."""
    play(home)
    view = home.window.player
    assert (view.controls.previous.isEnabled(), view.controls.next.isEnabled()) == (True, True)
    view.controls.next.click()
    assert session_of(home).opened == ["b", "c"]
    assert not view.controls.next.isEnabled()
    view.previous_wanted.emit()
    assert session_of(home).opened == ["b", "c", "b"]


def test_a_single_film_has_no_such_buttons(home: Running) -> None:
    """There is nowhere to go."""
    play(home, "a", ())
    assert not home.window.player.controls.next.isVisible()


def test_the_next_film_is_offered_and_played_at_the_end(qtbot: QtBot, home: Running) -> None:
    """By itself, as the card counts down."""
    play(home, "a")
    come_to_an_end(qtbot, home)
    card = home.window.player.next_card
    assert (card.title.text(), card.isVisible()) == ("b", True)
    card._clock.setInterval(1)
    qtbot.waitUntil(lambda: session_of(home).opened == ["a", "b"])
    assert not card.isVisible()


def test_autoplay_can_be_turned_off(qtbot: QtBot, home: Running) -> None:
    """Where the list is; it is kept with the settings."""
    play(home, "a")
    home.window.player.panel.autoplay.setChecked(False)
    qtbot.waitUntil(lambda: bool(home.saved) and not home.saved[-1].autoplay)
    come_to_an_end(qtbot, home)
    assert home.window.player.next_card.words.text() == "Up next"


def test_a_film_that_repeats_begins_anew(qtbot: QtBot, home: Running) -> None:
    """Without a card; so does the only one of a list that repeats."""
    play(home, "a")
    home.window.player.panel.repeat_wanted.emit(Repeat.ONE)
    come_to_an_end(qtbot, home)
    assert session_of(home).state.phase is Phase.PLAYING
    play(home, "a", ())
    home.window.player.panel.repeat_wanted.emit(Repeat.ALL)
    come_to_an_end(qtbot, home)
    assert session_of(home).state.phase is Phase.PLAYING
    assert session_of(home).opened == ["a", "a"]


def test_the_next_films_start_is_fetched_near_the_end(qtbot: QtBot, home: Running) -> None:
    """Once, and not before."""
    play(home, "a")
    session_of(home).become(position_seconds=60.0)
    for seconds in (71.0, 80.0):
        session_of(home).become(position_seconds=seconds)
        qtbot.waitUntil(lambda at=seconds: home.window.player.state.position_seconds == at)  # type: ignore[misc]
    assert session_of(home).prefetched == ["b"]


def test_what_is_queued_comes_first(home: Running) -> None:
    """Before the rest of the list; with nothing playing it can be begun."""
    play(home, "a")
    home.window.home.wanted.emit(Action.QUEUE, [film("x"), film("y")])
    home.window.home.wanted.emit(Action.PLAY_NEXT, [film("p"), film("q")])
    assert ahead(home) == "pqxybc"
    assert home.window.toast.words.text() == "2 videos are in the queue."
    home.window.player.leave()
    queueing(home).play_next([film("z")])
    assert home.window.toast.words.text() == "“z” plays next."
    home.window.toast.button.click()
    assert session_of(home).opened[-1] == "z"


def test_the_list_puts_the_queue_in_order(home: Running) -> None:
    """Each of its wishes is carried out."""
    play(home, "a", FILMS)
    panel = home.window.player.panel
    numbers = {entry.video.id: entry.number for entry in queueing(home).queue.ahead}
    panel.moved.emit(numbers["f"], 0)
    panel.removed.emit(numbers["c"])
    assert ahead(home) == "fbde"
    panel.chosen.emit(2)
    assert session_of(home).opened == ["a", "d"]
    panel.cleared.emit()
    assert ahead(home) == ""


def test_shuffled_and_back(home: Running) -> None:
    """The same films in another order, and in their own again."""
    play(home, "a", FILMS)
    panel = home.window.player.panel
    panel.shuffle_wanted.emit(True)
    assert sorted(ahead(home)) == list("bcdef")
    panel.shuffle_wanted.emit(False)
    assert ahead(home) == "bcdef"


@pytest.mark.parametrize(
    "source",
    [
        lambda video, videos: PlayWanted(video, videos, playlist_id="list"),
        lambda video, videos: PlayWanted(video, videos, channel_id="channel"),
    ],
    ids=["playlist", "channel"],
)
def test_more_of_the_list_comes(
    qtbot: QtBot, home: Running, source: Callable[[Video, tuple[Video, ...]], PlayWanted]
) -> None:
    """What its page had not loaded; hidden ones are left out."""
    home.application.watching.play(source(FILMS[1], FILMS[:3]))
    qtbot.waitUntil(lambda: ahead(home) == "cdef")


def test_a_link_into_a_playlist_is_followed_by_its_rest(qtbot: QtBot, home: Running) -> None:
    """Nothing of it was loaded before."""
    home.application.watching.play(PlayWanted(FILMS[1], playlist_id="list"))
    qtbot.waitUntil(lambda: ahead(home) == "cdef")
    assert "".join(entry.video.id for entry in queueing(home).queue.behind) == "a"


def test_what_can_not_be_watched_is_left_out(home: Running) -> None:
    """It may be in a list, such as an upload under way."""
    play(home, "a", (FILMS[0], replace(FILMS[1], playable=None, state="processing"), FILMS[2]))
    assert ahead(home) == "c"


def test_what_is_taken_away_ends_and_the_next_is_offered(qtbot: QtBot, home: Running) -> None:
    """In one sentence, with a way on."""
    play(home, "a")
    home.application.watching.take_away({"a", "b"})
    failure = home.window.player.failure
    qtbot.waitUntil(failure.isVisible)
    assert "made private or deleted" in failure.words.text()
    assert failure.next.isVisible()
    failure.next.click()
    assert session_of(home).opened == ["a", "c"]


def test_a_deleted_video_leaves_the_queue(home: Running) -> None:
    """The one that plays is not touched by that."""
    play(home, "a")
    home.application.watching.apply([replace(FILMS[1], state="deleted"), FILMS[2]])
    assert ahead(home) == "c"
    assert session_of(home).state.phase is Phase.PLAYING


def test_the_queue_goes_with_the_account(qtbot: QtBot, home: Running) -> None:
    """It holds what that account may see."""
    play(home, "a")
    home.application.start()
    assert ahead(home) == ""
    qtbot.waitUntil(lambda: home.page is not None)


def test_what_leaves_the_catalogue_is_looked_for(
    qtbot: QtBot, home: Running, server: FakeServer
) -> None:
    """Who has an unlisted video's link watches on; only what the server has no more goes."""
    play(home, "a")
    server.library = tuple(video for video in FILMS if video.id != "b")
    for video_id in "ba":
        server.viewing.line.send(PublicChange(video_id, None))
    qtbot.waitUntil(lambda: ahead(home) == "c")
    assert session_of(home).state.phase is Phase.PLAYING
    server.library = ()
    server.viewing.line.send(PublicChange("a", None))
    qtbot.waitUntil(lambda: session_of(home).state.phase is Phase.FAILED)

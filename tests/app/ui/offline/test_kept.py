"""Films on their way to this disk, as the window has them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.offline.contact import Parting
from app.offline.film import KeepState
from app.offline.offered import NotYetWhole
from app.ui.offline.choosing import offered
from app.ui.offline.watching import KeptPlays
from tests.app.offline.ladders import segment
from tests.app.player.origin_server import Fault
from tests.app.ui.offline.conftest import Keeper

HERE, HELD, FAILED = KeepState.HERE, KeepState.HELD, KeepState.FAILED


def test_a_film_comes_and_goes(qtbot: QtBot, keeper: Keeper) -> None:
    """And is there for who comes back."""
    keeper.keep()
    keeper.wait_for(HERE)
    keeper.kept.detach()
    assert keeper.kept.all == ()
    keeper.kept.attach(keeper.backend, keeper.folder)
    keeper.wait_for(HERE)
    keeper.kept.remove("v")
    assert keeper.kept.all == ()
    qtbot.waitUntil(lambda: keeper.folder.films() == [])


def test_nothing_is_fetched_while_the_network_is_metered(keeper: Keeper) -> None:
    """It says why, and goes on by itself."""
    keeper.kept.hold("Waiting: this network is metered.")
    keeper.keep()
    keeper.wait_for(HELD)
    assert keeper.kept.all[0].why_held == "Waiting: this network is metered."
    assert not [path for path in keeper.backend.origin.requests if path.endswith(".ts")]
    keeper.kept.hold("")
    keeper.wait_for(HERE)


def test_another_quality_takes_the_place_of_the_former(keeper: Keeper) -> None:
    """Nothing of that is left."""
    keeper.keep("180p")
    keeper.wait_for(HERE)
    keeper.keep("1080p")
    keeper.wait_for(HERE)
    (film,) = keeper.folder.films()
    assert film.plan.quality == "1080p"
    assert keeper.folder.film("v").get("picture/00000.ts") == segment("high", 0)


def test_what_is_removed_waits_for_no_download(qtbot: QtBot, keeper: Keeper) -> None:
    """It is gone though another film hangs, and so is that one: both would be back otherwise, once
    the window was closed."""
    keeper.keep()
    keeper.wait_for(HERE)
    keeper.backend.origin.fault_for = lambda path: Fault("hang") if path.endswith(".ts") else None
    asked = keeper.backend.origin.requests
    asked.clear()
    keeper.keep(video_id="w")
    qtbot.waitUntil(lambda: any(path.endswith("low/00000.ts") for path in asked))
    keeper.kept.remove("v")
    qtbot.waitUntil(lambda: ids_on_disk(keeper) == ["w"])
    keeper.kept.remove("w")
    qtbot.waitUntil(lambda: ids_on_disk(keeper) == [])


@pytest.mark.parametrize("is_wanted", [True, False])
def test_the_last_wish_counts(qtbot: QtBot, keeper: Keeper, is_wanted: bool) -> None:
    """However many come at once, while it is fetched or not."""
    for _ in range(3):
        keeper.keep("1080p")
        keeper.kept.remove("v")
        keeper.keep("180p")
    if not is_wanted:
        keeper.kept.remove("v")
    keeper.wait_for(*([HERE] if is_wanted else []))
    qtbot.waitUntil(lambda: ids_on_disk(keeper) == (["v"] if is_wanted else []))
    if is_wanted:
        (film,) = keeper.folder.films()
        assert (film.plan.quality, film.is_here) == ("180p", True)


def test_a_removal_that_broke_off_is_swept(keeper: Keeper) -> None:
    """And is no film meanwhile."""
    keeper.keep()
    keeper.wait_for(HERE)
    path = keeper.folder.film("v").path
    path.rename(path.with_name(".gone-1"))
    assert keeper.folder.films() == []
    assert list(path.parent.glob(".gone-*")) == []


def ids_on_disk(keeper: Keeper) -> list[str]:
    return [film.plan.video_id for film in keeper.folder.films()]


def test_what_failed_can_be_tried_again(keeper: Keeper) -> None:
    """With its reason until then."""
    choice = offered(keeper.backend, "v").at("180p")
    assert choice is not None
    keeper.backend.complete = False
    keeper.kept.keep(choice)
    keeper.wait_for(FAILED)
    assert isinstance(keeper.kept.all[0].error, NotYetWhole)
    keeper.backend.complete = True
    keeper.kept.retry("v")
    keeper.wait_for(HERE)


def test_what_was_taken_back_goes_at_the_next_contact(qtbot: QtBot, keeper: Keeper) -> None:
    """And is told, once."""
    keeper.keep()
    keeper.wait_for(HERE)
    keeper.backend.is_gone = True
    with qtbot.waitSignal(keeper.kept.parted) as parted:
        keeper.kept.make_contact()
    parting: Parting = parted.args[0]
    assert [film.plan.title for film in parting.withdrawn] == ["A heron"]
    assert keeper.kept.all == ()


def test_the_player_is_given_what_is_here(keeper: Keeper) -> None:
    """Whole films only, from where they were left; a position is kept before it is sent."""
    plays = KeptPlays(keeper.kept)
    assert plays.of("v") is None
    assert plays.saving("v", 5.0, None) is None
    keeper.keep()
    keeper.wait_for(HERE)
    keeper.folder.film("v").put("used", b"0")
    save = plays.saving("v", 5.0, None)
    assert save is not None
    save()
    assert keeper.folder.films()[0].used_at > 0
    play = plays.of("v")
    assert play is not None
    assert (play.playback.position_seconds, play.chapters) == (5.0, b"chapters")
    assert [track.language for track in play.playback.subtitles] == ["de"]
    assert plays.poster("v") == b"poster"
    assert keeper.folder.untold() == {"v": 5.0}
    plays.close()

"""What can be done with which videos."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.server.videos import ChannelBrief, Video
from app.ui.cards.actions import Action, Terms, offered, opening
from tests.app.ui.fakes import FILM

OWN = replace(FILM, id="own", filename="own.mp4")
OTHERS = replace(FILM, id="others", filename=None, channel=ChannelBrief("c", "sea", "Sea"))
FAILED = replace(OWN, id="failed", state="failed", playable=None, error_retryable=True)
HOPELESS = replace(FAILED, error_retryable=False)
ABROAD = Terms(signed_in=True, linked=True)
GUEST = Terms(signed_in=False, linked=True)


def flat(videos: list[Video], terms: Terms = ABROAD) -> set[Action]:
    return {action for group in offered(videos, terms) for action in group}


def test_ones_own_can_be_changed_and_deleted() -> None:
    """Nobody else's can."""
    assert {Action.DETAILS, Action.FIGURES, Action.DELETE} <= flat([OWN])
    assert not {Action.DETAILS, Action.FIGURES, Action.DELETE} & flat([OTHERS])
    assert Action.CHANNEL in flat([OTHERS])


def test_a_guest_has_no_playlists() -> None:
    """But plays and queues as others do."""
    assert flat([OTHERS], GUEST) == {
        Action.PLAY, Action.NEW_WINDOW, Action.PLAY_NEXT, Action.QUEUE, Action.COPY_LINK,
        Action.SHARE, Action.CHANNEL
    }  # fmt: skip


def test_nobody_else_reaches_the_bundled_backend() -> None:
    """So there is nothing to link to."""
    assert not {Action.COPY_LINK, Action.SHARE} & flat([OWN], Terms())


def test_for_several_there_is_what_suits_all() -> None:
    """One of them that is somebody else's is not deleted, nor one that failed queued."""
    assert Action.DELETE in flat([OWN, FAILED])
    assert Action.DELETE not in flat([OWN, OTHERS])
    assert Action.QUEUE in flat([OWN, OTHERS])
    assert Action.QUEUE not in flat([OWN, FAILED])
    assert Action.DETAILS in flat([OWN, OWN])
    assert Action.DETAILS not in flat([OWN, OTHERS])
    assert offered([], ABROAD) == ()


@pytest.mark.parametrize(
    ("video", "action"),
    [(OWN, Action.PLAY), (FAILED, Action.RETRY), (HOPELESS, None),
     (replace(OTHERS, playable=None), None)],
)  # fmt: skip
def test_what_a_click_does(video: Video, action: Action | None) -> None:
    """It plays; where that can't be, it does what helps, if anything does."""
    assert opening(video) == action
    assert (Action.RETRY in flat([video])) == (action is Action.RETRY)


def test_the_original_of_an_own_film_can_be_downloaded() -> None:
    """Once all of it has arrived."""
    assert Action.DOWNLOAD in flat([OWN])
    assert Action.DOWNLOAD not in flat([replace(OWN, state="uploading")])
    assert Action.DOWNLOAD not in flat([OTHERS])

"""What a card says of its video."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.server.videos import ChannelBrief, RungProgress, Video
from app.ui.cards.way import line
from app.ui.cards.wording import (
    Shown,
    Tone,
    badge,
    hint,
    lines_of,
    marks,
    progress_share,
    spoken,
    standing,
    why_not_yet,
)
from tests.app.ui.fakes import FILM

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OWN = replace(FILM, filename="film.mp4", created_at="2026-11-22T00:00:00+00:00")
SEA = ChannelBrief("c", "sea", "The Sea")
OTHERS = replace(
    FILM,
    filename=None,
    channel=SEA,
    views=204,
    visibility="public",
    published_at="2026-11-20T00:00:00+00:00",
)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("video", "words"),
    [
        (FILM, ""),
        (replace(FILM, state="uploading", percent=40), "Upload unfinished, 40 %"),
        (replace(FILM, state="processing", percent=61.2), "Encoding 61 %"),
        (replace(FILM, state="verifying"), "Being checked"),
        (replace(FILM, state="failed"), "Failed"),
    ],
)
def test_badges(video: Video, words: str) -> None:
    """The state in a few words."""
    assert badge(video) == words


def test_who_may_see_it() -> None:
    """Said of one's own, where it is not everybody and does not go without saying."""
    scheduled = replace(OWN, publish_at="2026-12-24T18:00:00+00:00", visibility="public")
    assert standing(scheduled, Shown(), NOW) == "Scheduled"
    assert standing(replace(scheduled, publish_at="2026-11-01T00:00:00"), Shown(), NOW) == ""
    assert standing(replace(scheduled, visibility="private"), Shown(), NOW) == "Private"
    assert standing(OWN, Shown(private=False), NOW) == ""
    assert standing(replace(OWN, visibility="public"), Shown(), NOW) == ""
    assert standing(OTHERS, Shown(), NOW) == ""


def test_what_is_special_about_a_film() -> None:
    """Also when it stands upright."""
    assert marks(replace(FILM, width=3840, height=2160, captions=True)) == ("4K", "CC")
    assert marks(replace(FILM, width=4320, height=7680)) == ("8K",)
    assert marks(replace(FILM, width=1920, height=1080)) == ()


def test_what_others_are_told() -> None:
    """Whose it is, unless that is where one is; how often it was watched, and how old it is."""
    title, seen = (Tone.TITLE, FILM.title), (Tone.QUIET, "204 views · 3 days ago")
    assert lines_of(OTHERS, Shown(), NOW) == (title, (Tone.CHANNEL, "The Sea"), seen)
    assert lines_of(OTHERS, Shown(channel=False), NOW) == (title, seen)
    once = lines_of(replace(OTHERS, views=1), Shown(channel=False), NOW)
    assert once[1] == (Tone.QUIET, "1 view · 3 days ago")


def test_what_its_owner_is_told() -> None:
    """Size and age of what is there, the wait for what is not, and who sees it."""
    ready = replace(OWN, width=1920, height=1080, size_bytes=22_700_000)
    busy = replace(OWN, state="processing", playable="progressive", seconds_left=8)
    assert line(None, ready, NOW).more == "1080p · 22.7 MB · 1 day ago"
    assert line(None, replace(ready, visibility="public", views=3), NOW).more == (
        "Public · 3 views · 1 day ago"
    )
    assert line(None, busy, NOW).more == "about 10 s left · can be watched already"
    scheduled = replace(OWN, publish_at="2026-12-24T18:00:00+00:00")
    for visibility, words in (("public", "Public from "), ("unlisted", "Unlisted from ")):
        film = replace(scheduled, visibility=visibility)
        assert line(None, film, NOW).more.startswith(words)
    assert line(None, replace(OWN, state="deleted"), NOW).whole == "Deleted"


def test_what_went_wrong_takes_the_place_of_the_rest() -> None:
    """As a sentence."""
    failed = replace(OWN, state="failed", playable=None, error="The file is damaged.")
    assert lines_of(failed, Shown(), NOW)[1:] == ((Tone.BAD, "The file is damaged."),)


def test_the_pointer_learns_how_far_each_rendition_is() -> None:
    """While the ladder is made; afterwards it is the title, or why it failed."""
    rungs = (RungProgress("360p", 100.0), RungProgress("480p", 41.7))
    busy = replace(FILM, state="processing", rungs=rungs)
    assert hint(busy) == "Big Buck Bunny\n360p 100 % · 480p 41 %"
    assert hint(FILM) == "Big Buck Bunny"
    assert hint(replace(FILM, state="failed", error="Damaged.")) == "Damaged."


def test_what_a_screen_reader_says() -> None:
    """Title, whose it is, length, state, and why it failed."""
    failed = replace(FILM, state="failed", error="The file is damaged.")
    assert spoken(FILM) == "Big Buck Bunny, 1:30, ready"
    assert spoken(OTHERS) == "Big Buck Bunny, The Sea, 1:30, 204 views"
    assert spoken(failed) == "Big Buck Bunny, 1:30, Failed, The file is damaged."


def test_the_bar_on_a_picture() -> None:
    """How far the work has come, or how far it was watched."""
    assert progress_share(FILM) is None
    assert progress_share(replace(FILM, position_seconds=45)) == 0.5
    assert progress_share(replace(FILM, state="uploading", percent=20)) == 0.1


def test_why_it_can_not_be_opened() -> None:
    """The server's sentence, if there is one."""
    assert why_not_yet(replace(FILM, state="failed", error="Not a video.")) == "Not a video."
    assert "still being uploaded" in why_not_yet(replace(FILM, state="uploading"))

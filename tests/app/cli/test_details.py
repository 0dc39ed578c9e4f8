"""What is said of a video besides its file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from app.cli.details import Details, details_of, steps_of
from app.cli.exit_codes import Denied, Misused
from app.cli.options import options_of
from app.cli.values import Captions
from app.server.client import Client
from app.server.viewing import Channel, Playlist

NOW = datetime(2030, 5, 1, tzinfo=UTC)


def given(*words: str) -> Details:
    return details_of(options_of(["edit", "v", *words]), NOW)


class Calls:
    """A client that notes what it is asked for."""

    def __init__(self) -> None:
        self.viewing = self.editing = self
        self.asked = list[tuple[Any, ...]]()

    def channels(self) -> tuple[Channel, ...]:
        return (Channel("c1", "films", "My films"),)

    def playlists(self, cursor: str | None = None) -> tuple[tuple[Playlist, ...], str | None]:
        page = (Playlist("p1", "One"),) if cursor is None else (Playlist("p2", "Two"),)
        return page, None if cursor else "next"

    def describe(self, video_id: str, changes: Any) -> None:
        self.asked.append((video_id, changes))

    def __getattr__(self, name: str) -> Any:
        return lambda *values: self.asked.append((name, *values))


def test_only_what_is_named_changes() -> None:
    """A title comes on one line."""
    assert given("--title", " Our \n film ") == Details({"title": "Our film"})
    assert given().is_empty


def test_nothing_is_published_in_a_thousand_years() -> None:
    """As in the window; within the next hundred years is fine."""
    with pytest.raises(Misused, match="5000-01-01 is too far away: choose one within"):
        given("--publish-at", "5000-01-01")
    assert given("--publish-at", "2129-01-01").changes["visibility"] == "public"


def test_what_is_published_is_public_then() -> None:
    """Or unlisted, if that was said; taken back it is private, or it would be public at once."""
    when = "2030-06-01T00:00:00+00:00"
    assert given("--publish-at", "2030-06-01").changes == {
        "publish_at": when,
        "visibility": "public",
    }
    later = given("--publish-at", "2030-06-01", "--visibility", "unlisted")
    assert later.changes["visibility"] == "unlisted"
    assert given("--publish-at", "never").changes == {"publish_at": None, "visibility": "private"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--title", " "], "title can't be empty"),
        (["--title", "x" * 301], "too long: 301 letters, where 300 are the most"),
        (["--publish-at", "2030-06-01", "--visibility", "private"], "private is never published"),
        (["--poster", "missing.jpg"], "no file missing.jpg"),
    ],
)
def test_what_can_not_be_meant(words: list[str], sentence: str) -> None:
    """Is said before anything is done."""
    with pytest.raises(Misused, match=sentence):
        given(*words)


def test_captions_of_one_language_are_one_file(tmp_path: Path) -> None:
    """The second would take the place of the first."""
    file = tmp_path / "a.srt"
    file.touch()
    assert given("--captions", f"{file}:de").captions == (Captions(file, "de"),)
    with pytest.raises(Misused, match="for the same language"):
        given("--captions", f"{file}:de", "--captions", f"{file}:DE")


def test_the_server_is_told_in_calls_that_can_be_repeated(tmp_path: Path) -> None:
    """With channel and playlist by whatever they are called."""
    file = tmp_path / "a.srt"
    file.touch()
    names = ("--channel", "@Films", "--playlist", "Two", "--title", "A")
    details = given(*names, "--captions", f"{file}:de", "--poster", str(file))
    client = Calls()
    for step in steps_of(cast(Client, client), details)("v1"):
        step()
    assert client.asked == [
        ("v1", {"title": "A", "channel_id": "c1"}),
        ("add_subtitles", "v1", "de", file),
        ("set_poster", "v1", file),
        ("add_to_playlist", "p2", "v1"),
    ]


@pytest.mark.parametrize("words", [("--channel", "other"), ("--playlist", "other")])
def test_what_is_not_there_is_said_before_anything_is_sent(words: tuple[str, str]) -> None:
    """The account has no such channel or playlist."""
    with pytest.raises(Denied, match="“other”"):
        steps_of(cast(Client, Calls()), given(*words))


def test_tags_and_the_language_are_said_and_taken_back() -> None:
    """Tags once each, without what is only space."""
    changes = given("--tags", " garden, how  to ,,garden", "--language", "pt-BR").changes
    assert changes == {"tags": ["garden", "how to"], "language": "pt-BR"}
    changes = given("--tags", "none", "--language", "none").changes
    assert changes == {"tags": [], "language": None}
    for words in (("--tags", " , "), ("--language", "English, please")):
        with pytest.raises(Misused):
            given(*words)

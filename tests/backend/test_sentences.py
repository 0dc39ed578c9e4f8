"""What the backend says, and in which language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend import sentences
from backend.database.tables import VideoState
from backend.errors import NotFound
from backend.sentences import READER, preferred, retold, said, told
from backend.uploads.errors import QuotaExceeded
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running


@pytest.fixture
def _german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second language, of two sentences."""
    english = (sentences.FOLDER / "en.toml").read_text("utf-8")
    (tmp_path / "en.toml").write_text(english, "utf-8")
    (tmp_path / "de.toml").write_text(
        'no_such_video = "Dieses Video gibt es nicht."\n'
        'slow_down = "In {seconds} Sekunden noch einmal."\n',
        "utf-8",
    )
    monkeypatch.setattr(sentences, "FOLDER", tmp_path)
    forget()
    yield
    forget()


def forget() -> None:
    for kept in (sentences.catalogue, sentences.languages, preferred, sentences.patterns):
        kept.cache_clear()


@pytest.fixture
def _reader() -> Iterator[None]:
    token = READER.set("de")
    yield
    READER.reset(token)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-AT, en;q=0.8", "de"),
        ("fr, de;q=0.5, en;q=0.7", "en"),
        ("DE;q=0.9,fr", "de"),
        ("de;q=0, fr", "en"),
        ("de;q=x", "en"),
        ("", "en"),
        ("*", "en"),
    ],
)
@pytest.mark.usefixtures("_german")
def test_the_language_that_is_liked_best_of_those_there_are(header: str, language: str) -> None:
    """By weight, a region counting as its language; English where there is none of them."""
    assert preferred(header) == language


@pytest.mark.usefixtures("_german", "_reader")
def test_an_error_in_the_readers_language() -> None:
    """The log has the English one."""
    error = NotFound("no_such_video")
    assert (str(error), error.told()) == ("There is no such video.", "Dieses Video gibt es nicht.")


@pytest.mark.usefixtures("_german", "_reader")
def test_what_a_language_lacks_is_said_in_english() -> None:
    """With its values."""
    error = QuotaExceeded("quota_exceeded", size="2 GB", left="1 GB", quota="9 GB")
    assert error.told() == (
        "The file has 2 GB, and 1 GB of your 9 GB are free. Delete videos to make room."
    )


@pytest.mark.usefixtures("_german", "_reader")
def test_what_was_kept_in_english() -> None:
    """A row has words, not keys; foreign ones stay as they are."""
    assert retold(said("slow_down", {"seconds": 8})) == "In 8 Sekunden noch einmal."
    assert retold("The moon is full.") == "The moon is full."


@pytest.mark.usefixtures("_german", "_reader")
def test_words_that_are_no_key() -> None:
    """They are said as they stand, whatever is in them."""
    assert told("Use {this} instead.") == "Use {this} instead."


@pytest.mark.usefixtures("_german")
def test_whoever_asks_is_answered_in_their_language(server: Running, stranger: Caller) -> None:
    """By the header that browsers send; the code is for programs, and stays."""
    german = {"Accept-Language": "de-DE,de;q=0.9"}
    foreign = stranger("GET", "/watch/none/playback", headers=german).json()
    plain = stranger("GET", "/watch/none/playback").json()
    assert (foreign["error"], foreign["message"]) == ("not_found", "Dieses Video gibt es nicht.")
    assert (plain["error"], plain["message"]) == ("not_found", "There is no such video.")
    assert server.url


@pytest.mark.usefixtures("_german")
def test_why_a_video_failed_is_told_in_the_readers_language(server: Running) -> None:
    """Though its row has English words."""
    owner = server.account()
    video_id = owner.film(b"the original")
    set_video(
        server.services.database,
        video_id,
        state=VideoState.FAILED,
        error=said("slow_down", {"seconds": 8}),
    )
    shown = owner.json("GET", f"/api/videos/{video_id}", headers={"Accept-Language": "de"})
    assert shown["error"]["message"] == "In 8 Sekunden noch einmal."


@pytest.mark.usefixtures("_german")
def test_the_page_for_browsers_says_its_language(server: Running, stranger: Caller) -> None:
    """And a cache keeps one page for each."""
    owner = server.account()
    video_id = owner.film(b"the original")
    owner.json("PATCH", f"/api/videos/{video_id}", {"visibility": "unlisted"})
    page = stranger("GET", f"/watch/{video_id}", headers={"Accept-Language": "de"})
    assert '<html lang="de">' in page.text
    assert said("cant_play") in page.text
    assert page.headers["Vary"] == "Accept-Language"

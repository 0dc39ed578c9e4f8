"""What its user says of films reaches the backend, whatever happens in between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from app.edits.draft import Draft
from app.edits.entry import key_of_upload, key_of_video
from app.edits.outbox import DraftStanding, Outbox, Sighting
from app.edits.store import DraftStore
from app.errors import CantWrite, ServerUnreachable
from tests.app.edits.fakes import FilmsInMemory, refusal
from tests.app.edits.losing import edits_lost

U, V = key_of_upload("u"), key_of_video("v")
TITLE, TAGS = Draft({"title": "New"}), Draft({"tags": ["a"]})


class Desk:
    """An outbox with what it heard and told; `restart` is as after a kill."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.backend = folder, FilmsInMemory()
        self.standings: list[DraftStanding] = []
        self.now = 0.0
        self.restart()

    def restart(self) -> None:
        store = DraftStore(self.folder / "edits.db")
        self.outbox = Outbox(self.backend, store, self.standings.append, lambda: self.now)
        self.outbox.start()

    def see(self, video_id: str | None, *, over: bool = False, gone: bool = False) -> None:
        self.outbox.see(Sighting("u", video_id, is_over=over, is_gone=gone))

    def film(self, video_id: str = "v") -> dict[str, Any]:
        return self.backend.films.get(video_id, {})


def until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + 5
    while not condition():
        assert monotonic() < deadline
        sleep(0.002)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.outbox.close()


def test_what_is_said_of_a_film_reaches_the_backend(desk: Desk) -> None:
    """And is told to be saved; then nobody needs to remember it."""
    desk.outbox.say({V: TITLE})
    until(lambda: desk.outbox.standing(V).is_saved)
    assert desk.film() == {"title": "New"}
    assert [standing.is_saved for standing in desk.standings] == [False, True]
    assert DraftStore(desk.folder / "edits.db").entries() == []


def test_before_there_is_a_video_it_waits_here(desk: Desk) -> None:
    """And is sent as soon as the upload has one."""
    desk.outbox.say({U: TITLE})
    desk.outbox.say({U: TAGS})
    assert desk.outbox.said(U).said == {"title": "New", "tags": ["a"]}
    desk.see("v")
    until(lambda: desk.outbox.standing(U).is_saved)
    assert desk.film() == {"title": "New", "tags": ["a"]}
    assert desk.backend.calls == ["describe"]


def test_nothing_is_lost_by_a_kill(desk: Desk) -> None:
    """What was acknowledged is known at the next start, before and after there is a video."""
    desk.outbox.say({U: TITLE})
    desk.restart()
    assert desk.outbox.said(U) == TITLE
    desk.see("v")
    until(lambda: desk.film() == {"title": "New"})


@pytest.mark.slow
def test_no_edit_is_lost_by_kills(tmp_path: Path) -> None:
    """The same with a real kill, in the middle of many edits."""
    assert edits_lost(tmp_path) == 0


def test_an_upload_that_starts_again_says_it_again(desk: Desk) -> None:
    """It is another video then, which nobody has told anything yet."""
    desk.see("v")
    desk.outbox.say({U: TITLE})
    until(lambda: desk.outbox.standing(U).is_saved)
    desk.see("w")
    until(lambda: desk.film("w") == {"title": "New"})


def test_a_film_under_way_goes_by_its_upload(desk: Desk) -> None:
    """Also where its card is edited."""
    desk.see("v")
    until(lambda: desk.outbox.standing(V).key == U)
    desk.outbox.say({V: TITLE})
    desk.see("w")
    until(lambda: desk.film("w") == {"title": "New"})


def test_the_end_of_an_upload_ends_its_memory(desk: Desk) -> None:
    """But not before all is said."""
    desk.see("v")
    desk.backend.faults.append(ServerUnreachable("fake"))
    desk.outbox.say({U: TITLE})
    until(lambda: bool(desk.outbox.standing(U).fault))
    desk.see("v", over=True)
    desk.outbox.try_again()
    until(lambda: DraftStore(desk.folder / "edits.db").entries() == [])
    assert desk.film() == {"title": "New"}


def test_what_is_said_after_the_end_is_about_the_video(desk: Desk) -> None:
    """Also where the upload is named."""
    desk.see("v")
    desk.see("v", over=True)
    until(lambda: desk.outbox.standing(U).key == V)
    desk.outbox.say({U: TITLE})
    until(lambda: desk.film() == {"title": "New"})
    until(lambda: DraftStore(desk.folder / "edits.db").entries() == [])


def test_of_a_cancelled_upload_nothing_is_said(desk: Desk) -> None:
    """There is no film of it."""
    desk.backend.faults.append(ServerUnreachable("fake"))
    desk.see("v")
    desk.outbox.say({U: TITLE})
    until(lambda: bool(desk.outbox.standing(U).fault))
    desk.see("v", over=True, gone=True)
    until(lambda: DraftStore(desk.folder / "edits.db").entries() == [])
    assert not desk.outbox.said(U)


def test_what_fails_is_tried_again(desk: Desk) -> None:
    """Later and later; meanwhile it is told why."""
    desk.backend.faults += [ServerUnreachable("fake")] * 2
    desk.outbox.say({V: TITLE})
    for seconds in (2.0, 4.0):
        until(lambda: bool(desk.standings[-1].fault))
        assert desk.standings[-1].goes_on
        desk.standings.clear()
        desk.standings.append(DraftStanding(V, "v", False))
        desk.now += seconds
        desk.outbox.wake()
        until(lambda: len(desk.standings) > 1)
    assert desk.standings[-1].is_saved


def test_one_refused_word_holds_up_no_other(desk: Desk) -> None:
    """It says why, is not tried again as it is, and has another chance once it is corrected."""
    desk.backend.bad = frozenset({"title"})
    desk.outbox.say({V: TITLE.then(TAGS)})
    until(lambda: "tags" in desk.film())
    until(lambda: not desk.standings[-1].goes_on)
    assert desk.standings[-1].fault == "That won't do."
    assert desk.outbox.said(V) == TITLE
    desk.backend.bad = frozenset()
    desk.outbox.say({V: Draft({"title": "Better"})})
    until(lambda: desk.outbox.standing(V).is_saved)
    assert desk.film() == {"title": "Better", "tags": ["a"]}


def test_a_server_that_is_busy_refuses_nothing(desk: Desk) -> None:
    """It is asked again."""
    desk.backend.faults.append(refusal(503, "unavailable"))
    desk.outbox.say({V: TITLE})
    until(lambda: bool(desk.standings[-1].fault))
    assert desk.standings[-1].goes_on


def test_files_are_kept_until_they_are_there(desk: Desk) -> None:
    """Whatever becomes of those they are copies of; afterwards nothing is left of them."""
    name = desk.outbox.keep(b"WEBVTT", ".vtt")
    desk.outbox.say({U: Draft({"captions:de": name, "poster": "", "playlist:p": True})})
    desk.restart()
    assert desk.outbox.kept(name).read_bytes() == b"WEBVTT"
    desk.see("v")
    until(lambda: desk.outbox.standing(U).is_saved)
    assert desk.film() == {"captions:de": b"WEBVTT", "poster": None, "playlist:p": True}
    desk.see("v", over=True)
    until(lambda: desk.outbox.standing(V).key == V)
    desk.restart()
    assert not desk.outbox.kept(name).exists()


def test_a_kept_file_that_is_gone_holds_up_no_other_film(desk: Desk) -> None:
    """It says so, and the file can be chosen again."""
    name = desk.outbox.keep(b"WEBVTT", ".vtt")
    desk.outbox.kept(name).unlink()
    desk.outbox.say({V: Draft({"captions:de": name}), key_of_video("w"): TITLE})
    until(lambda: desk.film("w") == {"title": "New"})
    until(lambda: not desk.outbox.standing(V).goes_on)
    assert "choose it again" in desk.outbox.standing(V).fault
    desk.outbox.say({V: Draft({"captions:de": desk.outbox.keep(b"WEBVTT", ".vtt")})})
    until(lambda: desk.film() == {"captions:de": b"WEBVTT"})


def test_what_was_said_of_the_card_is_not_lost_when_its_upload_ends(desk: Desk) -> None:
    """After a start a film may be edited before anybody knows whose upload it is."""
    desk.backend.faults += [ServerUnreachable("fake")] * 2
    desk.outbox.say({U: TITLE})
    desk.restart()
    desk.outbox.say({V: TAGS})
    until(lambda: bool(desk.outbox.standing(V).fault))
    desk.see("v", over=True)
    until(lambda: desk.outbox.standing(U).key == V)
    desk.outbox.try_again()
    until(lambda: desk.outbox.standing(V).is_saved)
    assert desk.film() == {"title": "New", "tags": ["a"]}


def test_what_could_not_be_noted_is_noted_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full for a moment costs no film what was said of it."""
    desk.outbox.say({U: TITLE})
    refused = threading.Event()

    def full(*_: object) -> None:
        refused.set()
        raise CantWrite("edits.db", "no space")

    with monkeypatch.context() as patch:
        patch.setattr(DraftStore, "write", full)
        desk.see("v")
        assert refused.wait(5)
        until(lambda: desk.outbox.is_news(Sighting("u", "v", is_over=False, is_gone=False)))
    desk.see("v")
    until(lambda: desk.film() == {"title": "New"})


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    """And a new one begins."""
    (tmp_path / "edits.db").write_bytes(b"no database" * 1000)
    assert DraftStore(tmp_path / "edits.db").entries() == []


def test_what_nobody_uploads_any_more_is_forgotten(desk: Desk) -> None:
    """Unless there is a film that lacks something."""
    desk.outbox.say({U: TITLE, key_of_upload("x"): TITLE})
    desk.restart()
    desk.outbox.say({key_of_upload("new"): TITLE})
    desk.outbox.forget_strangers(["u"])
    assert desk.outbox.said(U) == TITLE
    assert desk.outbox.said(key_of_upload("new")) == TITLE
    assert not desk.outbox.said(key_of_upload("x"))


def test_a_file_that_is_refused_is_told_from_words(desk: Desk) -> None:
    """Its sentence says what to do about it."""
    desk.backend.bad = frozenset({"captions:en"})
    desk.outbox.say({V: Draft({"captions:en": desk.outbox.keep(b"?", ".srt")})})
    until(lambda: bool(desk.outbox.standing(V).fault))
    assert desk.outbox.standing(V).of_file
    desk.backend.bad = frozenset({"captions:en", "title"})
    desk.outbox.say({V: TITLE})
    until(lambda: "title" in desk.outbox._entries[V].refused.said)
    assert not desk.outbox.standing(V).of_file

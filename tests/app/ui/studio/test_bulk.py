"""Many films at once: what is asked of the backend, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.errors import ServerRefused, ServerUnreachable
from app.server.editing import Changed
from app.server.viewing import Channel
from app.ui.cards.actions import Action
from app.ui.studio.bulk import MoveDialog, back_words, outcome_words, visibility_words
from tests.app.ui.fakes import FILM, FakeClient, FakeStudio, Running

FILMS = [replace(FILM, id=name, title=name, filename="film.mp4") for name in "abc"]
GONE = ServerRefused(404, "not_found", "There is no such video.")


def test_why_some_are_not_back() -> None:
    """They are gone, or the line is."""
    faults = [Changed("b", fault=GONE), Changed("c", fault=ServerUnreachable("here"))]
    words = back_words([Changed("a", FILM), *faults])
    assert words == "1 video is back · 1 is gone for good already · 1 could not be changed"


@pytest.fixture
def studio(qtbot: QtBot, home: Running) -> FakeStudio:
    assert home.application.attached is not None
    studio = home.application.attached.client.studio
    assert isinstance(studio, FakeStudio)
    client = cast(FakeClient, home.application.attached.client)
    client.library = tuple(FILMS)
    client.viewing.all_channels["sea"] = Channel("sea", "sea", "Sea", own=True)
    home.window.library.reload()
    qtbot.waitUntil(lambda: titles(home) == ["a", "b", "c"])
    return studio


def said(home: Running) -> str:
    return home.window.toast.words.text()


def titles(home: Running) -> list[str]:
    return sorted(video.title for video in home.window.library.videos)


def confirm(home: Running) -> None:
    box = home.window.findChild(QMessageBox, "confirm_delete")
    assert box is not None
    box.accept()


def test_what_came_of_it_is_one_sentence() -> None:
    """Counts, and of a single one the reason."""
    done, failed = Changed("a", FILM), Changed("b", fault=GONE)
    outcomes = ([done] * 12 + [failed], [done], [failed], [failed, failed])
    words = [outcome_words(each, visibility_words("public", each)) for each in outcomes]
    assert words == [
        "12 videos are public · 1 could not be changed",
        "1 video is public",
        "There is no such video.",
        "2 could not be changed",
    ]


def test_many_become_public_in_one_call(qtbot: QtBot, home: Running, studio: FakeStudio) -> None:
    """At once, also what was to become so later; the cards know it."""
    studio.refuses = {"c"}
    home.window.home.wanted.emit(Action.MAKE_PUBLIC, FILMS)
    qtbot.waitUntil(lambda: said(home) == "2 videos are public · 1 could not be changed")
    assert studio.asked == [("change", *"abc", {"visibility": "public", "publish_at": None})]
    shown = {video.id: video.visibility for video in home.window.library.videos}
    assert (shown["a"], shown["b"]) == ("public", "public")


def test_deleted_films_can_be_had_back(qtbot: QtBot, home: Running, studio: FakeStudio) -> None:
    """They go at once, before the backend has answered, and all come back in one call."""
    home.window.home.wanted.emit(Action.DELETE, FILMS[:2])
    confirm(home)
    assert titles(home) == ["c"]
    qtbot.waitUntil(lambda: said(home) == "2 videos deleted")
    home.window.toast.button.click()
    qtbot.waitUntil(lambda: said(home) == "2 videos are back")
    assert studio.asked == [("delete", "a", "b"), ("undelete", "a", "b")]
    qtbot.waitUntil(lambda: titles(home) == ["a", "b", "c"])


@pytest.mark.usefixtures("studio")
def test_what_was_told_too_late_brings_no_deleted_film_back(qtbot: QtBot, home: Running) -> None:
    """An event, or a page, that was on its way when they were deleted."""
    home.window.home.wanted.emit(Action.DELETE, FILMS[:2])
    confirm(home)
    home.window.library.list.apply([FILMS[0]], insert=True)
    assert titles(home) == ["a", "c"]
    qtbot.waitUntil(lambda: said(home) == "2 videos deleted")
    assert titles(home) == ["c"]


def test_what_could_not_be_deleted_is_there_again(
    qtbot: QtBot, home: Running, studio: FakeStudio
) -> None:
    """As the server has it; and why is said."""
    studio.fault = ServerUnreachable("here")
    home.window.home.wanted.emit(Action.DELETE, FILMS)
    confirm(home)
    qtbot.waitUntil(lambda: said(home).startswith("Can't reach here"))
    assert home.window.toast.button.isHidden()


def test_too_late(qtbot: QtBot, home: Running, studio: FakeStudio) -> None:
    """Those that are gone are counted."""
    home.window.home.wanted.emit(Action.DELETE, FILMS)
    confirm(home)
    qtbot.waitUntil(lambda: said(home) == "3 videos deleted")
    studio.refuses = {"a", "b"}
    home.window.toast.button.click()
    qtbot.waitUntil(lambda: said(home) == "1 video is back · 2 are gone for good already")


def test_many_move_to_a_channel(qtbot: QtBot, home: Running, studio: FakeStudio) -> None:
    """One of the account's own."""
    home.window.home.wanted.emit(Action.MOVE, FILMS)
    dialog = home.window.findChild(MoveDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.save_button.isEnabled)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: said(home) == "3 videos are in “Sea”")
    assert studio.asked == [("change", *"abc", {"channel_id": "sea"})]

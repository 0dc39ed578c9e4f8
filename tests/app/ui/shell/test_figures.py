"""The ways to a film's figures, in the whole window."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.ui.cards.actions import Action
from app.ui.navigation.places import Kind, Place
from tests.app.ui.fakes import FILM, Running

FIGURES = Place(Kind.FIGURES, FILM.id)


def test_from_its_menu(qtbot: QtBot, home: Running) -> None:
    """The page is made then, and has its name."""
    frame = home.window.home
    home.window.library.pass_on(Action.FIGURES, [FILM])
    assert frame.here == FIGURES
    qtbot.waitUntil(lambda: frame.page.title == f"{FILM.title}: figures")
    frame.back()
    assert frame.here.kind is Kind.YOURS


def test_from_its_details(home: Running) -> None:
    """Which are left."""
    home.application.editing.edit_videos([FILM])
    [dialog] = home.application.editing.dialogs
    dialog.figures.click()
    assert home.window.home.here == FIGURES
    assert not dialog.isVisible()


def test_the_place_is_kept() -> None:
    """As others that have an id; without one there is none."""
    for kind in (Kind.FIGURES, Kind.CHANNEL_FIGURES):
        place = Place(kind, "cow")
        assert Place.parse(str(place)) == place
        assert Place.parse(str(kind)) is None

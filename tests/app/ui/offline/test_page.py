"""The page of downloads, and the dialog that begins one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.offline.film import GB, KeepState, KeptFilm, KeptTrack, PlannedSegment
from app.ui.background import Background, Scope
from app.ui.navigation.page import PlayWanted
from app.ui.offline.choosing import KeepDialog, screen_lines
from app.ui.offline.page import DownloadsPage
from app.ui.style.theme import Colours
from tests.app.offline.test_film import PLAN, kept
from tests.app.ui.fakes import FILM
from tests.app.ui.offline.conftest import Keeper

TAKEN = kept(PLAN, *PLAN.files)
FULL = replace(PLAN, tracks=(KeptTrack("picture", (PlannedSegment(1.0, 20 * GB),)),))


def dialog_of(
    qtbot: QtBot, background: Background, keeper: Keeper, taken: KeptFilm = TAKEN
) -> KeepDialog:
    video = keeper.backend.video("other")
    dialog = KeepDialog(keeper.backend, Scope(background), video, [taken], 20)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_each_quality_has_its_size(qtbot: QtBot, background: Background, keeper: Keeper) -> None:
    """The best for this screen is chosen; what is chosen is told."""
    dialog = dialog_of(qtbot, background, keeper)
    assert not dialog.save_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.qualities.count() == 2)
    words = [dialog.qualities.itemText(at) for at in range(2)]
    best = "1080p" if screen_lines(dialog) > 180 else "180p"
    assert words[0].startswith("1080p · about 11.8 KB")
    assert words[1].startswith("180p · about ")
    assert dialog.qualities.currentText().startswith(best)
    assert dialog.qualities.currentText().endswith(" · best for this screen")
    assert dialog.space.text() == "Downloads take 50 bytes of 20.0 GB."
    with qtbot.waitSignal(dialog.kept) as told:
        dialog.save_button.click()
    assert told.args[0].plan.quality == best


def test_what_does_not_fit_is_not_begun(
    qtbot: QtBot, background: Background, keeper: Keeper
) -> None:
    """It says what helps."""
    dialog = dialog_of(qtbot, background, keeper, kept(FULL))
    qtbot.waitUntil(lambda: dialog.qualities.count() == 2)
    assert not dialog.save_button.isEnabled()
    assert dialog.space.text().endswith("There is no room for this one: remove others first.")


def test_a_film_that_can_not_be_kept_says_why(
    qtbot: QtBot, background: Background, keeper: Keeper
) -> None:
    """Instead of its qualities."""
    keeper.backend.complete = False
    dialog = dialog_of(qtbot, background, keeper)
    reason = "the server is still making it"
    qtbot.waitUntil(lambda: any(reason in each.text() for each in dialog.findChildren(QLabel)))
    assert not dialog.save_button.isEnabled()


def test_the_page_lists_what_is_here(
    qtbot: QtBot, background: Background, colours: Colours, keeper: Keeper
) -> None:
    """It plays and removes; what takes room is said."""
    page = DownloadsPage(background, colours, keeper.kept)
    qtbot.addWidget(page)
    page.show()
    assert page.empty.isVisible()
    keeper.keep()
    keeper.wait_for(KeepState.HERE)
    (row,) = page.rows
    assert row.title.text() == "A heron"
    assert row.words.text().startswith("Birds · 0:09 · 180p · ")
    assert not row.bar.isVisible()
    assert page.space.text() == "Downloads take 8.4 KB."
    with qtbot.waitSignal(page.play_wanted):
        row.play.click()
    with qtbot.waitSignal(page.play_wanted) as wanted:
        QTest.mouseClick(row.picture, Qt.MouseButton.LeftButton)
    played: PlayWanted = wanted.args[0]
    assert (played.video.id, played.video.title) == ("v", "A heron")
    assert played.video.playable == FILM.playable

    row.gone.click()
    (box,) = page.findChildren(QMessageBox)
    box.accept()
    assert page.rows == ()
    assert page.empty.isVisible()


def test_a_row_says_how_far_it_is(
    qtbot: QtBot, background: Background, colours: Colours, keeper: Keeper
) -> None:
    """Or why it waits."""
    page = DownloadsPage(background, colours, keeper.kept)
    qtbot.addWidget(page)
    page.show()
    keeper.kept.hold("Waiting: the battery is low.")
    keeper.keep()
    keeper.wait_for(KeepState.HELD)
    (row,) = page.rows
    assert row.words.text() == "Waiting: the battery is low."
    assert row.bar.isVisible()
    assert not row.play.isVisible()

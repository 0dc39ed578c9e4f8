"""What an export and an import say of themselves; what they do is tested with the backend."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, ServerUnreachable
from app.export.exporting import ExportOutcome, ExportProgress
from app.export.importing import ImportOutcome
from app.ui.studio.moving import ExportDialog, export_words, folder_in, import_words
from tests.app.ui.fakes import Running


def test_what_came_of_it_is_counted() -> None:
    """And what did not."""
    gone = (("Film", MatineeError("Gone.")),)
    words = [export_words(ExportOutcome(12)), export_words(ExportOutcome(1, gone))]
    words += [import_words(ImportOutcome(12, 0, 0)), import_words(ImportOutcome(1, 3, 1))]
    words += [import_words(ImportOutcome(0, 2, 0))]
    assert words == [
        "12 videos exported",
        "1 video exported · 1 video could not be exported",
        "12 videos on their way",
        "1 video on its way · 3 there already · 1 video had no file to send",
        "2 there already",
    ]


def test_an_export_does_not_mix_with_what_is_there(tmp_path: Path) -> None:
    """Unless that is an export, which goes on."""
    assert folder_in(tmp_path) == tmp_path
    (tmp_path / "taxes.pdf").touch()
    assert folder_in(tmp_path) == tmp_path / "Matinee export"
    (tmp_path / "account.json").touch()
    assert folder_in(tmp_path) == tmp_path


def test_how_far_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    """Which film, how much of it, and at the end why one is not there."""
    dialog = ExportDialog(tmp_path)
    qtbot.addWidget(dialog)
    dialog.show_progress(ExportProgress(1, 4, "Film", 500, 1000))
    assert (dialog.words.text(), dialog.bar.value()) == ("Video 2 of 4 · Film", 375)
    dialog.show_outcome(ExportOutcome(3, (("Film", MatineeError("Gone.")),)))
    assert dialog.details.text() == f"Film: Gone.\n{tmp_path}"
    assert dialog.stop.text() == "Close"


def test_one_that_breaks_off_says_how_it_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing of it is lost."""
    dialog = ExportDialog(tmp_path)
    qtbot.addWidget(dialog)
    dialog.show_fault(ServerUnreachable("here"))
    assert dialog.details.text() == "What is there stays. Export to the same folder to go on."


@pytest.mark.parametrize(
    ("entry", "name"), [("export", "export_folder"), ("import", "import_folder")]
)
def test_the_menu_asks_for_a_folder(home: Running, entry: str, name: str) -> None:
    """Of whoever is signed in."""
    (action,) = [a for a in home.window.header.menu.actions() if a.objectName() == f"{entry}_all"]
    action.trigger()
    (dialog,) = home.window.findChildren(QFileDialog, name)
    dialog.reject()


def test_a_folder_without_an_export(qtbot: QtBot, home: Running, tmp_path: Path) -> None:
    """It is said."""
    home.application.moving.bring_in(tmp_path)
    words = f"There is no export of Matinee in {tmp_path}."
    qtbot.waitUntil(lambda: home.window.toast.words.text() == words)

"""What an export and an import say of themselves; what they do is tested with the backend."""

from __future__ import annotations

import json
from collections.abc import Callable
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
    """Unless that is an export of the same account, which goes on."""
    own = tmp_path / "Matinee export"
    assert folder_in(tmp_path, "a") == tmp_path
    (tmp_path / "taxes.pdf").touch()
    assert folder_in(tmp_path, "a") == own
    own.mkdir()
    (own / "account.json").write_text('{"account": "b"}')
    assert folder_in(tmp_path, "a") == tmp_path / "Matinee export a"
    (tmp_path / "account.json").write_text('{"account": "b"}')
    assert folder_in(tmp_path, "a") == tmp_path / "Matinee export a"
    assert folder_in(tmp_path, "b") == tmp_path
    for old in ("", "{}"):
        (tmp_path / "account.json").write_text(old)
        assert folder_in(tmp_path, "a") == tmp_path


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
    dialog.show()
    dialog.show_fault(MatineeError("Something went wrong with it. " * 20))
    assert dialog.words.height() >= dialog.words.heightForWidth(dialog.words.width())
    dialog.show_fault(ServerUnreachable("here"))
    assert dialog.details.text() == "What is there stays. Export to the same folder to go on."


@pytest.mark.parametrize(
    ("entry", "name"), [("export", "export_folder"), ("import", "import_folder")]
)
def test_the_menu_asks_for_a_folder(home: Running, entry: str, name: str) -> None:
    """Of whoever is signed in, and says so to others."""
    (action,) = [a for a in home.window.header.menu.actions() if a.objectName() == f"{entry}_all"]
    action.trigger()
    (dialog,) = home.window.findChildren(QFileDialog, name)
    dialog.reject()
    home.application.moving.detach()
    action.trigger()
    assert home.window.toast.words.text() == "Sign in first."


def test_a_folder_without_an_export(qtbot: QtBot, home: Running, tmp_path: Path) -> None:
    """It is said."""
    home.application.moving.bring_in(tmp_path)
    words = f"There is no export of Matinee in {tmp_path}."
    qtbot.waitUntil(lambda: home.window.toast.words.text() == words)


def an_export(folder: Path) -> Path:
    """Of one film."""
    own = folder / "films" / "Harbour a"
    own.mkdir(parents=True)
    film = {"id": "a", "words": {"title": "Harbour"}, "original": "original.mp4", "size_bytes": 4}
    (folder / "account.json").write_text('{"format": 1}')
    (own / "film.json").write_text(json.dumps(film))
    (own / "original.mp4").write_bytes(b"film")
    return folder


def test_an_import_asks_what_it_costs(qtbot: QtBot, home: Running, tmp_path: Path) -> None:
    """As any upload does; and nothing is sent before the answer."""
    moving, asked = home.application.moving, list[tuple[str, Callable[[], None]]]()
    moving._before_upload = lambda files, _parent, then: asked.append((files[0].name, then))
    moving.bring_in(an_export(tmp_path))
    qtbot.waitUntil(lambda: bool(asked))
    ((name, go_on),) = asked
    assert (name, home.has_added("original.mp4")) == ("original.mp4", False)
    go_on()
    qtbot.waitUntil(lambda: home.window.toast.words.text() == "1 video on its way")
    assert home.has_added("original.mp4")

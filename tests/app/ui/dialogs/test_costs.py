"""Money in the window: before an upload, below the library, and beside a video."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.server.client import Client
from app.server.costs import Cost, Costs, Original
from app.server.uploads import Space
from app.ui.background import Background
from app.ui.dialogs.costs import (
    CostKeeper,
    OriginalRow,
    estimate,
    estimate_words,
    sending_words,
    total_words,
)
from app.ui.library.page import Library
from app.ui.style.text import dollars
from app.ui.style.theme import Colours
from app.upload.errors import NotAVideo
from app.upload.source.probe import Media
from app.upload.trim.ranges import Range, Recipe
from tests.app.ui.editor.making import editor_of
from tests.app.ui.fakes import FILM

COSTS = Costs(Cost(0.9, 0.25), "USD, us-east-1, list of 2025-10", {FILM.id: Cost(0.45, 0.12)})
HERE = Original("at_hand", "The original is at hand.")


@dataclass
class Paying:
    """A server whose films cost something."""

    shows: Costs | None = COSTS
    where: Original | None = HERE
    away: bool = False
    room: Space | None = None
    estimated: list[int] = field(default_factory=list)

    def space(self) -> Space | None:
        return self.room

    def costs(self) -> Costs | None:
        return self.shows

    def estimate(self, size_bytes: int, *_film: float) -> Cost:
        if self.away:
            raise ServerUnreachable("fake")
        self.estimated.append(size_bytes)
        return Cost(0.45, 0.03, 0.02)

    def original(self, _video_id: str) -> Original | None:
        return self.where

    def archive(self, _video_id: str) -> Original:
        self.where = Original("leaving", "The original moves to the archive within two days.")
        return self.where

    def restore(self, _video_id: str) -> Original:
        self.where = HERE
        return self.where


def probe(path: Path) -> Media:
    if path.suffix == ".txt":
        raise NotAVideo(path.name)
    return Media(duration_seconds=600.0, width=1920, height=1080)


@pytest.fixture
def server() -> Paying:
    return Paying()


@pytest.fixture
def library(qtbot: QtBot, background: Background, colours: Colours) -> Library:
    library = Library(background, colours)
    qtbot.addWidget(library)
    library.show()
    return library


@pytest.fixture
def keeper(qtbot: QtBot, background: Background, library: Library, server: Paying) -> CostKeeper:
    keeper = CostKeeper(background, library, probe)
    keeper.attach(cast(Client, server))
    qtbot.waitUntil(lambda: library.footer.isVisible() is (server.shows is not None))
    return keeper


@pytest.fixture
def films(tmp_path: Path) -> list[Path]:
    for name in ("a.mp4", "b.mp4"):
        (tmp_path / name).write_bytes(b"x" * 1000)
    return [tmp_path / "a.mp4", tmp_path / "b.mp4"]


def boxes(parent: QWidget) -> list[QMessageBox]:
    return parent.findChildren(QMessageBox)


def press(box: QMessageBox, name: str) -> None:
    button = next(b for b in box.findChildren(QAbstractButton) if b.text().strip("&") == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_library_says_what_it_costs(keeper: CostKeeper, library: Library) -> None:
    """In one quiet line, which goes with the server."""
    assert library.footer.isVisible()
    assert library.footer.text() == (
        "Your videos cost about $0.25 a month to keep · converting them cost $0.90"
    )
    keeper.detach()
    assert not library.footer.isVisible()


def test_an_upload_waits_for_the_users_word(
    qtbot: QtBot, keeper: CostKeeper, library: Library, films: list[Path]
) -> None:
    """Who declines uploads nothing; who accepts, everything."""
    begun: list[bool] = []

    for answer, expected in (("Cancel", []), ("Upload", [True])):
        keeper.before_upload(films, library, lambda: begun.append(True))
        qtbot.waitUntil(lambda: any(box.isVisible() for box in boxes(library)))
        [box] = [box for box in boxes(library) if box.isVisible()]
        assert box.text() == "Upload 2 files (2.0 KB)?"
        assert "About $0.90 to convert, then $0.06 a month to keep." in box.informativeText()
        assert "list of 2025-10" in box.informativeText()
        press(box, answer)
        assert begun == expected


@pytest.mark.parametrize("server", [Paying(shows=None)])
def test_without_costs_nothing_is_asked(
    qtbot: QtBot,
    keeper: CostKeeper,
    library: Library,
    films: list[Path],
    background: Background,
    tmp_path: Path,
) -> None:
    """As on this computer."""
    begun: list[bool] = []

    keeper.before_upload(films, library, lambda: begun.append(True))

    qtbot.waitUntil(lambda: begun == [True])
    assert not library.footer.isVisible()
    dialog = editor_of(background, tmp_path, FILM, parent=library)
    keeper.fill(dialog, FILM)
    assert dialog.findChild(OriginalRow) is None


@pytest.mark.parametrize("server", [Paying(away=True)])
def test_no_estimate_is_no_obstacle(
    qtbot: QtBot, keeper: CostKeeper, library: Library, films: list[Path]
) -> None:
    """The upload goes on without a question."""
    begun: list[bool] = []

    keeper.before_upload(films, library, lambda: begun.append(True))

    qtbot.waitUntil(lambda: begun == [True])


def test_an_upload_of_the_first_moment_is_asked_about_too(
    qtbot: QtBot, background: Background, library: Library, server: Paying, films: list[Path]
) -> None:
    """The server's word on costs is waited for."""
    keeper = CostKeeper(background, library, probe)
    keeper.attach(cast(Client, server))

    keeper.before_upload(films, library, lambda: None)

    qtbot.waitUntil(lambda: len(boxes(library)) == 1)
    press(boxes(library)[0], "Cancel")


def test_many_files_are_estimated_from_some(tmp_path: Path, server: Paying) -> None:
    """By their bytes; what is no video counts for nothing."""
    (tmp_path / "notes.txt").write_bytes(b"x" * 7)
    files = [tmp_path / "notes.txt"]
    for number in range(39):
        files.append(tmp_path / f"{number:02}.mp4")
        files[-1].write_bytes(b"x" * 1000)

    cost, share = estimate(cast(Client, server), probe, files)

    assert len(server.estimated) == 19
    assert share == 1
    assert cost.convert == pytest.approx(39 * 0.45, rel=0.001)


def test_of_a_trimmed_film_what_is_kept_is_paid_for(
    qtbot: QtBot, keeper: CostKeeper, library: Library, films: list[Path], server: Paying
) -> None:
    """The question is about that; only a whole film is offered to be trimmed."""
    server.room = Space(9_000, 10_000)
    keeper.refresh()
    qtbot.waitUntil(lambda: bool(keeper.sending(600)))
    trimmed: list[bool] = []
    keeper.before_upload(films[:1], library, lambda: None, lambda: trimmed.append(True))
    qtbot.waitUntil(lambda: len(boxes(library)) == 1)
    press(boxes(library)[0], "Trim…")
    assert trimmed == [True]
    recipe = Recipe((Range(0, 300), Range(540, 900)))
    keeper.before_upload(films[:1], library, lambda: None, lambda: None, recipe)
    qtbot.waitUntil(lambda: any("600 bytes" in box.text() for box in boxes(library)))
    (box,) = [box for box in boxes(library) if "600 bytes" in box.text()]
    assert "It leaves you 400 bytes of your space." in box.informativeText()
    assert box.findChild(QAbstractButton, "trim") is None
    assert server.estimated[-1] == 600
    press(box, "Cancel")


def test_what_sending_takes_is_said_where_it_matters() -> None:
    """Minutes and most of the room; not seconds, and not a little of much."""
    assert sending_words(1e6, 1e6, 10**9) == sending_words(1e9, 0, None) == ""
    assert sending_words(6e8, 1e6, None) == ("Sending takes about 10 minutes at the present speed.")
    assert sending_words(6e8, 0, 10**9) == "It leaves you 400 MB of your space."
    assert sending_words(6e8, 0, 10**8) == "That is more than the 100 MB you have left."


def test_a_video_has_its_costs_and_its_original(
    qtbot: QtBot,
    keeper: CostKeeper,
    library: Library,
    server: Paying,
    background: Background,
    tmp_path: Path,
) -> None:
    """It is archived and taken back by one button, which says each time what is next."""
    dialog = editor_of(background, tmp_path, FILM, parent=library)
    keeper.fill(dialog, FILM)
    dialog.show()
    row = dialog.findChild(OriginalRow)
    assert row is not None
    labels = [label.text() for label in dialog.findChildren(QLabel)]
    assert "$0.45 to convert · $0.12 a month to keep" in labels
    qtbot.waitUntil(lambda: row.words.text() == HERE.message)
    assert row.button.text() == "Archive"

    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row.button.text() == "Restore")
    assert "within two days" in row.words.text()

    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row.words.text() == HERE.message)
    assert server.where == HERE
    dialog.reject()


def test_what_is_on_its_way_back_has_no_button(qtbot: QtBot) -> None:
    """Restoring takes hours, and says so."""
    row = OriginalRow()
    qtbot.addWidget(row)
    row.show_original(Original("restoring", "The original is being restored. That takes hours."))
    row.show()

    assert not row.button.isVisible()
    assert "hours" in row.words.text()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "$0.00"),
        (0.004, "less than $0.01"),
        (0.456, "$0.46"),
        (99.5, "$99.50"),
        (1234, "$1,234"),
    ],
)
def test_money_is_rounded_for_reading(amount: float, words: str) -> None:
    """Cents below a hundred, and nothing is free that is not."""
    assert dollars(amount) == words


def test_a_server_that_converts_itself_says_nothing_of_it() -> None:
    """Only what is paid for is named."""
    assert estimate_words(Cost(0, 0.03, 0.02)).startswith("About $0.03 a month to keep.")
    assert "convert" not in total_words(replace(COSTS, total=Cost(0, 1)))

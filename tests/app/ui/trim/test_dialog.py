"""The dialog in which a film is trimmed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.background import Background
from app.ui.style.theme import Colours
from app.ui.trim.dialog import TrimDialog
from app.ui.trim.playing import Heard
from app.ui.trim.timeline import MARGIN
from app.upload.trim.ranges import Range, Recipe
from tests.app.upload.trim.films import SECONDS, ffmpeg, make_film


class FakePlayer:
    """Plays when the test says that it has."""

    def __init__(self, parent: QWidget, heard: Heard) -> None:
        self.surface, self.heard = QWidget(parent), heard
        self.played: tuple[list[tuple[float, float]], float] = ([], 0.0)
        self.does = ""

    def play(self, _file: Path, parts: Sequence[tuple[float, float]], seconds: float) -> None:
        self.played, self.does = (list(parts), seconds), "plays"

    def pause(self) -> None:
        self.does = "rests"

    def close(self) -> None:
        self.does = "is closed"


def player_of(dialog: TrimDialog) -> FakePlayer:
    player = dialog.preview._player
    assert isinstance(player, FakePlayer)
    return player


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("film") / "film.mp4")


@pytest.fixture
def dialog(
    qtbot: QtBot, film: Path, tmp_path: Path, background: Background, colours: Colours
) -> TrimDialog:
    return opened(qtbot, film, tmp_path, background, colours)


def opened(
    qtbot: QtBot, path: Path, folder: Path, background: Background, colours: Colours
) -> TrimDialog:
    takes = "(It takes a while.)"
    dialog = TrimDialog(path, folder, background, colours, lambda _size: takes, FakePlayer)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.upload.isEnabled, timeout=20_000)
    return dialog


def go(dialog: TrimDialog, seconds: float) -> None:
    """Click on the timeline."""
    bar = dialog.timeline
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(seconds)), 20))


def press(dialog: TrimDialog, key: Qt.Key, *, shift: bool = False) -> None:
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(dialog.timeline, key, held)


def test_a_middle_is_taken_out_by_the_keys(qtbot: QtBot, dialog: TrimDialog) -> None:
    """In and out, split, delete; what comes of it is said before it is done."""
    for seconds, key in ((1, Qt.Key.Key_I), (4, Qt.Key.Key_S), (6, Qt.Key.Key_S)):
        go(dialog, seconds)
        press(dialog, key)
    go(dialog, 5)
    press(dialog, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "Sends 7.0 s of 0:10" in dialog.summary.text(), timeout=20_000)
    assert "encoded again. (It takes a while.)" in dialog.summary.text()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.upload.click()
    recipe = chosen.args[0]
    assert recipe.exact
    found = [(round(part.start), round(part.stop)) for part in recipe.ranges]
    assert found == [(1, 4), (6, SECONDS)]


def test_an_edge_is_dragged(qtbot: QtBot, dialog: TrimDialog) -> None:
    """And put back by one undo."""
    bar, left = dialog.timeline, Qt.MouseButton.LeftButton
    QTest.mousePress(bar, left, pos=QPoint(MARGIN + 2, 20))
    for seconds in (1, 2, 3):
        QTest.mouseMove(bar, QPoint(round(bar.x_of(seconds)), 20))
    QTest.mouseRelease(bar, left, pos=QPoint(round(bar.x_of(3)), 20))
    assert dialog.recipe is not None
    assert dialog.recipe.ranges[0].start == pytest.approx(3, abs=0.05)
    qtbot.waitUntil(dialog.undo.isEnabled)
    dialog.undo.click()
    assert dialog.recipe is None


def test_arrows_go_from_picture_to_picture(dialog: TrimDialog) -> None:
    """With Shift by a second, and to the ends."""
    press(dialog, Qt.Key.Key_Right)
    assert dialog.position.text() == "0:00.042 / 0:10"
    press(dialog, Qt.Key.Key_Right, shift=True)
    assert dialog.position.text() == "0:01.042 / 0:10"
    press(dialog, Qt.Key.Key_Left)
    assert dialog.position.text() == "0:01.000 / 0:10"
    press(dialog, Qt.Key.Key_End)
    assert dialog.position.text() == "0:10.000 / 0:10"


def test_the_whole_film_is_no_recipe(qtbot: QtBot, dialog: TrimDialog) -> None:
    """It is uploaded as it is."""
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.upload.click()
    assert chosen.args == [None]


def test_nothing_is_not_uploaded(qtbot: QtBot, dialog: TrimDialog) -> None:
    """The button is off, and the dialog says why."""
    press(dialog, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not dialog.upload.isEnabled(), timeout=20_000)
    assert "Nothing of the film would be left" in dialog.summary.text()


def test_why_a_film_is_cut_at_key_frames_is_said(
    qtbot: QtBot, film: Path, tmp_path: Path, background: Background, colours: Colours
) -> None:
    """Before anything is done."""
    other = tmp_path / "other.mp4"
    ffmpeg("-i", str(film), "-map", "0:v", "-c:v", "mpeg4", "-g", "24", str(other))
    dialog = opened(qtbot, other, tmp_path, background, colours)
    assert not dialog.exact.isEnabled()
    assert dialog.why.text().startswith("Its pictures are MPEG-4")
    go(dialog, 1.5)
    press(dialog, Qt.Key.Key_I)
    assert dialog.recipe is not None
    assert not dialog.recipe.exact


def test_what_is_no_film_says_so(
    qtbot: QtBot, tmp_path: Path, background: Background, colours: Colours
) -> None:
    """There is nothing to upload of it."""
    path = tmp_path / "words.mp4"
    path.write_bytes(b"words" * 100)
    dialog = TrimDialog(path, tmp_path, background, colours, str, FakePlayer)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "can't be trimmed" in dialog.preview.still.words, timeout=20_000)
    assert not dialog.upload.isEnabled()


def test_what_has_to_be_copied_first_says_how_far_it_is(
    qtbot: QtBot, film: Path, tmp_path: Path, background: Background, colours: Colours
) -> None:
    """And then what of it does not come along."""
    other = tmp_path / "other.mkv"
    ffmpeg("-i", str(film), "-map", "0:v", "-map", "0:v", "-c", "copy", str(other))
    dialog = TrimDialog(other, tmp_path, background, colours, str, FakePlayer)
    qtbot.addWidget(dialog)
    dialog.loading.copied.emit(0.42)
    assert dialog.preview.still.words.endswith("42 %")
    qtbot.waitUntil(dialog.upload.isEnabled, timeout=20_000)
    assert dialog.why.text() == "It has more than one picture: only the first one is sent."


def test_a_recipe_is_what_was_chosen(dialog: TrimDialog) -> None:
    """Also at key frames."""
    dialog.plain.setChecked(True)
    go(dialog, 5)
    press(dialog, Qt.Key.Key_O)
    recipe = dialog.recipe
    assert recipe == Recipe((Range(0, pytest.approx(5, abs=0.05)),), exact=False)  # type: ignore[arg-type]


def test_space_plays_what_is_kept(qtbot: QtBot, dialog: TrimDialog) -> None:
    """From where one is, over the cut; the timeline follows, and a click or Space stops it."""
    for seconds, key in ((4, Qt.Key.Key_S), (6, Qt.Key.Key_S), (5, Qt.Key.Key_Delete)):
        go(dialog, seconds)
        press(dialog, key)
    qtbot.waitUntil(lambda: "Sends 8.0 s" in dialog.summary.text(), timeout=20_000)
    go(dialog, 3)
    press(dialog, Qt.Key.Key_Space)
    player = player_of(dialog)
    parts, at = player.played
    assert [(round(start), round(stop)) for start, stop in parts] == [(0, 4), (6, SECONDS)]
    assert at == pytest.approx(3, abs=0.05)
    player.heard(5.0, False, "")
    assert dialog.position.text().startswith("0:07.0")
    press(dialog, Qt.Key.Key_Space)
    assert player.does == "rests"
    player.heard(5.5, False, "")
    assert dialog.position.text().startswith("0:07.0")


def test_playing_begins_anew_behind_the_end(qtbot: QtBot, dialog: TrimDialog) -> None:
    """And what the player can't do is said."""
    press(dialog, Qt.Key.Key_Space)
    player = player_of(dialog)
    player.heard(9.96, True, "")
    assert dialog.position.text() == "0:10.000 / 0:10"
    press(dialog, Qt.Key.Key_Space)
    assert player.played[1] == 0.0
    player.heard(0.0, False, "The file can't be played.")
    assert dialog.summary.text() == "The file can't be played."
    assert not dialog.preview.is_playing
    dialog.reject()
    qtbot.waitUntil(lambda: player.does == "is closed")

"""A form that stays until what it asks for is done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import MatineeError, ServerRefused
from app.ui.background import Background, Scope
from app.ui.forms.form import FormDialog
from app.ui.forms.questions import ask


class Naming(FormDialog):
    """Asks for a name; some are refused."""

    def __init__(self, scope: Scope, parent: QWidget) -> None:
        super().__init__("naming", "Name", "Save", parent)
        self._scope = scope
        self.name = QLineEdit()
        self.add_field("name", "Name", self.name)
        self.done_with = list[str]()

    def save(self) -> None:
        name = self.name.text()
        self.carry_out(self._scope, lambda: self._check(name), self.done_with.append, where)

    def _check(self, name: str) -> str:
        if name != "good":
            raise ServerRefused(422, "bad_name" if name else "away", f"“{name}” won't do.")
        return name


def where(error: MatineeError) -> str:
    return "name" if isinstance(error, ServerRefused) and error.code == "bad_name" else ""


@pytest.fixture
def naming(qtbot: QtBot, background: Background) -> Iterator[Naming]:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = Naming(Scope(background), window)
    dialog.open()
    yield dialog
    window.close()


def faults(dialog: QWidget) -> list[str]:
    labels = dialog.findChildren(QLabel, "bad")
    return [label.text() for label in labels if label.isVisibleTo(dialog)]


def test_what_is_refused_stays_with_its_sentence(qtbot: QtBot, naming: Naming) -> None:
    """Until it is mended; then the form goes and says what came of it."""
    done = naming.done_with
    for name in ("bad", ""):
        naming.name.setText(name)
        naming.save_button.click()
        assert not naming.save_button.isEnabled()
        naming.allow(True)
        assert not naming.save_button.isEnabled()
        qtbot.waitUntil(lambda name=name: faults(naming) == [f"“{name}” won't do."])  # type: ignore[misc]
        assert naming.isVisible()
    naming.name.setText("good")
    with qtbot.waitSignal(naming.accepted):
        naming.save_button.click()
    assert done == ["good"]


def test_an_answer_for_a_form_that_was_closed_is_passed_over(
    qtbot: QtBot, background: Background, naming: Naming
) -> None:
    """Nothing of it appears anywhere."""
    done, passed = naming.done_with, list[int]()
    naming.name.setText("good")
    naming.save_button.click()
    naming.reject()
    for _ in range(6):  # as many as there are threads
        background.run(lambda: 1, passed.append)
    qtbot.waitUntil(lambda: len(passed) == 6)
    assert done == []


@pytest.mark.parametrize("sure", [True, False])
def test_a_question_is_asked_before(qtbot: QtBot, sure: bool) -> None:
    """And nothing is done by Enter alone."""
    parent, done = QWidget(), list[int]()
    qtbot.addWidget(parent)
    box = ask(parent, "Delete “<b>x</b>”?", "For good.", "Delete", lambda: done.append(1))
    yes = box.findChild(QPushButton, "yes")
    assert yes is not None
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    with qtbot.waitSignal(box.finished):
        (yes if sure else box.defaultButton()).click()
    assert done == [1] * sure

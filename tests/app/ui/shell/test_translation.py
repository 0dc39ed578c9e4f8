"""A language made up for the tests shows which words of the window are not translated."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QBuffer, QPoint, Qt, QTimeZone, QTranslator
from PySide6.QtGui import QAction, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMenu,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.errors import Sentence, ServerUnreachable
from app.player.engine.api import Phase, PlayerState, Rendition, Statistics, Track
from app.server.costs import Cost, Costs, Original
from app.ui.cards.wording import why_not_yet
from app.ui.dialogs.costs import Asked, OriginalRow, question, total_words, video_words
from app.ui.forms.choices import LANGUAGES
from app.ui.shell.bug_report import CRASH, FAULT, BugDialog
from app.ui.studio.bulk import confirm_delete
from app.ui.style import text
from app.ui.style.words import told
from app.upload.engine.progress import State
from app.upload.errors import FileMissing
from app.upload.transfer.retry import Fault
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM, FakeClient, Running
from tests.strings import FOLDER, compile_words

FOREIGN = {letter: letter + 0xFEE0 for letter in map(ord, "abcdefghijklmnopqrstuvwxyz")}
FOREIGN |= {letter - 32: strange - 32 for letter, strange in FOREIGN.items()}
NAMES = {
    "Matinee",
    *("Alt", "Del", "Down", "End", "Enter", "Home", "Left", "Right", "Space", "Up"),
    *("Backspace", "Ctrl", "Esc", "Shift", *string.ascii_uppercase, "YouTube", "mpv"),
    "https",
    *(word for _, name in LANGUAGES for word in re.findall(r"\w+", name)),
    *re.findall(r"\w+", bytes(QTimeZone.systemTimeZone().id().data()).decode()),
    "UTC",
}
"""What is the same in every language. Names in these tests have no letters, but "mp4"."""

FILE = "1.mp4"
TITLED = replace(FILM, id="1", title="“1”", width=1920, height=1080, size_bytes=2_000_000)


def foreign(text: str) -> str:
    """The letters of a text replaced by others, but not in its places."""
    parts = re.split(r"(\{\w+\}|%L?n)", text)
    return "".join(part if odd % 2 else part.translate(FOREIGN) for odd, part in enumerate(parts))


@pytest.fixture
def _foreign(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    """The application in that language, as long as the test runs."""
    tree = ElementTree.parse(FOLDER / "matinee_en.ts")
    for message in tree.iter("message"):
        said = message.find("translation")
        assert said is not None
        said.attrib.clear()
        for form in list(said.iter("numerusform")) or [said]:
            form.text = foreign(message.findtext("source", ""))
    file, compiled = tmp_path / "foreign.ts", tmp_path / "foreign.qm"
    tree.write(file, "utf-8", xml_declaration=True)
    compile_words(file, compiled)
    translator = QTranslator()
    assert translator.load(str(compiled))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


pytestmark = pytest.mark.usefixtures("_foreign")


def is_foreign(text: str) -> bool:
    """Whether no word of it is left as it is in the source."""
    words = set(re.findall(r"\w+", text.replace("&", ""))) - NAMES
    return not any(re.search("[A-Za-z]", word) and not re.search(r"\d", word) for word in words)


def texts_of(root: QWidget) -> set[str]:
    """What the widgets below it show, and what a screen reader says of them."""
    found = set[str]()
    for widget in (root, *root.findChildren(QWidget)):
        if is_qts(widget):
            continue
        names = ["windowTitle", "toolTip", "accessibleName", "accessibleDescription"]
        names += ["placeholderText", "suffix", "statusTip", "informativeText"]
        if isinstance(widget, QLabel | QAbstractButton):
            names.append("text")
        found |= {str(widget.property(name) or "") for name in names}
        if isinstance(widget, QComboBox):
            found |= {widget.itemText(row) for row in range(widget.count())}
        if isinstance(widget, QSpinBox):
            found.add(widget.specialValueText())
    return found | {action.text() for action in root.findChildren(QAction)}


def is_qts(widget: QWidget) -> bool:
    """Buttons that Qt names, and actions inside of its fields, come with Qt's translations."""
    box = widget.parent()
    if isinstance(widget, QAbstractButton) and isinstance(box, QDialogButtonBox):
        return box.standardButton(widget) != QDialogButtonBox.StandardButton.NoButton
    return widget.objectName().startswith("qt_")


def painted(widget: QWidget) -> list[str]:
    """The words that it paints."""
    drawing, buffer = QSvgGenerator(), QBuffer()
    drawing.setOutputDevice(buffer)
    drawing.setSize(widget.size())
    painter = QPainter(drawing)
    widget.render(painter, QPoint())
    painter.end()
    root = ElementTree.fromstring(bytes(buffer.data().data()))
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


def left_over(*texts: set[str] | list[str]) -> list[str]:
    return sorted({each for some in texts for each in some if not is_foreign(each)})


VIDEOS = [
    replace(TITLED, id=str(number), state=state, visibility=visibility, **more)  # type: ignore[arg-type]
    for number, (state, visibility, more) in enumerate(
        [
            ("uploading", "private", {"playable": None, "seconds_left": 5.0}),
            ("verifying", "private", {"playable": None}),
            ("processing", "private", {"seconds_left": 500.0}),
            ("ready", "public", {"created_at": "2024-11-20T12:00:00"}),
            ("ready", "unlisted", {}),
            ("archived", "private", {}),
            ("failed", "private", {"playable": None, "error_retryable": True}),
            ("failed", "private", {"playable": None}),
        ]
    )
]
STATES = [
    progress(state, upload_id=f"{state}", retryable=retryable)
    for state, retryable in [*((state, False) for state in State), (State.FAILED, True)]
]


def test_the_pages_before_the_library(home: Running) -> None:
    """Starting, failing to, signing in."""
    window = home.window
    before = texts_of(window)
    window.show_start_failed(told(ServerUnreachable("1").sentence))
    failed = texts_of(window)
    window.show_sign_in("http://1.1")
    sign_in = texts_of(window)
    window.sign_in_page.form.other.click()
    register = texts_of(window)
    window.show_entry(can_cancel=True)
    typed = {"1.1"}
    assert left_over(before, failed, sign_in - typed, register - typed, texts_of(window)) == []


def test_the_library(qtbot: QtBot, home: Running) -> None:
    """A card in every state: painted, spoken, and explained; and what can be done with it."""
    library = home.window.library
    assert home.application.attached is not None
    cast(FakeClient, home.application.attached.client).library = tuple(VIDEOS)
    library.reload()
    model, grid = library.list.model, library.list.grid
    qtbot.waitUntil(lambda: model.rowCount() == len(VIDEOS))
    library.note_uploads([replace(progress(State.PAUSED), video_id="0")])
    home.window.resize(1400, 1600)
    qtbot.waitUntil(lambda: grid.width() > 1000)
    roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    rows = [model.index(row) for row in range(len(VIDEOS))]
    said = [row.data(role) for row in rows for role in roles]
    menus = [texts_of(grid.menu_for(video)) for video in VIDEOS]
    on_cards = painted(grid.viewport())
    assert len(on_cards) > 2 * len(VIDEOS)
    assert left_over(said, on_cards, [why_not_yet(video) for video in VIDEOS], *menus) == []


def test_the_uploads(home: Running) -> None:
    """A file in every state, several and none: painted, spoken, explained; and what can be done."""
    panel = home.window.uploads
    empty = texts_of(panel)
    files = [replace(upload, filename=FILE, path=None) for upload in STATES]
    gone = FileMissing(FILE, "/1").sentence
    gone_file = replace(files[1], upload_id="gone", state=State.FAILED, message=gone)
    faults = [replace(gone_file, upload_id=f"gone {fault}", reason=fault) for fault in Fault]
    panel.show_uploads([*files, gone_file, *faults])
    home.window.show_uploads()
    home.window.resize(1400, 1800)
    roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    rows = [panel.model.index(row) for row in range(panel.model.rowCount())]
    said = [words for row in rows for role in roles for words in row.data(role).split("\n")]
    menus = [texts_of(panel.menu_for([film])) for film in panel.films]
    menus.append(texts_of(panel.menu_for(panel.films)))
    on_rows = painted(panel.view.viewport())
    assert len(on_rows) > len(files)
    assert left_over(empty, texts_of(panel), said, on_rows, *menus) == []


def test_the_player(qtbot: QtBot, home: Running) -> None:
    """Its controls, menus, statistics, and what it says when it waits or fails."""
    player = home.window.player
    home.application.playing.play(TITLED)
    session = cast(FakeSession, player.session)
    tracks, rungs = (Track("", ""),), (Rendition("720p", 5e6),)
    session.become(renditions=rungs, subtitles=tracks, rendition_now="720p")
    statistics = Statistics(1.0, 1, 2.0, 3, {"720p": 1.0}, picture_width=1280, picture_height=720)
    player.statistics.toggle()
    found = set[str]()
    trouble = Sentence("{trouble} Trying again…", trouble=Sentence("The connection broke."))
    for phase in Phase:
        error = "" if phase is Phase.FAILED else None
        player.show_state(
            replace(session.state, phase=phase, statistics=statistics, error=error, muted=True)
        )
        found |= texts_of(player)
    session.become(message=trouble, phase=Phase.LOADING)
    qtbot.waitUntil(player.waiting.message.isVisible)
    home.window.player.toggle_full_screen()
    for button in (player.controls.quality, player.controls.speed, player.controls.subtitles):
        button.click()
        menu, *_below = button.findChildren(QMenu)
        found |= texts_of(menu)
        menu.close()
    found |= texts_of(home.window) | {home.window.windowTitle()}
    assert left_over(found) == []


def test_passing_words(home: Running) -> None:
    """Toasts, the bar of what is the matter, what is told while files are dragged."""
    application, toast = home.application, home.window.toast
    away, said = ServerUnreachable("1"), set[str]()
    deeds: tuple[Callable[[], None], ...] = (
        lambda: application.news.tell_ready(TITLED),
        lambda: application.news.tell_ready(TITLED),
        lambda: application.news.tell_published(TITLED),
        lambda: application.news.tell_published(TITLED),
        lambda: application.accounts._not_told(away),
        lambda: application.uploading._added(0),
        lambda: application.uploading._added(1),
        lambda: application.uploading.take_progress([progress(State.FAILED)]),
        lambda: application._show_line(away),
    )
    for do in deeds:
        do()
        said |= texts_of(toast) | texts_of(home.window.notice)
    assert len(said) > 6
    assert left_over(said) == []


@pytest.mark.parametrize("count", [1, 2])
def test_the_dialogs(home: Running, count: int) -> None:
    """All of them, opened on the window."""
    window = home.window
    costs = Costs(Cost(0.9, 0.25), "1", {})
    home.application.editing.edit_videos([TITLED])
    [details] = home.application.editing.dialogs
    home.application._costs._take(costs)
    details.add_row("", row := OriginalRow())
    row.show_original(None)
    confirm_delete(window, [TITLED] * count, lambda: None)
    home.application.show_settings()
    window.ask_url()
    asked = Asked([Path(FILE)] * count, 2000, Cost(0.4, 0.03, 0.001), "1")
    question(asked, window).open()
    for occasion in (FAULT, CRASH):
        BugDialog("1", window, occasion).open()
    dialogs = window.findChildren(QDialog)
    assert len(dialogs) == 7
    found = [texts_of(dialog) for dialog in dialogs]
    sums = [total_words(costs), video_words(Cost(0.4, 0.03)), video_words(Cost())]
    for dialog in dialogs:
        dialog.reject()
    assert left_over(sums, *found) == []


def test_the_file_dialogs(home: Running) -> None:
    """Their titles and filters; the rest is Qt's."""
    window = home.window
    window.ask_files()
    window.ask_file()
    said = list[str]()
    for dialog in window.findChildren(QFileDialog):
        said += [dialog.windowTitle(), *(f.partition(" (*")[0] for f in dialog.nameFilters())]
        dialog.reject()
    assert len(said) == 6
    assert left_over(said) == []


def test_numbers() -> None:
    """Units and waits."""
    sizes = [text.size(10.0**power) for power in range(14)]
    waits = [text.time_left(10.0**power) for power in range(7)]
    others = [text.speed(1000), text.bit_rate(1e4), text.bit_rate(1e7), text.dollars(0.001)]
    assert left_over(sizes, waits, others) == []


def test_an_original_that_can_be_moved(qtbot: QtBot) -> None:
    """Both ways."""
    row = OriginalRow()
    qtbot.addWidget(row)
    for state in ("at_hand", "archived"):
        row.show_original(Original(state, "1"))
        assert left_over(texts_of(row)) == []


def test_a_word_that_is_not_translated_is_noticed() -> None:
    """And a file's name, a number, and the brand are not."""
    assert left_over(["Upload", foreign("Upload {file}").format(file=FILE), "720p", "Matinee"]) == [
        "Upload"
    ]
    assert PlayerState().message == ""

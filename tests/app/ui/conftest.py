"""What the window's tests share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.known_servers import Profile
from app.server.connection import Connection, Connector
from app.settings import Settings
from app.ui.accounts.open_accounts import Queues
from app.ui.background import Background
from app.ui.navigation.page import Visit
from app.ui.shell.application import Application
from app.ui.shell.main_window import MainWindow
from app.ui.style.theme import Colours, dress, style_sheet
from app.upload.engine.progress import Listener
from tests.app.ui.fake_player import build
from tests.app.ui.fake_queue import FakeQueue
from tests.app.ui.fake_viewing import ViewingInMemory, visit_to
from tests.app.ui.fakes import FakeConnector, Running, fake_edits
from tests.strings import FOLDER, compile_words


@pytest.fixture(scope="session", autouse=True)
def _english(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Plurals as an English reader has them, whether or not `./dev` has compiled them."""
    compiled = tmp_path_factory.mktemp("words") / "matinee_en.qm"
    compile_words(FOLDER / "matinee_en.ts", compiled)
    english = QTranslator(qapp)
    assert english.load(str(compiled))
    qapp.installTranslator(english)


@pytest.fixture(autouse=True)
def _same_locale() -> Iterator[None]:
    """Whatever a test reads numbers in is not the next one's."""
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:  # noqa: ARG001 (Qt must be there)
    background = Background()
    yield background
    background.close()


@pytest.fixture
def colours(qapp: QApplication) -> Colours:
    colours = Colours()
    # Qt goes through every window for it, also through one of the test before that is being freed
    # with the last worker that knew of it.
    if qapp.styleSheet() != style_sheet(colours):
        dress(qapp, colours)
    return colours


@pytest.fixture
def connector() -> Connector:
    return FakeConnector()


@pytest.fixture
def kept() -> Settings:
    """What was set the last time."""
    return Settings()


@pytest.fixture
def working() -> set[Profile]:
    """Whose uploads were not finished when Matinee ended."""
    return set()


@pytest.fixture
def running(
    qtbot: QtBot,
    colours: Colours,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    connector: Connector,
    working: set[Profile],
    kept: Settings,
) -> Running:
    quits = threading.Event()
    monkeypatch.setattr(QApplication, "quit", staticmethod(quits.set))
    background = Background()
    queues, saved = list[FakeQueue](), list[Settings]()
    state = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(state)
    window.furnish(background, colours, build)

    def end() -> None:
        """Before the window goes: what comes later would look for it."""
        window.quit()
        qtbot.waitUntil(quits.is_set, timeout=10_000)
        background.close()

    qtbot.addWidget(window, before_close_func=lambda _: end())

    def open_queue(_to: Connection, listener: Listener, _settings: Settings) -> FakeQueue:
        queues.append(FakeQueue(listener))
        return queues[-1]

    application = Application(
        lambda _: window,
        background,
        connector,
        Queues(open_queue, lambda profile: profile in working, fake_edits(tmp_path)),
        kept,
        saved.append,
        tmp_path / "cache",
    )
    window.show()
    application.start()
    return Running(application, window, queues, connector, saved)


@pytest.fixture
def home(qtbot: QtBot, running: Running) -> Running:
    qtbot.waitUntil(lambda: running.page is running.window.home, timeout=5_000)
    return running


@pytest.fixture
def viewing() -> ViewingInMemory:
    return ViewingInMemory()


@pytest.fixture
def visit(viewing: ViewingInMemory, background: Background, tmp_path: Path) -> Visit:
    return visit_to(viewing, background, tmp_path)

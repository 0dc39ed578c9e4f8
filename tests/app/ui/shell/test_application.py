"""The whole window, with fakes behind it; once with the real bundled backend."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.known_servers import KnownServers, Profile
from app.main import tell_of_crash
from app.player.engine.api import Phase, PlayerState, Statistics
from app.server.connection import Connector, journal_path
from app.server.credentials import Credentials
from app.server.local_backend import LocalBackend
from app.server.videos import PlayReport
from app.settings import Settings
from app.ui.dialogs.settings import SettingsDialog
from app.ui.shell.bug_report import BugCatcher, BugDialog
from app.ui.shell.uploading import MOST_REMEMBERED, Given, add_all, begin
from app.ui.watching.playing import highest
from app.upload.engine.progress import Progress, State
from app.upload.source.file import VIDEO_SUFFIXES
from app.upload.source.folders import films_in
from tests.app.ui.fake_player import FakeScreen, FakeSession
from tests.app.ui.fake_queue import FakeQueue, progress
from tests.app.ui.fakes import FILM, FakeClient, FakeConnector, Running, an_outbox


def test_it_starts_without_a_question(home: Running) -> None:
    """The owner of the computer is in, and there is nobody to sign out."""
    assert home.application.attached is not None
    assert not home.window.sign_out.isVisible()


def test_files_dropped_on_the_window_are_queued(qtbot: QtBot, home: Running) -> None:
    """By a real drop event, which leaves them where they are; a toast leads to where they are
    shown."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/films/a.mp4"), QUrl("https://not.local/b.mp4")])
    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    drop.setDropAction(Qt.DropAction.MoveAction)
    home.window.dropEvent(drop)
    assert (drop.isAccepted(), drop.dropAction()) == (True, Qt.DropAction.CopyAction)

    qtbot.waitUntil(lambda: ("add", "a.mp4") in home.queue.asked)
    qtbot.waitUntil(home.window.toast.isVisible)
    assert home.window.toast.words.text() == "1 file on the way."
    QTest.mouseClick(home.window.toast.button, Qt.MouseButton.LeftButton)
    assert home.window.uploads.isVisible()


def test_subtitles_dropped_on_a_film_belong_to_it(home: Running) -> None:
    """They are shown, and nothing is uploaded."""
    home.application.playing.play(FILM)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/films/a.de.srt")])
    drop = QDropEvent(
        *(QPointF(50, 50), Qt.DropAction.CopyAction, mime),
        *(Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier),
    )
    home.window.dropEvent(drop)
    state = cast(FakeSession, home.window.player.session).state
    assert [track.label for track in state.subtitles] == ["a.de.srt"]
    assert not home.has_added("a.de.srt")


def test_files_given_before_there_is_a_backend_are_not_lost(qtbot: QtBot, running: Running) -> None:
    """The command line is faster than the backend."""
    running.window.drop([Path("/films/early.mp4")])
    qtbot.waitUntil(lambda: running.has_added("early.mp4"), timeout=5_000)


def test_a_film_plays_and_the_library_comes_back(qtbot: QtBot, home: Running) -> None:
    """In the same window, with the film's title."""
    home.application.playing.play(FILM)
    assert home.page is home.window.player
    assert home.window.windowTitle() == "Big Buck Bunny – Matinee"

    home.window.player.leave()

    qtbot.waitUntil(lambda: home.page is home.window.home)
    assert home.window.windowTitle() == "Your videos – Matinee"


LEFT = PlayerState(
    Phase.PLAYING,
    "film",
    statistics=Statistics(startup_seconds=0.2, seconds_by_rendition={"720p": 9.0}),
)


def reports_of(home: Running) -> list[PlayReport]:
    assert home.application.attached is not None
    return cast(FakeClient, home.application.attached.client).reports


def test_a_play_is_reported_to_the_server(qtbot: QtBot, home: Running) -> None:
    """What the player measured, once the film is left."""
    reports = reports_of(home)
    home.application.playing.report(LEFT)
    qtbot.waitUntil(lambda: bool(reports))
    assert reports[0].startup_seconds == 0.2
    assert reports[0].seconds_by_rendition == {"720p": 9.0}


def test_the_last_play_is_reported_though_the_window_closes(home: Running) -> None:
    """It is sent before the connection is given up."""
    reports = reports_of(home)
    home.window.close()
    home.application.playing.report(LEFT)
    assert len(reports) == 1


def test_who_does_not_want_it_is_not_reported(home: Running) -> None:
    """The setting counts from now on."""
    reports = reports_of(home)
    home.application.change_settings(replace(home.application.settings, send_reports=False))
    home.application.playing.end()  # so that it would be sent at once
    home.application.playing.report(LEFT)
    assert reports == []


def test_full_screen_keeps_the_window(qtbot: QtBot, home: Running) -> None:
    """A new one would cost mpv its GL context."""
    before = home.window.winId()
    home.application.playing.play(FILM)
    home.window.player.toggle_full_screen()
    qtbot.waitUntil(home.window.isFullScreen)
    home.window.player.toggle_full_screen()
    qtbot.waitUntil(lambda: not home.window.isFullScreen())
    assert home.window.winId() == before


@dataclass
class Real:
    """The real bundled backend behind a connector."""

    backends: list[LocalBackend]
    died: list[Callable[[], None]]
    connector: Connector

    def process(self) -> int:
        process = self.backends[0]._process
        assert process is not None
        return process.pid


@pytest.fixture
def real(tmp_path: Path) -> Real:
    backends, died = list[LocalBackend](), list[Callable[[], None]]()

    def start_backend() -> LocalBackend:
        backends.append(LocalBackend(tmp_path, lambda: died[0]()))
        return backends[-1]

    return Real(backends, died, Connector(Credentials(), start_backend))


@pytest.mark.slow
class TestOnTheRealBackend:
    @pytest.fixture
    def connector(self, real: Real) -> Connector:
        return real.connector

    def test_it_ends_with_the_window_and_not_before(
        self, qtbot: QtBot, running: Running, real: Real
    ) -> None:
        """Killed meanwhile it is started again, and a running film is not taken away."""
        real.died.append(running.application.backend_died)
        qtbot.waitUntil(lambda: running.application.attached is not None, timeout=60_000)
        running.application.playing.play(FILM)
        first, killed = running.application.attached, real.process()
        os.kill(killed, signal.SIGKILL)
        qtbot.waitUntil(lambda: running.application.attached not in (None, first), timeout=60_000)
        assert running.page is running.window.player
        process = real.process()
        assert process != killed

        running.window.close()

        qtbot.waitUntil(lambda: not Path(f"/proc/{process}").exists(), timeout=10_000)


def test_a_server_that_wants_a_password_asks_for_it(qtbot: QtBot, home: Running) -> None:
    """And a wrong one has a sentence; this computer's own is a button away."""
    home.application.settings = Settings(server="https://matinee.example")
    home.application.start()
    page = home.window.sign_in_page
    qtbot.waitUntil(lambda: home.page is page)

    QTest.keyClicks(page.form.email.edit, "somebody@example.org")
    QTest.keyClicks(page.form.password.edit, "wrong")
    QTest.mouseClick(page.form.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.form.password.fault.text() == "That password is not right.")

    QTest.mouseClick(page.form.ways_out.local, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: home.page is home.window.home, timeout=5_000)
    assert home.saved[-1].server == ""


def test_a_server_that_is_not_there_is_told(qtbot: QtBot, home: Running) -> None:
    """With a button to try again."""
    home.window.show_start_failed("Can't reach nowhere.")
    assert home.window.start_page.button.isVisible()
    QTest.mouseClick(home.window.start_page.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: home.page is home.window.home, timeout=5_000)


def test_closing_ends_everything(qtbot: QtBot, home: Running) -> None:
    """Picture, session, queue and backend, in that order, without holding up the window."""
    home.application.playing.play(FILM)
    screen = cast(FakeScreen, home.window.player.surface)
    session = cast(FakeSession, home.window.player.session)

    home.window.close()

    assert not home.window.isVisible()
    assert screen.released
    qtbot.waitUntil(lambda: cast(FakeConnector, home.connector).closed)
    assert session.closed
    assert ("close", "") in home.queue.asked


def test_every_control_of_the_window_has_a_name(home: Running) -> None:
    """Whatever has only an icon says what it is."""
    unnamed = [
        button.objectName() or type(button).__name__
        for button in home.window.findChildren(QAbstractButton)
        if not (button.accessibleName() or button.text() or button.isHidden())
        and button.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert unnamed == []


def test_settings_take_effect(qtbot: QtBot, home: Running) -> None:
    """The limit reaches the queue, the file is written."""
    home.application.show_settings()
    dialog = home.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.editors["upload_limit_mbit"].setValue(8)  # type: ignore[attr-defined]
    dialog.accept()

    qtbot.waitUntil(lambda: ("limit", "1000000") in home.queue.asked)
    qtbot.waitUntil(lambda: [s.upload_limit_mbit for s in home.saved] == [8.0])


def test_settings_leave_alone_what_they_do_not_show(home: Running) -> None:
    """Whoever arrives at a server while the dialog is open is there afterwards, too."""
    home.application.show_settings()
    dialog = home.window.findChild(SettingsDialog)
    assert dialog is not None
    servers = KnownServers().with_guest("https://there.example")
    home.application.change_settings(replace(home.application.settings, servers=servers))
    dialog.accept()
    assert home.application.settings.servers == servers


def test_settings_are_saved_one_after_the_other(
    qtbot: QtBot, home: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However fast they change; the newest are what stays."""
    go_on, under_way, saved = threading.Event(), list[Settings](), list[Settings]()

    def save(settings: Settings) -> None:
        under_way.append(settings)
        assert len(under_way) == 1
        go_on.wait(5)
        saved.append(under_way.pop())

    monkeypatch.setattr(home.application, "_save_settings", save)
    for volume in (1.0, 2.0, 3.0):
        home.application.change_settings(replace(home.application.settings, volume=volume))
    go_on.set()
    qtbot.waitUntil(lambda: len(saved) == 3)
    assert saved[-1].volume == 3.0


def test_bugs_are_shown_and_can_be_copied(qtbot: QtBot, home: Running) -> None:
    """One dialog, however many there are; without what would let somebody in."""
    catcher = BugCatcher(home.application._background, home.window)
    for fault in (ValueError("first ?signature=abc"), ValueError("second")):
        catcher.caught(type(fault), fault, None)
    qtbot.waitUntil(lambda: home.window.findChild(BugDialog) is not None)
    dialog = home.window.findChild(BugDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: "second" in dialog.report.toPlainText())

    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)

    assert "ValueError: first ?signature=…" in QApplication.clipboard().text()
    dialog.accept()


def test_a_crash_is_told_until_somebody_looks(qtbot: QtBot, home: Running) -> None:
    """The toast leads to the report, in words for what is over."""
    tell_of_crash(
        home.window, BugCatcher(home.application._background, home.window), "Segmentation fault"
    )
    toast = home.window.toast
    assert (toast.isVisible(), toast.leaves) == (True, False)
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: home.window.findChild(BugDialog) is not None)
    dialog = home.window.findChild(BugDialog)

    assert dialog is not None
    assert dialog.windowTitle() == "Matinee ended unexpectedly"
    assert "Segmentation fault" in dialog.report.toPlainText()
    dialog.accept()
    toast.say("Something else.")
    assert toast.leaves


def test_a_folders_files_are_in_the_order_of_people(tmp_path: Path) -> None:
    """Numbers by what they count, at each level; capitals make no difference."""
    names = ["1/b.mp4", "2/a.mp4", "2/part 2.mp4", "2/Part 10.mp4", "10/a.mp4", "c/007.mp4"]
    for name in reversed(names):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [
        str(file.relative_to(tmp_path)) for file in films_in([tmp_path], VIDEO_SUFFIXES).films
    ] == names


def test_folders_give_their_videos(tmp_path: Path) -> None:
    """Whatever is named directly is taken; in folders only what looks like a video."""
    for name in ("b.mkv", "sub/a.MP4", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [file.name for file in films_in([tmp_path], VIDEO_SUFFIXES).films] == ["b.mkv", "a.MP4"]
    assert films_in([tmp_path / "notes.txt"], ()).films == [tmp_path / "notes.txt"]
    queue = FakeQueue()
    given = Given(films_in([tmp_path], VIDEO_SUFFIXES).films, None)
    assert add_all(queue, an_outbox(tmp_path), given) == 2
    assert queue.asked == [("add", "b.mkv"), ("add", "a.MP4")]


def test_the_last_finished_uploads_are_remembered(tmp_path: Path) -> None:
    """All that is unfinished or failed, and of thousands that are done the newest."""

    class Full(FakeQueue):
        def uploads(self) -> list[Progress]:
            done = range(MOST_REMEMBERED + 2)
            return [
                progress(State.FAILED, upload_id="failed"),
                *(progress(State.DONE, upload_id=f"u{number}") for number in done),
            ]

    queue = Full()
    kept = [upload.upload_id for upload in begin(queue, an_outbox(tmp_path))]
    assert (kept[0], kept[1], len(kept)) == ("failed", "u2", 1 + MOST_REMEMBERED)
    assert sorted(queue.asked) == [("forget", "u0"), ("forget", "u1")]


def test_the_most_lines_that_auto_may_choose() -> None:
    """The user's cap and the metered network's, whichever is lower."""
    assert highest(Settings()) is None
    assert highest(Settings(quality_most="720p")) == 720
    assert highest(Settings(quality_most="720p", metered=True)) == 480
    assert highest(Settings(quality_most="360p", metered=True)) == 360


def test_each_account_has_its_own_journal(tmp_path: Path) -> None:
    """An upload belongs where it was begun."""
    profiles = (
        *(Profile(), Profile("https://a", "ann"), Profile("https://a", "ben")),
        Profile("https://b", "ann"),
    )
    assert len({journal_path(tmp_path, profile) for profile in profiles}) == 4

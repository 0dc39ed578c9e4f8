"""The composition root: makes every part of the application and joins them.

    python -m app.main [--server URL] [--data-dir DIR] [--play] [FILE or URL …]
    python -m app.main COMMAND …

Files are uploaded, or with `--play` played; a URL is played. A command of `app/cli/` needs no
window. In the frozen package `matinee --backend …` is the bundled backend itself (see `main`).
"""

from __future__ import annotations

import argparse
import gc
import locale
import os
import runpy
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.names import is_command

if __name__ == "__main__":
    if is_command(sys.argv[1:]):  # before Qt is imported, which it does without
        from app.cli.__main__ import main as run_command

        sys.exit(run_command(sys.argv[1:]))
    gc.disable()  # what is imported stays; to go through it again and again slows the start

# What needs no Qt comes first: of each module that is imported later, PySide reads the source.
from app.crash import CrashNote
from app.desktop.memory import give_back_memory
from app.desktop.silent_bus import avoid_silent_bus
from app.errors import CantWrite, writing
from app.logs import log_to
from app.settings import ForThisTime, Settings, data_path, settings_path

# isort: split
from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.background import Background
from app.ui.collecting import Collecting
from app.ui.refusal import refuse, see_room
from app.ui.shell.bug_report import CRASH, BugCatcher, log_qt_messages
from app.ui.shell.main_window import MainWindow
from app.ui.shell.single_instance import SingleInstance
from app.ui.signals import end_on_signals
from app.ui.style.motion import keep_still
from app.ui.style.roles import tell_roles
from app.ui.style.theme import Colours, Theme, resource
from app.ui.style.words import speak, told, translate

if TYPE_CHECKING:
    from app.edits.outbox import Listener as DraftListener
    from app.edits.outbox import Outbox
    from app.known_servers import Profile
    from app.player.abr.network_history import NetworkHistory
    from app.player.engine.api import PlayerState
    from app.server.connection import Connection
    from app.ui.accounts.open_accounts import Uploads
    from app.ui.player.calls import PlaySession
    from app.ui.shell.application import Application
    from app.upload.engine.progress import Listener

GOING = ("live", "restarting", "cancelling", "auditing")
"""States of an upload in the journal that wait for nobody."""


def arguments_of(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="matinee", description="Upload videos and watch them.")
    parser.add_argument("items", nargs="*", metavar="FILE or URL", help="to upload, or to play")
    parser.add_argument("--play", action="store_true", help="play the files, don't upload them")
    parser.add_argument("--server", metavar="URL", help="a Matinee server, for this time")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="keep everything below DIR")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Run the application; returns its exit code."""
    if arguments[:1] == ["--backend"]:
        return run_backend(arguments[1:])
    options = arguments_of(arguments)
    data_dir = (options.data_dir or data_path()).absolute()
    try:
        see_room(data_dir)
        with writing(data_dir):
            log_to(data_dir / "logs" / "matinee.log")
        return begin(options, data_dir)
    except CantWrite as refusal:
        return refuse(refusal)


def begin(options: argparse.Namespace, data_dir: Path) -> int:
    """Open the window, or have the one that is open come up."""
    avoid_silent_bus(os.environ)
    give_back_memory()
    qt = QApplication([sys.argv[0]])
    qt.setApplicationName("Matinee")
    qt.setDesktopFileName("matinee")
    qt.setQuitOnLastWindowClosed(False)
    # Qt sets the user's locale; mpv reads numbers and must see a decimal point.
    locale.setlocale(locale.LC_NUMERIC, "C")
    log_qt_messages()
    tell_roles()
    instance = SingleInstance(data_dir)
    items = ["--play"] * options.play + [absolute(item) for item in options.items]
    with writing(data_dir):
        claimed = instance.claim()
    if not claimed:
        return hand_over(instance, items)
    note = CrashNote(data_dir / "logs" / "running.txt")
    try:
        code = Beginning(qt, options, data_dir, items).run(instance, note)
        note.end()
        return code
    finally:
        instance.release()


class Beginning:
    """The window first, by itself; what stands behind it is loaded and joined once it is seen."""

    def __init__(
        self, qt: QApplication, options: argparse.Namespace, data_dir: Path, items: Sequence[str]
    ) -> None:
        self._qt, self._data_dir = qt, data_dir
        self._language = speak(qt, QLocale(), resource("translations"))
        self._config = data_dir / "settings.toml" if options.data_dir else settings_path()
        kept, self._faults = Settings.load(self._config)
        self._begun = ForThisTime(kept, options.server)
        self._colours = Colours()
        self._theme = Theme(qt, self._colours)
        self._look_as(self._begun.settings)
        self._background = Background(qt)
        state = QSettings(str(data_dir / "window.ini"), QSettings.Format.IniFormat)
        self._window = MainWindow(state)
        self._bugs = BugCatcher(self._background, self._window)
        self._bugs.install()
        self._asked: list[Sequence[str]] = [items]
        self._application: Application | None = None

    def _look_as(self, settings: Settings) -> None:
        self._theme.choose(settings.theme)
        keep_still(settings.less_motion)

    def run(self, instance: SingleInstance, note: CrashNote) -> int:
        instance.asked.connect(self._window.come_up)
        instance.asked.connect(self._ask)
        instance.uploads_of = self._uploads_of
        # From here on the end is seen to: what ends without it has crashed.
        with writing(self._data_dir):
            crashed = note.begin()
        wake = end_on_signals(self._qt, self._window.quit)
        self._window.closing.connect(self._end)
        self._window.seen.connect(
            lambda: self._background.run(load_rest, lambda _none: self._compose(crashed))
        )
        self._window.show()
        code = self._qt.exec()
        self._background.close()
        wake.close()
        return code

    def _compose(self, crashed: str | None) -> None:
        from app.ui.shell.desktop import Surrounding, open_buses, tray_icon

        self._application = application = self._join()
        Collecting(self._window, lambda: self._window.calm)
        application.settings_changed.connect(self._look_as)
        if crashed is not None:
            tell_of_crash(self._window, self._bugs, crashed)
        if self._faults:
            self._window.toast.say(" ".join(map(told, self._faults)))
        application.start()
        application.folders.start(self._data_dir / "uploads" / "watched.db")
        application.desktop.start(Surrounding(open_buses, tray_icon))
        self._open_what_was_asked()

    def _join(self) -> Application:
        from app.player.abr.network_history import NetworkHistory
        from app.server.connection import Connector
        from app.server.credentials import Credentials
        from app.server.local_backend import LocalBackend
        from app.ui.accounts.open_accounts import Queues
        from app.ui.shell.application import Application

        data_dir, window = self._data_dir, self._window
        history = NetworkHistory(data_dir / "cache" / "links.json")

        def furnish(application: Application) -> MainWindow:
            build = partial(build_player, application, history)
            window.furnish(self._background, self._colours, build)
            return window

        return Application(
            furnish,
            self._background,
            Connector(
                Credentials(),
                lambda: LocalBackend(data_dir, self._backend_died),
                self._language,
            ),
            Queues(
                partial(open_queue, data_dir),
                self._has_work,
                partial(open_edits, data_dir),
            ),
            self._begun.settings,
            lambda changed: self._begun.to_keep(changed).save(self._config),
            data_dir / "cache",
        )

    def _has_work(self, profile: Profile) -> bool:
        """A watched folder is work to come."""
        watched = self._begun.settings.watched
        return bool(watched.of(profile)) or has_work(self._data_dir, profile)

    def _ask(self, items: Sequence[str]) -> None:
        self._asked.append(items)
        self._open_what_was_asked()

    def _uploads_of(self, files: Collection[str]) -> Sequence[Mapping[str, Any]]:
        return self._application.uploading.of_files(files) if self._application else ()

    def _open_what_was_asked(self) -> None:
        if self._application is not None:
            asked, self._asked = self._asked, []
            for items in asked:
                open_items(self._application, items)

    def _backend_died(self) -> None:
        if self._application is not None:
            self._application.backend_died()

    def _end(self) -> None:
        """Closed before there was an application to end."""
        if self._application is None:
            self._qt.quit()


def load_rest() -> None:
    """Import what the window holds, and what stands behind it, on another thread: it takes longer
    than the window may wait."""
    import app.server.credentials
    import app.server.local_backend
    import app.ui.frame.frame
    import app.ui.library.page
    import app.ui.player.view
    import app.ui.shell.application
    import app.ui.shell.pages
    import app.ui.uploads.page  # noqa: F401


def tell_of_crash(window: MainWindow, bugs: BugCatcher, report: str) -> None:
    """The last run ended as it should not have; what was under way goes on by itself."""
    sentence = translate("Start", "Matinee ended unexpectedly last time.")
    if report:
        label = translate("Start", "Report")
        window.toast.say(sentence, label, lambda: bugs.show(report, CRASH), stays=True)
    else:
        window.toast.say(sentence)


def build_player(
    application: Application,
    history: NetworkHistory,
    parent: QWidget,
    on_change: Callable[[PlayerState], None],
) -> tuple[QWidget, PlaySession]:
    """mpv, its picture and the session; imported here, for the window to be there sooner."""
    from app.player.engine.mpv_player import MpvPlayer
    from app.player.session.prefetch import Habits, Preload
    from app.player.session.session import PlaybackSession
    from app.ui.player.video_surface import make_surface

    player = MpvPlayer()
    surface = make_surface(player, parent)
    playing = application.players.playing_in(parent)
    habits = Habits(
        history,
        preload=lambda: Preload(application.settings.preload),
        tells_cmcd=lambda: application.settings.cmcd,
        languages=lambda: tuple(QLocale().uiLanguages()),
        allowed_hosts=lambda: application.settings.allowed_hosts,
    )
    session = PlaybackSession(
        player, playing.playback_of, on_change, habits=habits, on_left=playing.report
    )
    session.set_volume(application.settings.volume)
    return surface, session


def open_queue(
    data_dir: Path, connection: Connection, listener: Listener, settings: Settings
) -> Uploads:
    # On another thread, while the window is there already.
    from app.upload.engine import queue

    return queue.open_queue(data_dir, connection, listener, settings)


def open_edits(data_dir: Path, connection: Connection, listener: DraftListener) -> Outbox:
    """After the queue, which holds the account's lock: there is one application at a time."""
    from app.edits.outbox import Outbox
    from app.edits.store import DraftStore
    from app.server.connection import journal_path

    path = journal_path(data_dir, connection.profile)
    return Outbox(connection.client.editing, DraftStore(path.with_suffix(".edits.db")), listener)


def has_work(data_dir: Path, profile: Profile) -> bool:
    """Whether an account has uploads that would go on by themselves."""
    from app.server.connection import journal_path
    from app.upload.engine.journal import Journal

    if not (path := journal_path(data_dir, profile)).exists():
        return False
    with closing(Journal(path)) as journal:
        return any(record.state in GOING for record in journal.records(profile.account_id))


def open_items(application: Application, items: Sequence[str]) -> None:
    """What the command line names, this one's or a later one's."""
    named = {item: file_named(item) for item in items}
    files = {item: path for item, path in named.items() if path is not None}
    # File managers name the files that they open by addresses.
    played = [path for item, path in files.items() if "--play" in items or is_address(item)]
    if played:
        application.watching.open_files(played)
    for item in items:
        if item in files and files[item] not in played:
            application.uploading.upload([files[item]])
        elif item not in files and item != "--play":
            application.open_address(item)


def file_named(item: str) -> Path | None:
    """The file of this computer that is meant, by its path or its address."""
    from app.links import path_of

    if item == "--play":
        return None
    return path_of(item) if is_address(item) else Path(item)


def is_address(item: str) -> bool:
    from app.links import is_own  # most starts have none to look at

    return "://" in item or is_own(item)


def absolute(item: str) -> str:
    return item if is_address(item) else str(Path(item).absolute())


def hand_over(instance: SingleInstance, items: Sequence[str]) -> int:
    if instance.hand_over(items):
        return 0
    print("Matinee is already running with this data, but does not answer.", file=sys.stderr)
    return 1


def run_backend(arguments: Sequence[str]) -> int:
    """The frozen package has one executable: with `--backend` first it is the backend.

    The application must not import the backend, so its module is run by name.
    """
    sys.argv = ["backend.server", *arguments]
    runpy.run_module("backend.server", run_name="__main__")
    return 0


if __name__ == "__main__":
    gc.freeze()
    gc.enable()
    sys.exit(main(sys.argv[1:]))

"""Joins the application with the desktop around it, once that answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from app.desktop.bus import Body, Buses, Method
from app.desktop.holds import Holds, Rules
from app.desktop.media.mpris_service import Mpris
from app.desktop.network import Network, follow_network
from app.desktop.notifications import Notifier
from app.desktop.power import Power, PowerWatch
from app.desktop.screen import SCREEN_WAYS, XScreen
from app.desktop.sleep import Wakefulness, hear_waking
from app.known_servers import Profile
from app.player.engine.api import Phase, PlayerState
from app.settings import Settings
from app.ui.accounts.open_accounts import OpenAccounts, Uploads
from app.ui.background import Background, Latest
from app.ui.desktop.closing import (
    Closing,
    ask_how_to_close,
    nothing_is_lost,
    what_closing_means,
)
from app.ui.desktop.media import MediaControls
from app.ui.desktop.tally import Overall, UploadTally
from app.ui.desktop.telling import Telling
from app.ui.desktop.tray import Tray, TrayActions
from app.ui.shell.main_window import MainWindow
from app.ui.style.parts import timer
from app.ui.style.theme import resource
from app.ui.style.words import told, translate
from app.ui.windows.open_players import OpenPlayers
from app.upload.engine.progress import Progress

AWAKE_MS = 30_000
"""So long after the last byte the computer is still kept awake: the next film may be about to
begin."""
LOOK_MS = 60_000
BUS = "org.freedesktop.DBus"


class AccountProgress(NamedTuple):
    account: Profile
    progress: Progress


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What is asked of the desktop: its buses, which answer on the UI thread, and an icon in its
    tray, None where it has none."""

    buses: Callable[[Callable[[Callable[[], None]], None]], Buses]
    tray_icon: Callable[[], QSystemTrayIcon | None]


class Desktop:
    """Everything on the UI thread. Until `start` there is no desktop, and nothing is different."""

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        accounts: OpenAccounts,
        telling: Telling,
        change_settings: Callable[[Settings], None],
        settings: Callable[[], Settings],
        players: OpenPlayers,
    ) -> None:
        self._window, self._background, self._accounts = window, background, accounts
        self._telling, self._settings, self._change = telling, settings, change_settings
        self._players = players
        self._media = MediaControls(players, window.quit)
        self.tally, self.overall, self.holds = UploadTally(), Overall(), Holds()
        self._network, self._power = Network(), Power()
        self._holding = threading.Lock()
        self._buses: Buses | None = None
        self._power_watch: PowerWatch | None = None
        self._wakefulness: Wakefulness | None = None
        self._lit: Wakefulness | None = None
        self.tray: Tray | None = None
        self._goes_with_films = False
        self.sleepy = timer(window, AWAKE_MS, self._let_sleep)
        self._looking = QTimer(window, interval=LOOK_MS)
        latest: Latest[tuple[Profile, str], AccountProgress] = Latest(
            background, lambda each: (each.account, each.progress.upload_id), self._take
        )
        accounts.listeners.append(
            lambda profile, progress: latest.put(AccountProgress(profile, progress))
        )
        window.may_close = self._may_close
        window.hold_notice.pressed.connect(self.send_anyway)
        players.state_changed.connect(self._stay_lit)
        players.emptied.connect(self._follow_last)
        self._looking.timeout.connect(self._look)

    def start(self, around: Surrounding) -> None:
        """The window is there: what answers late answers late."""
        buses = self._buses = around.buses(self._background.post)
        self._telling.notifier = Notifier(buses.session, str(resource("matinee.svg")))
        self._wakefulness = Wakefulness(buses)
        self._lit = Wakefulness(buses, SCREEN_WAYS, XScreen(self._background.run).want)
        self._power_watch = PowerWatch(buses.system, self._note_power)
        follow_network(buses.system, self._note_network)
        hear_waking(buses, self._wake)
        self._media.start(Mpris(buses.session, self._media.do))
        # Qt asks the bus for the tray, and waits for it: first one that can wait has an answer.
        asked = Method(BUS, "/org/freedesktop/DBus", BUS, "GetId")
        buses.session.call(asked, partial(self._add_tray, around.tray_icon))
        self._looking.start()
        self.reconsider()

    def close(self) -> None:
        """The end; whoever uploads hears that nothing is lost."""
        self.sleepy.stop()
        self._looking.stop()
        if self.overall.count and self._telling.notifier is not None:
            self._telling.notifier.say_last("Matinee", nothing_is_lost())
        if self.tray is not None:
            self.tray.close()
        self._let_sleep()
        if self._lit is not None:
            self._lit.want("")
        if self._buses is not None:
            self._buses.close()

    # What is under way

    def look(self) -> None:
        """Accounts have come or gone."""
        self._background.post(lambda: self._take(()))

    def _take(self, uploads: Sequence[AccountProgress]) -> None:
        for account, progress in uploads:
            self.tally.take(account, progress)
        self.tally.keep(self._accounts.profiles)
        overall = self.tally.overall()
        if overall != self.overall:
            self.overall = overall
            self._stay_awake()
            self._show()

    def _stay_awake(self) -> None:
        if self._wakefulness is None:
            return
        if self.overall.moving and self._settings().keep_awake:
            self.sleepy.stop()
            self._wakefulness.want(translate("Desktop", "Videos are being uploaded"))
        elif not self.sleepy.isActive():
            self.sleepy.start()

    def _stay_lit(self) -> None:
        """For who watches: neither for sound alone, nor for a window that nobody sees."""
        if self._lit is not None:
            views = [player.view for player in self._players.all]
            watches = any(is_watched(view.state) and is_seen(view) for view in views)
            self._lit.want(translate("Desktop", "A video is playing") if watches else "")

    def _let_sleep(self) -> None:
        if self._wakefulness is not None:
            self._wakefulness.want("")

    def _show(self) -> None:
        sentence = told(self.holds.sentence)
        self._window.hold_notice.say(sentence if self.overall.count else "")
        if self.tray is not None:
            self.tray.show(self.overall, sentence)

    # Why uploads wait

    def reconsider(self) -> None:
        """Something around them has changed, or what the user allows."""
        settings = self._settings()
        rules = Rules(settings.wait_on_metered, settings.metered, settings.battery_least)
        self._hold(self.holds.under(rules, self._network, self._power))
        self._stay_awake()

    def send_anyway(self) -> None:
        self._hold(self.holds.sent_anyway())

    def _hold(self, holds: Holds) -> None:
        former, self.holds = self.holds, holds
        if holds.fact != former.fact:
            self._background.run(self._have_all_wait)
            self._window.kept.hold(holds.sentence)
        self._show()

    def _have_all_wait(self) -> None:
        """On another thread, one after another: whoever comes last knows what holds by then."""
        with self._holding:
            self._accounts.hold(self.holds.fact)

    def _note_network(self, network: Network) -> None:
        before, self._network = self._network, network
        self.reconsider()
        if network.has_come_since(before):
            self._wake()

    def _note_power(self, power: Power) -> None:
        self._power = power
        self.reconsider()

    def _look(self) -> None:
        if self._power_watch is not None:
            self._power_watch.look()

    def _wake(self) -> None:
        """What waits for the network, or gave it up, tries it now."""
        self._players.go_on()
        self._background.run(lambda: self._accounts.each(lambda uploads: uploads.wake()))

    # The tray, and the end

    def _add_tray(
        self, tray_icon: Callable[[], QSystemTrayIcon | None], answer: Body | None
    ) -> None:
        if answer is None or (icon := tray_icon()) is None:
            return
        window = self._window
        actions = TrayActions(
            window.come_up,
            self._upload,
            partial(self._for_all, lambda uploads: uploads.pause_all()),
            partial(self._for_all, lambda uploads: uploads.resume_all()),
            self.send_anyway,
            window.quit,
        )
        self.tray = Tray(icon, window.windowIcon(), actions)
        self._telling.fallback = self.tray.say
        self._show()

    def _for_all(self, do: Callable[[Uploads], None]) -> None:
        self._background.run(lambda: self._accounts.each(do))

    def _upload(self) -> None:
        self._window.come_up()
        self._window.ask_files()

    def _may_close(self) -> bool:
        """Whether closing the window ends Matinee; else it was seen to."""
        has_tray = self.tray is not None and self.tray.is_there
        wanted = Closing(self._settings().when_closed)
        is_uploading = self.overall.count > 0
        match what_closing_means(wanted, has_tray=has_tray, is_uploading=is_uploading):
            case Closing.QUIT if not self._players.windows:
                return True
            case Closing.QUIT:
                self._goes_with_films = True
                self._hide()
            case Closing.TRAY:
                self._hide()
            case Closing.ASK:
                ask_how_to_close(self._window, self.overall.count, self._answer)
        return False

    def _follow_last(self) -> None:
        """Films in windows of their own were left to play on: with the last of them it is over."""
        if self._goes_with_films and not self._window.isVisible():
            self._window.close()
        self._goes_with_films = False

    def _answer(self, closing: Closing, is_for_always: bool) -> None:
        if is_for_always:
            self._change(replace(self._settings(), when_closed=str(closing)))
        if closing is Closing.TRAY:
            self._hide()
        else:
            self._window.quit()

    def _hide(self) -> None:
        """A film that nobody sees is not heard on."""
        window = self._window
        if window.player.isVisible():
            window.player.leave()
        window.hide()


def is_watched(state: PlayerState) -> bool:
    return state.has_picture and state.phase in (Phase.PLAYING, Phase.BUFFERING)


def is_seen(widget: QWidget) -> bool:
    """Also a minimised window, or one on another desktop, counts as shown; it is not exposed."""
    handle = widget.window().windowHandle()
    return widget.isVisible() and handle is not None and handle.isExposed()


def open_buses(deliver: Callable[[Callable[[], None]], None]) -> Buses:
    from app.desktop.dbus import DBus

    return Buses(DBus("SESSION", deliver), DBus("SYSTEM", deliver))


def tray_icon() -> QSystemTrayIcon | None:
    return QSystemTrayIcon() if QSystemTrayIcon.isSystemTrayAvailable() else None

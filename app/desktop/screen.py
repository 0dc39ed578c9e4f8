"""Keeping the screen lit while a film is watched.

A compositor that has none of these services (wlroots' portal has no Inhibit) goes by its own clock.
"""

from __future__ import annotations

import ctypes
import logging
import os
import threading
from collections.abc import Callable
from ctypes.util import find_library

from app.desktop.bus import Method
from app.desktop.sleep import GNOME, GNOME_PATH, SUSPENDING, WHO, Inhibition

log = logging.getLogger(__name__)

SAVER = "org.freedesktop.ScreenSaver"
SAVER_PATH = "/org/freedesktop/ScreenSaver"
PORTAL = "org.freedesktop.portal"
PORTAL_NAME = PORTAL + ".Desktop"
PORTAL_PATH = "/org/freedesktop/portal/desktop"
IDLE = 8
LetGo = Callable[[], object]


def screen_saver(why: str) -> Method:
    return Method(SAVER, SAVER_PATH, SAVER, "Inhibit", "ss", (WHO, why))


def idle_session(why: str) -> Method:
    flags = IDLE | SUSPENDING
    return Method(GNOME, GNOME_PATH, GNOME, "Inhibit", "susu", ("matinee", 0, why, flags))


def portal(why: str) -> Method:
    """From inside a sandbox, whose other services are out of reach."""
    reason = {"reason": ("s", why)}
    inhibit = PORTAL + ".Inhibit"
    body = ("", IDLE | SUSPENDING, reason)
    return Method(PORTAL_NAME, PORTAL_PATH, inhibit, "Inhibit", "sua{sv}", body)


SCREEN_WAYS = (
    Inhibition(
        False, screen_saver, lambda c: Method(SAVER, SAVER_PATH, SAVER, "UnInhibit", "u", (c,))
    ),
    Inhibition(
        False, idle_session, lambda c: Method(GNOME, GNOME_PATH, GNOME, "Uninhibit", "u", (c,))
    ),
    Inhibition(False, portal, lambda path: Method(PORTAL_NAME, path, PORTAL + ".Request", "Close")),
)


class XScreen:
    """X's own screen saver and what dims the screen: suspended while a connection that asked for it
    is open. Where there is no X, nothing happens."""

    def __init__(
        self,
        run: Callable[[Callable[[], None]], object],
        suspend: Callable[[], LetGo | None] | None = None,
    ) -> None:
        """`run` has another thread call something: to connect may take a while."""
        self._run, self._suspend = run, suspend or suspended
        self._lock = threading.Lock()
        self._is_wanted = False
        self._let_go: LetGo | None = None

    def want(self, is_wanted: bool) -> None:
        self._is_wanted = is_wanted
        self._run(self._settle)

    def _settle(self) -> None:
        """Whichever of two comes last, it does what was wanted last."""
        with self._lock:
            if self._is_wanted and self._let_go is None:
                self._let_go = self._suspend()
            elif not self._is_wanted and self._let_go is not None:
                self._let_go()
                self._let_go = None


def suspended() -> LetGo | None:
    """Have the screen stay lit, for as long as a connection to X is open; None where there is no
    X."""
    x11, saver = find_library("X11"), find_library("Xss")
    if x11 is None or saver is None or not os.environ.get("DISPLAY"):
        return None
    library = ctypes.CDLL(x11)
    library.XOpenDisplay.restype = ctypes.c_void_p
    if (opened := library.XOpenDisplay(None)) is None:
        return None
    display = ctypes.c_void_p(opened)
    ctypes.CDLL(saver).XScreenSaverSuspend(display, 1)
    library.XSync(display, 0)
    log.debug("X keeps the screen lit.")
    return lambda: library.XCloseDisplay(display)

"""Desktop notifications, as freedesktop.org has them."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.desktop.bus import Body, Bus, BusSignal, Method

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
DEFAULT = "default"
"""The action of who clicks on the notification itself."""


@dataclass(frozen=True, slots=True)
class Notification:
    """`actions` are labels, by what is told when one is pressed. `is_urgent`: somebody is
    needed."""

    title: str
    words: str = ""
    actions: Mapping[str, str] = field(default_factory=dict)
    is_urgent: bool = False


class ToShow(NamedTuple):
    notification: Notification
    acted: Callable[[str], None]
    refused: Callable[[], None]


class Notifier:
    """Shows one at a time: the next one takes the place of the last. All of it on one thread."""

    def __init__(self, bus: Bus, icon: str) -> None:
        self._bus, self._icon = bus, icon
        self._abilities: frozenset[str] | None = None
        self._id = 0
        self._acted: Callable[[str], None] = ignore
        self._is_asking = False
        self._next: ToShow | None = None
        bus.listen(BusSignal(NAME, PATH, NAME, "ActionInvoked"), self._hear_action)
        bus.listen(BusSignal(NAME, PATH, NAME, "NotificationClosed"), self._hear_closed)
        bus.listen(BusSignal(NAME, PATH, NAME, "ActivationToken"), self._hear_token)

    @property
    def is_shown(self) -> bool:
        return bool(self._id)

    def show(
        self,
        notification: Notification,
        acted: Callable[[str], None],
        refused: Callable[[], None],
    ) -> None:
        """`acted` hears what was pressed, `refused` that nobody here shows notifications. Of those
        that come before the last one has its number only the newest is shown."""
        wanted = ToShow(notification, acted, refused)
        if self._is_asking:
            self._next = wanted
            return
        self._is_asking = True
        if self._abilities is None:
            self._bus.call(
                Method(NAME, PATH, NAME, "GetCapabilities", wakes=True),
                lambda body: self._learn(body, wanted),
            )
        else:
            self._notify(wanted, self._abilities)

    def _learn(self, body: Body | None, wanted: ToShow) -> None:
        if body is None:
            self._answered(None, wanted)
        else:
            self._abilities = frozenset(body[0])
            self._notify(wanted, self._abilities)

    def _notify(self, wanted: ToShow, abilities: frozenset[str]) -> None:
        self._acted = wanted.acted
        body = self._body(wanted.notification, abilities)
        self._bus.call(
            Method(NAME, PATH, NAME, "Notify", "susssasa{sv}i", body, wakes=True),
            lambda answer: self._answered(answer, wanted),
        )

    def _answered(self, body: Body | None, wanted: ToShow) -> None:
        self._is_asking = False
        following, self._next = self._next, None
        if body is not None:
            self._id = int(body[0])
        elif following is None:
            wanted.refused()
        if following is not None:
            self.show(*following)

    def say_last(self, title: str, words: str) -> None:
        """For who is about to end, and can't hear what comes of it: plain words, and no buttons."""
        body: Body = (
            "Matinee",
            0,
            self._icon,
            title,
            words,
            [],
            {"desktop-entry": ("s", "matinee")},
            -1,
        )
        method = Method(NAME, PATH, NAME, "Notify", "susssasa{sv}i", body)
        self._bus.call(method, lambda _body: None)

    def withdraw(self) -> None:
        """What it says is over, or was seen elsewhere."""
        if self._id:
            method = Method(NAME, PATH, NAME, "CloseNotification", "u", (self._id,))
            self._bus.call(method, lambda _body: None)
            self._id = 0

    def _body(self, notification: Notification, abilities: frozenset[str]) -> Body:
        words = notification.words
        if "body-markup" in abilities:
            words = html.escape(words, quote=False)
        actions: list[str] = []
        if "actions" in abilities:
            for key, label in notification.actions.items():
                actions += [key, label]
        hints = {
            "desktop-entry": ("s", "matinee"),
            "category": ("s", "transfer.error" if notification.is_urgent else "transfer.complete"),
            "urgency": ("y", 2 if notification.is_urgent else 1),
        }
        title = notification.title
        return ("Matinee", self._id, self._icon, title, words, actions, hints, -1)

    def _hear_action(self, body: Body) -> None:
        if body[0] == self._id:
            self._acted(str(body[1]))

    def _hear_closed(self, body: Body) -> None:
        if body[0] == self._id:
            self._id = 0

    def _hear_token(self, body: Body) -> None:
        """Wayland lets a window come up only with it; Qt looks for it there."""
        if body[0] == self._id:
            os.environ["XDG_ACTIVATION_TOKEN"] = str(body[1])


def ignore(_action: str) -> None:
    """There is no notification yet."""

"""MPRIS on the bus: answers what others ask, and tells them what has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

from app.desktop.bus import PROPERTIES, Body, Bus, IncomingCall, Method, OwnSignal, Reply
from app.desktop.media.mpris import (
    METHODS,
    PATH,
    PLAYER,
    ROOT,
    TRACK_LIST,
    Variants,
    changes,
    command_of,
    has_jumped,
    introspection,
    metadata,
    microseconds,
    player_properties,
    properties,
    track_id,
    tracks,
)
from app.desktop.media.now_playing import MediaCommand, NowPlaying

BUS = "org.freedesktop.DBus"
DO_NOT_QUEUE = 4
OWNED = (1, 4)
NAMES = (ROOT + ".matinee", f"{ROOT}.matinee.instance{os.getpid()}")
"""The second one is for who finds Matinee running as another instance."""


class Mpris:
    """`MediaKeys` for Linux. All of it on one thread."""

    def __init__(
        self,
        bus: Bus,
        commanded: Callable[[MediaCommand], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._bus, self._commanded, self._clock = bus, commanded, clock
        self._now, self._shown_at = NowPlaying(), clock()
        self._told: Variants = player_properties(self._now)
        bus.serve(self._answer)
        self._ask_name(iter(NAMES))

    def _ask_name(self, names: Iterator[str]) -> None:
        if (name := next(names, None)) is None:
            return

        def hear(body: Body | None) -> None:
            if body is not None and body[0] not in OWNED:
                self._ask_name(names)

        asks = Method(
            *(BUS, "/org/freedesktop/DBus", BUS, "RequestName", "su"), (name, DO_NOT_QUEUE)
        )
        self._bus.call(asks, hear)

    def show(self, now: NowPlaying) -> None:
        before, self._now = self._now, now
        shown_at, self._shown_at = self._shown_at, self._clock()
        if replace(now, position_seconds=before.position_seconds) != before:
            told, self._told = self._told, player_properties(now)
            if changed := changes(told, self._told):
                self._tell(PROPERTIES, "PropertiesChanged", "sa{sv}as", PLAYER, changed, [])
            if now.films != before.films:
                self._tell_films(now)
        if has_jumped(before, now, self._shown_at - shown_at):
            self._tell(PLAYER, "Seeked", "x", microseconds(now.position_seconds))

    def _tell_films(self, now: NowPlaying) -> None:
        """The list itself goes in the signal of its own."""
        self._tell(TRACK_LIST, "TrackListReplaced", "aoo", tracks(now), track_id(now.film))
        self._tell(PROPERTIES, "PropertiesChanged", "sa{sv}as", TRACK_LIST, {}, ["Tracks"])

    def _tell(self, interface: str, member: str, signature: str, *body: Any) -> None:
        self._bus.emit(OwnSignal(PATH, interface, member, signature, body))

    # What others ask

    def _answer(self, asked: IncomingCall) -> Reply | None:
        if asked.member == "Introspect":
            return Reply("s", (introspection(self._now),)) if asked.path == PATH else None
        if asked.path != PATH or not self._is_known(asked):
            return None
        if asked.interface == PROPERTIES and asked.member != "Set":
            return self._property(asked)
        if asked.member == "GetTracksMetadata":
            return self._films(asked.body)
        if (command := command_of(asked, self._now)) is not None:
            self._commanded(command)
        return Reply()

    def _is_known(self, asked: IncomingCall) -> bool:
        known = METHODS.get(asked.interface, {})
        return asked.interface == PROPERTIES or asked.member in known

    def _property(self, asked: IncomingCall) -> Reply | None:
        known = properties(self._now)
        match asked.member, asked.body:
            case "GetAll", (str(interface),):
                return Reply("a{sv}", (known.get(interface, {}),))
            case "Get", (str(interface), str(name)) if name in known.get(interface, {}):
                return Reply("v", (known[interface][name],))
        return None

    def _films(self, body: Body) -> Reply:
        wanted = set(body[0]) if body else set()
        found = [metadata(film) for film in self._now.films if track_id(film) in wanted]
        return Reply("aa{sv}", (found,))

"""R3: a line that drops, lies, crawls or leads to somebody else, from the first part on."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import Backend, backend, client, digest
from tests.bench.faults.watcher import Cut, Halved, Instead, Moment, Step, at_once, ignore, part_of

FILM_BYTES = 40 * MIB
FAULT_SHARE = 0.3
CRAWL_BYTES_PER_SECOND = 10_000
PORTAL = b"<html><form action='/login'>Welcome to our hotel</form></html>"
PAGE = {"Content-Type": "text/html"}
RETRY_SECONDS = 1
MOST_TRIES_A_SECOND = 20
"""Of all calls and connections of one upload together, whatever they come to."""


@dataclass
class Flap:
    """What a line does for `seconds`, and how often it was tried meanwhile."""

    served: Backend
    chance: Random
    seconds: float
    said: Path
    """What the client's names are good for, see `nameless`."""
    address: str | None = None
    """What is said there meanwhile."""
    begun: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    tries: int = 0
    free_at: float = 0.0
    refused: dict[str, float] = field(default_factory=dict)
    hasty: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_on(self) -> bool:
        return self.begun.is_set() and not self.over.is_set()

    def lucky(self) -> bool:
        with self.lock:
            return self.chance.random() >= FAULT_SHARE

    def begin(self) -> None:
        threading.Timer(self.seconds, self.over.set).start()
        if self.address is not None:
            self.said.write_text(self.address)
        self.begun.set()


Kind = Callable[[Flap, Moment], None]


def drop(*_: object) -> None:
    raise Cut


def silence(flap: Flap, _: Moment) -> None:
    """Nothing is answered and nothing is closed."""
    flap.over.wait()
    raise Cut


def errors(flap: Flap, moment: Moment) -> None:
    if moment.answered is None and not flap.lucky():
        raise Instead(flap.chance.choice((500, 503)), {})


def busy(flap: Flap, moment: Moment) -> None:
    """The same part is not sent before the time that was asked for."""
    if moment.step is not Step.PART or moment.answered is not None:
        return
    now, part = time.monotonic(), part_of(moment.path)
    with flap.lock:
        flap.hasty += now < flap.refused.get(part, 0.0)
        if part in flap.refused:
            return
        flap.refused[part] = now + RETRY_SECONDS
    raise Instead(503, {"Retry-After": str(RETRY_SECONDS)})


def truncated(flap: Flap, moment: Moment) -> None:
    if moment.answered is not None and not flap.lucky():
        raise Halved


def found(_: Flap, moment: Moment) -> None:
    if moment.answered is None:
        raise Instead(302, {"Location": "http://127.0.0.1:9/login"})


def welcomed(_: Flap, moment: Moment) -> None:
    if moment.answered is None:
        raise Instead(200, PAGE, PORTAL)


def told(_: Flap, moment: Moment) -> None:
    if moment.answered is None:
        raise Instead(511, PAGE, PORTAL)


def untouched(flap: Flap, moment: Moment) -> None:
    """What fails is not the requests."""


KINDS: tuple[Kind, ...] = (drop, silence, errors, busy, truncated, found, welcomed, told)
PIECEWISE = ("reset", "crawl")
BY_NAME = ("nameless", "nowhere")


def run(ground: Ground) -> Mapping[str, Any]:
    tally, chance, times = Tally(), ground.chance, 1 if ground.quick else 5
    seconds = 1.0 if ground.quick else 30.0
    kinds = {kind.__name__: kind for kind in KINDS} | dict.fromkeys(PIECEWISE + BY_NAME, untouched)
    with backend(ground.place("backend")) as served:
        for number in range(times):
            for name, kind in kinds.items():
                said = ground.folder / f"{name} {number}.names"
                flap = Flap(served, chance, seconds, said)
                judge(tally, flap, name, kind, film(said.with_suffix(".mp4"), FILM_BYTES, chance))
    return tally.figures()


def judge(tally: Tally, flap: Flap, name: str, kind: Kind, path: Path) -> None:
    """No hand is needed, whatever it was, and nothing is stored but the film."""
    served, watcher = flap.served, flap.served.watcher
    watcher.forget()
    with ExitStack() as ways:
        watcher.watch, watcher.slow = watching(flap, kind), slowing(flap, name)
        if name in BY_NAME:
            flap.address = ways.enter_context(nowhere()) if name == "nowhere" else ""
        program = ("-m", "tests.bench.faults.nameless", str(flap.said))
        sender = client(served, path.with_suffix(".journal"), [path], program)
        flap.over.wait(60)
        if name == "nameless":
            flap.said.unlink(missing_ok=True)
        ended = sender.wait(180)
    watcher.watch, watcher.slow = ignore, at_once
    videos = [video for video in served.videos() if video["title"] == path.stem]
    tally.judge(
        path.stem,
        began=flap.begun.is_set(),
        ended_by_itself=ended == 0,
        one_video=len(videos) == 1,
        intact=served.stored().count(digest(path)) == 1,
        sent_once=watcher.stored_twice == 0,
        patient=flap.hasty == 0,
        not_pressing=flap.tries <= MOST_TRIES_A_SECOND * flap.seconds,
    )
    path.unlink()


def watching(flap: Flap, kind: Kind) -> Callable[[Moment], None]:
    def watch(moment: Moment) -> None:
        if flap.is_on:
            flap.tries += moment.answered is None
            kind(flap, moment)
        elif moment.step is Step.PART and moment.answered == 200 and not flap.begun.is_set():
            flap.begin()

    return watch


def slowing(flap: Flap, name: str) -> Callable[[int], None]:
    """For each piece of a part."""

    def crawl(size_bytes: int) -> None:
        with flap.lock:
            start = max(flap.free_at, time.monotonic())
            flap.free_at = start + size_bytes / CRAWL_BYTES_PER_SECOND
            wait = flap.free_at - time.monotonic()
        if flap.is_on:
            flap.over.wait(wait)

    def cut(_: int) -> None:
        if flap.is_on and (name in ("drop", *BY_NAME) or not flap.lucky()):
            raise Cut

    if name == "crawl":
        return crawl
    return cut if name in ("drop", "reset", *BY_NAME) else at_once


@contextmanager
def nowhere() -> Iterator[str]:
    """An address of IPv6 at which nothing is answered: its queue is full."""
    with socket.socket(socket.AF_INET6) as listener, ExitStack() as queue:
        listener.bind(("::1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(4):
            waiting = queue.enter_context(socket.socket(socket.AF_INET6))
            waiting.setblocking(False)
            waiting.connect_ex(("::1", port))
        yield f"::1 {port}"

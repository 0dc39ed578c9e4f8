"""R4: addresses of parts that are good for five seconds, on a line that takes longer and drops; and
addresses that the store refuses, now and then or all of them."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import UPLOADER, Backend, application, backend, client, digest
from tests.bench.faults.watcher import Cut, Instead, Moment, Step, ignore, part_of

FILM_BYTES = 64 * MIB
GONE_FOR = 1.2
"""Of an address's life the line is gone, once the first part is there."""
REFUSED_SHARE, STORED_BEFORE = 0.3, 2
XML = {"Content-Type": "application/xml"}
DENIED = b"<Error><Code>AccessDenied</Code><Message>That is not allowed.</Message></Error>"
MOST_TRIES = 16
"""Six, and what was on its way at once."""


@dataclass
class Signatures:
    """Which parts were signed, and which of those were there already."""

    signed: int = 0
    refused: int = 0
    needless: int = 0
    stored: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, moment: Moment) -> None:
        with self.lock:
            if moment.step is Step.SIGN and moment.answered == 200:
                numbers = [part["number"] for part in json.loads(moment.said)]
                self.signed += len(numbers)
                self.needless += len(self.stored.intersection(numbers))
            elif moment.step is Step.PART and moment.answered == 200:
                self.stored.add(number_of(moment))
            elif moment.step is Step.PART and moment.answered == 403:
                self.refused += 1


def number_of(moment: Moment) -> int:
    return int(parse_qs(urlsplit(moment.path).query)["partNumber"][0])


def run(ground: Ground) -> Mapping[str, Any]:
    tally, chance = Tally(), ground.chance
    seconds, times = (2, 1) if ground.quick else (5, 10)
    refused = 0
    short = "-m", "tests.bench.faults.shortlived", str(seconds)
    with backend(ground.place("backend"), short) as served:
        for number in range(times):
            path = film(ground.folder / f"short {number}.mp4", FILM_BYTES, chance)
            refused += judge(tally, served, path, seconds)
        for number in range(times):
            path = film(ground.folder / f"refused {number}.mp4", FILM_BYTES, chance)
            judge_refused(tally, served, path, chance)
            path = film(ground.folder / f"refused for good {number}.mp4", FILM_BYTES, chance)
            judge_refused_for_good(tally, served, path)
    return tally.figures(refused=refused)


def judge(tally: Tally, served: Backend, path: Path, seconds: int) -> int:
    """Several addresses' lives long; returns how many were refused as too old."""
    signatures, gone = Signatures(), threading.Event()
    back = threading.Event()

    def watch(moment: Moment) -> None:
        if gone.is_set() and not back.is_set():
            back.wait()
            raise Cut
        signatures.note(moment)
        if signatures.stored and not gone.is_set():
            gone.set()
            threading.Timer(GONE_FOR * seconds, back.set).start()

    served.watcher.forget()
    served.watcher.watch = watch
    slow = (*UPLOADER, "--limit", str(FILM_BYTES // (4 * seconds)))
    ended = client(served, path.with_suffix(".journal"), [path], slow).wait(180)
    served.watcher.watch = ignore
    tally.judge(
        path.stem,
        ended_well=ended == 0,
        intact=served.stored().count(digest(path)) == 1,
        sent_once=served.watcher.stored_twice == 0,
        none_signed_needlessly=signatures.needless == 0,
        was_signed_again=signatures.signed > len(signatures.stored),
    )
    path.unlink()
    return signatures.refused


def judge_refused(tally: Tally, served: Backend, path: Path, chance: Random) -> None:
    """Of a good address a store says that it is not, as S3 does by a wrong clock: only what was
    refused is signed again."""
    signatures, refused = Signatures(), Counter[str]()

    def watch(moment: Moment) -> None:
        signatures.note(moment)
        if moment.step is Step.PART and moment.answered is None and chance.random() < REFUSED_SHARE:
            refused[part_of(moment.path)] += 1
            raise Instead(403, XML, DENIED)

    served.watcher.forget()
    served.watcher.watch = watch
    ended = client(served, path.with_suffix(".journal"), [path]).wait(180)
    served.watcher.watch = ignore
    tally.judge(
        path.stem,
        ended_well=ended == 0,
        intact=served.stored().count(digest(path)) == 1,
        sent_once=served.watcher.stored_twice == 0,
        none_signed_needlessly=signatures.needless == 0,
        signed_again=signatures.signed == len(signatures.stored) + refused.total(),
    )
    path.unlink()


def judge_refused_for_good(tally: Tally, served: Backend, path: Path) -> None:
    """From the third part on: it is given up with a sentence, and taken up where it was."""
    stored, tries = set[str](), 0

    def watch(moment: Moment) -> None:
        nonlocal tries
        if moment.step is Step.PART and moment.answered is None and len(stored) >= STORED_BEFORE:
            tries += 1
            raise Instead(403, XML, DENIED)
        if moment.step is Step.PART and moment.answered == 200:
            stored.add(part_of(moment.path))

    served.watcher.forget()
    served.watcher.watch = watch
    with application(served, path.with_suffix(".journal")) as living:
        given_up = living.does("upload", path)
        served.watcher.watch = ignore
        ended = living.does("resume", path)
    tally.judge(
        path.stem,
        given_up_in_words=given_up == "failed That is not allowed.",
        few_tries=tries <= MOST_TRIES,
        ended_well=ended == "done",
        intact=served.stored().count(digest(path)) == 1,
        sent_once=served.watcher.stored_twice == 0,
    )
    path.unlink()

"""R14: 64 connections at once, beside 1,000 uploads that are open and 1,000 streams of events."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from backend.accounts.sessions import Sessions
from backend.config.settings import sqlite_url
from backend.database.database import Database
from backend.database.tables import Account
from backend.ids import fresh_id
from tests.backend.serving import Caller, checksum
from tests.bench.faults.films import film
from tests.bench.faults.ground import MIB, Ground, Tally
from tests.bench.faults.stage import Backend, backend
from tests.waiting import until

CONNECTIONS = 64
STREAMS_EACH = 25
"""Of an account; more than 32 are refused."""
BATCH = 50
PART = bytes(64 * 1024)
MOST_SPREAD = 20
"""So many times the median may the 99th of a hundred take."""
REST_SECONDS = 0.05


@dataclass
class Answers:
    """Of one load: how long each took by what it was, and those that are none."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)

    def spread(self) -> Mapping[str, float]:
        """By what was asked, the 99th of a hundred as a multiple of the median."""
        return {name: round(p99(all_) / median(all_), 1) for name, all_ in self.seconds.items()}


@dataclass(frozen=True)
class Question:
    name: str
    method: str
    path: str
    body: bytes = b""


@dataclass(frozen=True)
class Line:
    """A connection of somebody's."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    token: str

    @classmethod
    async def to(cls, port: int, token: str) -> Line:
        return cls(*await asyncio.open_connection("127.0.0.1", port), token)

    async def ask(self, asked: Question) -> int:
        self.send(asked)
        status, headers = await self.head()
        await self.reader.readexactly(int(headers.get("content-length", 0)))
        return status

    def send(self, asked: Question) -> None:
        kind = "application/json" if asked.path.startswith("/api/") else "application/octet-stream"
        self.writer.write(
            f"{asked.method} {asked.path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(asked.body)}\r\n\r\n".encode()
            + asked.body
        )

    async def head(self) -> tuple[int, Mapping[str, str]]:
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        pairs = (line.partition(": ") for line in lines if line)
        return int(first.split()[1]), {name.lower(): value for name, _, value in pairs}


def run(ground: Ground) -> Mapping[str, Any]:
    seconds, uploads, streams = (5.0, 100, 100) if ground.quick else (60.0, 1000, 1000)
    tally = Tally()
    with backend(ground.place("backend")) as served, served.owner() as owner:
        video = ready_film(ground, owner)
        opened = open_uploads(owner, uploads)
        questions = questions_of(owner, video, opened)
        other, *listeners = tokens(served, 1 + -(-streams // STREAMS_EACH))
        lines = [token for token in listeners for _ in range(STREAMS_EACH)][:streams]
        flooded = asyncio.run(
            flood(served.watcher.target, seconds, questions, token_of(owner), other, lines)
        )
        judge(tally, owner, opened, *flooded)
    answers, others, heard = flooded
    return tally.figures(
        answers=sum(map(len, answers.seconds.values())),
        errors_5xx=sum(" 5" in fault for fault in (*answers.faults, *others.faults)),
        p99_by_p50=answers.spread(),
        p50_ms={name: round(1000 * median(each)) for name, each in answers.seconds.items()},
        others_p50_ms=round(1000 * median(others.seconds["others"])),
        others_p99_ms=round(1000 * p99(others.seconds["others"])),
        uploads_open=len(opened),
        event_streams=heard,
        first_faults=answers.faults[:3],
    )


def judge(
    tally: Tally, owner: Caller, opened: Sequence[str], load: Answers, others: Answers, heard: int
) -> None:
    for name, spread in load.spread().items():
        tally.judge(name, even=spread <= MOST_SPREAD)
    slowest = max(median(each) for each in load.seconds.values())
    tally.judge(
        "all",
        all_answered=not load.faults and not others.faults,
        streams_heard=heard > 0,
        others_wait_no_longer=median(others.seconds["others"]) <= slowest,
        uploads_stay_open=all(
            owner.json("GET", f"/api/uploads/{each}")["state"] == "open" for each in opened[::97]
        ),
    )


async def flood(
    port: int,
    seconds: float,
    questions: Sequence[Question],
    token: str,
    other: str,
    listening: Sequence[str],
) -> tuple[Answers, Answers, int]:
    """What one account's connections were answered, what another account was meanwhile, and how
    many streams were open."""
    load, others, until_ = Answers(), Answers(), time.monotonic() + seconds
    streams = [await listening_line(port, each) for each in listening]
    calm = [Question("others", "GET", "/api/channels")]
    await asyncio.gather(
        *(asks(port, token, turned(questions, n), load, until_) for n in range(CONNECTIONS)),
        asks(port, other, calm, others, until_, REST_SECONDS),
    )
    for stream in streams:
        stream.writer.close()
    return load, others, len(streams)


def turned(questions: Sequence[Question], number: int) -> list[Question]:
    """Each connection begins with another one."""
    first = number % len(questions)
    return [*questions[first:], *questions[:first]]


async def listening_line(port: int, token: str) -> Line:
    line = await Line.to(port, token)
    line.send(Question("events", "GET", "/api/events"))
    status, _ = await line.head()
    assert status == 200, status
    return line


async def asks(
    port: int,
    token: str,
    questions: Sequence[Question],
    answers: Answers,
    until_: float,
    rest: float = 0.0,
) -> None:
    """One after the other, over and over."""
    line = await Line.to(port, token)
    number = 0
    while time.monotonic() < until_:
        asked = questions[number % len(questions)]
        began, number = time.monotonic(), number + 1
        status = await line.ask(asked)
        answers.seconds[asked.name].append(time.monotonic() - began)
        if status >= 400:
            answers.faults.append(f"{asked.name}: {status}")
        await asyncio.sleep(rest)
    line.writer.close()


def questions_of(owner: Caller, video: str, opened: Sequence[str]) -> list[Question]:
    small = owner.create(len(PART))
    part = {"parts": [{"number": 1, "checksum": checksum(PART)}]}
    [signed] = owner.json("POST", f"/api/uploads/{small['id']}/parts", part)
    # Sent before: of two that send the same part anew, one is refused.
    assert owner.session.put(signed["url"], PART, timeout=30).ok
    return [
        Question("watch", "GET", f"/watch/{video}"),
        Question("playback", "GET", f"/api/videos/{video}/playback"),
        Question("catalogue", "GET", "/api/catalogue?limit=24"),
        Question("search", "GET", "/api/catalogue?query=film"),
        Question("presign", "POST", f"/api/uploads/{opened[0]}/parts", json.dumps(part).encode()),
        Question("part", "PUT", "/" + signed["url"].split("/", 3)[3], PART),
    ]


def ready_film(ground: Ground, owner: Caller) -> str:
    path = film(ground.folder / "film.mp4", MIB, ground.chance)
    video = owner.film(path.read_bytes())
    owner.json("PATCH", f"/api/videos/{video}", {"visibility": "public", "title": "A film"})
    until(lambda: owner.json("GET", f"/api/videos/{video}")["state"] == "ready")
    return video


def open_uploads(owner: Caller, number: int) -> list[str]:
    opened: list[str] = []
    for _ in range(number // BATCH):
        wishes = [
            {"filename": "f.mp4", "size_bytes": len(PART), "idempotency_key": fresh_id()}
            for _ in range(BATCH)
        ]
        made = owner.json("POST", "/api/batches/uploads", {"uploads": wishes})
        opened += [each["upload"]["id"] for each in made]
    return opened


def tokens(served: Backend, number: int) -> list[str]:
    """Of as many new accounts."""
    with closing(Database(sqlite_url(served.folder))) as database:
        sessions, made = Sessions(database, 1), list[str]()
        for _ in range(number):
            account = Account(id=fresh_id(), email=f"{fresh_id()}@example.org", name="Somebody")
            account.created_at = 0.0
            database.add(account)
            made.append(sessions.open(account))
        return made


def token_of(caller: Caller) -> str:
    return str(caller.session.headers["Authorization"]).removeprefix("Bearer ")


def median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)


def p99(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]

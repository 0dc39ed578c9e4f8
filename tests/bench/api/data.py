"""A server's database with as many videos as wanted, made in bulk and kept below `.cache`."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table

from backend.accounts.sessions import hash_token
from backend.catalogue.channels import handle_key
from backend.catalogue.publishing import HALF_LIFE_SECONDS
from backend.config.settings import sqlite_url
from backend.database import listing, migrate, tables
from backend.database.database import Database
from backend.database.schema.base import Base
from tests.bench._environment import ROOT

CHANNELS = 1_000
PLAYS = 100_000
FOLLOWED = 100
TOKEN = "the bench's token"
VIEWER = "account0"
DAY = 86_400.0
LETTERS = "etaoinshrdlcum"
WORDS = [
    first + second + third
    for first in ("ka", "to", "mi", "su", "re", "no", "la", "vi", "do", "pe", "gu", "ba", "fe")
    for second in ("ra", "li", "mo", "nu", "te", "so", "da", "ki", "po", "ze", "ha", "wu", "je")
    for third in ("n", "r", "s", "t", "l", "m", "k", "", "d", "g", "p", "x", "b")
]
"""As of a language: the n-th is used about 1/n times as often as the first."""


def folder_with(videos: int) -> Path:
    """A data directory of a server; made unless an earlier run has left it."""
    sources = [Path(__file__), Path(listing.__file__), Path(migrate.__file__)]
    sources += sorted((Path(migrate.__file__).parent / "migrations/versions").glob("*.py"))
    schema = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    folder = ROOT / ".cache" / "bench-api" / f"{schema}-{videos}"
    if not folder.exists():
        fresh = folder.with_name(f"{folder.name}.fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        began = time.monotonic()
        fill(fresh, videos)
        print(f"  {videos:,} videos made in {time.monotonic() - began:.0f} s")
        fresh.rename(folder)
    return folder


def fill(folder: Path, videos: int) -> None:
    Database(sqlite_url(folder)).close()
    with closing(sqlite3.connect(folder / "matinee.db", isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
            connection.execute(f"PRAGMA {pragma}")
        with without_upkeep(connection):
            chance = random.Random(7)
            insert(connection, tables.Account, map(account, range(CHANNELS)))
            insert(connection, tables.Token, [token()])
            insert(connection, tables.Channel, map(channel, range(CHANNELS)))
            insert(connection, tables.Subscription, map(subscription, range(1, FOLLOWED + 1)))
            for some in heaps(map(partial(video, chance, videos), range(videos))):
                insert(connection, tables.Video, some)
                insert(connection, tables.VideoText, map(video_text, some))
                insert(connection, tables.Subtitle, map(subtitle, some[::10]))
            insert(connection, tables.Position, plays(chance, videos))
        connection.execute("PRAGMA journal_mode=WAL")


@contextmanager
def without_upkeep(connection: sqlite3.Connection) -> Iterator[None]:
    """Indexes and the index of words are made at the end, of all rows at once."""
    kept = connection.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql "
        "IS NOT NULL"
    ).fetchall()
    for name, kind, _ in kept:
        connection.execute(f"DROP {kind} {name}")
    connection.execute("BEGIN")
    yield
    connection.execute("INSERT INTO video_words (video_words) VALUES ('rebuild')")
    for _, _, made_by in kept:
        connection.execute(made_by)
    connection.execute("COMMIT")


def insert(
    connection: sqlite3.Connection, model: type[Base], rows: Iterable[dict[str, Any]]
) -> None:
    """What a row does not say is as its table has it."""
    table = model.__table__
    assert isinstance(table, Table)
    usual = {c.name: c.default.arg if c.default is not None else None for c in table.columns}
    usual.pop("number", None)
    values = ", ".join(f":{name}" for name in usual)
    statement = f"INSERT INTO {table.name} ({', '.join(usual)}) VALUES ({values})"
    connection.executemany(statement, ({**usual, **row} for row in rows))


def heaps(rows: Iterator[dict[str, Any]], size: int = 20_000) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, size)):
        yield some


def account(number: int) -> dict[str, Any]:
    name = f"account{number}"
    return {"id": name, "email": f"{name}@example.org", "name": name, "created_at": 0.0}


def token() -> dict[str, Any]:
    digest = hash_token(TOKEN)
    times = {"created_at": 0.0, "seen_at": 1e11, "expires_at": 1e11}
    return {"token_hash": digest, "id": "bench", "account_id": VIEWER, **times}


def channel(number: int) -> dict[str, Any]:
    name = f"channel-{number:04}"
    return {
        "id": name,
        "account_id": f"account{number}",
        "is_default": True,
        "handle": name,
        "handle_key": handle_key(name),
        "name": f"{word(number)} {number}",
        "search": f"{word(number)} {number}",
        "picture_key": f"media/{name}/picture-1/picture.jpg",
        "created_at": 0.0,
    }


def subscription(number: int) -> dict[str, Any]:
    return {"account_id": VIEWER, "channel_id": f"channel-{number:04}", "created_at": number}


def video_id(number: int) -> str:
    return f"v{number:019}"


def video(chance: random.Random, videos: int, number: int) -> dict[str, Any]:
    """One in ten is private. Some channels have many, most have few."""
    owner = int(CHANNELS * chance.random() ** 2)
    name = video_id(number)
    is_public = number % 10 != 0
    now = time.time()
    created_at = now - 1000 * DAY * (videos - number) / videos
    return {
        "id": name,
        "account_id": f"account{owner}",
        "channel_id": f"channel-{owner:04}",
        "title": sentence(chance, 6),
        "description": sentence(chance, 20),
        "filename": f"{name}.mp4",
        "state": tables.VideoState.READY,
        "percent": 100.0,
        "playable": "adaptive",
        "visibility": "public" if is_public else "private",
        "tags": json.dumps([word(chance.randrange(len(WORDS))) for _ in range(3)]),
        "language": chance.choice(("en", "en", "en", "de", "fr", "pt-br", None)),
        "listed": is_public,
        "published_at": created_at if is_public else None,
        "views": int(1000 * chance.random() ** 8),
        "popularity": created_at / HALF_LIFE_SECONDS + chance.random() * 8,
        "duration_seconds": 10 + 7200 * chance.random() ** 4,
        "width": 1920,
        "height": 1080,
        "size_bytes": 1 << 28,
        "source_key": f"sources/{name}/s",
        "revision": "r1",
        "revision_complete": True,
        "poster_key": f"media/{name}/r1/poster.jpg",
        "storyboard_key": f"media/{name}/r1/storyboard/storyboard.vtt",
        "created_at": created_at,
        "updated_at": created_at,
    }


def video_text(row: dict[str, Any]) -> dict[str, Any]:
    channel_words = channel(int(row["channel_id"][-4:]))["search"]
    texts = listing.texts_of(SimpleNamespace(**row, deleted_at=None, channel=channel_words), ())
    return {"video_id": row["id"], **texts}


def subtitle(row: dict[str, Any]) -> dict[str, Any]:
    key = f"media/{row['id']}/r1/subtitles/en.vtt"
    return {"video_id": row["id"], "language": "en", "label": "English", "key": key}


def plays(chance: random.Random, videos: int) -> Iterator[dict[str, Any]]:
    """A thousand of them the viewer's."""
    seen: set[tuple[int, int]] = set()
    while len(seen) < PLAYS:
        who = 0 if len(seen) < 1000 else chance.randrange(1, CHANNELS)
        pair = (who, chance.randrange(videos))
        if pair not in seen:
            seen.add(pair)
            yield {
                "account_id": f"account{who}",
                "video_id": video_id(pair[1]),
                "seconds": 100 * chance.random(),
                "watched_seconds": 60.0,
                "updated_at": time.time() - 100 * DAY * chance.random(),
            }


def word(rank: int) -> str:
    return WORDS[rank % len(WORDS)]


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(word(int(len(WORDS) ** chance.random()) - 1) for _ in range(words))

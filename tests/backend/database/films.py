"""Accounts, channels and videos as the catalogue's tests need them."""

from __future__ import annotations

import json
from typing import Any

from backend.database.database import Database
from backend.database.tables import Account, Channel, Video

NOW = 1_800_000_000.0


class Ticking:
    """A clock that is set."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def add_account(database: Database, name: str) -> str:
    """An account with this id, and its default channel, whose id is returned."""
    account = Account(id=name, email=f"{name}@example.org", name=name.title(), created_at=NOW)
    assert database.add_account(account)
    return database.default_channel(name).id


def add_channel(database: Database, account: str, name: str) -> str:
    row = Channel(id=name, account_id=account, name=name, handle=name, handle_key=name)
    row.created_at = database.clock()
    database.add_channel(row)
    return row.id


def add_film(database: Database, name: str, channel: str, **values: Any) -> None:
    """A public film that can be watched, unless `values` say otherwise."""
    row = database.channel(channel)
    assert row is not None
    usual = {
        "title": name,
        "state": "ready",
        "visibility": "public",
        "playable": "adaptive",
        "revision": "r",
        "duration_seconds": 60.0,
        "filename": "secret-name.mp4",
        "size_bytes": 1,
        "source_key": "k",
    }
    wanted = {**usual, **values, "tags": json.dumps(values.get("tags", []))}
    video = Video(id=name, account_id=row.account_id, channel_id=channel, **wanted)
    video.created_at = video.updated_at = database.clock()
    database.add(video)

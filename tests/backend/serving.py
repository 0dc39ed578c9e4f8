"""The real backend under the real Uvicorn, with a pipeline that only takes notes."""

from __future__ import annotations

import asyncio
import base64
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from awscrt.checksums import crc64nvme
from fastapi import FastAPI

from backend.accounts.passwords import Cost, Passwords
from backend.accounts.roles import Role
from backend.config.settings import Settings, sqlite_url
from backend.database.database import Database
from backend.database.tables import Account
from backend.http.dependencies import Services
from backend.http.gate import Gate
from backend.http.wire.protocol import config_for
from backend.http.wire.server import Server
from backend.ids import fresh_id
from backend.server import EMBEDDED, create_app
from backend.wiring import WIRING
from tests.backend.impatient import IMPATIENT
from tests.backend.postgres import database_for

PASSWORD = "correct horse"
CHEAP = Cost(memory_kib=8, rounds=1)
"""Of passwords' hashes."""
LOCAL_SECRET = "the secret of this machine"
MIB = 1 << 20
DATABASE_URL = os.environ.get("MATINEE_DATABASE_URL")  # read before each test's own environment


@dataclass
class NotingPipeline:
    """Remembers what it was told."""

    told: list[tuple[object, ...]] = field(default_factory=list)

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    def part_stored(self, upload_id: str) -> None:
        self.told.append(("part_stored", upload_id))

    def upload_completed(self, video_id: str) -> None:
        self.told.append(("upload_completed", video_id))

    def wanted(self, video_id: str, seconds: float) -> None:
        self.told.append(("wanted", video_id, seconds))

    def demanded(self, video_id: str) -> None:
        self.told.append(("demanded", video_id))

    def retry(self, video_id: str) -> None:
        self.told.append(("retry", video_id))

    def cancel(self, video_id: str) -> None:
        self.told.append(("cancel", video_id))


class Caller:
    """Somebody with a connection of their own, signed in or not."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        if token is not None:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.url + path, timeout=30, **options)

    def json(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        answer = self(method, path, json=body, **options)
        assert answer.ok, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def fault(self, method: str, path: str, **options: Any) -> tuple[int, str]:
        """The status and the code of an answer, which must have the one shape of errors."""
        answer = self(method, path, **options)
        body = answer.json()
        assert set(body) == {"error", "message", "retryable"}, body
        assert body["message"].endswith((".", ")"))
        return answer.status_code, body["error"]

    def create(self, size: int, key: str | None = None, **more: Any) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        body = {"filename": "film.mp4", "size_bytes": size, **more}
        return self.json("POST", "/api/uploads", body, headers=headers)

    def sign(self, upload: Any, pieces: dict[int, bytes]) -> list[Any]:
        parts = [{"number": n, "checksum": checksum(data)} for n, data in pieces.items()]
        signed: list[Any] = self.json(
            "POST", f"/api/uploads/{upload['id']}/parts", {"parts": parts}
        )
        return signed

    def send(self, upload: Any, data: bytes) -> None:
        size = upload["part_size_bytes"]
        pieces = {n + 1: data[n * size : (n + 1) * size] for n in range(upload["part_count"])}
        for part in self.sign(upload, pieces):
            answer = self.session.put(part["url"], pieces[part["number"]], timeout=30)
            assert answer.status_code == 200, answer.text

    def close(self) -> None:
        self.session.close()

    def film(self, data: bytes = b"a film", **more: Any) -> str:
        """Upload a whole film and return the video's id."""
        upload = self.create(len(data), **more)
        self.send(upload, data)
        self.json("POST", f"/api/uploads/{upload['id']}/complete")
        return str(upload["video_id"])


@contextmanager
def signed_in(url: str, secret: str = LOCAL_SECRET) -> Iterator[Caller]:
    """The owner of this machine's own server."""
    with closing(Caller(url)) as stranger:
        token = stranger.json("POST", "/api/session", {"secret": secret})["token"]
    with closing(Caller(url, token)) as owner:
        yield owner


def hash_password(password: str) -> str:
    return Passwords(CHEAP).hash(password)


def checksum(data: bytes) -> str:
    return base64.b64encode(crc64nvme(data).to_bytes(8, "big")).decode()


@dataclass
class Running:
    """A server that answers; `services` are those behind it."""

    url: str
    services: Services
    pipeline: NotingPipeline
    app: FastAPI
    callers: list[Caller] = field(default_factory=list)

    def stranger(self, token: str | None = None) -> Caller:
        self.callers.append(Caller(self.url, token))
        return self.callers[-1]

    def account(self, quota_bytes: int | None = None, role: Role = Role.MEMBER) -> Caller:
        """A new account, without the cost of its password's hash."""
        account = Account(id=fresh_id(), email=f"{fresh_id()}@example.org", name="Somebody")
        account.created_at, account.quota_bytes, account.role = 0.0, quota_bytes, role
        self.services.database.add(account)
        return self.stranger(self.services.entry.sessions.open(account))


def database_at(folder: Path) -> str:
    """SQLite in the folder, or a database on the server that the tests were told of; new ones have
    the schema already, which saves Alembic's work."""
    if DATABASE_URL:
        return database_for(DATABASE_URL, folder, like=migrated_on(DATABASE_URL))
    migrate_at(folder)
    return sqlite_url(folder)


def migrate_at(folder: Path) -> None:
    """Give a backend's data folder a database that has the schema, unless it has one."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (path := folder / "matinee.db").exists():
        path.write_bytes(migrated())


@cache
def migrated() -> bytes:
    """SQLite's file of a new database."""
    with TemporaryDirectory(prefix="matinee-") as name:
        Database(sqlite_url(Path(name))).close()
        return (Path(name) / "matinee.db").read_bytes()


@cache
def migrated_on(server: str) -> str:
    """The name of a new database on PostgreSQL."""
    url = database_for(server, Path("migrated"))
    Database(url).close()
    return url.rpartition("/")[2]


def app_at(
    folder: Path, pipeline: NotingPipeline, gate: Gate | None = None, **settings: Any
) -> FastAPI:
    """A backend that keeps everything in `folder`, from the start of its lifespan on."""
    values = {
        "data_dir": folder,
        "secret": "a secret for signing",
        "database_url": database_at(folder),
        "local_secret": LOCAL_SECRET,
    }
    return create_app(
        *(Settings(**{**values, **settings}), EMBEDDED, lambda *_: pipeline, gate),
        wiring=replace(WIRING, password_cost=CHEAP),
        timing=IMPATIENT,
    )


@contextmanager
def running(folder: Path, gate: Gate | None = None, **settings: Any) -> Iterator[Running]:
    """Serve from `folder` until the block ends."""
    pipeline = NotingPipeline()
    app = app_at(folder, pipeline, gate, **settings)
    with serving(app) as url:
        server = Running(url, app.state.services, pipeline, app)
        try:
            yield server
        finally:
            for caller in server.callers:
                caller.close()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    ready = threading.Event()
    url: list[str] = []

    def answers(at: str) -> None:
        url.append(at)
        ready.set()

    config = config_for(app, port=0)
    server = Server(config, lambda: app.state.services.feed.close(), answers)
    thread = threading.Thread(target=lambda: asyncio.run(server._serve()))
    thread.start()
    try:
        assert ready.wait(20), "the server did not start"
        yield url[0]
    finally:
        server.should_exit = True
        thread.join(20)

"""A server as a folder, and the folder as a server again."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.backup.commands import back_up, restore
from backend.backup.folders import Backups
from backend.config.settings import Settings
from backend.config.variables import BadSetting
from backend.database.database import Database
from backend.database.tables import Account
from backend.errors import NotFound
from backend.folder import InUse
from backend.signing import HmacSigner
from backend.storage.api import Writing
from backend.storage.disk import DiskStore
from tests.backend.postgres import database_for
from tests.backend.serving import database_at

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FILM, SEGMENT, PLAYLIST = "sources/v/1", "media/v/r/hls/0.ts", "media/v/r/hls/index.m3u8"


class Server:
    """What a backup is taken of: a data folder with a database and a store."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.settings = Settings.from_env({}, folder)
        self.settings = replace(self.settings, database_url=url or self.settings.database_url)
        self.store = DiskStore(folder / "store", HmacSigner.by(self.settings.secret))
        self.store.open()

    def put(self, key: str, data: bytes) -> None:
        self.store.put(key, data, Writing("video/mp2t"))

    def get(self, key: str) -> bytes:
        return b"".join(self.store.read(key))

    def add_account(self, name: str) -> None:
        database = Database(self.settings.database_url)
        database.add(Account(id=name, email=f"{name}@example.org", name=name, created_at=0.0))
        database.close()

    def has_account(self, name: str) -> bool:
        database = Database(self.settings.database_url)
        found = database.account(name) is not None
        database.close()
        return found

    def back_up(self, place: Path, now: datetime = NOW) -> None:
        back_up(self.settings, self.store, place, now, "1.0", lambda _: None)

    def restore(self, place: Path) -> None:
        restore(self.settings, self.store, place, lambda _: None)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """With an account, a film, a segment and a playlist that grows."""
    database_at(tmp_path / "server")
    server = Server(tmp_path / "server")
    server.add_account("anna")
    for key, data in ((FILM, b"film"), (SEGMENT, b"segment"), (PLAYLIST, b"#EXTM3U")):
        server.put(key, data)
    yield server
    server.store.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "elsewhere")
    yield server
    server.store.close()


def test_what_was_backed_up_is_there_again_elsewhere(
    server: Server, empty: Server, tmp_path: Path
) -> None:
    """Films, accounts, and the secret that links are signed with."""
    server.back_up(tmp_path / "backups")

    empty.restore(tmp_path / "backups")

    assert [empty.get(key) for key in (FILM, SEGMENT, PLAYLIST)] == [
        b"film",
        b"segment",
        b"#EXTM3U",
    ]
    assert empty.has_account("anna")
    kept = (empty.settings.data_dir / "secret").read_text()
    assert kept == server.settings.secret


def test_nobody_else_can_read_a_backup(server: Server, tmp_path: Path) -> None:
    server.back_up(tmp_path / "backups")

    modes = [tmp_path / "backups", Backups(tmp_path / "backups").whole()[0].folder]
    assert [stat.S_IMODE(path.stat().st_mode) for path in modes] == [0o700, 0o700]


def test_a_second_backup_links_what_cannot_change(server: Server, tmp_path: Path) -> None:
    """A playlist grows under its key, so it is read again."""
    server.back_up(tmp_path / "backups")
    server.put(PLAYLIST, b"#EXTM3U\n0.ts")

    server.back_up(tmp_path / "backups", NOW + timedelta(days=1))

    first, second = (backup.objects for backup in Backups(tmp_path / "backups").whole())
    assert (first / FILM).samefile(second / FILM)
    assert (second / PLAYLIST).read_bytes() == b"#EXTM3U\n0.ts"
    assert (first / PLAYLIST).read_bytes() == b"#EXTM3U"


def test_two_backups_are_kept(server: Server, tmp_path: Path) -> None:
    """Also by a clock that goes backwards."""
    for day in (3, 2, 1):
        server.back_up(tmp_path / "backups", NOW + timedelta(days=day))

    names = [backup.folder.name for backup in Backups(tmp_path / "backups").whole()]
    assert names == ["2026-03-04T120000Z+", "2026-03-04T120000Z++"]


def test_a_crash_leaves_the_last_good_one(server: Server, empty: Server, tmp_path: Path) -> None:
    """And the next backup clears away what it left."""
    place = tmp_path / "backups"
    server.back_up(place)
    (place / ".making").mkdir()
    (place / ".making" / "matinee.db").write_bytes(b"half of it")

    empty.restore(place)
    server.back_up(place)

    assert empty.has_account("anna")
    assert len(Backups(place).whole()) == len(list(place.iterdir())) == 2


def test_what_is_deleted_meanwhile_is_left_out(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        if key == SEGMENT:
            raise NotFound("no_such_object")
        return DiskStore.read(server.store, key, start, stop)

    monkeypatch.setattr(server.store, "read", gone)

    server.back_up(tmp_path / "backups")

    objects = Backups(tmp_path / "backups").whole()[0].objects
    assert (objects / FILM).exists()
    assert not (objects / SEGMENT).exists()


def test_two_backups_at_once_are_refused(server: Server, tmp_path: Path) -> None:
    place = tmp_path / "backups"

    with Backups(place).making(NOW, "1.0"), pytest.raises(InUse):
        server.back_up(place)


def test_a_server_with_accounts_is_not_overwritten(
    server: Server, empty: Server, tmp_path: Path
) -> None:
    server.back_up(tmp_path / "backups")
    Database(empty.settings.database_url).close()
    empty.add_account("bert")

    with pytest.raises(BadSetting, match="has accounts already"):
        empty.restore(tmp_path / "backups")

    assert empty.has_account("bert")


def test_a_folder_without_a_whole_backup_is_said(empty: Server, tmp_path: Path) -> None:
    (tmp_path / "backups" / ".making").mkdir(parents=True)

    with pytest.raises(BadSetting, match="no whole backup"):
        empty.restore(tmp_path / "backups")


def test_between_the_two_databases(server: Server, tmp_path: Path, postgres_url: str) -> None:
    """From SQLite to PostgreSQL, and from there to SQLite."""
    url = database_for(postgres_url, tmp_path / "big")
    hosted, again = Server(tmp_path / "hosted", url), Server(tmp_path / "again")
    server.back_up(tmp_path / "one")

    hosted.restore(tmp_path / "one")
    hosted.back_up(tmp_path / "two")
    again.restore(tmp_path / "two")

    assert hosted.has_account("anna")
    assert again.has_account("anna")
    assert again.get(FILM) == b"film"
    hosted.store.close()
    again.store.close()

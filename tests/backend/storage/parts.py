"""Sends a signed part to a disk store without a server in between."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import parse_qsl, urlsplit

from backend.storage.api import SignedPart
from backend.storage.disk import DiskStore
from backend.storage.disk_upload import PartWriter


def begin_part(store: DiskStore, part: SignedPart) -> PartWriter:
    address = urlsplit(part.url)
    return store.open_part(address.path.removeprefix("/store/"), dict(parse_qsl(address.query)))


def put_part(store: DiskStore, part: SignedPart, data: bytes) -> None:
    with closing(begin_part(store, part)) as writer:
        writer.write([data])
        writer.finish()

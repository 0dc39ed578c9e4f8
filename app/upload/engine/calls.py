"""The blocking work for one upload: values in, values out, faults raised."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from app.errors import MatineeError, ServerRefused
from app.server.uploads import FirstParts, NewUpload, PartToSign, SignedPart, StoredPart, Upload
from app.server.videos import Account
from app.upload.engine.job import Ready
from app.upload.engine.journal import KnownPart, Record
from app.upload.errors import FileChanged, FileMissing, Interrupted, OtherAccount
from app.upload.source.file import Identity, SourceFile, find_moved
from app.upload.source.hashing import WholeHash, checksum_of, hex_of
from app.upload.source.parts import Part, check_size, part_size, parts_of
from app.upload.source.probe import Probe

# A URL is used while this share of its life is left to begin with it.
FRESH_SHARE = 0.8
IDENTITY_CHECK = "md5"


class UploadApi(Protocol):
    """What the engine asks of the backend; `app.server.client.Client` is one."""

    def token(self) -> str | None: ...
    def me(self) -> Account: ...
    def create_uploads(
        self, uploads: Sequence[tuple[NewUpload, str]]
    ) -> Sequence[Upload | MatineeError]: ...
    def upload(self, upload_id: str) -> Upload: ...
    def sign_parts(self, upload_id: str, parts: Sequence[PartToSign]) -> list[SignedPart]: ...
    def complete_uploads(
        self, uploads: Sequence[tuple[str, str | None]]
    ) -> Sequence[str | MatineeError]: ...
    def abort_upload(self, upload_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Examined:
    """`doubted`: it is the file by all signs, but was touched or moved since."""

    source: SourceFile
    path: Path
    identity: Identity
    fingerprint: str
    media: Mapping[str, Any] | None
    doubted: bool = False
    poster: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the store has of this very file, with the checksums found on the way."""

    upload: Upload
    parts: Sequence[Part]
    stored: Sequence[Part]
    checksums: Mapping[int, str]


class Accounts:
    """Whose token it is; asked once a token."""

    def __init__(self, backend: UploadApi) -> None:
        self._backend = backend
        self._lock = threading.Lock()
        self._known: tuple[str | None, str] | None = None

    def current(self) -> str:
        token = self._backend.token()
        with self._lock:
            if self._known is None or self._known[0] != token:
                self._known = (token, self._backend.me().id)
            return self._known[1]

    def require(self, account_id: str | None) -> None:
        if account_id != self.current():
            raise OtherAccount


def examine(record: Record, probe: Probe | None) -> Examined:
    """Open a file: a new one is probed, a known one must be the one it was."""
    if record.identity is None:
        return examine_new(record, probe)
    path = record.path
    if not path.exists():
        moved = find_moved(path, record.identity, record.fingerprint or "")
        if moved is None:
            raise FileMissing(path.name, str(path.parent))
        path = moved
    return recognise(record, record.identity, SourceFile(path))


def examine_new(record: Record, probe: Probe | None) -> Examined:
    source = SourceFile(record.path)
    identity = source.identity()
    check_size(record.path.name, identity.size_bytes)
    media = probe(record.path) if probe else None
    known = media.to_json() if media else None
    poster = media.poster if media else None
    return Examined(source, record.path, identity, source.fingerprint(), known, poster=poster)


def recognise(record: Record, known: Identity, source: SourceFile) -> Examined:
    found = source.identity()
    fingerprint = record.fingerprint or ""
    if found != known and (
        found.size_bytes != known.size_bytes or source.fingerprint() != fingerprint
    ):
        raise FileChanged(record.path.name)
    doubted = found.mtime_ns != known.mtime_ns or not found.is_same_file(known)
    return Examined(source, source.path, found, fingerprint, record.media, doubted)


def require_unchanged(source: SourceFile, known: Identity) -> None:
    """By the open file, and by what now lies at its path: a replaced file is a changed one."""
    if source.identity() != known:
        raise FileChanged(source.path.name)
    try:
        at_path = Identity.of(source.path.stat())
    except OSError:
        return  # moved away while open: it is still the same file
    if at_path != known:
        raise FileChanged(source.path.name)


# Both are `Gathered` calls to the backend.
Create = Callable[[tuple[NewUpload, str]], Upload]
Complete = Callable[[tuple[str, str | None]], str]


@dataclass(frozen=True, slots=True)
class Announced:
    """The upload, and its first part if that could be signed along with it."""

    upload: Upload
    ready: Sequence[Ready] = ()
    checksums: Mapping[int, str] = field(default_factory=dict)


def announce(create: Create, record: Record, poster: bytes | None = None) -> Upload:
    """Create the upload; repeating it with the same record is harmless."""
    return create((new_upload(record, poster), record.request_key))


def announce_with_first_part(
    create: Create,
    record: Record,
    poster: bytes | None,
    source: SourceFile,
    kind: str,
    whole: WholeHash | None,
) -> Announced:
    """The same in one call with the signing of the first part, which saves a small file half of
    its calls. `kind` is what the store asked for last time."""
    size_bytes = source.identity().size_bytes
    first = parts_of(size_bytes, part_size(size_bytes))[0]
    checksum = checksum_of(source, first, kind, whole)
    done = whole is not None and whole.cursor == size_bytes
    new = replace(
        new_upload(record, poster),
        first_parts=FirstParts(kind, (PartToSign(first.number, checksum),)),
        blake3=whole.hexdigest() if whole and done else None,
    )
    asked_at = monotonic()
    upload = create((new, record.request_key))
    if not upload.signed or upload.part_size_bytes != part_size(size_bytes):
        return Announced(upload)
    return Announced(
        upload, ready_parts([first], upload.signed, asked_at), {first.number: checksum}
    )


def new_upload(record: Record, poster: bytes | None) -> NewUpload:
    assert record.identity is not None
    name = record.path.name.encode("utf-8", "replace").decode()
    return NewUpload(
        name[-300:],
        record.identity.size_bytes,
        title=record.title,
        channel_id=record.channel_id,
        media=record.media,
        poster=poster,
    )


def ready_parts(
    parts: Sequence[Part], signed: Sequence[SignedPart], asked_at: float
) -> list[Ready]:
    by_number = {part.number: part for part in signed}
    return [
        Ready(part, request, asked_at + request.expires_in_seconds * FRESH_SHARE)
        for part in parts
        if (request := by_number.get(part.number))
    ]


def reconcile(
    backend: UploadApi,
    record: Record,
    source: SourceFile,
    known: Mapping[int, KnownPart],
    doubted: bool,
) -> Reconciled:
    """Ask for the stored parts, and keep those that hold this file's bytes."""
    assert record.remote_id is not None
    upload = backend.upload(record.remote_id)
    return sort_out(upload, source, known, doubted)


def sort_out(
    upload: Upload, source: SourceFile, known: Mapping[int, KnownPart], doubted: bool
) -> Reconciled:
    parts = parts_of(source.identity().size_bytes, upload.part_size_bytes)
    checksums = {} if doubted else {n: k.checksum for n, k in known.items()}
    listed = {part.number: part for part in upload.parts}
    stored = []
    for part in parts:
        there = listed.get(part.number)
        if there is None or there.size_bytes != part.size:
            continue
        noted = None if doubted else known.get(part.number)
        if is_ours(source, part, there, noted, upload.checksum, checksums):
            stored.append(part)
    return Reconciled(upload, parts, stored, checksums)


def is_ours(
    source: SourceFile,
    part: Part,
    there: StoredPart,
    noted: KnownPart | None,
    kind: str,
    checksums: dict[int, str],
) -> bool:
    """Does the store hold these bytes? By its checksum, by the ETag it gave us, or by MD5."""
    if there.checksum is not None:
        if part.number not in checksums:
            checksums[part.number] = checksum_of(source, part, kind)
        return checksums[part.number] == there.checksum
    if noted is not None and noted.etag is not None:
        return noted.etag.strip('"') == there.etag.strip('"')
    return hex_of(checksum_of(source, part, IDENTITY_CHECK)) == there.etag.strip('"')


@dataclass(frozen=True, slots=True)
class Preparation:
    remote_id: str
    kind: str
    source: SourceFile
    identity: Identity
    parts: Sequence[Part]
    checksums: Mapping[int, str]
    whole: WholeHash | None


def prepare(
    backend: UploadApi, task: Preparation, stopped: Callable[[], bool]
) -> tuple[list[Ready], dict[int, str]]:
    """Hash the parts whose checksums aren't known, and have all of them signed."""
    require_unchanged(task.source, task.identity)
    checksums = {}
    for part in task.parts:
        if stopped():
            raise Interrupted
        checksums[part.number] = task.checksums.get(part.number) or checksum_of(
            task.source, part, task.kind, task.whole
        )
    asked_at = monotonic()
    to_sign = [PartToSign(number, checksum) for number, checksum in checksums.items()]
    signed = backend.sign_parts(task.remote_id, to_sign)
    return ready_parts(task.parts, signed, asked_at), checksums


def hash_whole(
    source: SourceFile, whole: WholeHash, identity: Identity, stopped: Callable[[], bool]
) -> None:
    require_unchanged(source, identity)
    whole.catch_up(source, identity.size_bytes, stopped)


def complete(
    join: Complete, remote_id: str, source: SourceFile, identity: Identity, blake3: str | None
) -> None:
    """Have the parts joined; a file that changed in the meantime is not passed off as whole."""
    require_unchanged(source, identity)
    join((remote_id, blake3))


def abort(backend: UploadApi, create: Create, record: Record, maybe_created: bool) -> bool:
    """Cancel on the server and ask again for proof. False: it was complete already."""
    remote_id = record.remote_id
    if remote_id is None:
        if not maybe_created or record.identity is None:
            return True
        remote_id = announce(create, record).id
    try:
        backend.abort_upload(remote_id)
        left = backend.upload(remote_id)
    except ServerRefused as error:
        if error.status == 404:
            return True
        if error.status == 409:
            return False
        raise
    return left.state not in ("completing", "completed")

"""The blocking work for one upload: values in, values out, faults raised."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Protocol

from app.errors import MatineeError, ServerRefused
from app.server.uploads import FirstParts, NewUpload, PartToSign, SignedPart, StoredPart, Upload
from app.server.videos import Account
from app.upload.engine.effects import Prepare, Reconcile
from app.upload.engine.events import Announced, Completed, Examined, Prepared, Reconciled
from app.upload.engine.journal import KnownPart, Record
from app.upload.engine.parts import Ready
from app.upload.errors import FileChanged, FileMissing, FileTouched, Interrupted, OtherAccount
from app.upload.source.file import Identity, SourceFile, find_moved
from app.upload.source.hashing import WholeHash, checksum_of, hex_of
from app.upload.source.part_set import NO_PARTS
from app.upload.source.parts import Part, PartPlan, check_size, part_size
from app.upload.source.probe import Probe, index_range
from app.upload.trim.file import TrimmedFile
from app.upload.trim.trimming import media_of_trimmed, name_of_trimmed

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
    def replace_source(self, video_id: str, upload: NewUpload, key: str) -> Upload: ...
    def upload(self, upload_id: str) -> Upload: ...
    def cut_smaller(self, upload_id: str) -> Upload: ...
    def sign_parts(self, upload_id: str, parts: Sequence[PartToSign]) -> list[SignedPart]: ...
    def complete_uploads(
        self, uploads: Sequence[tuple[str, str | None]]
    ) -> Sequence[str | MatineeError]: ...
    def abort_upload(self, upload_id: str) -> None: ...


@dataclass(slots=True)
class OpenFile:
    """A source as long as it is needed, with its hash as far as that has come, and the poster
    until the backend has it."""

    source: SourceFile
    whole: WholeHash | None = None
    poster: bytes | None = None

    def is_hashed(self, size_bytes: int) -> bool:
        """Or nobody wants it to be."""
        return self.whole is None or self.whole.cursor == size_bytes


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


Open = Callable[[Record, Path], SourceFile]
"""The file at that path, or what the record's recipe makes of it."""


def examine(record: Record, probe: Probe | None, open_source: Open) -> tuple[Examined, OpenFile]:
    """Open a file: a new one is probed, a known one must be the one it was."""
    if record.identity is None:
        return examine_new(record, probe, open_source)
    path = record.path
    if not path.exists():
        is_whole = record.recipe is None  # by the size of what is kept, no file is found again
        moved = find_moved(path, record.identity, record.fingerprint or "") if is_whole else None
        if moved is None:
            raise FileMissing(path.name, str(path.parent))
        path = moved
    source = open_source(record, path)
    return recognise(record, record.identity, source), OpenFile(source)


def examine_new(
    record: Record, probe: Probe | None, open_source: Open
) -> tuple[Examined, OpenFile]:
    # What is missing or empty is told from what is no film.
    check_size(record.path.name, SourceFile(record.path).identity().size_bytes)
    media = probe(record.path) if probe else None
    source = open_source(record, record.path)
    identity = source.identity()
    check_size(record.path.name, identity.size_bytes)
    if media is not None and isinstance(source, TrimmedFile):
        media = media_of_trimmed(record.path, source, media)
    known = media.to_json() if media else None
    found = Examined(record.path, identity, source.fingerprint(), known)
    return found, OpenFile(source, poster=media.poster if media else None)


def recognise(record: Record, known: Identity, source: SourceFile) -> Examined:
    found = source.identity()
    fingerprint = record.fingerprint or ""
    doubted = found.may_differ(known)
    if doubted and (found.size_bytes != known.size_bytes or source.fingerprint() != fingerprint):
        raise FileChanged(record.path.name)
    return Examined(source.path, found, fingerprint, record.media, doubted)


def require_unchanged(source: SourceFile, known: Identity | None) -> None:
    """By the open file, and by what now lies at its path: a replaced file is a changed one."""
    found = source.identity()
    if known is None or not found.is_as_told(known):
        raise FileChanged(source.path.name)
    if found.may_differ(known):
        raise FileTouched(source.path.name)
    try:
        at_path = source.identity_at_path()
    except OSError:
        return  # moved away while open: it is still the same file
    if not at_path.is_as_told(found):
        raise FileChanged(source.path.name)


# Both are `Gathered` calls to the backend.
Create = Callable[[tuple[NewUpload, str]], Upload]
Join = Callable[[tuple[str, str | None]], str]


def announce(create: Create, record: Record, poster: bytes | None = None) -> Upload:
    """Create the upload; repeating it with the same record is harmless."""
    return create((new_upload(record, poster), record.request_key))


def announce_with_first_part(
    create: Create, record: Record, file: OpenFile, kind: str, whole: WholeHash | None
) -> Announced:
    """The same in one call with the signing of the first part, which saves a small file half of
    its calls. `kind` is what the store asked for last time; `whole` is fed on the way."""
    size_bytes = file.source.identity().size_bytes
    first = PartPlan(size_bytes, part_size(size_bytes)).part(1)
    checksum = checksum_of(file.source, first, kind, whole)
    done = whole is not None and whole.cursor == size_bytes
    new = replace(
        new_upload(record, file.poster),
        first_parts=FirstParts(kind, (PartToSign(first.number, checksum),)),
        blake3=whole.hexdigest() if whole and done else None,
    )
    asked_at = monotonic()
    upload = create((new, record.request_key))
    fresh = sort_out(upload, record, file.source, {})
    if not upload.signed or upload.part_size_bytes != part_size(size_bytes):
        return Announced(upload, fresh)
    ready = ready_parts([first], {first.number: checksum}, upload.signed, asked_at)
    return Announced(upload, fresh, ready)


def new_upload(record: Record, poster: bytes | None) -> NewUpload:
    assert record.identity is not None
    name = record.path.name.encode("utf-8", "replace").decode()
    if record.recipe is not None:
        name = name_of_trimmed(name)
    return NewUpload(
        name[-300:],
        record.identity.size_bytes,
        title=record.title,
        fingerprint=record.fingerprint,
        channel_id=record.channel_id,
        media=record.media,
        poster=poster,
    )


def ready_parts(
    parts: Sequence[Part],
    checksums: Mapping[int, str],
    signed: Sequence[SignedPart],
    asked_at: float,
) -> tuple[Ready, ...]:
    by_number = {part.number: part for part in signed}
    return tuple(
        Ready(
            part,
            checksums[part.number],
            request,
            asked_at + request.expires_in_seconds * FRESH_SHARE,
        )
        for part in parts
        if (request := by_number.get(part.number))
    )


def reconcile(
    backend: UploadApi, made: Reconcile, source: SourceFile, known: Mapping[int, KnownPart]
) -> Reconciled:
    """Ask for the stored parts, and keep those that hold this file's bytes."""
    record = made.record
    assert record.remote_id is not None
    ask = backend.cut_smaller if made.smaller else backend.upload
    upload = ask(record.remote_id)
    if upload.part_size_bytes != record.part_size_bytes:
        known = {}  # of parts that are no more
    return sort_out(upload, record, source, known)


def sort_out(
    upload: Upload, record: Record, source: SourceFile, known: Mapping[int, KnownPart]
) -> Reconciled:
    assert record.identity is not None
    plan = PartPlan(record.identity.size_bytes, upload.part_size_bytes)
    early = plan.touching(index_of(record))
    if upload.state in ("completing", "completed"):
        return Reconciled(plan, plan.everything, early)
    checksums = {number: part.checksum for number, part in known.items()}
    learned, stored = {}, NO_PARTS
    for there in upload.parts:
        if there.number not in plan.everything:
            continue
        part = plan.part(there.number)
        if there.size_bytes == part.size and is_ours(
            source, part, there, known.get(part.number), upload.checksum, checksums
        ):
            stored = stored.add(part.number)
            if part.number in checksums and part.number not in known:
                learned[part.number] = KnownPart(checksums[part.number], there.etag)
    return Reconciled(plan, stored, early, learned)


def index_of(record: Record) -> range | None:
    """Where a film has its index that lies at its end."""
    if not record.media or not record.media.get("moov_at_end"):
        return None
    try:
        return index_range(record.path)
    except OSError:
        return None  # it was moved while open, and goes in the order in which it lies


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


def prepare(
    backend: UploadApi,
    task: Prepare,
    source: SourceFile,
    checksums: Mapping[int, str],
    whole: WholeHash | None,
    stopped: Callable[[], bool],
) -> Prepared:
    """Hash the parts that are not in `checksums`, feeding `whole`, and have all of them signed."""
    record = task.record
    require_unchanged(source, record.identity)
    known, hashed = dict(checksums), NO_PARTS
    for part in task.parts:
        if stopped():
            raise Interrupted
        if part.number not in known:
            known[part.number] = checksum_of(source, part, record.checksum or "", whole)
            hashed = hashed.add(part.number)
    asked_at = monotonic()
    to_sign = [PartToSign(part.number, known[part.number]) for part in task.parts]
    signed = backend.sign_parts(record.remote_id or "", to_sign)
    return Prepared(ready_parts(task.parts, known, signed, asked_at), hashed)


def hash_whole(file: OpenFile, identity: Identity | None, stopped: Callable[[], bool]) -> None:
    require_unchanged(file.source, identity)
    if file.whole is not None and identity is not None:
        file.whole.catch_up(file.source, identity.size_bytes, stopped)
        if not file.is_hashed(identity.size_bytes):
            raise Interrupted


def complete(join: Join, record: Record, file: OpenFile) -> Completed:
    """Have the parts joined; a file that changed in the meantime is not passed off as whole."""
    require_unchanged(file.source, record.identity)
    is_hashed = file.is_hashed(record.identity.size_bytes if record.identity else 0)
    blake3 = file.whole.hexdigest() if file.whole and is_hashed else None
    join((record.remote_id or "", blake3))
    return Completed(is_hashed)


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
        if error.is_missing:
            return True
        if error.status == 409:
            return False
        raise
    return left.state not in ("completing", "completed")

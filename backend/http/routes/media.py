"""Media to players, with ranges, below a path that carries its own permission."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from backend.catalogue import links
from backend.database.database import Database
from backend.delivery.api import ACCOUNT, EVERYBODY, SESSION, VIEWERS
from backend.delivery.local import LinkExpired, OpensRevision, OpensSource
from backend.errors import BackendError, NotFound
from backend.http.dependencies import (
    DatabaseDep,
    DeliveryDep,
    LocalDep,
    MetricsDep,
    PipelineDep,
    StoreDep,
)
from backend.http.metrics import Metrics
from backend.http.store_threads import asks_store
from backend.media_types import MEDIA_TYPES
from backend.storage.api import ObjectStore, StoredObject
from backend.transcode.outputs.playlists import SegmentFile
from backend.videos import access
from backend.videos.access import Relation, Standing

router = APIRouter(tags=["media"])
SMALL = 1024 * 1024
FOREVER = "max-age=31536000, immutable"
OWN = "private, max-age=3600"
GROWING = "max-age=1"
RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")
BEYOND_DIGITS = 25


class RangeNotSatisfiable(BackendError):
    status = 416
    code = "range_not_satisfiable"

    def __init__(self, size_bytes: int) -> None:
        super().__init__("range_not_satisfiable")
        self.headers = {"Content-Range": f"bytes */{size_bytes}"}


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes [start, stop) of an object; `whole` if no range was asked for."""

    start: int
    stop: int
    whole: bool


class Streamed(StreamingResponse):
    """Lets go of what it reads as soon as nobody wants it any more, not when it is swept up."""

    def __init__(self, body: Iterator[bytes], status: int, headers: Mapping[str, str]) -> None:
        super().__init__(body, status, headers)
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            if isinstance(self._body, Generator):
                with suppress(ValueError):  # a thread is in the middle of it, and the last to be so
                    self._body.close()


@router.api_route("/media/{token}/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
@asks_store
def media(
    database: DatabaseDep,
    store: StoreDep,
    local: LocalDep,
    delivery: DeliveryDep,
    pipeline: PipelineDep,
    metrics: MetricsDep,
    request: Request,
    token: str,
    path: str,
) -> Response:
    """A file of one revision, or an original, as the token allows."""
    opened = local.opened(token)
    is_public = check_audience(database, opened)
    key = key_of(database, opened, path)
    if delivery.redirects is not None and (there := delivery.redirects.redirect(key)):
        headers = {"Location": there.url, "Cache-Control": there.cache_control}
        return Response(status_code=302, headers=headers)
    if (stored := store.head(key)) is None:
        if segment := SegmentFile.at(path):
            pipeline.wanted(opened.video_id, segment.begins_seconds)
        metrics.playback_errors.labels("404").inc()
        raise NotFound("no_such_file")
    headers = headers_for(path, stored.etag, is_public)
    if isinstance(opened, OpensSource):
        headers["Cache-Control"] = OWN
    return answer(store, metrics, request, stored, headers)


def check_audience(database: Database, opened: OpensRevision | OpensSource) -> bool:
    """Whether anybody may have it. Raises where those whom the token was for may not watch any
    more: a film can be taken back or deleted, a link revoked, and its owner signed out, long before
    the token ends."""
    if (audience := opened.audience) == EVERYBODY:
        return True
    relation = Relation.GUEST if audience == VIEWERS else Relation.OWNER
    place = access.check(database, opened.video_id, relation)
    if audience.startswith((SESSION, ACCOUNT)):
        if not is_let_in(database, audience):
            raise LinkExpired
    elif audience != VIEWERS:
        links.check(database.link(audience), database.clock())
    return place is Standing.PUBLIC


def is_let_in(database: Database, audience: str) -> bool:
    """Whether an owner still is, who had this leave."""
    if audience.startswith(SESSION):
        return database.is_session(audience.removeprefix(SESSION))
    account = database.account(audience.removeprefix(ACCOUNT))
    return account is not None and account.disabled_at is None


def key_of(database: Database, opened: OpensRevision | OpensSource, path: str) -> str:
    if isinstance(opened, OpensRevision):
        return f"media/{opened.video_id}/{opened.revision}/{path}"
    return source_key(database, opened.video_id)


def source_key(database: Database, video_id: str) -> str:
    if (video := database.video(video_id)) is None:
        raise access.NoSuchVideo
    return video.source_key


def headers_for(path: str, etag: str, is_public: bool) -> dict[str, str]:
    """Only playlists change under their name; a revision's other files never do. What not everybody
    may see is kept by its viewer alone, not by a cache on the way."""
    suffix = PurePosixPath(path).suffix.lower()
    who, changes = "public" if is_public else "private", suffix in (".m3u8", ".mpd")
    return {
        "Content-Type": MEDIA_TYPES.get(suffix, "application/octet-stream"),
        "Cache-Control": f"{who}, {GROWING if changes else FOREVER}",
        "ETag": f'"{etag}"',
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
    }


def answer(
    store: ObjectStore,
    metrics: Metrics,
    request: Request,
    stored: StoredObject,
    headers: dict[str, str],
) -> Response:
    if request.headers.get("if-none-match") in (headers["ETag"], "*"):
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", headers["ETag"]) != headers["ETag"]:
        asked = ""
    span = span_of(asked, stored.size_bytes)
    headers["Content-Length"] = str(span.stop - span.start)
    if not span.whole:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{stored.size_bytes}"
    status = 200 if span.whole else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    metrics.sent.inc(span.stop - span.start)
    body = store.read(stored.key, span.start, span.stop)
    if span.stop - span.start <= SMALL:
        return Response(b"".join(body), status, headers)
    return Streamed(body, status, headers)


def span_of(asked: str, size_bytes: int) -> ByteRange:
    """RFC 9110 §14.1.2; several ranges or none that we know mean the whole file."""
    match = RANGE.fullmatch(asked.strip())
    if match is None or not any(match.groups()):
        return ByteRange(0, size_bytes, True)
    first, last = map(position, match.groups())
    if first is None:
        if not last:
            raise RangeNotSatisfiable(size_bytes)
        return ByteRange(max(0, size_bytes - last), size_bytes, False)
    if last is not None and last < first:
        return ByteRange(0, size_bytes, True)
    if first >= size_bytes:
        raise RangeNotSatisfiable(size_bytes)
    stop = size_bytes if last is None else min(last + 1, size_bytes)
    return ByteRange(first, stop, False)


def position(digits: str) -> int | None:
    """Python reads no number of thousands of digits; any of so many is beyond every file."""
    if not digits:
        return None
    return int(digits) if len(digits) < BEYOND_DIGITS else 10**BEYOND_DIGITS

"""HTTP towards the origin: credentials on every request, faults as values that say what helps."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from urllib.parse import urljoin, urlsplit
from weakref import WeakSet

import urllib3

from app.errors import MatineeError, Sentence, WayOn
from app.http.retry_after import retry_after
from app.player.bounds import TEXT_BYTES, TEXT_SECONDS
from app.player.connections import Connections, Pools, StreamRefused, no_answer

CHUNK_BYTES = 256 * 1024
CONNECT_SECONDS = 5.0
NO_SUCH_RANGE = 416
SILENCE_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 30.0
"""The film stands still meanwhile: so much patience is enough, whatever the server asks for."""
MOST_REDIRECTS = 5
PERSONAL = ("cookie", "authorization")
LENGTH = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to fetch: a whole address, or its bytes from `start` up to (without) `stop`."""

    url: str
    start: int = 0
    stop: int | None = None


class Trouble(Enum):
    """What went wrong, by what helps: another address, new credentials, or patience."""

    MISSING = "missing"
    REFUSED = "refused"
    LINK = "link"


class HttpFault(MatineeError):
    """A request failed, or its body ended early."""

    retryable = True

    def __init__(
        self,
        trouble: Trouble,
        sentence: Sentence,
        retry_after_seconds: float = 0.0,
        *,
        no_such_range: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.trouble, self.no_such_range = trouble, no_such_range
        if trouble is Trouble.MISSING:
            self.way_on = WayOn.REMAKE
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class MediaCredentials:
    """What every request of a play carries, apart from its address. `headers` are what a site asks
    for; those that say who one is go to the host of the film alone."""

    query: str = ""
    cookies: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class TooLarge(StreamRefused):
    """It goes on beyond any measure; see `app.player.bounds`."""

    def __init__(self) -> None:
        super().__init__("This video can't be played: a part of it is far too large.")


class HttpBody:
    """A response of urllib3, read as the bytes arrive; `url` is where it came from at last.

    `size_bytes` is what is still to come, None if it does not say.
    """

    def __init__(
        self, response: urllib3.BaseHTTPResponse, latency_seconds: float, url: str
    ) -> None:
        self._response = response
        self._aborted = False
        self.latency_seconds = latency_seconds
        self.url = url
        self.size_bytes = _length(response.headers.get("Content-Length", ""))
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            self.size_bytes = None  # packed in spite of what was asked, and so is the length
        self._drop = 0
        self.content_type = response.headers.get("Content-Type", "")
        _, _, total = response.headers.get("Content-Range", "").rpartition("/")
        self.total_bytes = self.size_bytes if (whole := _length(total)) is None else whole

    def cut(self, start: int, stop: int | None) -> None:
        """Take only these bytes of a whole file, from a server that ignores ranges."""
        self._drop = start
        end = self.total_bytes if stop is None else stop
        self.size_bytes = None if end is None else max(0, end - start)

    def bound(self, size_bytes: int) -> None:
        """Take no more than that, from a server that may not say how much it sends."""
        said = size_bytes if self.size_bytes is None else self.size_bytes
        self.size_bytes = max(0, min(said, size_bytes))

    def chunks(self) -> Iterator[bytes]:
        """The bytes as they come, never more than asked for; raises `HttpFault` if fewer."""
        received = 0
        for chunk in self._arriving():
            kept = chunk[self._drop :] if self._drop else chunk
            self._drop = max(0, self._drop - len(chunk))
            if self.size_bytes is not None:
                kept = kept[: self.size_bytes - received]
            received += len(kept)
            if kept:
                yield kept
            if received == self.size_bytes:
                return
        if self._aborted or received < (self.size_bytes or 0):
            raise HttpFault(Trouble.LINK, Sentence("The answer ended early."))

    def _arriving(self) -> Iterator[bytes]:
        try:
            while chunk := self._response.read1(CHUNK_BYTES):
                yield chunk
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as broken:
            raise HttpFault(Trouble.LINK, Sentence("The connection broke.")) from broken

    def abort(self) -> None:
        """Wake the reading thread up; may be called from any thread."""
        self._aborted = True
        try:
            self._response.shutdown()
        except (ValueError, OSError, RuntimeError):
            return  # it had ended by itself

    def close(self) -> None:
        """Give the connection back if the body was read to its end, else close it."""
        if self._response.length_remaining == 0 and not self._aborted:
            self._response.release_conn()
        self._response.close()


class HttpClient:
    """Requests of one play, each with the `credentials` of its moment.

    `allowed_hosts` as in `Connections`.
    """

    def __init__(
        self,
        credentials: Callable[[], MediaCredentials] = MediaCredentials,
        allowed_hosts: Collection[str] = (),
    ) -> None:
        self._lock = threading.Lock()
        self._credentials = credentials
        self._closed = False
        self._host: str | None = None
        self.answers = self.cache_hits = 0
        """How many there were, and how many of those a cache on the way had."""
        self._hurried: dict[Resource, Future[HttpBody]] = {}
        self._bodies: WeakSet[HttpBody] = WeakSet()
        self._connections = Connections(allowed_hosts)
        self._pool = Pools(
            self._connections,
            maxsize=4,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=SILENCE_SECONDS),
        )

    def close(self) -> None:
        """End whatever is under way; who waits for it hears that the connection broke."""
        with self._lock:
            self._closed = True
            bodies = list(self._bodies)
        self._connections.close()
        for body in bodies:
            body.abort()
        self.drop_hurried()
        self._pool.clear()

    def hasten(self, resource: Resource) -> None:
        """Ask already for what will most likely be opened next."""
        answer: Future[HttpBody] = Future()
        with self._lock:
            if self._closed:
                return
            self._hurried[resource] = answer

        def ask() -> None:
            try:
                answer.set_result(self._ask(resource, 0, ""))
            except MatineeError as fault:
                answer.set_exception(fault)

        threading.Thread(target=ask, name="matinee-hasten", daemon=True).start()

    def open(self, resource: Resource, skip: int = 0, extra_query: str = "") -> HttpBody:
        """Ask for the resource without its first `skip` bytes."""
        with self._lock:
            hurried = self._hurried.pop(resource, None)
        if hurried is not None and not skip and hurried.exception() is None:
            return hurried.result()
        return self._ask(resource, skip, extra_query)

    def drop_hurried(self) -> None:
        """Nothing of what was hastened is wanted after all."""
        with self._lock:
            hurried, self._hurried = self._hurried, {}
        for answer in hurried.values():
            answer.add_done_callback(_discard)

    def _ask(self, resource: Resource, skip: int, extra_query: str) -> HttpBody:
        url, headers, cookies = self._addressed(resource)
        start = resource.start + skip
        if start or resource.stop is not None:
            last = "" if resource.stop is None else resource.stop - 1
            headers["Range"] = f"bytes={start}-{last}"
        if "?" not in url:  # a signature there would not cover what is added
            url = with_query(url, extra_query)
        sent = time.monotonic()
        response, came_from = self._follow("GET", url, headers, cookies)
        body = HttpBody(response, time.monotonic() - sent, came_from)
        if (fault := _fault_of(response, datetime.now(UTC))) is not None:
            body.close()
            raise fault
        self._keep(body)
        if "Range" in headers and response.status == 200:
            body.cut(start, resource.stop)
        elif resource.stop is not None:
            body.bound(resource.stop - start)
        return body

    def _keep(self, body: HttpBody) -> None:
        with self._lock:
            self._bodies.add(body)
            closed = self._closed
        if closed:
            body.abort()

    def size_of(self, resource: Resource) -> int | None:
        """The bytes of a whole file, by a HEAD; None if the server doesn't tell.

        Raises `HttpFault` if it can't be reached.
        """
        response, _ = self._follow("HEAD", *self._addressed(resource))
        response.drain_conn()
        response.release_conn()
        length = _length(response.headers.get("Content-Length", ""))
        return length if response.status == 200 else None

    def _addressed(self, resource: Resource) -> tuple[str, dict[str, str], Mapping[str, str]]:
        """The whole address, and the headers and cookies that every request has."""
        credentials = self._credentials()
        url = with_query(resource.url, credentials.query)
        return url, dict(credentials.headers), credentials.cookies or {}

    def _follow(
        self, method: str, url: str, headers: dict[str, str], cookies: Mapping[str, str]
    ) -> tuple[urllib3.BaseHTTPResponse, str]:
        """The answer, from wherever it is by now, and that address."""
        for _ in range(MOST_REDIRECTS + 1):
            response = self._request(method, url, self._headers_for(url, headers, cookies))
            location = response.get_redirect_location()
            if not location:
                return response, url
            response.close()
            url = _joined(url, location)
        raise StreamRefused("This video can't be played: its address leads in circles.")

    def _headers_for(
        self, url: str, headers: dict[str, str], cookies: Mapping[str, str]
    ) -> dict[str, str]:
        """All of them for the host of the film, and for others what names nobody."""
        host = _host_of(url)
        with self._lock:
            self._host = self._host or host
            at_home = host == self._host
        wanted = {"User-Agent": "Matinee", "Accept-Encoding": "identity", **headers}
        if cookies:
            wanted["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if at_home:
            return wanted
        return {name: value for name, value in wanted.items() if name.lower() not in PERSONAL}

    def _request(self, method: str, url: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        host = _host_of(url)
        try:
            response = self._pool.request(
                method, url, headers=headers, preload_content=False, redirect=False
            )
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as broken:
            raise HttpFault(Trouble.LINK, no_answer(host, broken)) from broken
        with self._lock:
            self.answers += 1
            self.cache_hits += is_cache_hit(response.headers)
        return response

    def read(self, resource: Resource, limit: int = TEXT_BYTES) -> bytes:
        """The whole of something small."""
        return self.read_from(resource, limit)[0]

    def read_from(self, resource: Resource, limit: int = TEXT_BYTES) -> tuple[bytes, str]:
        """The same, and the address that it came from in the end."""
        body = self.open(resource)
        try:
            return gathered(body.chunks(), limit), body.url
        finally:
            body.close()


def gathered(
    chunks: Iterable[bytes], limit: int, clock: Callable[[], float] = time.monotonic
) -> bytes:
    """All of them, within the bounds of a text."""
    whole, latest = bytearray(), clock() + TEXT_SECONDS
    for chunk in chunks:
        whole += chunk
        if len(whole) > limit or clock() > latest:
            raise TooLarge
    return bytes(whole)


def _length(text: str) -> int | None:
    return int(text) if LENGTH.fullmatch(text) else None


def _host_of(url: str) -> str:
    """Of an address of the web; raises `StreamRefused` for any other."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise StreamRefused("This video can't be played: a part of it is not on the web.")
    return host


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def with_query(url: str, *queries: str) -> str:
    """The address with the queries appended that it does not carry already."""
    address, hash_sign, fragment = url.partition("#")
    for query in filter(None, (q.lstrip("?&") for q in queries)):
        if query not in address:
            address += ("&" if "?" in address else "?") + query
    return address + hash_sign + fragment


def is_cache_hit(headers: Mapping[str, str]) -> bool:
    """As CloudFront, Cloudflare, Fastly and nginx say it."""
    said = (headers.get(name, "") for name in ("X-Cache", "CF-Cache-Status", "X-Proxy-Cache"))
    return any("hit" in word.lower() for word in said)


def _fault_of(response: urllib3.BaseHTTPResponse, now: datetime) -> HttpFault | None:
    status = response.status
    if status in (200, 206):
        return None
    if status in (401, 403):
        return HttpFault(Trouble.REFUSED, Sentence("The server no longer lets us in."))
    if status in (404, 410):
        return HttpFault(Trouble.MISSING, Sentence("The server no longer has this."))
    asked = retry_after(response.headers.get("Retry-After"), now) or 0.0
    answered = Sentence("The server answered {status}.", status=status)
    wait = min(asked, LONGEST_WAIT_SECONDS)
    return HttpFault(Trouble.LINK, answered, wait, no_such_range=status == NO_SUCH_RANGE)


def _discard(answer: Future[HttpBody]) -> None:
    if answer.exception() is None:
        answer.result().abort()
        answer.result().close()

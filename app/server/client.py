"""The backend's API as typed calls: JSON in, frozen values out, faults as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from app.errors import (
    ConnectionNotSecure,
    MatineeError,
    NotMatinee,
    Sentence,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
)
from app.retry_after import retry_after
from app.server.costs import Cost, Costs, Original
from app.server.events import VideoEvents
from app.server.uploads import NewUpload, PartToSign, SignedPart, Upload
from app.server.videos import Account, Playback, PlayReport, Video, VideoPage

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 30.0
# A page of videos, a poster and the events share the pool with the engine's calls.
CONNECTIONS = 16
Made = TypeVar("Made")


class Bearer(requests.auth.AuthBase):
    """Sends the token as it is at that moment; also keeps `.netrc` out of it."""

    def __init__(self, token: Callable[[], str | None]) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if token := self._token():
            request.headers["Authorization"] = f"Bearer {token}"
        return request


def unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No token; as an `auth` it keeps `.netrc` out, too."""
    return request


class Client:
    """One backend. Safe from any thread; every call may raise a `MatineeError`.

    `token` is asked at every request, so signing in again needs no new client; `language` is the
    one that the server's sentences should have.
    """

    def __init__(
        self, server_url: str, token: Callable[[], str | None], language: str = "en"
    ) -> None:
        self.server_url = server_url.rstrip("/") + "/"
        self._host = urlsplit(self.server_url).netloc
        self.token = token
        self._auth = Bearer(token)
        self._session = requests.Session()
        self._session.headers["Accept-Language"] = language.replace("_", "-")
        # A proxy is for the world outside, not for the bundled backend.
        self._session.trust_env = urlsplit(self.server_url).hostname not in LOOPBACK
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    # Session

    def sign_in(self, email: str, password: str) -> tuple[str, Account]:
        """Returns the token and whose it is; a wrong password is a `ServerRefused` with 401."""
        return self._open_session({"email": email, "password": password})

    def sign_in_with_secret(self, secret: str) -> tuple[str, Account]:
        """Sign in to the bundled backend as this machine's owner."""
        return self._open_session({"secret": secret})

    def sign_out(self) -> None:
        self._call("DELETE", "session")

    def me(self) -> Account:
        answer = self._call("GET", "me")
        return Account.from_json(answer.get("account", answer))

    # Videos

    def videos(
        self,
        query: str = "",
        state: str | None = None,
        sort: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> VideoPage:
        asked = {"query": query, "state": state, "sort": sort, "cursor": cursor, "limit": limit}
        answer = self._call("GET", "videos", params={k: v for k, v in asked.items() if v})
        return VideoPage(
            tuple(self._video(video) for video in answer["videos"]), answer.get("next_cursor")
        )

    def video(self, video_id: str) -> Video:
        return self._video(self._call("GET", f"videos/{video_id}"))

    def update_video(self, video_id: str, **changes: str | None) -> Video:
        """Change title, description, visibility, publish_at or channel_id."""
        return self._video(self._call("PATCH", f"videos/{video_id}", json=changes))

    def delete_video(self, video_id: str) -> None:
        self._call("DELETE", f"videos/{video_id}")

    def retry_video(self, video_id: str) -> Video:
        self._call("POST", f"videos/{video_id}/retry")
        return self.video(video_id)

    def set_poster(self, video_id: str, image: Path) -> None:
        with image.open("rb") as body:
            self._call("PUT", f"videos/{video_id}/poster", data=body)

    def add_subtitles(self, video_id: str, language: str, file: Path) -> None:
        with file.open("rb") as body:
            self._call("PUT", f"videos/{video_id}/subtitles/{quote(language)}", data=body)

    def playback(self, video_id: str, height: int = 0) -> Playback:
        """`height` is how many lines the player can show; a server may make more on demand."""
        asked = {"height": height} if height else {}
        playback = Playback.from_json(
            self._call("GET", f"videos/{video_id}/playback", params=asked)
        )
        return replace(
            playback,
            url=self._absolute(playback.url),
            poster_url=self._maybe(playback.poster_url),
            storyboard_url=self._maybe(playback.storyboard_url),
            subtitles=tuple(
                replace(track, url=self._absolute(track.url)) for track in playback.subtitles
            ),
        )

    def save_position(self, video_id: str, seconds: float) -> None:
        self._call("PUT", f"videos/{video_id}/position", json={"seconds": seconds})

    def report_play(self, video_id: str, report: PlayReport) -> None:
        self._call("POST", f"videos/{video_id}/plays", json=report.to_json())

    def events(self, video_id: str | None = None) -> VideoEvents:
        """Follow one video, or all of the account's: iterate, and close from any thread.

        Ends when the server closes it, and raises `ServerUnreachable` when the line drops;
        either way the caller asks again.
        """
        path = f"videos/{video_id}/events" if video_id else "events"
        response = self._send("GET", path, stream=True, headers={"Accept": "text/event-stream"})
        return VideoEvents(response, self._host, self._video)

    def fetch(self, url: str) -> bytes:
        """The bytes behind a poster's or storyboard's URL, which is a permission by itself: the
        token stays here, since the way leads, or is redirected, to a store or a CDN.
        """
        response = self._send("GET", url, auth=unchanged, allow_redirects=True)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            raise NotMatinee(self._host)  # a network's sign-in page
        return response.content

    # Uploads

    def create_uploads(
        self, uploads: Sequence[tuple[NewUpload, str]]
    ) -> list[Upload | MatineeError]:
        """Create each with its key, in one call; a fault of one is in its place of the list.

        The same key gives the same upload, however often a lost answer is asked for again.
        """
        asked = [{**upload.to_json(), "idempotency_key": key} for upload, key in uploads]
        answer = self._call("POST", "batches/uploads", json={"uploads": asked})
        return [self._outcome(item, self._upload) for item in answer]

    def upload(self, upload_id: str) -> Upload:
        """The upload with every part the store has. 404 `upload_gone` once it expired."""
        return self._upload(self._call("GET", f"uploads/{upload_id}"))

    def sign_parts(self, upload_id: str, parts: Sequence[PartToSign]) -> list[SignedPart]:
        asked = [part.to_json() for part in parts]
        answer = self._call("POST", f"uploads/{upload_id}/parts", json={"parts": asked})
        return [self._signed(SignedPart(**part)) for part in answer]

    def complete_uploads(
        self, uploads: Sequence[tuple[str, str | None]]
    ) -> list[str | MatineeError]:
        """Join the parts of each (id, BLAKE3 if known) and hand its video on, in one call;
        returns the videos' states, or a fault in the place of one. May be repeated."""
        asked = [{"id": upload_id, "blake3": blake3} for upload_id, blake3 in uploads]
        answer = self._call("POST", "batches/completions", json={"uploads": asked})
        return [self._outcome(item, lambda done: str(done["state"])) for item in answer]

    def abort_upload(self, upload_id: str) -> None:
        """Free the stored parts; fine when the upload is already gone."""
        try:
            self._call("DELETE", f"uploads/{upload_id}")
        except ServerRefused as error:
            if error.status != 404:
                raise

    # Costs and originals

    def costs(self) -> Costs | None:
        """None where films cost nothing: on the server's own disk, or on an older server."""
        answer = self._or_none("GET", "costs")
        return Costs.from_json(answer) if answer and answer.get("paid") else None

    def estimate(
        self, size_bytes: int, duration_seconds: float, width: int = 0, height: int = 0
    ) -> Cost:
        """What a film would cost, before it is uploaded."""
        asked = {"size_bytes": size_bytes, "duration_seconds": duration_seconds}
        asked |= {"width": width, "height": height}
        return Cost.from_json(self._call("GET", "costs/estimate", params=asked))

    def original(self, video_id: str) -> Original | None:
        """None where originals can't be put away."""
        answer = self._or_none("GET", f"videos/{video_id}/archive")
        return Original(answer["state"], answer["message"]) if answer else None

    def archive(self, video_id: str) -> Original:
        return Original(**self._call("POST", f"videos/{video_id}/archive"))

    def restore(self, video_id: str) -> Original:
        return Original(**self._call("POST", f"videos/{video_id}/restore"))

    # Below

    def _or_none(self, method: str, path: str) -> Any:
        try:
            return self._call(method, path)
        except ServerRefused as error:
            if error.status != 404:
                raise
            return None

    def _open_session(self, body: Mapping[str, str]) -> tuple[str, Account]:
        answer = self._call("POST", "session", json=body)
        return answer["token"], Account.from_json(answer["account"])

    def _video(self, document: Mapping[str, Any]) -> Video:
        video = Video.from_json(document)
        return replace(
            video,
            poster_url=self._maybe(video.poster_url),
            storyboard_url=self._maybe(video.storyboard_url),
        )

    def _upload(self, document: Mapping[str, Any]) -> Upload:
        upload = Upload.from_json(document)
        return replace(upload, signed=tuple(map(self._signed, upload.signed)))

    def _signed(self, part: SignedPart) -> SignedPart:
        return replace(part, url=self._absolute(part.url))

    def _outcome(
        self, item: Mapping[str, Any], read: Callable[[Mapping[str, Any]], Made]
    ) -> Made | MatineeError:
        if (fault := item.get("fault")) is None:
            return read(item["upload"])
        return ServerRefused(
            fault["status"],
            fault["error"],
            fault["message"],
            retryable=fault["retryable"],
            retry_after_seconds=fault["retry_after_seconds"],
        )

    def _absolute(self, url: str) -> str:
        return urljoin(self.server_url, url)

    def _maybe(self, url: str | None) -> str | None:
        return self._absolute(url) if url else None

    def _call(self, method: str, path: str, **options: Any) -> Any:
        """One JSON call; {} where the answer has no body."""
        response = self._send(method, path, **options)
        if not response.content:
            return {}
        try:
            return response.json()
        except requests.JSONDecodeError as error:
            raise NotMatinee(self._host) from error

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        url = urljoin(self.server_url + "api/", path)
        try:
            response = self._session.request(
                method,
                url,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                # No call of the API redirects; a network's sign-in page does.
                **{"auth": self._auth, "allow_redirects": False, **options},
            )
        except requests.exceptions.SSLError as error:
            raise ConnectionNotSecure(self._host) from error
        except requests.RequestException as error:
            raise ServerUnreachable(self._host) from error
        if response.status_code >= 300:
            raise refusal(response, self._host, datetime.now(UTC))
        return response


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def refusal(response: requests.Response, host: str, now: datetime) -> MatineeError:
    """The fault that an answer of 300 or more stands for."""
    try:
        document = response.json()
        code, message = document["error"], document["message"]
    except (requests.JSONDecodeError, KeyError, TypeError):
        return refusal_without_shape(response, host, now)
    if code == "not_signed_in":
        return SignInNeeded()
    return ServerRefused(
        response.status_code,
        code,
        message,
        retryable=document.get("retryable", False),
        retry_after_seconds=retry_after(response.headers.get("Retry-After"), now),
    )


def refusal_without_shape(response: requests.Response, host: str, now: datetime) -> MatineeError:
    """Something between us and the backend answered: a proxy, a balancer, a sign-in page."""
    status = response.status_code
    if status == 401:
        return SignInNeeded()
    if status in (408, 429) or status >= 500:
        return ServerRefused(
            status,
            "unavailable",
            Sentence("{host} is not available just now ({status}).", host=host, status=status),
            retryable=True,
            retry_after_seconds=retry_after(response.headers.get("Retry-After"), now),
        )
    return NotMatinee(host)

"""The backend's API as typed calls: JSON in, frozen values out, faults as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

from app.errors import MatineeError, NotMatinee, ServerRefused
from app.server.account_calls import AccountCalls
from app.server.costs import Cost, Costs, Original
from app.server.editing import EditingCalls, StudioCalls
from app.server.events import ServerEvents, own_event
from app.server.figures import FigureCalls
from app.server.transport import Transport, fault_in, unchanged
from app.server.uploads import NewUpload, PartToSign, SignedPart, Space, Upload
from app.server.videos import Account, Playback, PlayReport, Video, VideoPage
from app.server.viewing import IssuerInfo, Published
from app.server.viewing_calls import ViewingCalls

Made = TypeVar("Made")
POSTERS_BYTES = 512 * 1024
"""As text, and with all else, still below the 1 MiB that nginx takes by default."""


class Client:
    """One backend. Safe from any thread; every call may raise a `MatineeError`.

    `token` is asked at every request, so signing in again needs no new client; `language` is the
    one that the server's sentences should have.
    """

    def __init__(
        self, server_url: str, token: Callable[[], str | None], language: str = "en"
    ) -> None:
        self._transport = Transport(server_url, token, language)
        self.server_url = self._transport.server_url
        self.token = token
        self.viewing = ViewingCalls(self._transport)
        self.account = AccountCalls(self._transport)
        self.figures = FigureCalls(self._transport)
        self.editing = EditingCalls(self._transport)
        self.studio = StudioCalls(self._transport)

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
        self._transport.close()

    # Session

    def sign_in(self, email: str, password: str, device: str = "") -> tuple[str, Account]:
        """Returns the token and whose it is; a wrong password is a `ServerRefused` with 401.

        `device` is what this computer is called in the account's list of devices.
        """
        return self._open_session("session", {"email": email, "password": password}, device)

    def register(
        self, email: str, password: str, name: str = "", device: str = "", invitation: str = ""
    ) -> tuple[str, Account]:
        """Like `sign_in`, with a new account; without a `name` the server makes one. Some servers
        want an `invitation`; one that is used up is a `no_such_invitation`."""
        more = {"name": name, "invitation": invitation}
        body = {"email": email, "password": password, **{k: v for k, v in more.items() if v}}
        return self._open_session("accounts", body, device)

    def choose_password(
        self, reset_token: str, password: str, device: str = ""
    ) -> tuple[str, Account]:
        """Like `sign_in`, by an administrator's leave to choose a new one."""
        return self._open_session("password", {"token": reset_token, "password": password}, device)

    def sign_in_with_secret(self, secret: str) -> tuple[str, Account]:
        """Sign in to the bundled backend as this machine's owner."""
        return self._open_session("session", {"secret": secret})

    def issuer(self) -> IssuerInfo:
        """Where one can sign in besides; 404 where that is nowhere."""
        return IssuerInfo.from_json(self._transport.call("GET", "session/oidc"))

    def sign_in_by_code(
        self,
        code: str,
        verifier: str,
        redirect_uri: str,
        nonce: str,
        device: str = "",
        invitation: str = "",
    ) -> tuple[str, Account]:
        """With what the browser brought from there; with an `invitation` as in `register`."""
        body = {"code": code, "verifier": verifier, "redirect_uri": redirect_uri, "nonce": nonce}
        body |= {"invitation": invitation} if invitation else {}
        return self._open_session("session/oidc", body, device)

    def sign_out(self) -> None:
        self._transport.call("DELETE", "session")

    def me(self) -> Account:
        answer = self._transport.call("GET", "me")
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
        answer = self._transport.call("GET", "videos", params={k: v for k, v in asked.items() if v})
        return VideoPage.from_json(answer, self._transport.maybe)

    def video(self, video_id: str) -> Video:
        return self._video(self._transport.call("GET", f"videos/{video_id}"))

    def update_video(self, video_id: str, **changes: str | None) -> Video:
        """Change title, description, visibility, publish_at or channel_id."""
        return self._video(self._transport.call("PATCH", f"videos/{video_id}", json=changes))

    def delete_video(self, video_id: str) -> None:
        self._transport.call("DELETE", f"videos/{video_id}")

    def retry_video(self, video_id: str) -> Video:
        self._transport.call("POST", f"videos/{video_id}/retry")
        return self.video(video_id)

    def set_poster(self, video_id: str, image: Path) -> None:
        with image.open("rb") as body:
            self._transport.call("PUT", f"videos/{video_id}/poster", data=body)

    def add_subtitles(self, video_id: str, language: str, file: Path) -> None:
        with file.open("rb") as body:
            self._transport.call("PUT", f"videos/{video_id}/subtitles/{quote(language)}", data=body)

    def playback(self, video_id: str, height: int = 0) -> Playback:
        """`height` is how many lines the player can show; a server may make more on demand."""
        asked = {"height": height} if height else {}
        answer = self._transport.call("GET", f"videos/{video_id}/playback", params=asked)
        return Playback.from_json(answer, self._transport.maybe)

    def save_position(self, video_id: str, seconds: float) -> None:
        self._transport.call("PUT", f"videos/{video_id}/position", json={"seconds": seconds})

    def report_play(self, video_id: str, report: PlayReport, link_id: str | None = None) -> None:
        """`link_id`: the share link by which it was watched."""
        asked = {"link": link_id} if link_id else {}
        self._transport.call(
            "POST", f"videos/{video_id}/plays", json=report.to_json(), params=asked
        )

    def events(self) -> ServerEvents[Video | Published]:
        """Follow the account's own videos, and what is new where it follows."""
        return ServerEvents(
            self._transport, "events", lambda kind, told: own_event(kind, told, self._video)
        )

    def fetch(self, url: str) -> bytes:
        """The bytes behind a poster's or storyboard's URL, which is a permission by itself: the
        token stays here, since the way leads, or is redirected, to a store or a CDN.
        """
        response = self._transport.send("GET", url, auth=unchanged, allow_redirects=True)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            raise NotMatinee(self._transport.host)  # a network's sign-in page
        return response.content

    # Uploads

    def space(self) -> Space | None:
        """None on an older server."""
        answer = self._transport.call_or_none("GET", "space")
        return Space(answer["used_bytes"], answer["quota_bytes"]) if answer else None

    def create_uploads(
        self, uploads: Sequence[tuple[NewUpload, str]]
    ) -> list[Upload | MatineeError]:
        """Create each with its key, in one call if their posters are no heap; a fault of one is in
        its place of the list.

        The same key gives the same upload, however often a lost answer is asked for again.
        """
        answers: list[Mapping[str, Any]] = []
        for batch in batches(uploads):
            asked = [{**upload.to_json(), "idempotency_key": key} for upload, key in batch]
            answers += self._transport.call("POST", "batches/uploads", json={"uploads": asked})
        return [outcome(item, self._upload) for item in answers]

    def replace_source(self, video_id: str, upload: NewUpload, key: str) -> Upload:
        """Create one whose file takes the place of the video's once it is made; 409 where another
        one is on its way."""
        path, headers = f"videos/{video_id}/source", {"Idempotency-Key": key}
        answer = self._transport.call("PUT", path, json=upload.to_json(), headers=headers)
        return self._upload(answer)

    def upload(self, upload_id: str) -> Upload:
        """The upload with every part the store has. 404 `upload_gone` once it expired."""
        return self._upload(self._transport.call("GET", f"uploads/{upload_id}"))

    def cut_smaller(self, upload_id: str) -> Upload:
        """Like `upload`, cut into the smallest parts that the store takes; an older server leaves
        it as it is."""
        answer = self._transport.call_or_none("POST", f"uploads/{upload_id}/smaller-parts")
        return self.upload(upload_id) if answer is None else self._upload(answer)

    def sign_parts(self, upload_id: str, parts: Sequence[PartToSign]) -> list[SignedPart]:
        asked = [part.to_json() for part in parts]
        answer = self._transport.call("POST", f"uploads/{upload_id}/parts", json={"parts": asked})
        signed = (SignedPart(**part) for part in answer)
        return [replace(part, url=self._transport.absolute(part.url)) for part in signed]

    def complete_uploads(
        self, uploads: Sequence[tuple[str, str | None]]
    ) -> list[str | MatineeError]:
        """Join the parts of each (id, BLAKE3 if known) and hand its video on, in one call;
        returns the videos' states, or a fault in the place of one. May be repeated."""
        asked = [{"id": upload_id, "blake3": blake3} for upload_id, blake3 in uploads]
        answer = self._transport.call("POST", "batches/completions", json={"uploads": asked})
        return [outcome(item, lambda done: str(done["state"])) for item in answer]

    def abort_upload(self, upload_id: str) -> None:
        """Free the stored parts; fine when the upload is already gone."""
        try:
            self._transport.call("DELETE", f"uploads/{upload_id}")
        except ServerRefused as error:
            if not error.is_missing:
                raise

    # Costs and originals

    def costs(self) -> Costs | None:
        """None where films cost nothing: on the server's own disk, or on an older server."""
        answer = self._transport.call_or_none("GET", "costs")
        return Costs.from_json(answer) if answer and answer.get("paid") else None

    def estimate(
        self, size_bytes: int, duration_seconds: float, width: int = 0, height: int = 0
    ) -> Cost:
        """What a film would cost, before it is uploaded."""
        asked = {"size_bytes": size_bytes, "duration_seconds": duration_seconds}
        asked |= {"width": width, "height": height}
        return Cost.from_json(self._transport.call("GET", "costs/estimate", params=asked))

    def original(self, video_id: str) -> Original | None:
        """None where originals can't be put away."""
        answer = self._transport.call_or_none("GET", f"videos/{video_id}/archive")
        return Original(answer["state"], answer["message"]) if answer else None

    def archive(self, video_id: str) -> Original:
        return Original(**self._transport.call("POST", f"videos/{video_id}/archive"))

    def restore(self, video_id: str) -> Original:
        return Original(**self._transport.call("POST", f"videos/{video_id}/restore"))

    # Below

    def _open_session(
        self, path: str, body: Mapping[str, str], device: str = ""
    ) -> tuple[str, Account]:
        named = {**body, "device": device} if device else body
        answer = self._transport.call("POST", path, json=named)
        return answer["token"], Account.from_json(answer["account"])

    def _video(self, document: Mapping[str, Any]) -> Video:
        return Video.from_json(document, self._transport.maybe)

    def _upload(self, document: Mapping[str, Any]) -> Upload:
        return Upload.from_json(document).at(self._transport.absolute)


def batches(
    uploads: Sequence[tuple[NewUpload, str]], most_bytes: int = POSTERS_BYTES
) -> Iterator[Sequence[tuple[NewUpload, str]]]:
    """In their order, with so many bytes of posters at most, but for a single one."""
    first, total = 0, 0
    for number, (upload, _) in enumerate(uploads):
        total += upload.poster_bytes
        if total > most_bytes and number > first:
            yield uploads[first:number]
            first, total = number, upload.poster_bytes
    yield uploads[first:]


def outcome(
    item: Mapping[str, Any], read: Callable[[Mapping[str, Any]], Made]
) -> Made | MatineeError:
    """One item of a batch's answer."""
    return fault_in(item["fault"]) if item.get("fault") else read(item["upload"])

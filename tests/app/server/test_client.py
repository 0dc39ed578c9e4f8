"""The API's client against answers of every kind."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.errors import (
    ConnectionNotSecure,
    MatineeError,
    NotMatinee,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
)
from app.server.client import Client, batches
from app.server.costs import Cost, Costs, Original
from app.server.uploads import FirstParts, NewUpload, PartToSign, Upload
from app.server.videos import Video
from app.server.viewing import Published

ACCOUNT = {"id": "a", "name": "Ada", "email": "ada@example.org"}
VIDEO = {"id": "v", "title": "T", "state": "ready", "poster_url": "/media/t/poster.jpg"}


class Scripted(ThreadingHTTPServer):
    """Gives `answers` one after the other, the last for ever, and keeps what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, Any, dict[str, str]]] = []
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients may hang up."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Scripted

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        answers = self.server.answers
        status, content, headers = answers.pop(0) if len(answers) > 1 else answers[0]
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(server: Scripted) -> Iterator[Scripted]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server() -> Iterator[Scripted]:
    with serving(Scripted()) as server:
        yield server


@pytest.fixture
def client(server: Scripted) -> Iterator[Client]:
    with Client(f"http://127.0.0.1:{server.server_address[1]}", lambda: "secret-token") as client:
        yield client


def answer(server: Scripted, content: Any, status: int = 200, **headers: str) -> None:
    server.answers = [(status, content, {k.replace("_", "-"): v for k, v in headers.items()})]


def test_the_server_is_asked_for_the_readers_language(server: Scripted) -> None:
    """As a browser would, in the tags of HTTP."""
    answer(server, ACCOUNT)
    with Client(f"http://127.0.0.1:{server.server_address[1]}", lambda: None, "pt_BR") as client:
        client.me()
    assert server.asked[0][2]["Accept-Language"] == "pt-BR"


def test_signing_in_returns_token_and_account(server: Scripted, client: Client) -> None:
    """With the secret, or with address and password."""
    answer(server, {"token": "t", "account": ACCOUNT})
    token, account = client.sign_in_with_secret("s")
    assert (token, account.name) == ("t", "Ada")
    client.sign_in("ada@example.org", "pw")
    assert [json.loads(body) for *_, body in server.asked] == [
        {"secret": "s"},
        {"email": "ada@example.org", "password": "pw"},
    ]


def test_every_call_carries_the_token_of_that_moment(server: Scripted, client: Client) -> None:
    """As a bearer token."""
    answer(server, ACCOUNT)
    client.me()
    assert server.asked[0][2]["Authorization"] == "Bearer secret-token"


def test_pictures_are_fetched_without_the_token(server: Scripted, client: Client) -> None:
    """Their address is a permission by itself, and leads to a store that refuses two."""
    server.answers = [(302, b"", {"Location": "/bucket/poster.jpg"}), (200, b"jpeg", {})]

    assert client.fetch("/media/t/poster.jpg") == b"jpeg"
    assert [path for _, path, _, _ in server.asked] == ["/media/t/poster.jpg", "/bucket/poster.jpg"]
    assert not any("Authorization" in headers for _, _, headers, _ in server.asked)


def test_costs_and_originals_are_values(server: Scripted, client: Client) -> None:
    """By video and in total; an estimate needs what the probe found."""
    video = {"video_id": "v", "convert": 0.45, "keep_month": 0.1}
    server.answers = [
        (200, {"paid": True, "videos": [video], "convert": 1, "keep_month": 2, "priced": "x"}, {}),
        (200, {"convert": 0.1, "keep_month": 0.2, "watch_once": 0.3, "priced": "x"}, {}),
        (202, {"state": "leaving", "message": "Soon."}, {}),
        (404, {"error": "not_found", "message": "None.", "retryable": False}, {}),
    ]

    costs = client.costs()
    assert costs == Costs(Cost(1, 2), "x", {"v": Cost(0.45, 0.1)})
    assert client.estimate(5, 600.0, 1920, 1080) == Cost(0.1, 0.2, 0.3)
    assert client.archive("v") == Original("leaving", "Soon.")
    assert client.original("v") is None
    assert server.asked[1][1].endswith(
        "?size_bytes=5&duration_seconds=600.0&width=1920&height=1080"
    )


def test_a_sign_in_page_is_no_picture(server: Scripted, client: Client) -> None:
    """It would stay in the cache."""
    answer(server, b"<html>", Content_Type="text/html; charset=utf-8")
    with pytest.raises(NotMatinee):
        client.fetch("/media/t/poster.jpg")


@pytest.mark.parametrize("status", [200, 404])
def test_a_server_without_costs_has_none(server: Scripted, client: Client, status: int) -> None:
    """Because its films lie on its own disk, or because it is older than the question."""
    missing = {"error": "not_found", "message": "None.", "retryable": False}
    free = {"paid": False, "videos": [], "convert": 0, "keep_month": 0, "priced": "x"}
    answer(server, missing if status == 404 else free, status)

    assert client.costs() is None


def test_videos_come_in_pages_with_whole_addresses(server: Scripted, client: Client) -> None:
    """Relative URLs are joined with the server's."""
    answer(server, {"videos": [VIDEO], "next_cursor": "c2"})
    page = client.videos(query="cat & dog", cursor="c1", limit=10)
    assert page.next_cursor == "c2"
    assert page.videos[0].poster_url == client.server_url + "media/t/poster.jpg"
    assert server.asked[0][1] == "/api/videos?query=cat+%26+dog&cursor=c1&limit=10"


def test_playback_is_whole(server: Scripted, client: Client) -> None:
    """URL, subtitles and all."""
    track = {"language": "en", "label": "English", "url": "/media/t/en.vtt"}
    answer(
        server,
        {
            "video_id": "v",
            "kind": "hls",
            "url": "/media/t/hls/multivariant.m3u8",
            "expires_in_seconds": 60,
            "subtitles": [track],
        },
    )
    playback = client.playback("v")
    assert playback.url.startswith(client.server_url)
    assert playback.subtitles[0].url == client.server_url + "media/t/en.vtt"


UPLOAD = {
    "id": "u",
    "video_id": "v",
    "state": "open",
    "part_size_bytes": 8,
    "part_count": 1,
    "checksum": "crc32c",
    "expires_at": "2027",
    "signed": [],
}


def test_uploads_are_created_under_their_keys(server: Scripted, client: Client) -> None:
    """What is not known is not sent; what is signed along with it gets its address."""
    part = {"number": 1, "method": "PUT", "headers": {}, "expires_in_seconds": 9}
    answer(server, [{"upload": UPLOAD | {"signed": [{**part, "url": "/store/x"}]}, "fault": None}])
    first = FirstParts("crc32c", (PartToSign(1, "c"),))

    (upload,) = client.create_uploads([(NewUpload("a.mp4", 5, first_parts=first), "key")])

    assert isinstance(upload, Upload)
    assert (upload.id, upload.checksum, upload.parts) == ("u", "crc32c", ())
    assert [part.url for part in upload.signed] == [client.server_url + "store/x"]
    signing = {"checksum": "crc32c", "parts": [{"number": 1, "checksum": "c"}]}
    item = {"filename": "a.mp4", "size_bytes": 5, "first_parts": signing, "idempotency_key": "key"}
    assert json.loads(server.asked[0][3]) == {"uploads": [item]}


@pytest.mark.parametrize(
    ("posters", "asked"),
    [
        ((), [0]),
        ((4, 6, 0), [3]),
        ((4, 6, 1, 9, 1), [2, 2, 1]),
        ((11, 11), [1, 1]),
    ],
)
def test_posters_do_not_heap_up_in_one_call(posters: tuple[int, ...], asked: list[int]) -> None:
    """A proxy would not let it pass; none is left out."""
    uploads = [(NewUpload(f"{n}.mp4", 5, poster=bytes(n)), str(n)) for n in posters]
    made = list(batches(uploads, 10))
    assert [len(batch) for batch in made] == asked
    assert [each for batch in made for each in batch] == uploads


def test_one_of_many_may_fail(server: Scripted, client: Client) -> None:
    """Its fault stands in its place."""
    fault = {**SHAPE, "status": 413, "retry_after_seconds": 7}
    done = {"video_id": "v", "state": "verifying"}
    answer(server, [{"upload": None, "fault": fault}, {"upload": done, "fault": None}])

    refused, state = client.complete_uploads([("a", None), ("b", "hash")])

    assert isinstance(refused, ServerRefused)
    assert (refused.status, str(refused), refused.retry_after_seconds) == (413, "Make room.", 7)
    assert state == "verifying"
    asked = [{"id": "a", "blake3": None}, {"id": "b", "blake3": "hash"}]
    assert json.loads(server.asked[0][3]) == {"uploads": asked}


def test_signed_parts_keep_addresses_of_other_hosts(server: Scripted, client: Client) -> None:
    """The store may be somewhere else entirely."""
    part = {"number": 1, "method": "PUT", "headers": {"a": "b"}, "expires_in_seconds": 9}
    answer(server, [{**part, "url": "https://s3.example/x"}, {**part, "url": "/store/x"}])
    signed = client.sign_parts("u", [PartToSign(1, "c")])
    assert [s.url for s in signed] == ["https://s3.example/x", client.server_url + "store/x"]


def test_aborting_what_is_gone_is_fine(server: Scripted, client: Client) -> None:
    """The aim is reached."""
    answer(server, {"error": "upload_gone", "message": "Gone.", "retryable": False}, 404)
    client.abort_upload("u")


SHAPE = {"error": "quota_exceeded", "message": "Make room.", "retryable": False}


@pytest.mark.parametrize(
    ("status", "content", "kind", "says"),
    [
        (413, SHAPE, ServerRefused, "Make room."),
        (401, {**SHAPE, "error": "not_signed_in"}, SignInNeeded, "Sign in"),
        (401, b"", SignInNeeded, "Sign in"),
        (502, b"<html>", ServerRefused, "not available just now"),
        (413, b"<html>", ServerRefused, "client_max_body_size"),
        (302, b"", NotMatinee, "web page answered"),
        (200, b"<html>Hotel</html>", NotMatinee, "web page answered"),
        (404, b"<html>", NotMatinee, "web page answered"),
    ],
)
def test_faults_are_sentences(
    server: Scripted,
    client: Client,
    status: int,
    content: Any,
    kind: type[MatineeError],
    says: str,
) -> None:
    """The backend's own, and those of whoever stands between."""
    answer(server, content, status)
    with pytest.raises(kind, match=says):
        client.video("v")


def test_retry_after_is_kept(server: Scripted, client: Client) -> None:
    """For the engine to obey."""
    answer(server, {**SHAPE, "retryable": True}, 503, Retry_After="7")
    with pytest.raises(ServerRefused) as caught:
        client.me()
    assert (caught.value.retryable, caught.value.retry_after_seconds) == (True, 7.0)


def test_no_server_is_a_sentence() -> None:
    """With the host's name, and worth trying again."""
    with (
        Client("http://127.0.0.1:9", lambda: None) as client,
        pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9") as caught,
    ):
        client.me()
    assert caught.value.retryable


def test_a_server_without_tls_behind_https_is_not_secure(server: Scripted) -> None:
    """It is told apart from being offline."""
    answer(server, ACCOUNT)
    url = f"https://127.0.0.1:{server.server_address[1]}"
    with Client(url, lambda: None) as client, pytest.raises(ConnectionNotSecure):
        client.me()


def test_events_are_videos_as_they_change(server: Scripted, client: Client) -> None:
    """Comments are passed over, and what a newer server tells besides."""
    one, other = (json.dumps(VIDEO | {"title": title}).encode() for title in ("One", "Other"))
    lines = b": hello\n\nevent: published\ndata: %s\n\ndata: %s\n\nevent: later\ndata: {}\n\n"
    answer(server, lines % (other, one) + b"event: video\ndata: %s\n\n" % one)
    first, *own = client.events()
    assert isinstance(first, Published)
    assert first.video.title == "Other"
    assert [event.title for event in own if isinstance(event, Video)] == ["One", "One"]
    assert server.asked[0][1] == "/api/events"


def test_the_catalogue_tells_what_comes_and_goes(server: Scripted, client: Client) -> None:
    """A video that went is known by its id only."""
    come, gone = {"id": "a", "video": VIDEO}, {"id": "b", "video": None}
    answer(server, b"".join(b"data: %s\n\n" % json.dumps(e).encode() for e in (come, gone)))
    changes = list(client.viewing.catalogue_events())
    assert [(c.id, c.video and c.video.title) for c in changes] == [("a", "T"), ("b", None)]
    assert server.asked[0][1] == "/api/catalogue/events"


def test_events_whose_line_is_gone_can_be_closed(server: Scripted, client: Client) -> None:
    """There is nothing left to end then, whoever ended it."""
    answer(server, b"data: " + json.dumps(VIDEO).encode() + b"\n\n")
    events = client.events()
    assert len(list(events)) == 1

    events.close()


def test_no_secret_shows_in_an_error(server: Scripted, client: Client) -> None:
    """Neither the token nor a signed address."""
    answer(server, b"oops", 500)
    with pytest.raises(ServerRefused) as caught:
        client.me()
    assert "secret-token" not in str(caught.value)

"""Events at a real server: genuine, forged, repeated, out of order, late, malformed."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from fastapi import FastAPI

from backend.config.cloud import CloudSettings
from backend.config.settings import Settings
from backend.database.tables import UploadState, VideoState
from backend.http.dependencies import Services
from backend.http.routes.hooks import MOST_BYTES
from backend.server import create_app
from backend.storage.api import StoredObject
from backend.uploads.completion import Completer
from tests.backend.serving import NotingPipeline, migrate_at, serving
from tests.waiting import until

SECRET, FORMER = "0123456789abcdef", "fedcba9876543210"
NESTED = b"[" * 100_000
FILM = b"film" * 100


@pytest.fixture(scope="module")
def noting() -> NotingPipeline:
    return NotingPipeline()


@dataclass
class Client:
    """Requests to one running server, and what is inside it."""

    app: FastAPI
    url: str

    @property
    def here(self) -> Services:
        found: Services = self.app.state.services
        return found

    def post(self, path: str, **sent: Any) -> requests.Response:
        return requests.post(self.url + path, timeout=10, **sent)

    def nudges(self) -> list[str]:
        """The ids that events ask about from now on."""
        found: list[str] = []
        self.app.state.services = replace(self.here, nudge=found.append)
        return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, noting: NotingPipeline) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("hooks")
    migrate_at(folder)
    settings = Settings.from_env({"MATINEE_LOCAL_SECRET": SECRET}, folder)
    cloud = CloudSettings(bucket="films", hook_secret=SECRET, former_hook_secret=FORMER)
    app = create_app(settings, cloud, lambda *_: noting)
    with serving(app) as url:
        client = Client(app, url)
        hooks = replace(client.here.hooks, mux=("mux-secret", "former-mux-secret"))
        app.state.services = replace(client.here, hooks=hooks)
        yield client


@pytest.fixture
def client(served: Client, noting: NotingPipeline) -> Iterator[Client]:
    """With nothing told yet, and nobody nudged afterwards."""
    before = served.here
    noting.told.clear()
    yield served
    served.app.state.services = before


def s3_event(key: str, bucket: str = "films") -> dict[str, Any]:
    """As EventBridge sends it (S3 user guide, "EventBridge event message structure")."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "111122223333",
        "time": "2021-11-12T00:00:00Z",
        "region": "eu-west-1",
        "resources": [f"arn:aws:s3:::{bucket}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {"key": key, "size": len(FILM), "etag": "e", "sequencer": "00617F08299329D1"},
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": "123456789012",
            "reason": "CompleteMultipartUpload",
        },
    }


def mediaconvert_event(job: str, status: str = "COMPLETE") -> dict[str, Any]:
    """As MediaConvert's user guide records it."""
    return {
        "version": "0",
        "id": "7d4b2a1c-0000-0000-0000-000000000000",
        "detail-type": "MediaConvert Job State Change",
        "source": "aws.mediaconvert",
        "account": "111122223333",
        "time": "2021-11-12T00:00:00Z",
        "region": "eu-west-1",
        "resources": [f"arn:aws:mediaconvert:eu-west-1:111122223333:jobs/{job}"],
        "detail": {
            "timestamp": 1636675200000,
            "accountId": "111122223333",
            "queue": "arn:aws:mediaconvert:eu-west-1:111122223333:queues/matinee",
            "jobId": job,
            "status": status,
            "userMetadata": {"video": "v1", "revision": "r1"},
        },
    }


def post(client: Client, path: str, event: Any, secret: str = SECRET) -> int:
    return client.post(path, json=event, headers={"X-Matinee-Hook": secret}).status_code


def completing(client: Client, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """An upload whose completion was cut off after the store had joined it: video id and key."""
    session = client.post("/api/session", json={"secret": SECRET}).json()
    token = {"Authorization": f"Bearer {session['token']}"}
    body = {"filename": "a.mp4", "size_bytes": len(FILM)}
    made = client.post("/api/uploads", json=body, headers=token).json()
    here = client.here
    upload = here.database.upload(made["id"])
    assert upload is not None
    here.database.set_upload(upload.id, state=UploadState.COMPLETING)
    monkeypatch.setattr(Completer, "_joined", lambda *_: StoredObject(upload.key, len(FILM), "e"))
    return upload.video_id, upload.key


def test_an_event_finishes_an_upload_once(
    client: Client, noting: NotingPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three times the same event make one film, and one job."""
    video_id, key = completing(client, monkeypatch)

    statuses = [post(client, "/hooks/s3", s3_event(key)) for _ in range(3)]

    video = client.here.database.video(video_id)
    assert statuses == [204, 204, 204]
    assert noting.told == [("upload_completed", video_id)]
    assert video is not None
    assert video.state == VideoState.VERIFYING


@pytest.mark.parametrize(
    "event",
    [s3_event("sources/none/x"), s3_event("media/v/r/x"), s3_event("sources/v/x", "another")],
)
def test_events_about_other_things_change_nothing(
    client: Client, noting: NotingPipeline, event: dict[str, Any]
) -> None:
    """An unknown upload, a rendition, another bucket: taken, and forgotten."""
    assert post(client, "/hooks/s3", event) == 204
    assert noting.told == []


def test_an_event_does_not_complete_an_open_upload(
    client: Client, noting: NotingPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be older than the upload's latest parts."""
    video_id, key = completing(client, monkeypatch)
    here = client.here
    upload = here.database.upload_of(video_id)
    assert upload is not None
    here.database.set_upload(upload.id, state=UploadState.OPEN)

    assert post(client, "/hooks/s3", s3_event(key)) == 204
    assert noting.told == []


def test_conversions_are_asked_about_after_an_event(client: Client) -> None:
    """The event's own word counts for nothing: the service is asked."""
    nudged = client.nudges()

    assert post(client, "/hooks/mediaconvert", mediaconvert_event("1-2")) == 204
    assert post(client, "/hooks/mediaconvert", mediaconvert_event("1-2", "ERROR")) == 204
    assert nudged == ["1-2", "1-2"]


@pytest.mark.parametrize("path", ["/hooks/s3", "/hooks/mediaconvert"])
def test_strangers_are_refused(client: Client, path: str) -> None:
    """Without the secret, or with another one."""
    assert post(client, path, s3_event("sources/v/x"), "another-secret-00") == 403
    assert client.post(path, json={}).status_code == 403


def test_a_former_secret_counts_while_it_is_changed(client: Client) -> None:
    """Here and at EventBridge that can't be done at the same moment: no event is lost."""
    sent = [post(client, "/hooks/s3", s3_event("sources/v/x"), each) for each in (SECRET, FORMER)]
    assert sent == [204, 204]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{}", b'{"detail": 1}', b'{"detail": {}}', b"\xff", NESTED, b"9" * 5000),
        b'{"detail": {"jobId": "\\ud800", "bucket": {"name": "films"}, '
        b'"object": {"key": "sources/\\ud800/x"}}}',
        b'{"detail": {"jobId": "\\u0000", "bucket": {"name": "films"}, '
        b'"object": {"key": "sources/\\u0000/x"}}}',
    ],
)
@pytest.mark.parametrize("path", ["/hooks/s3", "/hooks/mediaconvert"])
def test_malformed_events_are_refused(client: Client, path: str, body: bytes) -> None:
    """With one sentence, not with a traceback."""
    answer = client.post(path, data=body, headers={"X-Matinee-Hook": SECRET})

    assert (answer.status_code, answer.json()["error"]) == (422, "bad_event")


def test_a_flood_is_cut_off(client: Client) -> None:
    """Nothing larger than an event is read to its end."""
    answer = client.post("/hooks/s3", data=b"x" * (1 << 20), headers={"X-Matinee-Hook": SECRET})

    assert answer.status_code == 422


@pytest.mark.parametrize(("path", "most"), [("/hooks/s3", 0), ("/hooks/mux", MOST_BYTES + 1)])
def test_a_stranger_is_refused_before_all_is_read(client: Client, path: str, most: int) -> None:
    """Where no signature of the body has to be seen first, before any of it is; elsewhere as soon
    as it is more than an event."""
    host, port = urlsplit(client.url).netloc.split(":")
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100000000\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(head.encode() + b"x" * most)
        answer = line.recv(4096)
    assert answer.split()[1] in (b"403", b"422")


def test_who_goes_in_the_middle_of_a_body_is_no_fault_of_ours(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A stranger who does so again and again fills no log with traces."""
    caplog.set_level("INFO", "backend.request")
    host, port = urlsplit(client.url).netloc.split(":")
    head = f"POST /hooks/mux HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n\r\nhalf"
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(head.encode())
    until(lambda: [record for record in caplog.records if record.message == "request"])
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_mux_signs_its_events(client: Client) -> None:
    """A genuine one nudges, a forged one is refused."""
    nudged = client.nudges()
    body = json.dumps({"type": "video.asset.ready", "data": {"id": "a1"}}).encode()
    stamp = int(time.time())
    mac = hmac.new(b"mux-secret", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()

    def send(signature: str, at: int = stamp) -> int:
        headers = {"Mux-Signature": f"t={at},v1={signature}"}
        return client.post("/hooks/mux", data=body, headers=headers).status_code

    assert send(mac) == 204
    assert [send("0" * 64), send(mac, stamp - 1), send("")] == [403, 403, 403]
    assert nudged == ["a1"]


@pytest.mark.parametrize("kind", ["video.upload.created", "video.live_stream.idle", ""])
def test_what_else_mux_tells_changes_nothing(client: Client, kind: str) -> None:
    """Topics that we don't know are taken, and forgotten."""
    nudged = client.nudges()
    body = json.dumps({"type": kind, "data": {"id": "a1"}}).encode()
    stamp = int(time.time())
    mac = hmac.new(b"former-mux-secret", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()

    headers = {"Mux-Signature": f"t={stamp},v1={mac}"}
    answer = client.post("/hooks/mux", data=body, headers=headers)

    assert (answer.status_code, nudged) == (204, [])


def test_a_server_without_secrets_takes_no_events(tmp_path: Path, noting: NotingPipeline) -> None:
    """The bundled backend has no such door."""
    migrate_at(tmp_path)
    app = create_app(Settings.from_env({}, tmp_path), make_pipeline=lambda *_: noting)
    with serving(app) as url:
        bare = Client(app, url)
        assert post(bare, "/hooks/s3", s3_event("sources/v/x")) == 404
        assert bare.post("/hooks/mux", data=b"{}").status_code == 404

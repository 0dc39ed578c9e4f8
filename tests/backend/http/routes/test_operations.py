"""Health, metrics, the document of the API, and the one shape of errors."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from backend.config.logs import JsonLines
from backend.database.tables import JobState
from backend.http.routes import operations
from backend.ids import fresh_id
from tests.backend.rows import set_job
from tests.backend.serving import Caller, Running, checksum, running

READY = {"database": "ok", "store": "ok", "disk": "ok", "loops": "ok"}


def test_is_alive_and_ready(stranger: Caller) -> None:
    """Each dependency by name."""
    assert stranger.json("GET", "/healthz") == {"status": "ok"}
    assert stranger.json("GET", "/readyz") == READY


def test_says_which_dependency_is_missing(
    server: Running, stranger: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with its name, and without its secrets."""

    def broken() -> None:
        raise OSError("password=secret")

    monkeypatch.setattr(type(server.services.database), "ping", lambda _: broken())
    answer = stranger("GET", "/readyz")

    assert answer.status_code == 503
    assert answer.json() == {**READY, "database": "OSError"}


def test_says_that_there_is_no_room_beside_films(
    stranger: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever films are: without room nobody signs in."""
    monkeypatch.setattr(operations, "LEAST_FREE_BYTES", 1 << 70)

    answer = stranger("GET", "/readyz")

    full = "The server's disk is full. It goes on when there is room again."
    assert (answer.status_code, answer.json()) == (503, {**READY, "disk": full})


def test_says_which_loop_stands_still(tmp_path: Path) -> None:
    """Requests are answered, but nobody cleans up: not ready."""
    with running(tmp_path) as server:
        server.services.cleanup.stop()
        stopped = server.stranger()("GET", "/readyz").status_code
        died = server.services.loops.make("pipeline", lambda: 0.0, most_seconds=-1)
        died.beat()
        answer = server.stranger()("GET", "/readyz")

    told = "No longer at work: pipeline. Start the server again."
    assert (stopped, answer.status_code) == (200, 503)
    assert answer.json() == {**READY, "loops": told}


def test_metrics_count_what_happened(anna: Caller) -> None:
    """Bytes, states and latencies, by the route and never by the address."""
    anna.film(b"12345")

    page = anna("GET", "/metrics").text

    assert "matinee_received_bytes_total" in page
    assert 'matinee_videos{state="verifying"}' in page
    assert 'route="/api/uploads/{upload_id}/complete"' in page
    assert "matinee_queue_age_seconds 0.0" in page
    assert "signature" not in page


def test_plays_are_counted_and_logged(anna: Caller, caplog: pytest.LogCaptureFixture) -> None:
    """How viewers fared can be seen without asking them."""
    video = anna.film()
    caplog.set_level(logging.INFO)
    told = {
        "startup_seconds": 0.2,
        "rebuffers": 2,
        "rebuffer_seconds": 1.5,
        "seconds_by_rendition": {"1080p": 60, "my own words": 3},
        "bytes_wasted": 1000,
    }
    assert anna("POST", f"/api/videos/{video}/plays", json=told).status_code == 204
    failed = {"error": "The server no longer has this."}
    assert anna("POST", f"/api/videos/{video}/plays", json=failed).status_code == 204
    rest = {"continued": True, "seconds_by_rendition": {"480p": 5}}
    assert anna("POST", f"/api/videos/{video}/plays", json=rest).status_code == 204
    page = anna("GET", "/metrics").text

    assert 'matinee_play_seconds_total{rendition="480p"} 5.0' in page
    assert 'outcome="left"' not in page
    assert 'matinee_plays_total{outcome="played"} 1.0' in page
    assert 'matinee_plays_total{outcome="failed"} 1.0' in page
    assert "matinee_play_startup_seconds_count 1.0" in page
    assert "matinee_play_rebuffers_total 2.0" in page
    assert 'matinee_play_seconds_total{rendition="1080p"} 60.0' in page
    assert 'matinee_play_seconds_total{rendition="other"} 3.0' in page
    plays = [record for record in caplog.records if record.message == "play"]
    assert plays[0].__dict__["play"]["rebuffer_seconds"] == 1.5


def test_a_play_of_what_one_may_not_see_is_refused(anna: Caller, bert: Caller) -> None:
    """Private videos are as if they were not there; nonsense is nonsense."""
    video = anna.film()
    assert bert("POST", f"/api/videos/{video}/plays", json={}).status_code == 404
    wrong = {"seconds_by_rendition": {str(n): 1 for n in range(99)}}
    assert anna("POST", f"/api/videos/{video}/plays", json=wrong).status_code == 422


def test_metrics_tell_how_long_jobs_took(server: Running, anna: Caller) -> None:
    """Each job once, however often somebody looks."""
    database = server.services.database
    database.add_job(anna.film(), fresh_id())
    job = database.claim_job("me", 30)
    assert job is not None
    set_job(database, job.revision, state=JobState.FINISHED, finished_at=database.clock())

    pages = [anna("GET", "/metrics").text for _ in range(2)]

    assert ['matinee_job_seconds_count{state="finished"} 1.0' in page for page in pages] == [
        True,
        True,
    ]


def test_the_document_names_every_route(stranger: Caller) -> None:
    """OpenAPI, with the bearer token that most of them need."""
    document = stranger.json("GET", "/openapi.json")

    assert {"/api/uploads", "/api/videos/{video_id}/playback"} <= set(document["paths"])
    assert "/store/{key}" not in document["paths"]
    faults = document["paths"]["/api/uploads"]["post"]["responses"]["422"]["content"]
    assert faults["application/json"]["schema"]["$ref"].endswith("/Fault")
    assert document["components"]["securitySchemes"]
    assert stranger.fault("GET", "/docs") == (404, "not_found")


def test_the_document_can_be_read(tmp_path: Path) -> None:
    """Where the administrator wants it, and with nothing of anybody else's."""
    with running(tmp_path, docs=True) as server:
        page = server.stranger()("GET", "/docs")
        paths = server.stranger().json("GET", "/openapi.json")["paths"]

    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert [path for path in paths if f" {path}</code>" not in page.text] == []
    assert "takes UploadBody · 201 CreatedView" in page.text
    assert "<script" not in page.text
    assert '="http' not in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=192.0.2.1"},
        {"X-Real-IP": "192.0.2.1"},
    ],
)
def test_figures_are_not_for_whom_a_proxy_asks(stranger: Caller, headers: dict[str, str]) -> None:
    """Whatever it says of them."""
    assert stranger.fault("GET", "/metrics", headers=headers) == (403, "not_allowed")


def test_figures_are_for_whoever_has_their_token(tmp_path: Path) -> None:
    """Where there is one, also on this machine."""
    with running(tmp_path, metrics_token="the token of figures") as server:
        told = [
            server.stranger(token)("GET", "/metrics").status_code
            for token in (None, "another one", "the token of figures")
        ]

    assert told == [403, 403, 200]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/nowhere", 404),
        ("PUT", "/api/me", 405),
        ("GET", "/store/x", 405),
        ("PUT", "/store/x", 403),
        ("GET", "/media/x/y", 403),
        ("GET", "/media/a.b.c.d/y", 403),
    ],
)
def test_every_error_has_one_shape(stranger: Caller, method: str, path: str, status: int) -> None:
    """Also those that no route of ours raised."""
    assert stranger.fault(method, path)[0] == status


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000, b"null", b'{"size_bytes":1e999}']
)
def test_broken_json_is_the_clients_fault(anna: Caller, body: bytes) -> None:
    """Never a 500."""
    headers = {"Content-Type": "application/json"}

    status, code = anna.fault("POST", "/api/uploads", data=body, headers=headers)

    assert status in (400, 422)
    assert code == "invalid"


def test_an_endless_body_is_cut_off(anna: Caller) -> None:
    """Memory stays bounded whatever is sent, with or without a length."""
    pieces = (bytes(1 << 20) for _ in range(40))

    assert anna.fault("POST", "/api/uploads", data=pieces) == (413, "too_large")


@pytest.mark.parametrize("token", [None, "of nobody"])
def test_little_is_read_of_strangers(server: Running, token: str | None) -> None:
    """Whoever is not signed in is told so before their JSON is looked at, even if it is none."""
    stranger = server.stranger(token)
    little, much = b"{" * 1000, b"{" * 100_000

    told = [stranger.fault("POST", "/api/batches/uploads", data=body) for body in (little, much)]

    assert told == [(401, "not_signed_in"), (401, "not_signed_in")]


def test_each_route_bounds_its_json(anna: Caller) -> None:
    """Only many uploads at a time, with their posters, may take more than a mebibyte."""
    headers = {"Content-Type": "application/json"}
    padded = b'{"uploads": [], "title": "%s"}' % (b"a" * (2 << 20))

    many = anna("POST", "/api/batches/uploads", data=padded, headers=headers)
    one = anna.fault("POST", "/api/uploads", data=padded, headers=headers)

    assert (many.status_code, many.json()) == (200, [])
    assert one == (413, "too_large")


def test_a_bug_is_logged_and_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The client learns nothing of it but that it may try again."""
    with running(tmp_path) as server:
        anna = server.account()

        def broken(*_: object) -> None:
            raise ZeroDivisionError("the token is xyz")

        monkeypatch.setattr(type(server.services.database), "channels", broken)
        assert anna.fault("GET", "/api/channels") == (500, "internal")
    assert any(record.exc_info for record in caplog.records)


def test_no_log_line_holds_a_secret(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    """Requests are logged by route: tokens, signatures and media addresses never appear."""
    with caplog.at_level(logging.DEBUG, "backend"):
        anna = server.account()
        upload = anna.create(3)
        (part,) = anna.sign(upload, {1: b"abc"})
        anna.session.put(part["url"], b"abc", timeout=30)
        anna("GET", "/media/some.secret.token.here/x")
    lines = [JsonLines().format(record) for record in caplog.records]

    assert any(json.loads(line).get("route") == "/store/{key:path}" for line in lines)
    token = str(anna.session.headers["Authorization"]).removeprefix("Bearer ")
    signature = part["url"].rpartition("=")[2]
    for secret in (token, signature, "some.secret.token", checksum(b"abc")):
        assert not any(secret in line for line in lines)

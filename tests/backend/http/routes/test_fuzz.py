"""Every operation of the document, with values that nobody foresaw: never a 5xx."""

from __future__ import annotations

import json
import string
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.ids import fresh_id
from tests.backend.serving import Caller
from tests.examples import examples

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=30),
    st.lists(st.integers(), max_size=3),
    st.sampled_from(["\x00", "\ud800", "'; --", "../..", "%00", "𝕏" * 400, "1e999", "0" * 400]),
)
GOOD: dict[str, Any] = {
    "filename": "film.mp4",
    "size_bytes": 3,
    "blake3": "0" * 64,
    "title": "Film",
    "media": {"duration_seconds": 1, "width": 2, "height": 2},
    "parts": [{"number": 1, "checksum": "AAAAAAAAAAA="}],
    "description": "",
    "visibility": "private",
    "publish_at": "2030-01-01T00:00:00Z",
    "seconds": 1,
    "email": "a@b.c",
    "password": "x" * 8,
    "name": "Anna",
    "handle": "anna",
    "tags": ["a"],
    "language": "de",
    "after": None,
    "expires_at": "2100-01-01T00:00:00Z",
    "start_seconds": 0,
    "end_seconds": 1,
    "history_paused": False,
    "current": "x" * 8,
    "device": "Laptop",
    "embedding": "example.org",
    "watched": [[0, 1]],
    "source": "page",
    "seconds_by_rendition": {"720p": 1},
}
QUERIES = st.sampled_from(
    [
        *("query", "channel", "state", "sort", "cursor", "limit", "label"),
        *("language", "min_duration", "max_duration", "unfinished"),
        *("from", "to", "format", "table"),
    ]
)
# A stream has no end, and signing out would make all that follows a 401.
LEFT_OUT = {("GET", "/api/events"), ("GET", "/api/videos/{video_id}/events")}
LEFT_OUT |= {("GET", "/api/catalogue/events")}
LEFT_OUT |= {("DELETE", "/api/session")}


def operations(caller: Caller) -> list[tuple[str, str]]:
    paths = caller.json("GET", "/openapi.json")["paths"]
    found = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    return sorted(found - LEFT_OUT)


def real_ids(caller: Caller) -> dict[str, str]:
    """Something that exists for each parameter, so that the fuzz gets past the door."""
    upload = caller.create(3)
    channel = caller.json("GET", "/api/channels")["channels"][0]
    playlist = caller.json("GET", "/api/playlists/later")
    link = caller.json("POST", f"/api/videos/{upload['video_id']}/links", {})
    return {
        "{channel}": channel["handle"],
        "{playlist_id}": playlist["id"],
        "{link_id}": link["id"],
        "{session_id}": fresh_id(),
        "{kind}": "banner",
        "{video_id}": upload["video_id"],
        "{upload_id}": upload["id"],
        "{channel_id}": channel["id"],
        "{language}": "de",
    }


def storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_nothing_that_is_sent_breaks_the_server(anna: Caller, data: st.DataObject) -> None:
    """And every fault has the one shape."""
    method, path = data.draw(st.sampled_from(operations(anna)))
    for name, real in real_ids(anna).items():
        odd = quote(storable(data.draw(st.text(min_size=1, max_size=8))), safe="")
        path = path.replace(name, data.draw(st.sampled_from([real, real, real, odd])))
    query = data.draw(st.dictionaries(QUERIES, ODD.map(str).map(storable), max_size=3))
    body = GOOD | data.draw(st.dictionaries(st.sampled_from(sorted(GOOD)), ODD, max_size=2))
    headers = {"Idempotency-Key": data.draw(st.text(string.ascii_letters, max_size=300))}

    answer = anna(method, path, params=query, data=json.dumps(body), headers=headers)

    # 507: that a film is too big for this machine's disk is a true answer.
    assert answer.status_code < 500 or answer.status_code == 507, (method, path, answer.text)
    if answer.status_code >= 400:
        assert set(answer.json()) == {"error", "message", "retryable"}

"""Answers that go out as ready JSON: they are what the document says of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import Response
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter

from backend.delivery.originals import Originals
from backend.http.dependencies import quick
from backend.http.views import VideoViews
from backend.storage.api import Capabilities, Writing
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("answers")) as started:
        yield started


@pytest.fixture(scope="module")
def owner(served: Running) -> Caller:
    return served.account()


@pytest.fixture(scope="module")
def video_id(served: Running, owner: Caller) -> str:
    """A film that has all that a film can have."""
    made = owner.film(title="Everything", media={"duration_seconds": 5.5, "width": 4, "height": 2})
    owner("PUT", f"/api/videos/{made}/subtitles/en", data=VTT)
    owner.json("PUT", f"/api/videos/{made}/position", {"seconds": 2})
    pictures = {f"{name}_key": f"media/{made}/r/{name}" for name in ("poster", "storyboard")}
    shown = {"state": "failed", "visibility": "public", "playable": "adaptive", "revision": "r"}
    told = {"error": "It failed.", "error_retryable": True, "rungs": '{"360p": 50.0}'}
    more = {"tags": '["tag"]', "revision_complete": True, "language": "en", "seconds_left": 3.0}
    set_video(served.services.database, made, **pictures, **shown, **told, **more)
    served.services.store.put(f"media/{made}/r/hls/multivariant.m3u8", b"#EXTM3U\n", Writing("x"))
    return made


def model_of(served: Running, method: str, path: str) -> Any:
    """What the route's declaration says that it answers with."""
    (found,) = (
        context.response_model
        for context in iter_route_contexts(served.app.routes)
        if isinstance(context.original_route, APIRoute)
        and context.path == path
        and method in (context.methods or ())
    )
    return found


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/api/videos/{video_id}", ""),
        ("/api/videos/{video_id}/playback", ""),
        ("/api/videos", "?query=every"),
        ("/api/catalogue", "?query=every"),
        ("/api/catalogue", ""),
        ("/api/channels/{channel}/videos", ""),
        ("/api/subscriptions/videos", ""),
        ("/api/suggestions", "?query=every"),
    ],
)
def test_each_answer_has_its_declared_shape(
    served: Running, owner: Caller, video_id: str, path: str, asked: str
) -> None:
    """Field by field and type by type, for the owner and for another; whatever the database takes
    a truth value for."""
    other = served.account()
    channel = owner.json("GET", "/api/channels")["channels"][0]["id"]
    other.json("PUT", f"/api/subscriptions/{channel}")
    adapter = TypeAdapter(model_of(served, "GET", path))
    for caller in (owner, other):
        answer = caller("GET", path.format(video_id=video_id, channel=channel) + asked)

        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        said = adapter.validate_json(answer.content, strict=True)
        assert adapter.dump_python(said, mode="json") == answer.json()


def test_presigned_parts_have_their_declared_shape(served: Running, owner: Caller) -> None:
    """Each with the address at which the part is taken."""
    upload = owner.create(3)
    parts = owner.sign(upload, {1: b"abc"})

    model = model_of(served, "POST", "/api/uploads/{upload_id}/parts")
    (part,) = TypeAdapter(model).validate_python(parts)
    assert part.url.startswith(served.url + "/store/")


@pytest.mark.parametrize(
    ("is_remote", "query", "at_once"),
    [(False, "", True), (False, "words", False), (True, "", False)],
)
def test_only_short_reads_are_answered_on_the_loop(
    served: Running, is_remote: bool, query: str, at_once: bool
) -> None:
    """What looks at many rows, or may ask another server (PostgreSQL is one), keeps nobody else
    waiting."""
    built = served.services
    at_once = at_once and built.database.answers_at_once
    store = cast(Any, SimpleNamespace(capabilities=Capabilities(is_remote=is_remote)))
    originals = Originals(store, built.local, 60)
    views = VideoViews(built.database, built.delivery, originals, built.signer)
    threads: list[threading.Thread] = []

    @quick(lambda query, **_: bool(query))
    def route(views: VideoViews, query: str) -> Response:  # noqa: ARG001
        threads.append(threading.current_thread())
        return Response()

    asyncio.run(cast(Any, route(views=views, query=query)))

    assert (threads == [threading.current_thread()]) is at_once

"""Mux against a stub that answers as its API reference says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import jwt
import pytest

from backend.config.cloud import MuxSettings
from backend.delivery.local import LocalDelivery
from backend.delivery.mux import MuxDelivery
from backend.errors import BackendError, Conflict, NotFound, Unavailable
from backend.signing import HmacSigner
from backend.storage.s3_errors import Misconfigured
from backend.transcode.api import Failed, Finished, Job, Outputs, Status, Working
from backend.transcode.mux.transcoder import Mux, playback_id
from tests.backend.aws import keys
from tests.backend.aws.fakes import MemoryStore
from tests.backend.http_stub import Answer, Asked, answering

NOW = 1_800_000_000
JOB = Job("v1", "r1", "sources/v1/x", 5)


class FakeMux:
    """Assets by id, as api.mux.com/video/v1/assets shows them."""

    def __init__(self) -> None:
        self.assets: dict[str, dict[str, Any]] = {}
        self.asked: list[Asked] = []
        self.trouble: Answer | None = None

    def __call__(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if self.trouble:
            return self.trouble
        if asked.path.startswith("/play1/thumbnail.jpg?token="):
            return 200, {"Content-Type": "image/jpeg"}, b"a picture"
        path = asked.path.partition("?")[0].removeprefix("/video/v1/assets")
        if asked.method == "POST":
            return self._json(201, self._create(json.loads(asked.body)))
        if not path:
            return self._json(200, list(self.assets.values()))
        asset = self.assets.get(path.strip("/"))
        if asset is None:
            return 404, {"Content-Type": "application/json"}, b'{"error":{"type":"not_found"}}'
        if asked.method == "DELETE":
            del self.assets[path.strip("/")]
            return 204, {}, b""
        return self._json(200, asset)

    def _create(self, wish: dict[str, Any]) -> dict[str, Any]:
        asset = {
            "id": f"asset{len(self.assets)}",
            "status": "preparing",
            "passthrough": wish["passthrough"],
            "playback_ids": [{"id": "play1", "policy": wish["playback_policy"][0]}],
        }
        self.assets[str(asset["id"])] = asset
        return asset

    def _json(self, status: int, data: Any) -> Answer:
        body = json.dumps({"data": data}).encode()
        return status, {"Content-Type": "application/json"}, body


@pytest.fixture
def settings(tmp_path: Path) -> MuxSettings:
    return MuxSettings("id", "token-secret", "hook-secret", "key1", keys.key_file(tmp_path))


@contextmanager
def mux_at(settings: MuxSettings, fake: FakeMux) -> Iterator[Mux]:
    store = MemoryStore({JOB.source_key: b"12345"})
    with answering(fake) as url, closing(Mux(settings, store, url, url)) as mux:
        yield mux


def test_mux_fetches_the_source_itself(settings: MuxSettings) -> None:
    """The asset is private, and carries the revision."""
    fake = FakeMux()
    with mux_at(settings, fake) as mux:
        mux.start(JOB)

    wish = json.loads(fake.asked[-1].body)
    assert wish["input"][0]["url"].startswith("https://signed.example/sources/v1/x")
    assert (wish["playback_policy"], wish["passthrough"]) == (["signed"], "v1/r1")
    assert fake.asked[-1].headers["Authorization"].startswith("Basic ")


def test_starting_twice_makes_one_asset(settings: MuxSettings) -> None:
    """Also after a restart that forgot the answer."""
    fake = FakeMux()
    with mux_at(settings, fake) as mux:
        assert mux.start(JOB) == mux.start(JOB)

    assert len(fake.assets) == 1


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"status": "preparing"}, Working(0.0)),
        ({"status": "ready"}, Finished(Outputs("poster.jpg"))),
        (
            {"status": "errored", "errors": {"messages": ["Bad input."]}},
            Failed("Mux could not convert this film. Bad input.", retryable=False),
        ),
    ],
)
def test_reads_an_assets_status(
    settings: MuxSettings, shown: dict[str, Any], expected: Status
) -> None:
    """Preparing, ready or errored."""
    fake = FakeMux()
    with mux_at(settings, fake) as mux:
        asset = mux.start(JOB)
        fake.assets[asset].update(shown)

        assert mux.status(asset) == expected


def test_the_library_gets_a_poster(settings: MuxSettings) -> None:
    """Fetched once the film is ready, by a token of its own."""
    fake, store = FakeMux(), MemoryStore({JOB.source_key: b"12345"})
    with answering(fake) as url, closing(Mux(settings, store, url, url)) as mux:
        asset = mux.start(JOB)
        fake.assets[asset]["status"] = "ready"
        mux.status(asset)

    assert store.objects["media/v1/r1/poster.jpg"] == b"a picture"
    assert "Authorization" not in fake.asked[-1].headers


def test_a_new_source_belongs_to_its_film(settings: MuxSettings) -> None:
    """Its asset and its poster go by the film's id, whichever row has the job."""
    fake, store = FakeMux(), MemoryStore({"sources/v1/y": b"123456"})
    with answering(fake) as url, closing(Mux(settings, store, url, url)) as mux:
        asset = mux.start(Job("row", "r2", "sources/v1/y", 6, replaces="v1"))
        fake.assets[asset]["status"] = "ready"
        assert mux.status(asset) == Finished(Outputs("poster.jpg"))

    assert fake.assets[asset]["passthrough"] == "v1/r2"
    assert "media/v1/r2/poster.jpg" in store.objects


def test_what_is_ready_is_not_cancelled(settings: MuxSettings) -> None:
    """The pipeline lets go of every job that has ended."""
    fake = FakeMux()
    with mux_at(settings, fake) as mux:
        asset = mux.start(JOB)
        fake.assets[asset]["status"] = "ready"

        mux.cancel(asset)

    assert asset in fake.assets


def test_cancelling_deletes_and_may_be_repeated(settings: MuxSettings) -> None:
    """A lost asset is then not found."""
    with mux_at(settings, FakeMux()) as mux:
        asset = mux.start(JOB)
        mux.cancel(asset)
        mux.cancel(asset)

        with pytest.raises(NotFound):
            mux.status(asset)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((401, {}, b""), Misconfigured),
        ((429, {"Retry-After": "9"}, b""), Unavailable),
        ((503, {}, b""), Unavailable),
        ((400, {}, b""), Conflict),
    ],
)
def test_refusals_are_sentences(
    settings: MuxSettings, answer: Answer, kind: type[BackendError]
) -> None:
    """Wrong token, too many requests, out of order, unusable."""
    fake = FakeMux()
    fake.trouble = answer
    with mux_at(settings, fake) as mux, pytest.raises(kind) as caught:
        mux.start(JOB)

    assert type(caught.value) is kind
    if answer[1]:
        assert caught.value.retry_after_seconds == 9


def test_a_replaced_source_is_not_sent(settings: MuxSettings) -> None:
    """Its size has changed since the upload."""
    with mux_at(settings, FakeMux()) as mux, pytest.raises(Conflict):
        mux.start(Job("v1", "r2", JOB.source_key, 6))


def test_playback_tokens_are_for_one_film_and_use(settings: MuxSettings) -> None:
    """RS256 JWTs that the public key verifies, an audience for each use."""
    local = LocalDelivery(HmacSigner.by("secret"), clock=lambda: NOW)
    delivery = MuxDelivery(settings, {"r1": "play1"}.get, local, 3600, lambda: NOW)
    grant = delivery.grant("v", "r1")

    url = grant.url("hls/multivariant.m3u8")
    token = url.partition("?token=")[2]
    claims = jwt.decode(
        token, keys.public_key(), ["RS256"], audience="v", options={"verify_exp": False}
    )

    assert url.startswith("https://stream.mux.com/play1.m3u8?token=")
    assert (claims["sub"], claims["exp"], claims["kid"]) == ("play1", NOW + 3600, "key1")
    assert grant.url("poster.jpg").startswith("https://image.mux.com/play1/thumbnail.jpg?token=")


def test_what_mux_does_not_have_comes_another_way(settings: MuxSettings) -> None:
    """A poster of the owner's own is served by the backend."""
    local = LocalDelivery(HmacSigner.by("secret"), clock=lambda: NOW)
    delivery = MuxDelivery(settings, lambda _: None, local, 3600, lambda: NOW)

    assert delivery.grant("v", "own").url("own.jpg").startswith("/media/v.own.")


def test_only_signed_playback_counts() -> None:
    """A public id would show the film to everybody."""
    ids = [{"id": "open", "policy": "public"}, {"id": "kept", "policy": "signed"}]

    assert playback_id({"playback_ids": ids}) == "kept"
    with pytest.raises(NotFound):
        playback_id({"playback_ids": ids[:1]})

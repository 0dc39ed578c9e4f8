"""A store, a transcoder and a delivery that Matinee has never heard of, wired in from outside."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from backend.config.cloud import CloudSettings
from backend.config.settings import Settings
from backend.delivery.api import VIEWERS, Grant
from backend.delivery.local import LocalDelivery
from backend.errors import Unavailable
from backend.server import create_app
from backend.storage.api import (
    Capabilities,
    NewUpload,
    ObjectStore,
    PartToSign,
    SignedPart,
    StoredObject,
    StoredPart,
    Writing,
)
from backend.transcode.api import Finished, Job, Status, Transcoder
from backend.wiring import WIRING, Ground, Transcoding, Wiring
from tests.backend.serving import LOCAL_SECRET, Caller, database_at, serving, signed_in
from tests.backend.transcode.fakes import FolderStore, make_clip, pictures

PLAYLIST = b"#EXTM3U\n#EXTINF:1,\n00000.ts\n#EXT-X-ENDLIST\n"
SEAT = "seat=12"


@dataclass
class ToyPart:
    """Keeps what it is given, and checks nothing."""

    parts: dict[int, bytes]
    number: int
    data: bytes = b""

    def write(self, pieces: Sequence[bytes]) -> None:
        self.data += b"".join(pieces)

    def finish(self) -> StoredPart:
        self.parts[self.number] = self.data
        return StoredPart(self.number, len(self.data), "toy")

    def close(self) -> None:
        pass


class ToyStore(FolderStore):
    """Parts wait in memory; whole objects are files."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.open: dict[str, dict[int, bytes]] = {}

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(part_endpoint=self)

    def without_opening(self, upload: NewUpload) -> str | None:
        self.open[upload.key] = {}
        return "toy"

    def sign_parts(
        self,
        key: str,
        multipart_id: str,  # noqa: ARG002
        parts: Sequence[PartToSign],
    ) -> list[SignedPart]:
        return [SignedPart(p.number, "PUT", f"/store/{key}?n={p.number}", {}, 60) for p in parts]

    def open_part(self, key: str, query: Mapping[str, str]) -> ToyPart:
        return ToyPart(self.open[key], int(query["n"]))

    def stored_parts(self, key: str, multipart_id: str) -> list[StoredPart]:  # noqa: ARG002
        parts = sorted(self.open[key].items())
        return [StoredPart(number, len(data), "toy") for number, data in parts]

    def complete_multipart(
        self,
        key: str,
        multipart_id: str,  # noqa: ARG002
        parts: Sequence[StoredPart],
    ) -> StoredObject:
        whole = b"".join(self.open[key][part.number] for part in parts)
        self.put(key, whole, Writing("video/x-matroska"))
        return StoredObject(key, len(whole), "toy")


class ToyTranscoder:
    """Turns a film's bytes round, which makes one segment of one rung."""

    ahead = None

    def __init__(self, store: ObjectStore) -> None:
        self.store = store

    def start(self, job: Job) -> str:
        source = b"".join(self.store.read(job.source_key))
        self.store.put(f"{job.prefix}hls/360p/00000.ts", source[::-1], Writing("video/mp2t"))
        self.store.put(f"{job.prefix}hls/360p/media.m3u8", PLAYLIST, Writing("x"))
        self.store.put(f"{job.prefix}hls/multivariant.m3u8", b"360p/media.m3u8", Writing("x"))
        return job.revision

    def status(self, external_id: str) -> Status:  # noqa: ARG002
        return Finished()

    def release(self, external_id: str) -> None:
        pass

    def cancel(self, external_id: str) -> None:
        pass

    def wanted(self, external_id: str, seconds: float) -> None:
        pass

    def close(self) -> None:
        pass


class ToyDelivery:
    """Local tokens, with a seat for each viewer."""

    redirects = None

    def __init__(self, local: LocalDelivery) -> None:
        self.local = local

    def grant(self, video_id: str, revision: str, audience: str = VIEWERS) -> Grant:
        return replace(self.local.grant(video_id, revision, audience), query=SEAT)


def toy_transcoder(ground: Ground) -> tuple[Transcoder, Transcoding]:
    def asleep() -> None:
        raise Unavailable("The toy sleeps.")

    return ToyTranscoder(ground.store), Transcoding(checks={"toy": asleep}, is_billed=True)


@contextmanager
def owner_at(folder: Path, cloud: CloudSettings, wiring: Wiring) -> Iterator[Caller]:
    settings = Settings(
        folder, "a secret for signing", database_at(folder), local_secret=LOCAL_SECRET
    )
    app = create_app(settings, cloud, wiring=wiring)
    with serving(app) as url, signed_in(url) as made:
        yield made


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Caller]:
    """Somebody at a server that has nothing but toys."""
    wiring = replace(
        WIRING,
        stores={**WIRING.stores, "toy": lambda *_: ToyStore(tmp_path / "toys")},
        transcoders={**WIRING.transcoders, "toy": toy_transcoder},
        deliveries=(lambda ground: ToyDelivery(ground.local), *WIRING.deliveries),
    )
    with owner_at(tmp_path, CloudSettings(store="toy", transcoder="toy"), wiring) as made:
        yield made


def ready(caller: Caller, video_id: str) -> Any:
    """The video, once it is."""
    deadline = time.monotonic() + 60
    while (video := caller.json("GET", f"/api/videos/{video_id}"))["state"] != "ready":
        assert video["state"] in ("verifying", "processing"), video
        assert time.monotonic() < deadline, video
        time.sleep(0.05)
    return video


def test_a_film_goes_all_the_way_through_toys(caller: Caller, tmp_path: Path) -> None:
    """Uploaded to one, transcoded by one, played by way of one; no other module knows of them."""
    film = make_clip(tmp_path / "film.mkv", *pictures("160x90", "10", 1)).read_bytes()

    video = ready(caller, caller.film(film))
    playback = caller.json("GET", f"/api/videos/{video['id']}/playback")
    folder = playback["url"].removesuffix(f"hls/multivariant.m3u8?{SEAT}")
    segment = caller("GET", f"{folder}hls/360p/00000.ts?{SEAT}")

    assert (playback["kind"], playback["query"]) == ("hls", SEAT)
    assert caller("GET", playback["url"]).content == b"360p/media.m3u8"
    assert segment.content == film[::-1]
    assert (tmp_path / "toys" / "sources" / video["id"]).is_dir()


def test_what_a_toy_can_do_besides_is_asked_of_it(caller: Caller) -> None:
    """Its checks, its price and its missing archive, without a word in any setting."""
    made = caller.create(10)
    query = {"size_bytes": 1 << 30, "duration_seconds": 600}

    checks = caller("GET", "/readyz").json()
    estimate = caller("GET", "/api/costs/estimate", params=query).json()

    assert (checks["toy"], checks["store"]) == ("The toy sleeps.", "ok")
    assert estimate["convert"] > 0
    assert estimate["keep_month"] == 0
    assert caller.fault("GET", f"/api/videos/{made['video_id']}/archive") == (404, "not_found")


@pytest.mark.parametrize(("path", "says"), [(None, "ok"), ("", "FFmpeg is not installed.")])
def test_the_embedded_transcoder_needs_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str | None, says: str
) -> None:
    """Without it the server is not ready."""
    with owner_at(tmp_path, CloudSettings(), WIRING) as caller:
        if path is not None:
            monkeypatch.setenv("PATH", path)

        assert caller("GET", "/readyz").json()["ffmpeg"] == says

"""The whole backend on a real S3 server: parts in, FFmpeg, redirected segments out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin

import m3u8
import pytest
import requests

from backend.config.cloud import CloudSettings
from backend.config.settings import Settings
from backend.server import create_app
from backend.storage.api import Checksum
from backend.storage.checksums import digest
from backend.storage.s3 import S3Store
from tests.backend.impatient import IMPATIENT
from tests.backend.serving import LOCAL_SECRET, Caller, migrate_at, serving, signed_in
from tests.backend.storage import servers

SIZE = 320, 180
QUICKLY = {"MATINEE_LOCAL_SECRET": LOCAL_SECRET, "MATINEE_PRESET": "ultrafast"}


@pytest.fixture(params=["ministack", "rclone"])
def store(request: pytest.FixtureRequest) -> S3Store:
    found: S3Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture
def caller(store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """Somebody signed in at a backend that keeps its films there."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", servers.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", servers.SECRET_KEY)
    migrate_at(tmp_path / "data")
    settings = Settings.from_env(QUICKLY, tmp_path / "data")
    endpoint = store.client.meta.endpoint_url
    cloud = CloudSettings.from_env({"AWS_S3_BUCKET": "films", "MATINEE_S3_ENDPOINT": endpoint})
    app = create_app(settings, cloud, timing=IMPATIENT)
    with serving(app) as url, signed_in(url) as made:
        yield made


@cache
def clip(size: tuple[int, int] = SIZE, rate: int = 10) -> bytes:
    sources = ["-f", "lavfi", "-i", f"testsrc=s={size[0]}x{size[1]}:r={rate}:d=6"]
    sources += ["-f", "lavfi", "-i", "sine=d=6,volume=4"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    with TemporaryDirectory(prefix="matinee-") as folder:
        path = Path(folder) / "clip.mp4"
        command = ["ffmpeg", "-v", "error", "-y", *sources, *codecs, "-shortest", str(path)]
        subprocess.run(command, check=True)
        return path.read_bytes()


def upload(caller: Caller, film: bytes) -> str:
    made = caller.create(len(film))
    send(caller, made, film)
    return str(made["video_id"])


def send(caller: Caller, made: Any, film: bytes, *, complete: bool = True) -> str:
    """All bytes in one part, and the word that they are there; returns the part's address."""
    checksum = digest(Checksum(made["checksum"]), film)
    body = {"parts": [{"number": 1, "checksum": checksum}]}
    [part] = caller.json("POST", f"/api/uploads/{made['id']}/parts", body)
    answer = requests.put(part["url"], data=film, headers=part["headers"], timeout=30)
    assert answer.ok, answer.text
    if complete:
        caller.json("POST", f"/api/uploads/{made['id']}/complete", {})
    return str(part["url"])


def until_ready(caller: Caller, video_id: str) -> Any:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        video = caller.json("GET", f"/api/videos/{video_id}")
        if video["state"] in ("ready", "failed"):
            return video
        time.sleep(0.2)
    raise AssertionError(f"not ready in time: {video}")


def until_replaced(caller: Caller, video_id: str) -> None:
    deadline = time.monotonic() + 90
    while (video := caller.json("GET", f"/api/videos/{video_id}"))["replacement"] is not None:
        assert time.monotonic() < deadline, video
        time.sleep(0.2)


@pytest.mark.slow
def test_a_film_goes_in_and_comes_out(caller: Caller) -> None:
    """Playlists come from the backend, segments by 302 from S3, the original never."""
    video = until_ready(caller, upload(caller, clip()))
    assert video["state"] == "ready", video["error"]

    playback = caller.json("GET", f"/api/videos/{video['id']}/playback")
    at = urljoin(caller.url, playback["url"])
    rungs = m3u8.loads(requests.get(at, timeout=10).text, at)
    rung = rungs.playlists[0].absolute_uri
    segments = m3u8.loads(requests.get(rung, timeout=10).text, rung).segments
    first = requests.get(segments[0].absolute_uri, timeout=10, allow_redirects=False)
    body = requests.get(first.headers["Location"], timeout=10).content

    assert first.status_code == 302
    assert body[:1] == b"G"  # a transport stream's first byte
    assert sum(segment.duration for segment in segments) == pytest.approx(6, abs=0.1)
    assert requests.get(urljoin(at, "../../../sources/x"), timeout=10).status_code in (403, 404)


@pytest.mark.slow
def test_the_real_engine_uploads_to_it(caller: Caller, store: S3Store, tmp_path: Path) -> None:
    """Several parts at once, straight to S3, with whatever checksum this server verifies."""
    noise = os.urandom(20 << 20)
    film = clip() + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise
    path = tmp_path / "large.mp4"
    path.write_bytes(film)
    command = [sys.executable, "-m", "app.upload", str(path), "--server", caller.url]
    environment = {**os.environ, "MATINEE_LOCAL_SECRET": LOCAL_SECRET}

    sent = subprocess.run(
        [*command, "--journal", str(tmp_path / "journal.sqlite")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert sent.returncode == 0, sent.stdout + sent.stderr
    [video] = caller.json("GET", "/api/videos")["videos"]
    [key] = store.keys(f"sources/{video['id']}/")
    assert b"".join(store.read(key)) == film
    assert until_ready(caller, video["id"])["state"] == "ready"


@pytest.mark.slow
def test_deleting_empties_the_bucket(caller: Caller, store: S3Store) -> None:
    """Originals, renditions and pictures; those of a former source, too, to which there is a way
    back, and of one that was given up."""
    video = until_ready(caller, upload(caller, clip()))
    source, film = f"/api/videos/{video['id']}/source", clip() + b"\0\0\0\x08free"
    body = {"filename": "second.mp4", "size_bytes": len(film)}
    send(caller, caller.json("PUT", source, body), film)
    until_replaced(caller, video["id"])
    original = caller.json("GET", f"/api/videos/{video['id']}/original")
    rest = requests.get(original["url"], headers={"Range": "bytes=9-"}, timeout=10)
    assert rest.content[-9:] == film[-9:]
    back = caller.json("POST", f"/api/videos/{video['id']}/versions/1/restore")
    assert (back["revision"], back["size_bytes"]) == (video["revision"], len(clip()))
    send(caller, caller.json("PUT", source, body), film, complete=False)
    assert len(list(store.keys(f"sources/{video['id']}/"))) >= 2

    assert caller("DELETE", f"/api/videos/{video['id']}").status_code == 204

    deadline = time.monotonic() + 30
    while any(video["id"] in key for key in store.keys("")) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [key for key in store.keys("") if video["id"] in key] == []

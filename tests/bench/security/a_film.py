"""A film from the window to S3 and back, with everything that is written on the way: by the real
application, its backend, FFmpeg in its box; at last the application crashes."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from app.server.local_backend import LOCK
from tests.backend.storage import servers
from tests.backend.test_s3_backend import clip
from tests.bench.security.searching import OF_HELPERS, leaks, watched
from tests.display import start_display
from tests.e2e.driven import Driven

SIGNING = "a signing secret of this film's alone"
SIZE = 640, 360
SEES_ENOUGH_SECONDS = 1.5


def leaked(folder: Path) -> tuple[int, list[str]]:
    """How many places were looked into, and what was found there."""
    (folder / "s3").mkdir()
    with servers.rclone(folder / "s3") as endpoint:
        servers.store_at(endpoint)
        places, secrets = written(folder, endpoint)
    # The application's own FFprobe has its environment, which is its user's; the backend's must not
    # have the backend's, and that alone knows this secret.
    of_helpers = {OF_HELPERS: places.pop(OF_HELPERS)}
    assert of_helpers[OF_HELPERS], "FFmpeg was never seen"
    found = leaks(secrets, places) + leaks({"local secret": secrets["local secret"]}, of_helpers)
    return len(places) + 1, found


def written(folder: Path, endpoint: str) -> tuple[dict[str, bytes], dict[str, str]]:
    data = folder / "data"
    film = folder / "film.mp4"
    film.write_bytes(clip(SIZE, 25))
    settings = {
        **{"MATINEE_SECRET": SIGNING, "MATINEE_PRESET": "ultrafast", "MATINEE_LOG_LEVEL": "DEBUG"},
        **{"AWS_ACCESS_KEY_ID": servers.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": servers.SECRET_KEY},
        **{"AWS_S3_BUCKET": "films", "MATINEE_S3_ENDPOINT": endpoint},
    }
    display = start_display()
    try:
        arguments, log = ["--data-dir", str(data)], folder / "stderr.log"
        with Driven(arguments, log, settings) as app, watched(app.pid) as family:
            watch(app, film)
            told = json.loads((data / LOCK).read_text())
            os.kill(app.pid, signal.SIGSEGV)
        crash = (data / "logs/running.txt").read_bytes()
        with Driven(arguments, log, settings) as app:
            app.until(("cards",), bool, 60, "the library")
    finally:
        display.terminate()
        display.wait()
    secrets = {"signing secret": SIGNING, "S3's key": servers.SECRET_KEY}
    secrets["local secret"] = told["secret"]
    left = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != LOCK and not path.is_relative_to(folder / "s3")
    }
    return {**family.places, **left, "crash report": crash}, secrets


def watch(app: Driven, film: Path) -> None:
    app.until(("exists", "drop_zone"), bool, 60, "the empty library")
    app.do("drop", str(film))
    app.until(("cards",), lambda cards: cards and cards[0]["state"] == "ready", 120, "ready")
    app.do("open_card", 0)
    seen = SEES_ENOUGH_SECONDS
    app.until(("player",), lambda state: state["position_seconds"] > seen, 60, "playing")

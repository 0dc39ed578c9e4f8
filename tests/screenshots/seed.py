"""A server with people, channels and films on it, as one would find it after a year."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.catalogue.figures import Play
from backend.config.settings import Settings
from backend.database.tables import Video
from backend.server import create_app
from backend.storage.api import Writing
from tests.backend.serving import Caller, Running, database_at, serving

DAY = 86_400.0
ADA, BEN = "ada@example.org", "ben@example.org"
PASSWORD = "a long password"
TITLES = (
    "Sunrise over the harbour",
    "How to tie a bowline, a sheet bend and four other knots that every sailor needs",
    "Big Buck Bunny",
    "غروب الشمس فوق البحر",
    "Interview with a lighthouse keeper",
    "W" * 300,
    "4K test: drone above the cliffs",
    "Bread, slowly",
    "A walk through the old town in the rain",
    "The night train",
    "Tomatoes, from seed to sauce",
    "Storm",
)
CHANNELS = (("harbour", "Harbour Stories"), ("kitchen", "Slow Kitchen"), ("rails", "Night Rails"))


@dataclass(frozen=True, slots=True)
class Seeded:
    """Where the server is, on which Ada has films and channels, and Ben follows and watches."""

    url: str
    channel_id: str
    playlist_id: str
    watched_id: str
    unwatched_id: str


@contextmanager
def seeded(folder: Path) -> Iterator[Seeded]:
    database_url = database_at(folder)
    settings = Settings(
        data_dir=folder, secret="secret", database_url=database_url, signup=True, guests=True
    )
    app = create_app(settings)
    with serving(app) as url:
        running = Running(url, app.state.services, app.state.services.pipeline, app)
        yield fill(running, folder)
        for caller in running.callers:
            caller.close()


def fill(server: Running, folder: Path) -> Seeded:
    owner, viewer = (registered(server, email) for email in (ADA, BEN))
    channels = [
        owner.json("POST", "/api/channels", {"handle": handle, "name": name})["id"]
        for handle, name in CHANNELS
    ]
    picture = drawn(folder, 3)
    videos = [
        film(server, owner, number, channels[number % 3], drawn(folder, number))
        for number in range(len(TITLES))
    ]
    for channel in channels[:2]:
        for kind in ("picture", "banner"):
            owner("PUT", f"/api/channels/{channel}/{kind}", data=picture).raise_for_status()
        viewer.json("PUT", f"/api/subscriptions/{channel}")
    for number in (0, 1, 2):
        viewer.json("PUT", f"/api/videos/{videos[number]}/position", {"seconds": 100 + number})
        viewer.json(
            "POST", f"/api/videos/{videos[number]}/plays", {"seconds_by_rendition": {"720p": 100.0}}
        )
    watch_for_weeks(server, videos[0])
    playlist = viewer.json("POST", "/api/playlists", {"title": "Rainy days"})["id"]
    for video_id in videos[:3]:
        viewer.json("PUT", f"/api/playlists/{playlist}/videos/{video_id}")
    viewer.json("PUT", f"/api/playlists/later/videos/{videos[5]}")
    return Seeded(server.url, channels[0], playlist, videos[0], videos[-1])


def watch_for_weeks(server: Running, video_id: str) -> None:
    """As many do, each day a little more, and most not to the end."""
    database, now = server.services.database, server.services.database.clock()
    for ago in range(40):
        database.clock = lambda ago=ago: now - ago * DAY  # type: ignore[misc]
        for number in range(1 + (47 - ago) * (5 + ago % 4) // 30):
            seconds = 190.0 / (1 + (number * 7 + ago) % 5)
            rung = ("360p", "720p", "720p", "1080p")[(number + ago) % 4]
            play = Play(
                source=("app", "page", "page", "embed")[number % 4],
                startup_seconds=0.2 + number % 5 / 4,
                stalls=int(number % 6 == 0),
                seconds={rung: seconds},
                watched=[(0.0, seconds)],
            )
            database.count_play(video_id, f"{ago}-{number}", play)
    database.clock = time.time


def registered(server: Running, email: str) -> Caller:
    name = email.partition("@")[0].title()
    body = {"email": email, "password": PASSWORD, "name": name}
    answer = server.stranger().json("POST", "/api/accounts", body)
    return server.stranger(answer["token"])


def film(server: Running, owner: Caller, number: int, channel: str, poster: bytes) -> str:
    """Watchable by its row alone: there is a poster, but nothing plays."""
    video_id = str(owner.create(40_000_000 * (number + 1))["video_id"])
    store, database = server.services.store, server.services.database
    for path, data, kind in (
        ("hls/multivariant.m3u8", b"#EXTM3U\n", "application/vnd.apple.mpegurl"),
        ("poster.jpg", poster, "image/jpeg"),
    ):
        store.put(f"media/{video_id}/r1/{path}", data, Writing(kind))
    tall = 2160 if number == 6 else 1080
    with database.write() as session:
        row = session.get_one(Video, video_id)
        row.title, row.channel_id, row.tags = TITLES[number], channel, json.dumps(["sea"])
        row.state, row.playable, row.revision = "ready", "adaptive", "r1"
        row.revision_complete = True
        row.visibility = ("public", "public", "public", "unlisted", "private")[number % 5]
        row.duration_seconds, row.width, row.height = 95.0 * (number + 2), tall * 16 // 9, tall
        row.poster_key = f"media/{video_id}/r1/poster.jpg"
        row.created_at = row.publish_at = database.clock() - DAY * number**2
        row.views = 7 ** (number % 6)
        row.description = "0:00 Beginning\n1:30 The middle\n\nRecorded last summer."
        if number == 7:
            row.state, row.playable, row.percent = "processing", None, 40.0
    return video_id


def drawn(folder: Path, number: int) -> bytes:
    """A picture that no other number has, as JPEG."""
    path = folder / f"picture-{number}.jpg"
    if not path.exists():
        source = f"gradients=s=1280x720:n=3:seed={number + 1}:d=1"
        command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", "1"]
        subprocess.run([*command, "-y", path], check=True)
    return path.read_bytes()

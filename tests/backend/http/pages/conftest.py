"""A cinema: a server that lets guests in, one small film with a ladder, and one browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backend.database.tables import Subtitle, VideoState
from backend.storage.api import Writing
from backend.transcode.api import Playable
from tests.app.player.ladder import numbered_film, run_ffmpeg, ts_ladder
from tests.backend.http.pages import chromium
from tests.backend.http.pages.chromium import Chromium, Tab
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running

SECONDS = 16
CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:08.000
The first half.

00:00:08.000 --> 00:00:16.000
The second half.
"""
CHAPTERS = """WEBVTT

00:00:00.000 --> 00:00:06.000
The <b>beginning</b>

00:00:06.000 --> 00:00:16.000
Heads &amp; tails
"""
STORYBOARD = "WEBVTT\n\n" + "\n\n".join(
    f"00:00:{4 * n:02}.000 --> 00:00:{4 * n + 4:02}.000\nsheet-001.jpg#xywh={160 * n},0,160,90"
    for n in range(SECONDS // 4)
)


@dataclass
class Cinema:
    """`owner` has films; `files` is what each consists of."""

    server: Running
    owner: Caller
    files: Path

    def film(self, **columns: Any) -> str:
        """A film that whoever has its id may watch, unless `columns` say otherwise."""
        video_id = self.owner.film(b"the original", title="A film of numbers")
        store, prefix = self.server.services.store, f"media/{video_id}/r1/"
        for path in self.files.rglob("*.*"):
            store.put(
                prefix + path.relative_to(self.files).as_posix(), path.read_bytes(), Writing("x")
            )
        values: dict[str, Any] = {
            "state": VideoState.READY,
            "playable": Playable.ADAPTIVE,
            "revision": "r1",
            "revision_complete": True,
            "duration_seconds": float(SECONDS),
            "visibility": "public",
            "poster_key": f"{prefix}poster.jpg",
            "storyboard_key": f"{prefix}storyboard/storyboard.vtt",
            "chapters_key": f"{prefix}chapters.vtt",
        }
        database = self.server.services.database
        database.set_subtitle(
            Subtitle(video_id=video_id, language="en", label="English", key=f"{prefix}captions.vtt")
        )
        set_video(database, video_id, **{**values, **columns})
        return video_id

    def repeated_film(self, times: int) -> str:
        """A long one, of the same segments again and again."""
        video_id = self.film(duration_seconds=float(times * SECONDS))
        for path in self.files.glob("hls/*/media.m3u8"):
            head, *segments = path.read_text().removesuffix("#EXT-X-ENDLIST\n").split("#EXTINF")
            body = "#EXTINF" + "#EXTINF".join(segments)
            text = head + "#EXT-X-DISCONTINUITY\n".join([body] * times) + "#EXT-X-ENDLIST\n"
            key = f"media/{video_id}/r1/{path.relative_to(self.files).as_posix()}"
            self.server.services.store.put(key, text.encode(), Writing("x"))
        return video_id

    def url(self, path: str) -> str:
        return self.server.url + path

    def link(self, video_id: str, **values: Any) -> str:
        """The address of a share link."""
        link = self.owner.json("POST", f"/api/videos/{video_id}/links", values)
        return self.url(f"/watch/{video_id}?link={link['id']}")


@pytest.fixture(scope="session")
def film_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    film = numbered_film(folder / "progressive.mp4", SECONDS, ["-movflags", "+faststart"])
    ts_ladder(folder / "hls", film)
    (folder / "storyboard").mkdir()
    one = ("-frames:v", "1", "-update", "1")
    tiles = "fps=1/4,scale=160:90,tile=4x1"
    run_ffmpeg("-i", str(film), "-vf", tiles, *one, str(folder / "storyboard" / "sheet-001.jpg"))
    run_ffmpeg("-ss", "3", "-i", str(film), *one, str(folder / "poster.jpg"))
    (folder / "storyboard" / "storyboard.vtt").write_text(STORYBOARD)
    (folder / "captions.vtt").write_text(CAPTIONS)
    (folder / "chapters.vtt").write_text(CHAPTERS)
    return folder


@pytest.fixture(scope="module")
def cinema(tmp_path_factory: pytest.TempPathFactory, film_files: Path) -> Iterator[Cinema]:
    with running(tmp_path_factory.mktemp("cinema"), guests=True) as server:
        yield Cinema(server, server.account(), film_files)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    assert shutil.which("chromium"), "./dev test installs Chromium; run it once."
    started = chromium.start(tmp_path_factory.mktemp("chromium"))
    yield started
    started.close()


@pytest.fixture
def tab(browser: Chromium) -> Iterator[Tab]:
    """Somebody who was never here; their console must be silent in the end."""
    with browser.visitor() as visitor:
        yield visitor
        visitor.run("1")
        assert visitor.faults() == []

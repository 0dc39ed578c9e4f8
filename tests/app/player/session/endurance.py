"""A film that is watched for hours, and many that are left: what the process holds meanwhile.

The tests run a short form of it, the bench the long one.
"""

from __future__ import annotations

import os
import resource
import threading
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from app.player.engine.api import Phase
from app.player.fetch.playback_status import PlaybackStatus, Wishes
from app.player.gateway.server import Gateway
from app.player.manifest.presentation import Source
from app.player.session.play import Endpoints, Film, SegmentedPlay
from tests.app.player.conftest import Theatre
from tests.app.player.origin_server import OriginServer

SEGMENT_SECONDS = 4
PACKET = b"\x47\x01\x00\x10" + b"\xff" * 184
PACKETS = 1500
SEGMENT_BYTES = len(PACKET) * PACKETS
LOOKS = 27


@dataclass(frozen=True)
class Load:
    """What the process has at one moment."""

    resident_bytes: int
    threads: int
    files: int
    held_bytes: int


def load_now(held_bytes: int = 0) -> Load:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 (a count, of what has no paths)
    return Load(pages * resource.getpagesize(), threading.active_count(), files, held_bytes)


def long_film(folder: Path, segments: int) -> None:
    """Each segment an address of its own, and all the same bytes."""
    (folder / "s.ts").write_bytes(PACKET * PACKETS)
    lines = [f"#EXTINF:{SEGMENT_SECONDS},\ns.ts?{number}" for number in range(segments)]
    head = f"#EXTM3U\n#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    (folder / "m.m3u8").write_text(head + "\n".join(lines) + "\n#EXT-X-ENDLIST\n")


def watch(folder: Path, segments: int) -> list[Load]:
    """Play it through the gateway as fast as it comes; what there was on the way."""
    long_film(folder, segments)
    loads = []
    with ExitStack() as stack:
        origin, gateway = OriginServer(folder), Gateway()
        play = SegmentedPlay(Endpoints(Film(Source(origin.url("m.m3u8"))), gateway))
        for opened in (origin, gateway, play):
            stack.callback(opened.close)
        play.load(0.0)
        play.wish(Wishes())
        play.watch()
        for number in range(segments):
            with urllib.request.urlopen(f"{play.ends.address}picture/{number}.ts") as answer:
                assert answer.read().count(PACKET) == PACKETS
            play.observe(PlaybackStatus(float(number * SEGMENT_SECONDS), 8.0, waiting=False))
            if number % (segments // LOOKS) == 0:
                assert play.picture is not None
                loads.append(load_now(play.picture.bytes_held()))
                origin.requests.clear()
                origin.headers.clear()
    return loads


def leave(films: Path, turn: int) -> None:
    """Open a film, and close it before, while or after it loads, seeks or plays."""
    theatre = Theatre(films)
    theatre.session.open("film")
    if turn % 4 == 1:
        theatre.wait(lambda state: state.phase is not Phase.IDLE)
    elif turn % 4 == 2:
        theatre.wait(lambda state: state.has_picture)
        theatre.session.seek(turn % 23)
    elif turn % 4 == 3:
        theatre.wait(lambda state: state.has_picture)
    theatre.close()

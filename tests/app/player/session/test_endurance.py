"""Three hours of film through the gateway: nothing grows."""

from __future__ import annotations

import os
import resource
import threading
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.player.fetch.cache import MAX_BYTES
from app.player.fetch.playback_status import PlaybackStatus
from app.player.gateway.server import Gateway
from app.player.manifest.presentation import Source
from app.player.session.play import Play
from tests.app.player.origin_server import OriginServer

HOURS = 3
SEGMENT_SECONDS = 4
SEGMENTS = HOURS * 3600 // SEGMENT_SECONDS
PACKET = b"\x47\x01\x00\x10" + b"\xff" * 184
PACKETS = 1500
SEGMENT_BYTES = len(PACKET) * PACKETS


@dataclass(frozen=True)
class Load:
    """What the process has at one moment."""

    resident_bytes: int
    threads: int
    files: int
    held_bytes: int


def load_of(play: Play) -> Load:
    assert play.picture is not None
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 (a count, of what has no paths)
    held = play.picture.bytes_held()
    return Load(pages * resource.getpagesize(), threading.active_count(), files, held)


def long_film(folder: Path) -> None:
    """Each segment an address of its own, and all the same bytes."""
    (folder / "s.ts").write_bytes(PACKET * PACKETS)
    lines = [f"#EXTINF:{SEGMENT_SECONDS},\ns.ts?{number}" for number in range(SEGMENTS)]
    head = f"#EXTM3U\n#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    (folder / "m.m3u8").write_text(head + "\n".join(lines) + "\n#EXT-X-ENDLIST\n")


@pytest.mark.slow
def test_three_hours_leave_no_trace(tmp_path: Path) -> None:
    """Memory, threads, files and the cache are after three hours what they were after one."""
    long_film(tmp_path)
    loads = []
    with ExitStack() as stack:
        origin, gateway = OriginServer(tmp_path), Gateway()
        play = Play(Source(origin.url("m.m3u8")), "hls", gateway)
        for opened in (origin, gateway, play):
            stack.callback(opened.close)
        play.load(0.0)
        play.go()
        for number in range(SEGMENTS):
            with urllib.request.urlopen(f"{play.address}picture/{number}.ts") as answer:
                assert answer.read().count(PACKET) == PACKETS
            play.observe(PlaybackStatus(float(number * SEGMENT_SECONDS), 8.0, waiting=False))
            if number % 100 == 0:
                loads.append(load_of(play))
                origin.requests.clear()
                origin.headers.clear()

    after_an_hour, end = loads[len(loads) // HOURS], loads[-1]
    assert max(load.held_bytes for load in loads) <= MAX_BYTES + SEGMENT_BYTES
    assert end.threads <= after_an_hour.threads + 2
    assert end.files <= after_an_hour.files + 2
    full = MAX_BYTES - after_an_hour.held_bytes  # the cache may still have been filling
    assert end.resident_bytes <= after_an_hour.resident_bytes + max(0, full) + 16 * 1024 * 1024

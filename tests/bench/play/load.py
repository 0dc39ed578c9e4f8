"""What the gateway costs: processor time while it plays, and how much passes through it."""

from __future__ import annotations

import multiprocessing
import sys
import time
import urllib.request
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.player.fetch.playback_status import PlaybackStatus, Wishes
from app.player.gateway.server import Gateway
from app.player.manifest.presentation import Source
from app.player.session.play import Endpoints, Film, SegmentedPlay
from tests.app.player.origin_server import OriginServer

BIG_SEGMENTS, BIG_BYTES = 24, 16 * 1024 * 1024


def processor(folder: Path, path: str, seconds: float) -> float:
    """Percent of one core for handing a film to a reader at the pace of playing."""
    with ExitStack() as stack:
        origin = stack.enter_context(Elsewhere(serve, folder))
        play = opened(stack, origin.said + path)
        assert play.picture is not None
        durations = play.picture.timeline.durations
        reader = stack.enter_context(Elsewhere(read, play.ends.address, durations))
        before, began = time.process_time(), time.monotonic()
        while (at := time.monotonic() - began) < min(seconds, sum(durations)):
            play.observe(PlaybackStatus(at, 8.0, waiting=False))
            time.sleep(0.1)
        used = time.process_time() - before
        reader.stop()
        return used / at * 100


def throughput(folder: Path) -> float:
    """Mbit/s from an unhindered origin to a reader that takes all it gets."""
    big = folder / "big"
    big.mkdir()
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:4"]
    body = b"\x47\x1f\xff\x10" + b"\xff" * 184
    for index in range(BIG_SEGMENTS):
        (big / f"{index}.ts").write_bytes(body * (BIG_BYTES // 188))
        lines += ["#EXTINF:4.0,", f"{index}.ts"]
    (big / "m.m3u8").write_text("\n".join([*lines, "#EXT-X-ENDLIST"]))
    with ExitStack() as stack:
        origin = stack.enter_context(Elsewhere(serve, folder))
        play = opened(stack, origin.said + "big/m.m3u8")
        began = time.monotonic()
        reader = stack.enter_context(Elsewhere(read, play.ends.address, (0.0,) * BIG_SEGMENTS))
        total = 0
        for index in range(BIG_SEGMENTS):
            total += int(reader.hear())
            play.observe(PlaybackStatus(4.0 * (index + 1), 4.0, waiting=True))
        return total * 8 / 1e6 / (time.monotonic() - began)


def opened(stack: ExitStack, url: str) -> SegmentedPlay:
    gateway = Gateway()
    stack.callback(gateway.close)
    play = SegmentedPlay(Endpoints(Film(Source(url)), gateway))
    stack.callback(play.close)
    play.load(0.0)
    play.wish(Wishes())
    play.watch()
    return play


class Elsewhere:
    """A process of its own for what must not count as ours."""

    def __init__(self, work: Any, *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=work, args=(there, *arguments))

    def __enter__(self) -> Elsewhere:
        self._process.start()
        self.said = str(self._here.recv())
        return self

    def hear(self) -> Any:
        return self._here.recv()

    def stop(self) -> None:
        self._process.terminate()

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


def serve(pipe: Connection, folder: Path) -> None:
    origin = OriginServer(folder)
    pipe.send(origin.url(""))
    pipe.recv()


def read(pipe: Connection, address: str, durations: tuple[float, ...]) -> None:
    """Take segment after segment, each no sooner than a player would ask for it."""
    pipe.send("ready")
    began, due = time.monotonic(), 0.0
    for index, duration in enumerate(durations):
        time.sleep(max(0.0, due - 8.0 - (time.monotonic() - began)))
        due += duration
        total = 0
        with urllib.request.urlopen(f"{address}picture/{index}.ts") as answer:
            while chunk := answer.read1(1 << 20):
                total += len(chunk)
        pipe.send(total)
    sys.exit()

"""A film is watched while the encoder is slower than the film: how long one waits for it."""

from __future__ import annotations

import random
import shutil
import stat
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.player.engine.api import Phase
from app.player.engine.mpv_player import MpvPlayer
from app.player.session.session import PlaybackSession
from app.server.client import Client
from tests.app.player.screen import Screen
from tests.backend.serving import Caller, checksum
from tests.bench.play.start import wait_for
from tests.bench.transcode.subject import ffmpeg
from tests.bench.upload import stage

ENCODER_SPEED = 0.3
FILM_SECONDS, QUICK_SECONDS = 600, 60
SEEKS = 20
PLAYED_AFTER_SEEK_SECONDS = 2.0
SEEK_MORE_SECONDS = 1.0
"""What a seek takes beyond the same one in the file itself and this is waiting: most of it is
decoding from a key frame ten seconds before, on a machine that encodes."""


def watched(film: Path, folder: Path, seconds: float) -> dict[str, Any]:
    """From the beginning for so long, and then with seeks all over the film."""
    long = folder / "long.mp4"
    times = FILM_SECONDS // 30 - 1
    ffmpeg("-stream_loop", str(times), "-i", str(film), "-c", "copy", str(long))
    with (
        stage.backend(folder / "slow", None, slowed(folder / "bin")) as server,
        signed_in(server.url) as client,
    ):
        video_id = sent(Caller(server.url, client.token()), long)
        ladder = lambda: client.video(video_id).playable == "adaptive"  # noqa: E731
        assert wait_for(ladder, 240), "no ladder to watch"
        with player(client) as session:
            session.open_file(long)
            assert wait_for(lambda: session.state.has_picture, 60), session.state
            alone = [seek(session, at) for at in places()]
            session.open(video_id)
            return measured(client, video_id, session, seconds, alone)


def slowed(folder: Path) -> dict[str, str]:
    """An FFmpeg that reads its film no faster than this, for the backend's environment."""
    folder.mkdir()
    script = folder / "ffmpeg"
    real = shutil.which("ffmpeg")
    script.write_text(f'#!/bin/sh\nexec {real} -readrate {ENCODER_SPEED} "$@"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    path = ":".join(
        (str(folder), *filter(None, (str(Path(real or "").parent), "/usr/bin", "/bin")))
    )
    return {"PATH": path}


@contextmanager
def signed_in(url: str) -> Iterator[Client]:
    token: list[str] = []
    with Client(url, lambda: token[0] if token else None) as client:
        token.append(client.sign_in_with_secret(stage.LOCAL_SECRET)[0])
        yield client


def sent(caller: Caller, film: Path) -> str:
    upload = caller.create(film.stat().st_size)
    size = upload["part_size_bytes"]
    with film.open("rb") as data:
        for number in range(1, upload["part_count"] + 1):
            piece = data.read(size)
            part = {"number": number, "checksum": checksum(piece)}
            (signed,) = caller.json("POST", f"/api/uploads/{upload['id']}/parts", {"parts": [part]})
            assert caller.session.put(signed["url"], piece, timeout=60).ok
    caller.json("POST", f"/api/uploads/{upload['id']}/complete")
    return str(upload["video_id"])


@contextmanager
def player(client: Client) -> Iterator[PlaybackSession]:
    engine = MpvPlayer(ao="null")
    screen = Screen(engine)
    session = PlaybackSession(engine, client.playback, lambda _: None)
    session.set_window_pixels(1920, 1080)
    try:
        yield session
    finally:
        screen.close()
        session.close()


def measured(
    client: Client,
    video_id: str,
    session: PlaybackSession,
    seconds: float,
    alone: list[float],
) -> dict[str, Any]:
    opened = lambda: session.state.video_id == video_id and session.state.has_picture  # noqa: E731
    assert wait_for(opened, 60), session.state
    wait_for(lambda: session.state.position_seconds >= seconds or is_over(session), 2 * seconds)
    played, stalled = session.state.position_seconds, session.state.statistics.rebuffer_seconds
    waits = [seek(session, at) for at in places()]
    stalled_after_seeks = session.state.statistics.rebuffer_seconds - stalled
    pairs = zip(waits, alone, strict=True)
    late = sum(max(0.0, wait - usual - SEEK_MORE_SECONDS) for wait, usual in pairs)
    assert session.state.phase is not Phase.FAILED, session.state.error
    return {
        "encoder_slow_stall_s": round(stalled + stalled_after_seeks + late, 2),
        "encoder_slow_played_s": round(played),
        "encoder_slow_seeks": len(waits),
        "encoder_slow_seek_ms": round(statistics.median(waits) * 1000),
        "encoder_slow_seek_in_file_ms": round(statistics.median(alone) * 1000),
        "encoder_slow_longest_seek_ms": round(max(waits) * 1000),
        "encoder_slow_done_percent": client.video(video_id).percent,
        "encoder_slow_shown_s": {
            name: round(share) for name, share in
            session.state.statistics.seconds_by_rendition.items()
        },
    }  # fmt: skip


def places() -> list[float]:
    chance = random.Random(7)
    return [chance.uniform(1, FILM_SECONDS - 20) for _ in range(SEEKS)]


def seek(session: PlaybackSession, seconds: float) -> float:
    """Seconds until playing goes on there; watched for a moment then."""
    began = time.monotonic()
    session.seek(seconds)
    wait_for(lambda: seconds < session.state.position_seconds < seconds + 10
             and session.state.phase is Phase.PLAYING, 30)  # fmt: skip
    wait = time.monotonic() - began
    until = seconds + PLAYED_AFTER_SEEK_SECONDS
    wait_for(lambda: session.state.position_seconds > until, 30)
    return wait


def is_over(session: PlaybackSession) -> bool:
    return session.state.phase in (Phase.ENDED, Phase.FAILED)

"""Files that mean no good, or have come to harm: each a name and its bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.backend.transcode.encode.awkward import kept_corpus
from tests.backend.transcode.fakes import QUICK, make_clip, pictures, tone
from tests.bench._environment import ROOT

SECONDS = 2
FLIPS = 2000
BOMB_SIDE = 16_000
MPEG2 = ("-c:v", "mpeg2video", "-c:a", "mp2")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libvorbis")
CONTAINERS: Mapping[str, Sequence[str]] = {
    "mp4": QUICK,
    "mov": QUICK,
    "mkv": QUICK,
    "ts": QUICK,
    "flv": (*QUICK, "-ar", "44100"),
    "webm": VP8,
    "mpg": MPEG2,
    "avi": ("-c:v", "mpeg4", "-c:a", "mp3"),
    "asf": ("-c:v", "msmpeg4", "-c:a", "wmav2"),
    "mxf": ("-c:v", "mpeg2video", "-c:a", "pcm_s16le", "-ar", "48000"),
    "ogg": ("-vn", "-c:a", "libvorbis"),
    "wav": ("-vn", "-c:a", "pcm_s16le"),
}
POINTERS = {
    "playlist": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{target}\n#EXT-X-ENDLIST\n",
    "multivariant": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{target}\n",
    "concat": "ffconcat version 1.0\nfile '{bare}'\n",
    "list": "#EXTM3U\n{bare}\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\na=control:{target}\nt=0 0\n"
    "m=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "manifest": '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT9S"><Period><AdaptationSet contentType="video">'
    '<Representation id="1" bandwidth="1"><BaseURL>{target}</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>",
    "entity": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]><x>&e;</x>',
}


class Poison(NamedTuple):
    """`must_fail`: nothing of it may be played."""

    name: str
    data: bytes
    must_fail: bool = False


def odd_films() -> Iterator[Poison]:
    for path in kept_corpus(ROOT / ".cache/awkward"):
        yield Poison(path.name, path.read_bytes())


def bombs(folder: Path) -> Iterator[Poison]:
    """A picture that takes a gigabyte when it is decoded, as a film; and packets without end."""
    picture = next(path for path in kept_corpus(ROOT / ".cache/awkward") if "bomb" in path.name)
    film = make_clip(folder / "bomb.mkv", "-i", str(picture), "-c", "copy")
    yield Poison("bomb.mkv", film.read_bytes(), must_fail=True)
    yield Poison("empty packets.amr", b"#!AMR\n" + b"\x7c" * 12_000_000, must_fail=True)


def impostors() -> Iterator[Poison]:
    """What is no film at all."""
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("film.mp4", bytes(10_000))
    yield Poison("zip.mp4", zipped.getvalue(), must_fail=True)
    yield Poison("zeros.mp4", bytes(100_000), must_fail=True)
    yield Poison("boxes.mp4", b"\0\0\0\x08free" * 500_000, must_fail=True)


def pointers(targets: Mapping[str, str]) -> Iterator[Poison]:
    """What names a file of this machine or an address in it, in each way that FFmpeg knows."""
    for what, target in targets.items():
        for how, text in POINTERS.items():
            data = text.format(target=target, bare=target.removeprefix("file:")).encode()
            yield Poison(f"{how} of {what}.mp4", data, must_fail=True)


def damaged(folder: Path, chance: Random, seeds: int, most: int) -> Iterator[Poison]:
    """Films of each container with thousands of their bytes changed."""
    for suffix in list(CONTAINERS)[:most]:
        clip = folder / f"film.{suffix}"
        make_clip(clip, *pictures("160x90", "25", SECONDS), *tone(SECONDS), *CONTAINERS[suffix])
        film = clip.read_bytes()
        for seed in range(seeds):
            yield Poison(f"{seed} {clip.name}", flipped(film, Random(f"{chance.random()}")))


def flipped(film: bytes, chance: Random) -> bytes:
    data = bytearray(film)
    for _ in range(FLIPS):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)

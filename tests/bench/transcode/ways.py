"""Ways to make a ladder: ours, and those that it is compared with."""

from __future__ import annotations

import time
from pathlib import Path

from backend.transcode.api import Job, Working
from backend.transcode.encode import commands
from backend.transcode.encode.commands import rate_control
from backend.transcode.encode.embedded import EmbeddedTranscoder
from backend.transcode.outputs import gallery
from backend.transcode.plan.ladder import Encoding, Rung
from backend.transcode.process import Stop, execute
from tests.backend.transcode.conformance import check
from tests.backend.transcode.fakes import FolderStore
from tests.bench.transcode.subject import ENCODING, Subject, cpu_of, ffmpeg, say


def controlled(rung: Rung) -> list[str]:
    """Exactly the rate control of the pipeline, for one stream."""
    pairs = rate_control(ENCODING, rung, 0).items()
    return [word for name, value in pairs for word in (f"-{name}", str(value))]


def cuts(subject: Subject) -> list[str]:
    gop = str(subject.gop)
    return ["-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-flags", "+cgop"]


def separate(subject: Subject, folder: Path) -> None:
    """A run for each rung, from the source."""
    for rung in subject.rungs:
        ffmpeg(
            "-i", str(subject.film), "-vf", f"scale={rung.width}:{rung.height},format=yuv420p",
            "-r", subject.rate, "-c:v", "libx264", "-preset", ENCODING.preset, *controlled(rung),
            *cuts(subject), *subject.sound, "-f", "mpegts", str(folder / f"{rung.name}.ts"),
        )  # fmt: skip


def peertube(subject: Subject, folder: Path) -> None:
    """One job a resolution with PeerTube's options: fragmented MP4, 16 B-frames, GOP of 2 s."""
    for rung in subject.rungs:
        bits = rung.bits_per_second
        ffmpeg(
            "-i", str(subject.film), "-vf", f"scale=w=-2:h={rung.height}", "-r", subject.rate,
            "-c:v", "libx264", "-preset", "veryfast", "-maxrate", str(bits),
            "-bufsize", str(2 * bits), "-bf", "16", "-b_strategy", "1",
            "-g", str(subject.gop // 2), "-pix_fmt", "yuv420p", *subject.sound,
            "-f", "hls", "-hls_time", "4", "-hls_list_size", "0", "-hls_segment_type", "fmp4",
            "-hls_flags", "single_file", str(folder / f"peertube-{rung.name}.m3u8"),
        )  # fmt: skip


def floor(subject: Subject, folder: Path) -> float:
    """Decoding, scaling and each encoder by itself, from raw pictures, in CPU seconds."""
    raw, film = folder / "raw.yuv", str(subject.film)
    total = cpu_of(lambda: ffmpeg("-i", film, "-an", "-f", "null", "-"))
    if subject.plan.probe.audio:
        sound = [*subject.sound, "-aac_coder", commands.AAC_CODER]
        total += cpu_of(lambda: ffmpeg("-i", film, "-vn", *sound, "-f", "null", "-"))
    source = ["-i", film]
    for rung in reversed(subject.rungs):
        total += _scaling(source, rung, raw)
        source = ["-f", "rawvideo", "-s", f"{rung.width}x{rung.height}", "-r", subject.rate,
                  "-i", str(raw)]  # fmt: skip
        total += _encoding(subject, source, rung)
    raw.unlink()
    return total


def _scaling(source: list[str], rung: Rung, raw: Path) -> float:
    """Leaves the pictures in `raw`; without what reading and writing them costs."""
    graph, into = f"scale={rung.width}:{rung.height},format=yuv420p", f"{raw}.new"
    spent = cpu_of(lambda: ffmpeg(*source, "-an", "-vf", graph, "-f", "rawvideo", into))
    Path(into).replace(raw.with_suffix(".next"))
    copied = cpu_of(lambda: ffmpeg(*source, "-an", "-f", "rawvideo", into))
    Path(into).unlink()
    raw.with_suffix(".next").replace(raw)
    return max(0.0, spent - copied)


def _encoding(subject: Subject, source: list[str], rung: Rung) -> float:
    reading = cpu_of(lambda: ffmpeg(*source, "-f", "null", "-"))
    encode = [*source, "-c:v", "libx264", "-preset", ENCODING.preset, *controlled(rung)]
    return cpu_of(lambda: ffmpeg(*encode, *cuts(subject), "-f", "null", "-")) - reading


def one_run(subject: Subject, folder: Path) -> None:
    """The pipeline's own command for the whole film at once, without chunks."""
    plan, url = subject.plan, f"file:{subject.film}"
    names = [rung.name for rung in plan.rungs]
    folder.mkdir()
    words = commands.encode(plan, 0, plan.timeline.segments, names, url)
    execute(words, folder, Stop(), lambda _: None)


def ladder(film: Path, folder: Path, encoding: Encoding) -> FolderStore:
    """The pipeline's transcoder, from the source to a finished revision."""
    store = FolderStore(folder)
    store.path("sources/v").mkdir(parents=True)
    store.path("sources/v/1").symlink_to(film)
    transcoder = EmbeddedTranscoder(store, folder / "scratch", encoding)
    began = time.monotonic()
    transcoder.start(Job("v", "r", "sources/v/1", film.stat().st_size))
    while isinstance(status := transcoder.status("r"), Working):
        time.sleep(0.05)
    say(f"  {status} after {time.monotonic() - began:.1f} s")
    transcoder.close()
    root = store.path("media/v/r")
    problems = check("hls/multivariant.m3u8", lambda name: (root / name).read_bytes())
    say(f"  conformance: {problems or 'nothing to object to'}")
    return store


def hang(store: FolderStore, subject: Subject, folder: Path) -> None:
    """Poster and storyboard of a finished revision."""
    gallery.hang(store, "media/v/r/", subject.plan, subject.plan.timeline.segments, folder, Stop())


def fitting(subject: Subject, path: Path) -> Path:
    """The film as an editor exports it for upload: regular closed GOPs, within the top rate."""
    top = subject.rungs[-1]
    bits = top.bits_per_second
    gop = str(max(1, round(2 * subject.plan.timeline.rate)))
    tags = ["bt709" if word == "" else word for word in
            ("-colorspace", "", "-color_primaries", "", "-color_trc", "")]  # fmt: skip
    ffmpeg("-i", str(subject.film), "-vf", f"scale={top.width}:{top.height},format=yuv420p",
           "-r", subject.rate, "-c:v", "libx264", "-preset", "veryfast", *tags,
           "-b:v", str(bits * 9 // 10), "-maxrate", str(bits * 6 // 5),
           "-bufsize", str(bits * 6 // 5), "-g", gop, "-keyint_min", gop, "-sc_threshold", "0",
           "-flags", "+cgop", "-c:a", "copy", str(path))  # fmt: skip
    return path

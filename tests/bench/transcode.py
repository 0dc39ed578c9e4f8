"""What the ladder costs, how soon it can be watched, and what becomes of odd files.

    python -m tests.bench.transcode [FILE] [--seconds N] [--quick]

CPU seconds are those of the child processes, as the kernel counts them. `--quick` leaves out
VMAF and the ten-minute film.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from backend.database import Database
from backend.pipeline import Pipeline
from backend.tables import Account, Video, VideoState
from backend.transcode.api import Job, Playable, Working
from backend.transcode.commands import rate_control
from backend.transcode.conformance import check
from backend.transcode.embedded import EmbeddedTranscoder
from backend.transcode.errors import Refused
from backend.transcode.ladder import Encoding, Rung
from tests.backend.test_early import PART, World
from tests.backend.transcode.awkward import TABLE, Refusal, make_corpus
from tests.backend.transcode.fakes import FolderStore
from tests.backend.transcode.test_awkward import SHARED, read, transcode
from tests.backend.transcode.test_awkward import check as check_right

ROOT = Path(__file__).parents[2]
FILM = ROOT / ".cache" / "film" / "video.mp4"
ENCODING = Encoding()
RUNGS = (
    Rung("360p", 640, 360, 400_000),
    Rung("480p", 854, 480, 1_000_000),
    Rung("720p", 1280, 720, 2_500_000),
    Rung("1080p", 1920, 1080, 5_000_000),
)
GOP = 96
CUTS = ("-g", str(GOP), "-keyint_min", str(GOP), "-sc_threshold", "0", "-flags", "+cgop")
SOUND = ("-c:a", "aac", "-b:a", "128k", "-ac", "2")


def say(text: str) -> None:
    print(text, flush=True)


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds of the children that `work` starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ffmpeg(*options: str) -> None:
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *options]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def controlled(rung: Rung) -> list[str]:
    """Exactly the rate control of the pipeline, for one stream."""
    pairs = rate_control(ENCODING, rung, 0).items()
    return [word for name, value in pairs for word in (f"-{name}", str(value))]


def separate(film: Path, folder: Path) -> None:
    """Four runs, each from the source to one rung."""
    for rung in RUNGS:
        ffmpeg(
            "-i", str(film), "-vf", f"scale={rung.width}:{rung.height}", "-c:v", "libx264",
            "-preset", ENCODING.preset, *controlled(rung), *CUTS, *SOUND,
            "-f", "mpegts", str(folder / f"{rung.name}.ts"),
        )  # fmt: skip


def peertube(film: Path, folder: Path) -> None:
    """One job a resolution with PeerTube's options: fragmented MP4, 16 B-frames, GOP of 2 s."""
    for rung in RUNGS:
        rate = rung.bits_per_second
        ffmpeg(
            "-i", str(film), "-vf", f"scale=w=-2:h={rung.height}", "-c:v", "libx264",
            "-preset", "veryfast", "-maxrate", str(rate), "-bufsize", str(2 * rate),
            "-bf", "16", "-b_strategy", "1", "-g", str(GOP // 2), "-pix_fmt", "yuv420p", *SOUND,
            "-f", "hls", "-hls_time", "4", "-hls_list_size", "0", "-hls_segment_type", "fmp4",
            "-hls_flags", "single_file", str(folder / f"peertube-{rung.name}.m3u8"),
        )  # fmt: skip


def floor(film: Path, folder: Path) -> float:
    """Decoding, scaling and each encoder by itself, from raw pictures."""
    raw, total = folder / "raw.yuv", 0.0
    total += cpu_of(lambda: ffmpeg("-i", str(film), "-f", "null", "-"))
    total += cpu_of(lambda: ffmpeg("-i", str(film), "-vn", *SOUND, "-f", "null", "-"))
    source = ["-i", str(film)]
    for rung in reversed(RUNGS):
        graph = f"scale={rung.width}:{rung.height}"
        spent = cpu_of(lambda: ffmpeg(*source, "-an", "-vf", graph, "-f", "rawvideo", f"{raw}.new"))  # noqa: B023
        copied = cpu_of(lambda: ffmpeg(*source, "-an", "-f", "rawvideo", "-y", "/dev/null"))  # noqa: B023
        total += max(0.0, spent - copied)
        Path(f"{raw}.new").replace(raw)
        source = ["-f", "rawvideo", "-s", f"{rung.width}x{rung.height}", "-r", "24", "-i", str(raw)]
        reading = cpu_of(lambda: ffmpeg(*source, "-f", "null", "-"))  # noqa: B023
        encode = [*source, "-c:v", "libx264", "-preset", ENCODING.preset, *controlled(rung), *CUTS]
        total += cpu_of(lambda: ffmpeg(*encode, "-f", "null", "-")) - reading  # noqa: B023
        source = [*source[:-1], str(raw)]
    raw.unlink()
    return total


def ladder(film: Path, folder: Path, encoding: Encoding) -> FolderStore:
    """The pipeline's transcoder, from the source to a finished revision."""
    store = FolderStore(folder)
    store.path("sources/v").mkdir(parents=True)
    store.path("sources/v/1").symlink_to(film)
    transcoder = EmbeddedTranscoder(store, folder / "scratch", encoding)
    transcoder.start(Job("v", "r", "sources/v/1", film.stat().st_size))
    while isinstance(status := transcoder.status("r"), Working):
        time.sleep(0.05)
    transcoder.close()
    say(f"  {status}")
    root = store.path("media/v/r")
    problems = check("hls/multivariant.m3u8", lambda name: (root / name).read_bytes())
    say(f"  conformance: {problems or 'nothing to object to'}")
    return store


def one_file(store: FolderStore, rung: Rung, folder: Path) -> Path:
    """The segments of a rung, joined."""
    whole = folder / f"ours-{rung.name}.ts"
    parts = sorted(store.path(f"media/v/r/hls/{rung.name}").glob("*.ts"))
    whole.write_bytes(b"".join(part.read_bytes() for part in parts))
    return whole


def video_bits(path: Path, seconds: float) -> float:
    """Bits a second of the picture alone."""
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=size",
         "-of", "csv=p=0", str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    sizes = [int(line.strip(",")) for line in answer.stdout.split() if line.strip(",")]
    return 8 * sum(sizes) / seconds


def vmaf(made: Path, film: Path) -> float:
    """Against the source at its own size, every third frame."""
    import imageio_ffmpeg

    tags = "range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    same = f"settb=1/24,setpts=N,setparams={tags}"
    graph = (
        # Paired by number, and called BT.709 both: newer FFmpegs convert what is tagged otherwise.
        f"[0:v]{same},scale=1920:1080:flags=bicubic[a];[1:v]{same}[b];"
        "[a][b]libvmaf=n_subsample=3:n_threads=2"
    )
    answer = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-i", str(made), "-i", str(film),
         "-filter_complex", graph, "-f", "null", "-"],
        check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    score = re.search(r"VMAF score: ([\d.]+)", answer.stderr)
    assert score is not None
    return float(score[1])


def watching(film: Path, folder: Path) -> dict[str, float]:
    """From the last byte to what a viewer can open, through the pipeline and its database."""
    database = Database(f"sqlite:///{folder / 'matinee.db'}")
    store = FolderStore(folder / "store")
    store.path("sources/v").mkdir(parents=True)
    store.path("sources/v/1").symlink_to(film)
    pipeline = Pipeline(database, store, EmbeddedTranscoder(store, folder / "scratch"))
    database.add(Account(id="a", email="a@b.c", name="A", password_hash=None, created_at=0.0))
    database.add(
        Video(id="v", account_id="a", title="", filename="", size_bytes=film.stat().st_size,
              source_key="sources/v/1", state=VideoState.UPLOADING, created_at=0.0)
    )  # fmt: skip
    pipeline.start()
    time.sleep(0.5)
    database.set_video("v", state=VideoState.VERIFYING)
    began = time.monotonic()
    pipeline.upload_completed("v")
    seen: dict[str, float] = {}
    while "all_rungs_s" not in seen and time.monotonic() - began < 120:
        now, video = round(time.monotonic() - began, 2), database.video("v")
        assert video is not None
        if video.playable:
            seen.setdefault("progressive_s", now)
        if any(key.endswith("multivariant.m3u8") for key in store.writes):
            seen.setdefault("first_segment_after_last_byte_s", now)
        if video.playable == Playable.ADAPTIVE:
            seen.setdefault("all_rungs_s", now)
        time.sleep(0.01)
    pipeline.stop()
    database.close()
    return seen


def during_upload(film: Path, folder: Path, bits_per_second: int = 4_000_000) -> float:
    """Seconds from the last byte to the first segment; negative when it was there before."""
    fast = folder / "fast.mp4"
    ffmpeg("-i", str(film), "-c", "copy", "-movflags", "+faststart", str(fast))
    world = World(folder, fast.read_bytes(), ENCODING.preset)
    first = last = 0.0

    def look() -> bool:
        return any(key.endswith("multivariant.m3u8") for key in world.store.writes)

    for number in range(1, world.parts + 1):
        until = time.monotonic() + 8 * PART / bits_per_second
        while time.monotonic() < until:
            first = first or (time.monotonic() if look() else 0.0)
            time.sleep(0.02)
        world.send(number)
        last = time.monotonic()
    while not first and time.monotonic() < last + 60:
        first = time.monotonic() if look() else 0.0
        time.sleep(0.02)
    world.pipeline.stop()
    world.database.close()
    return round(first - last, 2)


def looped(film: Path, times: int, path: Path) -> Path:
    """A longer film, by copy."""
    ffmpeg("-stream_loop", str(times - 1), "-i", str(film), "-c", "copy",
           "-movflags", "+faststart", str(path))  # fmt: skip
    return path


def fitting(film: Path, path: Path) -> Path:
    """The film as an editor exports it for upload: regular closed GOPs, within the top rate."""
    ffmpeg("-i", str(film), "-c:v", "libx264", "-preset", "veryfast", "-b:v", "4500k",
           "-maxrate", "6M", "-bufsize", "6M", "-g", "48", "-keyint_min", "48",
           "-sc_threshold", "0", "-flags", "+cgop", "-c:a", "copy", str(path))  # fmt: skip
    return path


def awkward(folder: Path) -> tuple[int, list[str]]:
    """How many odd files there are, and which came out wrong."""
    wrong = []
    files = make_corpus(folder / "corpus", SHARED)
    for number, path in enumerate(files):
        wanted, out = TABLE.get(path.name), folder / f"out-{number}"
        try:
            top = transcode(path, out)
            assert not isinstance(wanted, Refusal)
            assert wanted is not None
            check_right(read(top / "media.m3u8"), wanted)
        except Refused as refused:
            if wanted != Refusal(str(refused)):
                wrong.append(f"{path.name}: {refused}")
        except AssertionError as error:
            wrong.append(f"{path.name}: {error}")
        shutil.rmtree(out, ignore_errors=True)
    return len(files), wrong


def costs(film: Path, folder: Path) -> dict[str, Any]:
    """CPU of the ladder against the other ways, and what the bits buy."""
    say("four separate runs …")
    apart = cpu_of(lambda: separate(film, folder))
    say(f"  {apart:.1f} CPU s\nPeerTube's way …")
    tube = cpu_of(lambda: peertube(film, folder))
    say(f"  {tube:.1f} CPU s\nthe parts by themselves …")
    least = floor(film, folder)
    say(f"  {least:.1f} CPU s\nthe pipeline, in chunks …")
    stores: list[FolderStore] = []
    ours = cpu_of(lambda: stores.append(ladder(film, folder / "ours", Encoding(copy=False))))
    say(f"  {ours:.1f} CPU s\nthe pipeline, top rung copied …")
    fit = fitting(film, folder / "fitting.mp4")
    copied = cpu_of(lambda: ladder(fit, folder / "copied", ENCODING))
    say(f"  {copied:.1f} CPU s")
    made = {rung.name: one_file(stores[0], rung, folder) for rung in RUNGS}
    return {
        "cpu_s": {
            "separate": apart,
            "peertube": tube,
            "floor": least,
            "ours": ours,
            "copied": copied,
        },
        "cpu_vs_separate": round(ours / apart, 3),
        "cpu_vs_peertube": round(ours / tube, 3),
        "cpu_vs_floor": round(ours / least, 3),
        "copy_cpu_vs_separate": round(copied / apart, 3),
        "made": made,
    }


def quality(film: Path, folder: Path, made: dict[str, Path]) -> dict[str, Any]:
    """VMAF of each rung against that of the separate runs."""
    scores = {}
    for rung in RUNGS:
        ours, apart = vmaf(made[rung.name], film), vmaf(folder / f"{rung.name}.ts", film)
        say(f"  {rung.name}: {ours:.2f}, separate {apart:.2f}")
        scores[rung.name] = [ours, apart]
    return {
        "vmaf": scores,
        "vmaf_delta_min": round(min(ours - apart for ours, apart in scores.values()), 2),
    }


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=FILM)
    parser.add_argument("--seconds", type=float, default=30, help="use that much of the film")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(words)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="matinee-bench-") as name:
        folder = Path(name)
        film = folder / "film.mp4"
        ffmpeg(
            "-t", str(options.seconds), "-i", str(options.file.resolve()), "-c", "copy", str(film)
        )
        figures |= costs(film, folder)
        made = figures.pop("made")
        figures["over_target"] = {
            r.name: round(video_bits(made[r.name], options.seconds) / r.bits_per_second, 3)
            for r in RUNGS
        }
        if not options.quick:
            say("VMAF, against the separate runs …")
            figures |= quality(film, folder, made)
            say("ten minutes, from the last byte …")
            long = looped(options.file.resolve(), 20, folder / "long.mp4")
            (folder / "watching").mkdir()
            figures |= watching(long, folder / "watching")
            say("the film sent at 4 Mbit/s …")
            (folder / "sent").mkdir()
            figures["during_upload_s"] = during_upload(options.file.resolve(), folder / "sent")
        say("the awkward corpus …")
        figures["awkward_files"], wrong = awkward(folder)
        figures["awkward_wrong"], figures["wrong"] = len(wrong), wrong
    print(json.dumps(figures, indent=None, default=str))


if __name__ == "__main__":
    main()

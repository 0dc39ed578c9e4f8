"""What the bits buy: rates, and VMAF against the source."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from backend.transcode.plan.ladder import Rung
from tests.backend.transcode.fakes import FolderStore
from tests.bench.transcode.subject import Subject, say


def one_file(store: FolderStore, rung: Rung, folder: Path) -> Path:
    """The segments of a rung, joined."""
    whole = folder / f"ours-{rung.name}.ts"
    parts = sorted(store.path(f"media/v/r/hls/{rung.name}").glob("*.ts"))
    whole.write_bytes(b"".join(part.read_bytes() for part in parts))
    return whole


def over_target(subject: Subject, made: dict[str, Path]) -> dict[str, float]:
    """Each rung's average bitrate, the picture alone, as a share of its target."""
    return {
        rung.name: round(_bits(made[rung.name], subject.seconds) / rung.bits_per_second, 3)
        for rung in subject.rungs
    }


def _bits(path: Path, seconds: float) -> float:
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=size",
         "-of", "csv=p=0", str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    sizes = [int(line.strip(",")) for line in answer.stdout.split() if line.strip(",")]
    return 8 * sum(sizes) / seconds


def vmaf(made: Path, subject: Subject) -> float:
    """Against the source at the top rung's size, every third frame."""
    import imageio_ffmpeg

    top = subject.rungs[-1]
    tags = "range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
    # Paired by number, and called BT.709 both: newer FFmpegs convert what is tagged otherwise.
    same = f"setpts=N/({subject.rate})/TB,setparams={tags}"
    size = f"scale={top.width}:{top.height}:flags=bicubic"
    graph = (
        f"[0:v]{same},{size}[a];[1:v]fps={subject.rate},{same},{size},format=yuv420p[b];"
        "[a][b]libvmaf=n_subsample=3:n_threads=2"
    )
    answer = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-i", str(made), "-i", str(subject.film),
         "-filter_complex", graph, "-f", "null", "-"],
        check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    score = re.search(r"VMAF score: ([\d.]+)", answer.stderr)
    assert score is not None
    return float(score[1])


def compare(subject: Subject, folder: Path, made: dict[str, Path]) -> dict[str, Any]:
    """VMAF of each rung against that of the separate runs."""
    scores = {}
    for rung in subject.rungs:
        ours, apart = vmaf(made[rung.name], subject), vmaf(folder / f"{rung.name}.ts", subject)
        say(f"  {rung.name}: {ours:.2f}, separate {apart:.2f}")
        scores[rung.name] = [ours, apart]
    return {
        "vmaf": scores,
        "vmaf_delta_min": round(min(ours - apart for ours, apart in scores.values()), 2),
    }

"""Films to measure with: segments of prescribed sizes whose pictures cost next to nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.app.player.ladder import numbered_film, run_ffmpeg

NULL_PACKET = b"\x47\x1f\xff\x10" + b"\xff" * 184
SEGMENT_SECONDS = 4


@dataclass(frozen=True)
class SizedRung:
    name: str
    width: int
    height: int
    nominal_bps: float
    average_bps: int
    peak_bps: int
    sizes: tuple[int, ...]


# Used where no measured sizes lie beside the project: a typical ladder at constant rates.
PLAIN = tuple(
    SizedRung(f"{height}p", height * 16 // 9, height, bps, bps, bps, (bps // 2,) * 15)
    for height, bps in ((360, 400_000), (480, 1_000_000), (720, 2_500_000), (1080, 5_000_000))
)


def measured_rungs(path: Path | None, segments: int) -> tuple[SizedRung, ...]:
    if path is None or not path.exists():
        return PLAIN
    return tuple(
        SizedRung(
            rung["name"],
            rung["width"],
            rung["height"],
            rung["nominal_bps"],
            rung["average_bandwidth"],
            rung["bandwidth"],
            tuple(rung["sizes"][:segments]),
        )
        for rung in json.loads(path.read_text())["rungs"]
    )


def sized_ladder(folder: Path, rungs: Sequence[SizedRung]) -> Path:
    """A ladder of tiny pictures, each segment padded with null packets to its size."""
    count = len(rungs[0].sizes)
    film = numbered_film(folder / "film.mp4", count * SEGMENT_SECONDS)
    run_ffmpeg("-i", str(film), "-c", "copy", "-f", "hls", "-hls_time", str(SEGMENT_SECONDS),
               "-hls_list_size", "0", "-hls_segment_filename", str(folder / "%d.ts"),
               str(folder / "tiny.m3u8"))  # fmt: skip
    lines = ["#EXTM3U"]
    for rung in rungs:
        _pad(folder, rung)
        lines += [
            f"#EXT-X-STREAM-INF:BANDWIDTH={rung.peak_bps},AVERAGE-BANDWIDTH={rung.average_bps},"
            f"RESOLUTION={rung.width}x{rung.height},FRAME-RATE=24",
            f"{rung.name}/media.m3u8",
        ]
    path = folder / "multivariant.m3u8"
    path.write_text("\n".join(lines) + "\n")
    return path


def _pad(folder: Path, rung: SizedRung) -> None:
    (folder / rung.name).mkdir()
    lines = ["#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}",
             "#EXT-X-PLAYLIST-TYPE:VOD"]  # fmt: skip
    for index, size in enumerate(rung.sizes):
        tiny = (folder / f"{index}.ts").read_bytes()
        padding = max(0, size - len(tiny)) // len(NULL_PACKET)
        # Spread like a real picture, so that half the bytes are about half the film.
        packets = [tiny[at : at + 188] for at in range(0, len(tiny), 188)]
        share, left = divmod(padding, len(packets))
        whole = b"".join(p + NULL_PACKET * (share + (i < left)) for i, p in enumerate(packets))
        (folder / rung.name / f"{index}.ts").write_bytes(whole)
        kbps = len(whole) * 8 // SEGMENT_SECONDS // 1000
        lines += [f"#EXT-X-BITRATE:{kbps}", f"#EXTINF:{SEGMENT_SECONDS}.0,", f"{index}.ts"]
    (folder / rung.name / "media.m3u8").write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]))

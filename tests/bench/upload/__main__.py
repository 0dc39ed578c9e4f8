"""`./dev bench upload`: the engine against s5cmd, aws, rclone and curl, and against kill -9."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.upload import senders
from tests.bench.upload.discarding import discarding
from tests.bench.upload.kills import kills
from tests.bench.upload.senders import PEERS, Run, curl, matinee
from tests.bench.upload.stage import BUCKET, Server, backend, s3_server, sink, slow_way

MIB, GIB = 2**20, 2**30
CAP = 0.24 * MIB


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench upload", description=__doc__)
    parser.add_argument("--gib", type=float, default=2.0, help="size of the film")
    parser.add_argument("--runs", type=int, default=5, help="medians of so many")
    parser.add_argument("--wan-mib", type=int, default=256)
    parser.add_argument("--wan-runs", type=int, default=1)
    parser.add_argument("--rss-gib", type=float, default=50.0, help="size of the sparse file")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--small", type=int, default=1000, help="files of 1 MiB")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=list(MEASURES), default=list(MEASURES))
    parser.add_argument("--quick", action="store_true", help="small sizes; rough figures")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.gib, chosen.runs, chosen.wan_mib = 0.25, 3, 48
        chosen.rss_gib, chosen.kills, chosen.small = 4.0, 10, 100
    return chosen


def noise(path: Path, size_bytes: int) -> Path:
    with path.open("wb") as file:
        for _ in range(size_bytes // MIB):
            file.write(os.urandom(MIB))
    return path


def empty_bucket(folder: Path) -> None:
    for entry in (folder / "s3" / BUCKET).iterdir():
        shutil.rmtree(entry)


def say(*words: object) -> None:
    print(*words, flush=True)


def against_peers(folder: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    film = noise(folder / "film.mp4", int(chosen.gib * GIB))
    plain, tls = (peers_over(folder, film, chosen, secure) for secure in (False, True))
    return {
        "throughput_vs_best_peer": plain["throughput"],
        "throughput_vs_best_peer_tls": tls["throughput"],
        "cpu_vs_best_peer": plain["cpu"],
        "cpu_vs_best_peer_tls": tls["cpu"],
        "peers": {"http": plain["runs"], "tls": tls["runs"]},
        "peers_note": "aws over TLS without its checksum, which this server can't read there",
        "server": "rclone serve s3 --etag-hash ''",
    }


def peers_over(
    folder: Path, film: Path, chosen: argparse.Namespace, secure: bool
) -> dict[str, Any]:
    runs: dict[str, list[Run]] = {name: [] for name in ("matinee", *PEERS)}
    scheme = "TLS" if secure else "http"
    with (
        s3_server(folder, secure) as store,
        backend(folder / f"backend-{scheme}", store) as ours,
    ):
        for turn in range(chosen.runs):
            for name in runs:
                run = (
                    matinee([film], ours, folder / "journal", store.ca)
                    if name == "matinee"
                    else PEERS[name](film, store)
                )
                say(f"{scheme} {turn + 1}/{chosen.runs} {name}: {run}")
                runs[name].append(run)
                empty_bucket(folder)
    seconds = {name: median(r.seconds for r in done) for name, done in runs.items()}
    cpu = {name: median(r.cpu_seconds for r in done) / chosen.gib for name, done in runs.items()}
    return {
        "throughput": round(min(seconds[p] for p in PEERS) / seconds["matinee"], 2),
        "cpu": round(cpu["matinee"] / min(cpu[p] for p in PEERS), 2),
        "runs": {
            name: {
                "mib_per_s": round(chosen.gib * 1024 / seconds[name]),
                "cpu_s_per_gib": round(cpu[name], 2),
                "rss_mib": round(max(r.rss_mib for r in runs[name])),
            }
            for name in runs
        },
    }


def against_curl(folder: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    film = noise(folder / "film.mp4", int(chosen.gib * GIB))
    whole, theirs, cpu = [], [], []
    with sink(folder / "sink") as store, discarding(store.url) as server:
        for _ in range(chosen.runs):
            run = matinee([film], Server(server.url, store.process), folder / "journal")
            whole.append(run.seconds)
            cpu.append(run.cpu_seconds)
            theirs.append(curl(film, store).seconds)
            say(f"sink: matinee {server.seconds[-1]:.2f} s, curl {theirs[-1]:.2f} s")
    return {
        "sink_vs_curl": round(median(theirs) / median(server.seconds), 2),
        "sink_vs_curl_with_start": round(median(theirs) / median(whole), 2),
        "sink_cpu_s_per_gib": round(median(cpu) / chosen.gib, 2),
    }


def over_wan(folder: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    film = noise(folder / "wan.mp4", chosen.wan_mib * MIB)
    capped = wan_ratio(folder, film, chosen.wan_runs, "--cap", str(CAP))
    cut = wan_ratio(folder, film, chosen.wan_runs, "--cap", str(4 * CAP), "--resets", "0.005")
    return {"wan_vs_awscli": capped, "wan_with_resets_vs_awscli": cut}


def wan_ratio(folder: Path, film: Path, runs: int, *options: str) -> float:
    """The API has the same delay; what the backend itself asks of the store has it too."""
    ours, theirs = [], []
    with (
        s3_server(folder, False) as store,
        slow_way(store.url, *options) as way,
        backend(folder / f"backend-wan-{len(options)}", way) as api,
        slow_way(api.url) as api_way,
    ):
        for _ in range(runs):
            ours.append(matinee([film], api_way, folder / "journal").seconds)
            theirs.append(senders.aws(film, way).seconds)
            say(f"wan {' '.join(options)}: matinee {ours[-1]:.1f} s, aws {theirs[-1]:.1f} s")
            empty_bucket(folder)
    return round(median(theirs) / median(ours), 2)


def memory(folder: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    film = folder / "sparse.mp4"
    with film.open("wb") as file:
        file.truncate(int(chosen.rss_gib * GIB))
    with sink(folder / "sink") as store, discarding(store.url) as server:
        run = matinee([film], Server(server.url, store.process), folder / "journal")
    say(f"memory: {run}")
    return {"rss_mib": round(run.rss_mib), "rss_gib": chosen.rss_gib}


def survive(folder: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    found = kills(folder, chosen.kills, chosen.seed, 24 * MIB)
    say(f"kills: {found}")
    return found


def many(folder: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    small = folder / "small"
    small.mkdir()
    files = [noise(small / f"{number:04}.mp4", MIB) for number in range(chosen.small)]
    with s3_server(folder, False) as store:
        # Ours is measured beside a backend that looks at what arrives, theirs without any.
        with backend(folder / "backend-small", store) as ours:
            mine = matinee(files, ours, folder / "journal")
        empty_bucket(folder)
        theirs = senders.aws(small, store, recursive=True)
    say(f"small: matinee {mine}, aws {theirs}")
    return {
        "small_files_vs_awscli": round(theirs.seconds / mine.seconds, 2),
        "small_files_per_s": round(chosen.small / mine.seconds, 1),
        "small_files": chosen.small,
    }


MEASURES: Mapping[str, Callable[[Path, argparse.Namespace], dict[str, Any]]] = {
    "peers": against_peers,
    "sink": against_curl,
    "wan": over_wan,
    "memory": memory,
    "kills": survive,
    "small": many,
}
KEYS: Sequence[str] = (
    "throughput_vs_best_peer",
    "cpu_vs_best_peer",
    "sink_vs_curl",
    "wan_vs_awscli",
    "rss_mib",
    "kills",
    "bytes_lost",
    "parts_resent",
    "small_files_vs_awscli",
)


def main() -> None:
    chosen = arguments()
    result: dict[str, Any] = dict.fromkeys(KEYS)
    for name in chosen.only:
        with tempfile.TemporaryDirectory(prefix="matinee-bench-") as folder:
            say(f"— {name}")
            result |= MEASURES[name](Path(folder), chosen)
    if missing := [key for key in KEYS if result[key] is None]:
        result["why"] = f"not asked for: {', '.join(missing)}"
    result |= {"gib": chosen.gib, "runs": chosen.runs, "wan_mib": chosen.wan_mib, "probe": False}
    print(json.dumps(result))


if __name__ == "__main__":
    main()

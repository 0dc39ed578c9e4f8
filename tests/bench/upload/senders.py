"""Each uploader as a command; measured alike, from start to exit."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench._environment import ROOT
from tests.bench.upload.stage import (
    BUCKET,
    KEY_ID,
    LOCAL_SECRET,
    SECRET,
    Server,
    aws_environment,
    tools,
)


@dataclass(frozen=True)
class Run:
    """Wall and processor seconds of the uploader alone; `rss_mib` is its peak."""

    seconds: float
    cpu_seconds: float
    rss_mib: float


def measured(command: Sequence[str], env: Mapping[str, str]) -> Run:
    began = time.monotonic()
    process = subprocess.Popen(
        command, env={**os.environ, **env}, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def matinee(files: Sequence[Path], backend: Server, journal: Path, ca: Path | None = None) -> Run:
    for old in journal.parent.glob(journal.name + "*"):
        old.unlink()
    command = [sys.executable, "-m", "app.upload", "--no-probe", "--server", backend.url]
    env = {"MATINEE_LOCAL_SECRET": LOCAL_SECRET}
    if ca:
        env["REQUESTS_CA_BUNDLE"] = str(ca)
    return measured([*command, "--journal", str(journal), *map(str, files)], env)


def aws(file: Path, store: Server, recursive: bool = False) -> Run:
    where = f"s3://{BUCKET}/aws/{file.name}"
    command = [str(tools() / "aws"), "s3", "cp", str(file), where, "--endpoint-url", store.url]
    command += ["--only-show-errors", *(["--recursive"] if recursive else [])]
    return measured(command, aws_environment(store.ca))


def s5cmd(file: Path, store: Server) -> Run:
    command = [str(tools() / "s5cmd"), "--endpoint-url", store.url, "--log", "error"]
    command += ["--no-verify-ssl"] if store.ca else []
    where = f"s3://{BUCKET}/s5cmd/{file.name}"
    return measured([*command, "cp", str(file), where], aws_environment(store.ca))


def rclone(file: Path, store: Server) -> Run:
    env = {
        "RCLONE_CONFIG": os.devnull,
        "RCLONE_CONFIG_BENCH_TYPE": "s3",
        "RCLONE_CONFIG_BENCH_PROVIDER": "Rclone",
        "RCLONE_CONFIG_BENCH_ACCESS_KEY_ID": KEY_ID,
        "RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY": SECRET,
        "RCLONE_CONFIG_BENCH_ENDPOINT": store.url,
        "RCLONE_CONFIG_BENCH_REGION": "us-east-1",
    }
    command = [str(tools() / "rclone"), "copyto", "--ignore-times"]
    command += ["--ca-cert", str(store.ca)] if store.ca else []
    return measured([*command, str(file), f"bench:{BUCKET}/rclone/{file.name}"], env)


def curl(file: Path, store: Server) -> Run:
    command = ["curl", "--silent", "--fail", "--output", os.devnull, "--header", "Expect:"]
    return measured([*command, "--upload-file", str(file), f"{store.url}/film"], {})


PEERS: dict[str, Callable[[Path, Server], Run]] = {"s5cmd": s5cmd, "aws": aws, "rclone": rclone}

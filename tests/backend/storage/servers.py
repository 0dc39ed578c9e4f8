"""Real S3 servers on loopback, each a process or thread of the tests' own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import boto3
import requests

from backend.storage.s3 import S3Options, S3Store

ACCESS_KEY = "matinee"
SECRET_KEY = "matinee-secret"
OTHER_KEYS = "matinee-next", "matinee-next-secret"
REGION = "us-east-1"


def session(
    region: str = REGION, keys: tuple[str, str] = (ACCESS_KEY, SECRET_KEY)
) -> boto3.Session:
    access_key, secret_key = keys
    return boto3.Session(
        aws_access_key_id=access_key, aws_secret_access_key=secret_key, region_name=region
    )


def store_at(endpoint: str, bucket: str = "films") -> S3Store:
    """A store in a bucket made for it."""
    store = S3Store(S3Options(bucket, REGION, endpoint), session())
    store.client.create_bucket(Bucket=bucket)
    return store


@contextmanager
def moto() -> Iterator[str]:
    from moto.server import ThreadedMotoServer  # two seconds, which only some runs need

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@contextmanager
def ministack(folder: Path) -> Iterator[str]:
    port = free_port()
    environment = {
        **os.environ,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "SERVICES": "s3,events,sts,iam",
        "MINISTACK_REGION": REGION,
        "S3_DATA_DIR": str(folder),
        "TMPDIR": str(folder),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    }
    with _process([sys.executable, "-m", "ministack"], port, environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def rclone(folder: Path) -> Iterator[str]:
    port = free_port()
    program = str(Path(sysconfig.get_path("scripts")) / "rclone")
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}"]
    for access_key, secret_key in ((ACCESS_KEY, SECRET_KEY), OTHER_KEYS):
        command += ["--auth-key", f"{access_key},{secret_key}"]
    command += ["--vfs-cache-mode", "writes"]
    environment = {**os.environ, "RCLONE_CONFIG": str(folder / "rclone.conf")}
    (folder / "data").mkdir()
    with _process([*command, str(folder / "data")], port, environment):
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _process(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/", process)
            yield
        finally:
            process.terminate()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(url, timeout=5).close()
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{process.args!r} did not answer at {url}")


def is_installed(program: str) -> bool:
    return shutil.which(program) is not None

"""The servers of the bench: an S3 server, our backend before it, a sink, and a slow way there."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench._environment import ROOT, environment

BUCKET, KEY_ID, SECRET = "films", "bench-key", "bench-secret-0123456789"
LOCAL_SECRET = "bench-local-secret"


@dataclass(frozen=True)
class Server:
    """`ca` is the certificate to trust when the URL is https."""

    url: str
    process: subprocess.Popen[bytes]
    ca: Path | None = None


def tools() -> Path:
    """The peers in an environment of their own (awscli pins what our libraries share)."""
    return environment("upload")


def run(*command: str, env: Mapping[str, str] | None = None, quiet: bool = False) -> None:
    errors = subprocess.DEVNULL if quiet else None
    subprocess.run(command, check=True, env={**os.environ, **(env or {})}, stderr=errors)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen")


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def certificate(folder: Path) -> tuple[Path, Path]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    if not key.exists():
        run(
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            quiet=True,
        )
    return key, certificate


@contextmanager
def s3_server(folder: Path, tls: bool) -> Iterator[Server]:
    """`rclone serve s3` over a folder with one bucket.

    Without its ETags of whole objects: it reads all of one for the first HEAD, which the backend
    asks before it believes in a film, and which two of the three peers never ask.
    """
    (folder / "s3" / BUCKET).mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [
        *(str(tools() / "rclone"), "serve", "s3", str(folder / "s3"), "--quiet", "--etag-hash", ""),
        *("--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY_ID},{SECRET}"),
    ]
    ca = None
    if tls:
        key, ca = certificate(folder)
        command += ["--cert", str(ca), "--key", str(key)]
    # It reports every object that is not there yet, and every client that hangs up.
    quiet = subprocess.DEVNULL
    env = {**os.environ, "RCLONE_CONFIG": os.devnull}
    process = subprocess.Popen(command, env=env, stderr=quiet)
    try:
        wait_for_port(port, process)
        yield Server(f"http{'s' if tls else ''}://127.0.0.1:{port}", process, ca)
    finally:
        end(process)


def aws_environment(ca: Path | None) -> dict[str, str]:
    known = {
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    if ca is None:
        return known
    # Over TLS aws sends its checksum behind the body, which this server can't read.
    trust = {"AWS_CA_BUNDLE": str(ca), "REQUESTS_CA_BUNDLE": str(ca)}
    return {**known, **trust, "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required"}


@contextmanager
def backend(
    folder: Path, store: Server | None, more: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Our backend on loopback, its films in `store`, or in its own disk store."""
    env = {**os.environ, "MATINEE_LOCAL_SECRET": LOCAL_SECRET, **(more or {})}
    if store is not None:
        env |= {
            **aws_environment(store.ca),
            "AWS_S3_BUCKET": BUCKET,
            "MATINEE_STORE": "s3",
            "MATINEE_S3_ENDPOINT": store.url,
            "MATINEE_S3_ADDRESSING": "path",
            "MATINEE_S3_CHECKSUM": "crc32c",
        }
    command = [sys.executable, "-m", "backend.server", "--bundled", "--data-dir", str(folder)]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=env, cwd=ROOT
        )
        assert process.stdout is not None
        try:
            yield Server(json.loads(process.stdout.readline())["url"], process)
        finally:
            end(process)
            process.stdout.close()
            if process.stdin is not None:
                process.stdin.close()


SINK = """
daemon off; master_process off; worker_processes 1; error_log stderr; pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off; client_max_body_size 0; client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    keepalive_requests 1000000; client_body_timeout 600s;
    server {{
        listen 127.0.0.1:{port};
        location / {{ add_header ETag '"sink"' always; return 200; }}
    }}
}}
"""


@contextmanager
def sink(folder: Path) -> Iterator[Server]:
    """nginx that reads every byte and keeps none."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(SINK.format(folder=folder, port=port))
    process = subprocess.Popen(["nginx", "-e", "stderr", "-c", str(config)])
    try:
        wait_for_port(port, process)
        yield Server(f"http://127.0.0.1:{port}", process)
    finally:
        end(process)


@contextmanager
def slow_way(target: str, *options: str) -> Iterator[Server]:
    """The user-space proxy of `wan`, in a process of its own."""
    port = int(target.rsplit(":", 1)[1])
    command = [sys.executable, "-m", "tests.bench.upload.wan", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield Server(f"http://127.0.0.1:{int(process.stdout.readline())}", process)
    finally:
        end(process)
        process.stdout.close()

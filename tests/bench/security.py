"""`./dev bench security`: who gets in that should not, what breaks, and what is let out.

The table of who may do what; schemathesis over every operation of a real backend, also one after
the other as its answers lead (it has an environment of its own, `requirements-security.lock`); and
what that backend has written by then, in its log, its database and its processes' command lines,
searched for everything that is a secret.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.backend.http.routes.test_operations_matrix import TABLE, Who, people_at, wrong_cells
from tests.backend.in_process import in_process
from tests.backend.serving import LOCAL_SECRET, PASSWORD, Caller
from tests.bench._environment import ROOT, environment

SIGNING = "a signing secret of this bench alone"
LINK_PASSWORD = "the password of a share link"
LEFT_OUT = "(/events|^/api/sessions?|/api/admin/accounts/.*)$"
"""Streams, and what signs out whoever asks."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench security", description=__doc__)
    parser.add_argument("--examples", type=int, default=50, help="for each operation")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="matinee-") as name:
        figures = matrix(Path(name) / "matrix")
        with backend(Path(name) / "data") as (url, folder, process):
            secrets = used(url)
            listing = command_lines(process)
            report = schemathesis(url, secrets["token"], Path(name), options)
            places = {
                "log": (folder / "stderr.log").read_bytes(),
                "ps": listing + command_lines(process),
                **{file.name: file.read_bytes() for file in folder.glob("matinee.db*")},
            }
    figures |= report
    found = leaks(secrets, places)
    for leak in found:
        print(f"  {leak}")
    figures |= {"secrets": len(secrets), "secrets_leaked": len(found)}
    print(json.dumps(figures))


def matrix(folder: Path) -> dict[str, Any]:
    with in_process(folder) as ask:
        wrong = wrong_cells(ask, people_at(ask))
    for cell in wrong:
        print("  ", *cell)
    cells = len(TABLE) * len(Who)
    return {"operations": len(TABLE), "matrix_cells": cells, "matrix_failures": len(wrong)}


@contextmanager
def backend(folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Its address, its folder and its process."""
    folder.mkdir()
    program = [sys.executable, "-m", "tests.backend.impatient"]
    command = [*program, "--bundled", "--data-dir", str(folder)]
    env = {"MATINEE_LOCAL_SECRET": LOCAL_SECRET, "MATINEE_SECRET": SIGNING}
    env |= {"MATINEE_LOG_LEVEL": "DEBUG"}
    with (
        (folder / "stderr.log").open("wb") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"], folder, process.pid
        finally:
            process.terminate()


def used(url: str) -> dict[str, str]:
    """Everything secret that a day's use hands out: by name, as it was handed out."""
    stranger = Caller(url)
    owner = stranger.json("POST", "/api/session", {"secret": LOCAL_SECRET})["token"]
    caller = Caller(url, owner)
    invitation = caller.json("POST", "/api/admin/invitations", {"role": "member"})["url"]
    invitation = invitation.rpartition("/")[2]
    guest = {"email": "guest@example.org", "password": PASSWORD, "name": "Guest"}
    body = guest | {"invitation": invitation}
    session = stranger.json("POST", "/api/accounts", body)["token"]
    stranger.fault("POST", "/api/session", json=guest | {"password": PASSWORD + "!"})
    script = caller.json("POST", "/api/tokens", {"name": "Script", "scope": "upload"})["token"]
    upload = caller.create(6)
    put = caller.sign(upload, {1: b"a film"})[0]["url"]
    caller.send(upload, b"a film")
    caller.json("POST", f"/api/uploads/{upload['id']}/complete")
    film = f"/api/videos/{upload['video_id']}"
    original = caller.json("GET", f"{film}/original")["url"]
    link = caller.json("POST", f"{film}/links", {"password": LINK_PASSWORD})["url"]
    for each in (stranger, caller):
        each.close()
    return {
        **{"token": owner, "session": session, "script": script, "password": PASSWORD},
        **{"invitation": invitation, "signing secret": SIGNING},
        **{"local secret": LOCAL_SECRET, "link password": LINK_PASSWORD},
        **{"signed part": signature(put), "signed original": signature(original)},
        "link": urlsplit(link).path,
    }


def signature(url: str) -> str:
    """What makes a signed address one, as the backend's store and its media have it."""
    parts = urlsplit(url)
    signed = parse_qs(parts.query).get("signature", [])
    return signed[0] if signed else max(parts.path.split("/"), key=len)


def command_lines(process: int) -> bytes:
    """Of a process and those that it has started, as everybody on the machine can read them."""
    family, lines = {process}, list[bytes]()
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda each: int(each.name)):
        try:
            parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            if int(folder.name) in family or parent in family:
                family.add(int(folder.name))
                lines.append(folder.joinpath("cmdline").read_bytes())
        except OSError:  # it has ended
            continue
    return b"\n".join(lines)


def schemathesis(url: str, token: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """No answer of 5xx, whatever is sent; the phases are its own."""
    report = folder / "report.json"
    command: list[str | Path] = [
        *(environment("security") / "schemathesis", "run", f"{url}/openapi.json"),
        *("-H", f"Authorization: Bearer {token}", "--continue-on-failure", "--no-shrink"),
        *("-c", "not_a_server_error", "--phases", "examples,coverage,fuzzing,stateful"),
        *("-n", str(options.examples), "--seed", str(options.seed)),
        *("--suppress-health-check", "all", "--report", "json", "--report-json-path", report),
        *("--exclude-path-regex", LEFT_OUT),
    ]
    told = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    print("\n".join(told.stdout.splitlines()[-40:]))
    found = json.loads(report.read_text())
    if not found["complete"] or found["errors"]:
        return {"schemathesis_failures": None, "why": f"it did not end well: {found['errors']}"}
    return {
        "schemathesis_operations": found["operations"]["tested"],
        "schemathesis_cases": found["test_cases"]["generated"],
        "schemathesis_failures": found["test_cases"]["unique_failures"],
    }


def leaks(secrets: dict[str, str], places: dict[str, bytes]) -> list[str]:
    """Which secret stands where."""
    return [
        f"{name} in {place}"
        for name, secret in secrets.items()
        for place, text in places.items()
        if secret.encode() in text
    ]


if __name__ == "__main__":
    main()

"""`./dev bench security`: who gets in that should not, what breaks, and what is let out.

The table of who may do what; schemathesis over every operation of a real backend, also one after
the other as its answers lead (it has an environment of its own, `requirements-security.lock`); and
what that backend has written by then, in its log, its database and its processes' command lines,
searched for everything that is a secret. Likewise all that is written while a film goes through the
application to S3 and back (`a_film.py`); and what is known against the libraries that we ship.
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
from tests.bench._environment import ROOT
from tests.bench.security import a_film, schemathesis
from tests.bench.security.audit import vulnerabilities
from tests.bench.security.searching import leaks, watched

SIGNING = "a signing secret of this bench alone"
LINK_PASSWORD = "the password of a share link"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench security", description=__doc__)
    parser.add_argument("--examples", type=int, default=50, help="for each operation")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    asked = schemathesis.Asked(options.examples, options.seed)
    with TemporaryDirectory(prefix="matinee-") as name:
        figures = matrix(Path(name) / "matrix")
        with backend(Path(name) / "data") as (url, folder, process):
            with watched(process) as family:
                secrets = used(url)
            report = schemathesis.run(url, secrets["token"], Path(name), asked)
            family.look()
            places = family.places | {
                "log": (folder / "stderr.log").read_bytes(),
                **{file.name: file.read_bytes() for file in folder.glob("matinee.db*")},
            }
        (Path(name) / "film").mkdir()
        audit = vulnerabilities(Path(name))
        searched, of_a_film = a_film.leaked(Path(name) / "film")
    figures |= report | audit
    found = leaks(secrets, places) + of_a_film
    for leak in found:
        print(f"  {leak}")
    figures |= {"secrets": len(secrets), "places": len(places) + searched}
    print(json.dumps({**figures, "secrets_leaked": len(found)}))


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


if __name__ == "__main__":
    main()

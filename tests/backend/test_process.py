"""The bundled backend as a process: how it announces itself, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from backend.config.settings import Settings
from backend.server import for_host, main
from backend.timing import PRODUCTION, Timing
from tests.backend.forked import forked
from tests.backend.serving import LOCAL_SECRET, MIB, Caller, migrate_at, signed_in
from tests.backend.storage import servers
from tests.backend.test_aws_backend import environment
from tests.backend.test_s3_backend import send

LOG = "stderr.log"


@contextmanager
def bundled(folder: Path, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address; killed when the block ends, if it has not ended itself.

    It logs to a file: a pipe that nobody reads would fill up, and hold it."""
    migrate_at(folder)
    command = [sys.executable, "-m", "backend.server", "--bundled", "--data-dir", str(folder)]
    with (
        (folder / LOG).open("a") as log,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, "MATINEE_LOCAL_SECRET": LOCAL_SECRET, **env},
        ) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            yield process, json.loads(line or "{}").get("url", "")
        finally:
            process.kill()


@contextmanager
def begun(
    folder: Path, timing: Timing = PRODUCTION, **env: str
) -> Iterator[tuple[BaseProcess, str]]:
    """The same, begun sooner."""
    migrate_at(folder)
    env = {"MATINEE_LOCAL_SECRET": LOCAL_SECRET, **env}
    with forked(folder, folder / LOG, timing, **env) as (process, said):
        yield process, said.get("url", "")


def test_a_database_that_is_away_is_no_wrong_setting(tmp_path: Path) -> None:
    """A sentence without its password, and a status of its own."""
    command = [sys.executable, "-m", "backend.server", "--data-dir", str(tmp_path), "--port", "0"]
    nowhere = {"MATINEE_DATABASE_URL": "postgresql://me:hidden@127.0.0.1:9/films"}

    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**os.environ, **nowhere}
    )

    sentence = "Can't reach the database at 127.0.0.1:9. Start it, or check MATINEE_DATABASE_URL."
    assert (done.returncode, done.stderr) == (3, sentence + "\n")


@pytest.mark.parametrize(
    ("in_the_way", "reason"),
    [
        ("", ": File exists"),
        ("server/store", ": Not a directory"),
        ("server/matinee.db/", ": unable to open database file"),
    ],
)
def test_a_folder_that_can_not_be_written_is_one_sentence(
    tmp_path: Path, in_the_way: str, reason: str
) -> None:
    """Status 1; the application is told as well, since its log may be where there is no room."""
    folder, path = tmp_path / "server", tmp_path / (in_the_way or "server")
    if in_the_way.endswith("/"):
        path.mkdir(parents=True)
    else:
        path.parent.mkdir(exist_ok=True)
        path.touch()

    log = tmp_path / LOG
    with forked(folder, log, MATINEE_LOCAL_SECRET=LOCAL_SECRET) as (process, said):
        process.join(60)
        status = process.exitcode

    sentence = f"Matinee can't write to {folder}{reason}."
    assert (status, log.read_text()) == (1, sentence + "\n")
    assert said == {"fault": sentence}


def test_ends_when_its_parent_does(tmp_path: Path) -> None:
    """The end of stdin, or SIGTERM: cleanly, and nothing more on stdout than its address."""
    for end in ("stdin", "signal"):
        with bundled(tmp_path) as (process, url), signed_in(url) as owner:
            assert owner("GET", "/readyz").ok
            listening = owner("GET", "/api/events", stream=True)
            if end == "signal":
                process.send_signal(signal.SIGTERM)
                assert process.wait(5) == 0
            rest, _ = process.communicate(timeout=5)
            listening.close()
            assert (process.returncode, rest) == (0, "")


def test_the_bundled_backend_is_for_one(tmp_path: Path) -> None:
    """Nobody registers there, whatever MATINEE_SIGNUP says, and no other name leads to it."""
    account = {"email": "mallory@evil.example", "password": "correct horse"}
    elsewhere = {"Host": "evil.example", "Origin": "http://evil.example"}
    with begun(tmp_path, MATINEE_SIGNUP="on") as (_, url), signed_in(url) as owner:
        registering = owner.fault("POST", "/api/accounts", json=account)
        rebound = owner.fault("POST", "/api/accounts", json=account, headers=elsewhere)
        by_page = owner.fault("GET", "/api/videos", headers={"Origin": "http://evil.example"})

    assert registering == (403, "not_allowed")
    assert rebound == (421, "wrong_host")
    assert by_page == (403, "foreign_page")


@pytest.mark.parametrize(
    ("decided", "host", "allowed"),
    [
        (None, "127.0.0.1", True),
        (None, "::1", True),
        (None, "0.0.0.0", False),
        (None, "192.0.2.1", False),
        (True, "0.0.0.0", True),
        (False, "127.0.0.1", False),
    ],
)
def test_guests_are_let_in_where_that_was_decided(
    tmp_path: Path, decided: bool | None, host: str, allowed: bool
) -> None:
    """Or where nobody but this machine can ask."""
    settings = Settings(tmp_path, "secret", "sqlite://", guests=decided)
    assert for_host(settings, host).guests is allowed


def test_a_server_for_all_says_how_to_name_it(tmp_path: Path) -> None:
    """Until then it goes by any name."""
    command = [sys.executable, "-m", "backend.server", "--data-dir", str(tmp_path)]
    with (
        (tmp_path / LOG).open("w") as log,
        subprocess.Popen(
            [*command, "--host", "0.0.0.0", "--port", "0"],
            stdout=subprocess.PIPE, stderr=log, text=True,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        try:
            port = json.loads(process.stdout.readline())["url"].rpartition(":")[2]
            caller = Caller(f"http://127.0.0.1:{port}")
            status = caller("GET", "/healthz", headers={"Host": "films.example"}).status_code
            caller.close()
        finally:
            process.terminate()

    assert status == 200
    assert "Set MATINEE_PUBLIC_URL" in (tmp_path / LOG).read_text()


def test_nothing_secret_is_logged_even_at_debug(tmp_path: Path) -> None:
    """Neither keys nor anything signed, whatever boto3, Uvicorn and FFmpeg have to say."""
    film = b"no film at all" * 100
    with servers.moto() as s3, (tmp_path / "log").open("w+") as log:
        servers.store_at(s3)
        variables = environment(s3, "http://127.0.0.1:9", tmp_path)
        variables |= {"MATINEE_LOG_LEVEL": "DEBUG", "MATINEE_SECRET": "the secret of signatures"}
        command = [sys.executable, "-m", "backend.server", "--port", "0"]
        with subprocess.Popen(
            [*command, "--data-dir", str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **variables},
        ) as process:
            assert process.stdout is not None
            try:
                with signed_in(json.loads(process.stdout.readline())["url"]) as owner:
                    token = str(owner.session.headers["Authorization"]).removeprefix("Bearer ")
                    made = owner.create(len(film))
                    signed = send(owner, made, film)
                    owner.fault("POST", "/hooks/s3", json={}, headers={"X-Matinee-Hook": "wrong"})
                    path = f"/api/videos/{made['video_id']}"
                    until(lambda: owner.json("GET", path)["state"] == "failed")
            finally:
                process.terminate()
        log.seek(0)
        said = log.read()
    secrets = [variables[name] for name in variables if "SECRET" in name]
    secrets += [token, signed.rpartition("=")[2], "Authorization"]
    assert '"request"' in said
    assert [secret for secret in secrets if secret in said] == []


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"MATINEE_LOCAL_SECRET": ""}, "MATINEE_LOCAL_SECRET"),
        ({"MATINEE_TRANSCODE_JOBS": "x"}, "MATINEE_TRANSCODE_JOBS"),
        ({"MATINEE_STORE": "s3"}, "AWS_S3_BUCKET"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    env: dict[str, str],
    named: str,
) -> None:
    """Status 2, and no trace of the program's inside; the application is told as well."""
    for name, value in ({"MATINEE_LOCAL_SECRET": LOCAL_SECRET} | env).items():
        monkeypatch.setenv(name, value)

    status = main(["--bundled", "--data-dir", str(tmp_path)])

    out, said = capfd.readouterr()
    assert (status, json.loads(out)) == (2, {"fault": said.strip()})
    assert named in said
    assert said.count("\n") == 1


@pytest.mark.slow
def test_a_folder_in_use_is_one_sentence(tmp_path: Path) -> None:
    """Two servers never share a data directory; neither do other users of the machine."""
    hasty = replace(PRODUCTION, ending_seconds=0.1)
    with begun(tmp_path) as (_, first), begun(tmp_path, hasty) as (second, url):
        second.join(20)
        assert second.exitcode == 2
        with signed_in(first) as owner:
            owner.film()

    assert url == ""
    given = (LOG, "matinee.db", "matinee.db-wal", "matinee.db-shm")
    made = [path for path in tmp_path.rglob("*") if path.name not in given]
    assert [path for path in (tmp_path, *made) if path.stat().st_mode & 0o077] == []
    assert "Another Matinee server is using" in (tmp_path / LOG).read_text()


@pytest.mark.slow
def test_a_kill_between_parts_loses_nothing(tmp_path: Path) -> None:
    """kill -9 after a part; the next process has the part, the session and the upload."""
    film = os.urandom(8 * MIB + 5)
    with begun(tmp_path) as (process, url), signed_in(url) as owner:
        upload = owner.create(len(film), key="k")
        (part,) = owner.sign(upload, {1: film[: 8 * MIB]})
        assert owner.session.put(part["url"], film[: 8 * MIB], timeout=30).status_code == 200
        process.kill()
    with begun(tmp_path) as (_, url), signed_in(url) as owner:
        again = owner.create(len(film), key="k")
        assert again["id"] == upload["id"]
        stored = owner.json("GET", f"/api/uploads/{upload['id']}")["parts"]
        assert [part["number"] for part in stored] == [1]
        (part,) = owner.sign(upload, {2: film[8 * MIB :]})
        assert owner.session.put(part["url"], film[8 * MIB :], timeout=30).status_code == 200
        done = owner.json("POST", f"/api/uploads/{upload['id']}/complete")

    assert done["video_id"] == upload["video_id"]


@pytest.mark.slow
def test_kills_during_complete_end_in_one_whole_film(tmp_path: Path) -> None:
    """Five kills at moments spread over the call: the video always gets past `uploading`."""
    killed: list[Any] = []
    for attempt in range(6):
        with begun(tmp_path) as (process, url), signed_in(url) as owner:
            for upload in killed:
                expect_a_film(owner, upload)
            if attempt == 5:
                break
            upload = owner.create(3, key=f"k{attempt}")
            killed = [upload]
            owner.send(upload, b"abc")
            killer = threading.Timer(attempt / 150, process.kill)
            killer.start()
            with suppress(OSError):
                owner("POST", f"/api/uploads/{upload['id']}/complete")
            killer.join()


def expect_a_film(owner: Caller, upload: Any) -> None:
    path = f"/api/uploads/{upload['id']}"
    if owner.json("GET", path)["state"] == "open":
        owner.json("POST", f"{path}/complete")
    until(lambda: owner.json("GET", path)["state"] == "completed")
    video = owner.json("GET", f"/api/videos/{upload['video_id']}")
    assert video["state"] != "uploading"

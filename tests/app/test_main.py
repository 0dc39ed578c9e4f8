"""The command line and the whole process, from its start to its clean end."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from app.errors import CantWrite
from app.known_servers import Profile
from app.main import (
    absolute,
    arguments_of,
    has_work,
    open_items,
    open_queue,
)
from app.server.client import Client
from app.server.connection import Connection, journal_path, shared_journal_path
from app.server.videos import Account
from app.settings import Settings
from app.ui.refusal import see_room
from app.ui.shell.application import Application
from app.upload.engine.journal import Journal, Record


class Asked:
    """Writes down what the command line leads to."""

    def __init__(self) -> None:
        self.did: list[tuple[str, str]] = []
        self.playing = self.uploading = self.watching = self

    def open_address(self, url: str) -> None:
        self.did.append(("url", url))

    def open_files(self, paths: list[Path]) -> None:
        self.did.append(("play", " ".join(path.name for path in paths)))

    def upload(self, paths: list[Path]) -> None:
        self.did += [("upload", path.name) for path in paths]


@pytest.mark.parametrize(
    ("items", "did"),
    [
        (["a.mp4", "b.mp4"], [("upload", "a.mp4"), ("upload", "b.mp4")]),
        (["--play", "a.mp4", "b.mp4"], [("play", "a.mp4 b.mp4")]),
        (["file:///films/a%20b.mp4", "file:///c.mp4"], [("play", "a b.mp4 c.mp4")]),
        (["https://x/y.m3u8"], [("url", "https://x/y.m3u8")]),
        (["matinee:x"], [("url", "matinee:x")]),
        ([], []),
    ],
)
def test_what_is_named_is_opened(items: list[str], did: list[tuple[str, str]]) -> None:
    """Files are uploaded, or played on request; addresses are played."""
    asked = Asked()
    open_items(cast(Application, asked), items)
    assert asked.did == did


def test_paths_are_those_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that is there already may have another working directory."""
    monkeypatch.chdir(tmp_path)
    assert absolute("a.mp4") == str(tmp_path / "a.mp4")
    assert absolute("https://x/a") == "https://x/a"


@pytest.mark.parametrize(("server", "listed"), [("", ["old.mp4"]), ("http://127.0.0.1:9", [])])
def test_only_on_this_computer_is_an_old_upload_somebodys(
    tmp_path: Path, server: str, listed: list[str]
) -> None:
    """The bundled backend has one owner; on a server it could be anybody's."""
    former = (
        journal_path(tmp_path, Profile()) if not server else shared_journal_path(tmp_path, server)
    )
    journal = Journal(former)
    journal.save(Record("old", 1, Path("/films/old.mp4"), "key", state="paused"))
    journal.commit()
    journal.close()

    client = Client("http://127.0.0.1:9", lambda: "token")
    connection = Connection(server, client, Account("me", "Me"))
    queue = open_queue(tmp_path, connection, lambda _progress: None, Settings())
    queue.start()

    assert [upload.filename for upload in queue.uploads()] == listed
    queue.close()
    client.close()


def test_the_window_waits_for_nothing_that_it_does_not_need() -> None:
    """HTTP, mpv, databases and codes are loaded behind it, once it is there."""
    late = {"requests", "mpv", "keyring", "sqlite3", "segno"}
    script = f"import sys, app.main; sys.exit(' '.join({late} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr.strip() == ""


@pytest.mark.parametrize(("state", "goes_on"), [("live", True), ("paused", False), ("done", False)])
def test_who_has_uploads_that_go_on(tmp_path: Path, state: str, goes_on: bool) -> None:
    """Not where the user is waited for, nor where nothing was ever uploaded."""
    profile = Profile("http://127.0.0.1:9", "me")
    assert not has_work(tmp_path, profile)
    with closing(Journal(journal_path(tmp_path, profile))) as journal:
        journal.save(Record("a", 1, Path("/a.mp4"), "key", account_id="me", state=state))
        journal.commit()
    assert has_work(tmp_path, profile) is goes_on


def test_options() -> None:
    """All of them, and none."""
    given = arguments_of(["--server", "https://x", "--data-dir", "/d", "--play", "a"])
    assert (given.server, given.data_dir, given.play, given.items) == (
        *("https://x", Path("/d")),
        *(True, ["a"]),
    )
    assert arguments_of([]).server is None


def children_of(process: int) -> list[int]:
    """Of all its threads: the backend is started by one that is not the first."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for listed in lists for child in listed.read_text().split()]


def is_gone(process: int) -> bool:
    return not Path(f"/proc/{process}").exists()


@pytest.mark.slow
def test_the_process_ends_cleanly_and_leaves_nothing(tmp_path: Path) -> None:
    """Asked to end once its backend answers: exit code 0, no child, no word on stderr."""
    command = [sys.executable, "-m", "app.main", "--data-dir", str(tmp_path)]
    log = tmp_path / "logs" / "matinee.log"
    deadline = time.monotonic() + 90
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while not (log.exists() and "backend answers" in log.read_text()):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        backends = children_of(process.pid)
        process.send_signal(signal.SIGTERM)
        _, words = process.communicate(timeout=30)

    assert process.returncode == 0
    assert [line for line in words.splitlines() if "WARNING" in line or "Error" in line] == []
    assert backends
    assert all(is_gone(backend) for backend in backends)


def test_room_is_seen_to_before_anything_is_begun(tmp_path: Path) -> None:
    """A limit on files stands in for a disk with little room."""
    see_room(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, before[1]))
    try:
        with pytest.raises(CantWrite, match=f"can't write to {tmp_path}: File too large"):
            see_room(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("in_the_way", "reason"),
    [
        ("", "File exists"),
        ("logs", "File exists"),
        ("logs/matinee.log/", "Is a directory"),
        ("logs/running.txt/", "Is a directory"),
    ],
)
def test_a_folder_that_can_not_be_written_is_one_sentence(
    tmp_path: Path, in_the_way: str, reason: str
) -> None:
    """On stderr, and in a box which SIGTERM closes like its button."""
    data, path = tmp_path / "data", tmp_path / "data" / in_the_way
    path.parent.mkdir(parents=True, exist_ok=True)
    if in_the_way.endswith("/"):
        path.mkdir(parents=True)
    else:
        path.touch()
    command = [sys.executable, "-m", "app.main", "--data-dir", str(data)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        process.terminate()
        _, more = process.communicate(timeout=60)

    assert (line, more) == (f"Matinee can't write to {path}: {reason}.\n", "")
    assert process.returncode in (1, -signal.SIGTERM)


@pytest.mark.slow
def test_the_executable_is_the_backend_too(tmp_path: Path) -> None:
    """As the frozen package starts it: `--backend` first, the secret in the environment."""
    command = [sys.executable, "-m", "app.main", "--backend", "--bundled", "--data-dir"]
    with subprocess.Popen(
        [*command, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"MATINEE_LOCAL_SECRET": "a secret that is long enough"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        line = process.stdout.readline()
        process.stdin.close()
        process.wait(30)

    assert json.loads(line)["url"].startswith("http://127.0.0.1:")
    assert process.returncode == 0

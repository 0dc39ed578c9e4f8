"""The bundled backend as a child: a small stand-in for most tests, the real one for the last."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import CantWrite
from app.server.client import Client
from app.server.local_backend import (
    BackendFailed,
    LocalBackend,
    LocalServer,
    answers,
    is_running,
    join_line,
    keep_short,
    open_line,
)

ANSWERS = """
import json, os, sys
assert sys.argv[1:3] == ["--bundled", "--data-dir"]
print(json.dumps({"url": "http://127.0.0.1:1/" + str(os.getpid())}), flush=True)
sys.stdin.read()
"""
LISTENS = """
import json, os, socket, sys
listener = socket.create_server(("127.0.0.1", 0))
url = f"http://127.0.0.1:{listener.getsockname()[1]}/{os.getpid()}"
print(json.dumps({"url": url}), flush=True)
sys.stdin.read()
"""
STUBBORN = ANSWERS + "import time\ntime.sleep(600)\n"
DIES = "import sys; sys.exit('no room on the disk')"
REFUSES = """print('{"fault": "The disk is full."}')"""
SILENT = "import sys; sys.stdin.read()"


class Death:
    def __init__(self) -> None:
        self.happened = threading.Event()


def backend(tmp_path: Path, program: str, death: Death | None = None) -> LocalBackend:
    heard = death or Death()
    return LocalBackend(
        tmp_path, heard.happened.set, [sys.executable, "-c", program], start_seconds=20
    )


def process_of(server: LocalServer) -> int:
    return int(server.url.rpartition("/")[2])


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(process: int) -> None:
    deadline = time.monotonic() + 20
    while is_alive(process) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_alive(process)


def test_it_starts_and_ends(tmp_path: Path) -> None:
    """Asked to end, it leaves nothing and nobody is alarmed."""
    death = Death()
    local = backend(tmp_path, ANSWERS, death)
    server = local.start()
    assert is_alive(process_of(server))

    local.stop()

    assert not is_alive(process_of(server))
    assert not death.happened.is_set()


def test_every_start_has_a_secret_of_its_own(tmp_path: Path) -> None:
    """And the former child is gone when the next one starts."""
    local = backend(tmp_path, ANSWERS)
    first, second = local.start(), local.start()
    assert first.secret != second.secret
    assert not is_alive(process_of(first))
    local.stop()


def test_its_death_is_heard(tmp_path: Path) -> None:
    """Killed from outside, it can be started again."""
    death = Death()
    local = backend(tmp_path, ANSWERS, death)
    os.kill(process_of(local.start()), signal.SIGKILL)
    assert death.happened.wait(10)
    assert is_alive(process_of(local.start()))
    local.stop()


def test_one_that_ends_at_once_is_told(tmp_path: Path) -> None:
    """With where to look; its own words are there."""
    local = backend(tmp_path, DIES)
    with pytest.raises(BackendFailed, match="it ended at once"):
        local.start()
    assert "no room on the disk" in local.log_path.read_text()
    local.stop()


def test_one_that_does_not_answer_is_ended(tmp_path: Path) -> None:
    """It gets its time and no more."""
    local = LocalBackend(tmp_path, lambda: None, [sys.executable, "-c", SILENT], start_seconds=0.3)
    with pytest.raises(BackendFailed, match="it does not answer"):
        local.start()
    local.stop()


def test_one_that_can_not_be_run_is_told(tmp_path: Path) -> None:
    """No such program."""
    local = LocalBackend(tmp_path, lambda: None, [str(tmp_path / "none")])
    with pytest.raises(BackendFailed, match="No such file"):
        local.start()


def test_one_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left when the window is closed."""
    monkeypatch.setattr("app.server.local_backend.STOP_SECONDS", 0.1)
    local = backend(tmp_path, STUBBORN)
    server = local.start()
    local.stop()
    assert not is_alive(process_of(server))


def test_the_next_one_waits_for_the_end_of_the_last(tmp_path: Path) -> None:
    """A child that outlives its parent for a moment still has the data to itself."""
    first = backend(tmp_path, ANSWERS)
    server = first.start()
    second = LocalBackend(
        tmp_path, lambda: None, [sys.executable, "-c", ANSWERS], start_seconds=0.2
    )
    with pytest.raises(BackendFailed, match="still using its data"):
        second.start()
    first.stop()
    assert not is_alive(process_of(server))
    second.start()
    second.stop()


def test_a_long_log_is_put_aside(tmp_path: Path) -> None:
    """One old log is kept."""
    log = tmp_path / "backend.log"
    log.write_bytes(b"x" * 5_000_001)
    keep_short(log)
    assert not log.exists()
    assert (tmp_path / "backend.old.log").stat().st_size == 5_000_001


def test_its_own_sentence_is_passed_on(tmp_path: Path) -> None:
    """The log may be on a full disk; what it prints arrives all the same, and is no death that
    another start would mend."""
    death = Death()
    local = backend(tmp_path, REFUSES, death)
    for _ in range(2):  # each start waits for the end of the former one
        with pytest.raises(BackendFailed, match="The disk is full"):
            local.start()
    local.stop()
    assert not death.happened.is_set()


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    """Before anything is started."""
    (tmp_path / "logs").touch()
    with pytest.raises(CantWrite, match="logs: File exists"):
        backend(tmp_path, ANSWERS).start()


def test_a_stop_by_the_terminal_is_not_for_the_backend(tmp_path: Path) -> None:
    """^C goes to all processes of its group; the application ends the backend itself."""
    local = backend(tmp_path, ANSWERS)
    assert os.getpgid(process_of(local.start())) != os.getpgid(0)
    local.stop()


def test_it_stays_for_those_who_remain(tmp_path: Path) -> None:
    """A command started it, the window came, the command went; it ends with the window."""
    death = Death()
    command, window = backend(tmp_path, LISTENS, death), backend(tmp_path, LISTENS, death)
    server = command.start()
    assert window.start() == server

    command.stop()
    assert is_alive(process_of(server))
    assert answers(server.url)

    window.stop()
    wait_for_end(process_of(server))
    assert not death.happened.is_set()


@pytest.mark.slow
def test_it_outlives_the_kill_of_whoever_started_it(tmp_path: Path) -> None:
    """As long as somebody else uses it."""
    starts = (
        "import sys; from pathlib import Path; from app.server.local_backend import LocalBackend\n"
        "print(LocalBackend(Path(sys.argv[1]), print, sys.argv[2:]).start().url, flush=True)\n"
        "sys.stdin.read()"
    )
    command_line = [sys.executable, "-c", starts, str(tmp_path), sys.executable, "-c", LISTENS]
    with subprocess.Popen(
        command_line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None
        url = command.stdout.readline().strip()
        window = backend(tmp_path, LISTENS)
        server = window.start()
        command.kill()
    assert server.url == url
    assert answers(url)
    window.stop()
    wait_for_end(process_of(server))


def test_who_joined_hears_of_its_death(tmp_path: Path) -> None:
    """And starts another one."""
    death = Death()
    command, window = backend(tmp_path, LISTENS), backend(tmp_path, LISTENS, death)
    killed = process_of(command.start())
    window.start()
    os.kill(killed, signal.SIGKILL)
    assert death.happened.wait(10)
    assert process_of(window.start()) != killed
    command.stop()
    window.stop()


def test_nobody_joins_one_that_is_ending(tmp_path: Path) -> None:
    """The lock of its line is its own by then."""
    path = tmp_path / "line"
    reader, line = open_line(path)
    os.close(line)
    fcntl.flock(reader, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert join_line(path) is None
    os.close(reader)
    assert join_line(path) is None


@pytest.fixture
def real(tmp_path: Path) -> Iterator[LocalBackend]:
    local = LocalBackend(tmp_path, lambda: None)
    yield local
    local.stop()


@pytest.mark.slow
def test_the_real_one_lets_the_owner_in(real: LocalBackend) -> None:
    """With the secret and without a question; over two starts it is the same owner."""
    owners = []
    for _ in range(2):
        server = real.start()
        with Client(server.url, lambda: None) as client:
            owners.append(client.sign_in_with_secret(server.secret)[1].id)
        with urllib.request.urlopen(server.url + "/healthz") as answer:
            assert answer.status == 200
    assert owners[0] == owners[1]


@pytest.mark.slow
def test_the_real_one_says_what_it_can_not_write(real: LocalBackend) -> None:
    """In words for the window."""
    (real.data_dir / "server").touch()
    with pytest.raises(BackendFailed, match=r"Matinee can't write to .*server: File exists"):
        real.start()


def test_a_command_goes_to_the_backend_that_is_there(tmp_path: Path) -> None:
    """The window's, which it leaves alone; only this user can read how."""
    window, command = backend(tmp_path, LISTENS), backend(tmp_path, LISTENS)
    assert not is_running(tmp_path)
    server = window.start()
    assert is_running(tmp_path)
    assert command.start() == server
    assert (tmp_path / "backend.lock").stat().st_mode & 0o077 == 0

    command.stop()

    assert is_alive(process_of(server))
    window.stop()
    assert not is_running(tmp_path)


def test_a_command_starts_one_where_there_is_none(tmp_path: Path) -> None:
    """What is written there of one that was killed leads nowhere."""
    death = Death()
    former = backend(tmp_path, LISTENS, death)
    first = former.start()
    os.kill(process_of(first), signal.SIGKILL)
    assert death.happened.wait(20)
    former.stop()

    command = backend(tmp_path, LISTENS)
    second = command.start()

    assert second.secret != first.secret
    assert is_alive(process_of(second))
    command.stop()
    assert not is_alive(process_of(second))


@pytest.mark.slow
def test_the_real_one_stays_for_those_who_remain(real: LocalBackend) -> None:
    """It answers them as before, and ends after the last."""
    server, window = real.start(), LocalBackend(real.data_dir, lambda: None)
    assert window.start() == server
    real.stop()
    with Client(server.url, lambda: None) as client:
        client.sign_in_with_secret(server.secret)
    window.stop()
    deadline = time.monotonic() + 20
    while is_running(real.data_dir) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(real.data_dir)

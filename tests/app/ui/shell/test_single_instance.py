"""One window for one data directory, and what a second start asks of it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.instance import UPLOADS_OF, connection, has_window, socket_path
from app.ui.shell.single_instance import Request, SingleInstance
from app.upload.engine.progress import Progress, State
from app.upload.transfer.retry import Fault
from tests.app.ui.fakes import Running

LATER = """
import sys
from pathlib import Path
from app.ui.shell.single_instance import SingleInstance
sys.exit(not SingleInstance(Path(sys.argv[1])).hand_over(["--play", "/a.mp4"]))
"""
A_COMMAND = """
import sys
from pathlib import Path
from app.instance import hand_over
sys.exit(not hand_over(Path(sys.argv[1]), ["--play", "/a.mp4"]))
"""


@pytest.mark.parametrize("later_one", [LATER, A_COMMAND])
def test_a_second_instance_hands_over(qtbot: QtBot, tmp_path: Path, later_one: str) -> None:
    """The first hears what the second was asked to open, also by a command, which knows no Qt;
    another directory is another matter."""
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    other = SingleInstance(tmp_path / "other")
    assert (first.claim(), second.claim(), other.claim()) == (True, False, True)
    heard: list[list[str]] = []
    first.asked.connect(heard.append)

    later = subprocess.Popen([sys.executable, "-c", later_one, str(tmp_path)])
    qtbot.waitUntil(lambda: later.poll() is not None, timeout=20_000)

    assert (later.returncode, heard) == (0, [["--play", "/a.mp4"]])
    for instance in (first, other):
        instance.release()
    assert second.claim()
    second.release()


def test_nobody_there_is_not_an_endless_wait(tmp_path: Path) -> None:
    """Then the second says so, and why."""
    assert not SingleInstance(tmp_path).hand_over(["x"])


def test_who_breaks_off_asks_for_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    """Nor who talks nonsense; a line may come in pieces, and a crash leave its socket behind."""
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(socket_path(tmp_path)))
    instance, heard = SingleInstance(tmp_path), list[list[str]]()
    instance.asked.connect(heard.append)
    assert instance.claim()
    for said in (b"", b"nonsense\n", b'["a"', b'["nobody hears whether it was heard"]\n'):
        with connection(tmp_path) as other:
            other.sendall(said)
    with connection(tmp_path) as other:
        other.sendall(b'["a film", ')
        qtbot.waitUntil(lambda: len(instance.findChildren(Request)) == 1)
        other.sendall(b'"another"]\n')
        qtbot.waitUntil(lambda: bool(heard))
        assert other.recv(16) == b"ok\n"
    assert heard == [["a film", "another"]]
    with connection(tmp_path):
        qtbot.waitUntil(lambda: bool(instance.findChildren(Request)))
        instance.release()
    assert not has_window(tmp_path)


def test_a_window_that_nobody_can_ask_is_a_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be no room for the socket's name."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / ("long" * 50)))
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    instance.release()
    assert SingleInstance(tmp_path).claim()


def test_what_hinders_the_lock_is_told() -> None:
    """Where no file can be made, it does not count as another Matinee that is running."""
    with pytest.raises(OSError, match="locks"):
        SingleInstance(Path("/proc")).claim()


def test_a_command_is_told_of_its_files(qtbot: QtBot, tmp_path: Path) -> None:
    """A question is answered, and opens nothing."""
    told = Progress(
        *("u", None, "a.mp4", State.FAILED, 1, 3),
        message="Gone.",
        reason=Fault.REFUSED,
        path=tmp_path / "a.mp4",
    )
    instance, heard = SingleInstance(tmp_path), list[list[str]]()
    instance.asked.connect(heard.append)
    instance.uploads_of = lambda files: [told.to_json()] if "a.mp4" in files else []
    assert instance.claim()
    answer = bytearray()
    with connection(tmp_path) as other:
        other.sendall(json.dumps({UPLOADS_OF: ["a.mp4"]}).encode() + b"\n")
        other.setblocking(False)

        def is_answered() -> bool:
            with suppress(BlockingIOError):
                answer.extend(other.recv(10_000))
            return answer.endswith(b"\n")

        qtbot.waitUntil(is_answered)
    assert [Progress.of_json(each) for each in json.loads(answer)] == [told]
    assert heard == []
    instance.release()


def test_only_what_is_asked_for_is_told(home: Running, tmp_path: Path) -> None:
    """In the order in which it came, whatever the page shows first."""
    uploads = [
        Progress(name, None, name, State.QUEUED, 0, 3, position=at, path=tmp_path / path)
        for at, (name, path) in enumerate((("new", "a"), ("old", "a"), ("other", "b")))
    ]
    home.window.uploads.show_uploads(uploads)
    told = home.application.uploading.of_files([str(tmp_path / "a")])
    assert [each["upload_id"] for each in told] == ["new", "old"]
    assert json.dumps(told)

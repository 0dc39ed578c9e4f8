"""The window, reached without Qt."""

from __future__ import annotations

import json
import os
import socket
import threading
from pathlib import Path

import pytest

from app.instance import ask_window, hand_over, has_window, socket_path


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def test_nobody_there(tmp_path: Path) -> None:
    """Also where a crash left its socket behind."""
    assert not has_window(tmp_path)
    assert not hand_over(tmp_path, ["a"])
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(socket_path(tmp_path)))
    assert not has_window(tmp_path)


def test_a_window_is_handed_a_line(tmp_path: Path) -> None:
    """In JSON, whatever is in a name; it says that it heard."""
    heard: list[bytes] = []

    def listen(server: socket.socket) -> None:
        window, _ = server.accept()
        with window:
            heard.append(window.recv(1000))
            window.sendall(b"ok\n")

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(socket_path(tmp_path)))
        server.listen()
        thread = threading.Thread(target=listen, args=(server,))
        thread.start()
        assert hand_over(tmp_path, [os.fsdecode(b"/a \xff\n.mp4")])
        thread.join()
    assert heard == [b'["/a \\udcff\\n.mp4"]\n']


def test_a_window_is_asked(tmp_path: Path) -> None:
    """Its answer is a line of JSON; nonsense counts as none, and so does silence."""

    def answer(server: socket.socket, words: bytes) -> None:
        window, _ = server.accept()
        with window:
            assert json.loads(window.recv(1000)) == {"what": ["a"]}
            window.sendall(words)

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(socket_path(tmp_path)))
        server.listen()
        for words, known in ((b'[{"b": 1}]\n', [{"b": 1}]), (b"ok\n", None), (b"", None)):
            thread = threading.Thread(target=answer, args=(server, words))
            thread.start()
            assert ask_window(tmp_path, {"what": ["a"]}) == known
            thread.join()


def test_each_data_directory_has_a_window_of_its_own(tmp_path: Path) -> None:
    """By whatever name it is reached."""
    assert socket_path(tmp_path) == socket_path(tmp_path / "x" / "..")
    assert socket_path(tmp_path) != socket_path(tmp_path / "x")

"""The commands as a script has them, against the real backend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.serving import Running, running

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).with_name("every_exit_code.sh")
FREE_BOX_BYTES = 9 << 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


def clip(file: Path) -> bytes:
    """A second of black with a beep."""
    sources = ("color=d=1:s=160x90:r=10", "sine=d=1")
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    subprocess.run(["ffmpeg", "-v", "error", *inputs, "-preset", "ultrafast", file], check=True)
    return file.read_bytes()


def test_every_exit_code(server: Running, tmp_path: Path) -> None:
    """Nothing ends otherwise, nothing leaves a traceback, and no control character gets out."""
    film = clip(tmp_path / "film.mp4")
    noise = os.urandom(FREE_BOX_BYTES)
    (tmp_path / "large.mp4").write_bytes(
        film + (len(noise) + 8).to_bytes(4, "big") + b"free" + noise
    )
    (tmp_path / "film.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHallo\n")
    (tmp_path / "text.mp4").write_text("no film")
    anna = server.account()
    environment = {
        **os.environ,
        "MATINEE": f"{sys.executable} -m app.main",
        "MATINEE_TOKEN": str(anna.session.headers["Authorization"]).removeprefix("Bearer "),
        "PYTHONPATH": str(Path.cwd()),
        "SERVER": server.url,
    }

    done = subprocess.run(
        ["sh", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )

    said = (tmp_path / "err").read_text() + (tmp_path / "out").read_text()
    assert (done.returncode, done.stdout + done.stderr) == (0, ""), said
    assert "Traceback" not in said
    assert [letter for letter in said if not letter.isprintable() and letter != "\n"] == []
    assert "\ufffd" not in said
    [large] = anna.json("GET", "/api/videos")["videos"]
    assert (large["filename"], large["size_bytes"]) == ("large.mp4", len(film) + len(noise) + 8)
    shown = [json.loads(line) for line in said.splitlines() if '"event": "video"' in line]
    assert [(one["title"], one["visibility"]) for one in shown] == [("Our film", "unlisted")]

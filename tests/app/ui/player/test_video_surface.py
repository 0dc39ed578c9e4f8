"""The picture and the player behind it end cleanly, whatever they are doing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.ui.player.video_surface import draw_opaque, may_have_gpu

ENDS = 12
LIMIT_SECONDS = 300


@pytest.mark.parametrize("kind", ["Format_ARGB32_Premultiplied", "Format_RGB32"])
@pytest.mark.usefixtures("qapp")
def test_a_picture_has_no_holes(kind: str) -> None:
    """Though mpv writes none of the bytes that would say so; a window on Wayland has them."""
    pixels = bytearray([10, 20, 30, 0]) * 4
    window = QImage(2, 2, QImage.Format[kind])
    window.fill(Qt.GlobalColor.white)
    painter = QPainter(window)
    draw_opaque(painter, window.rect(), QImage(pixels, 2, 2, 8, QImage.Format.Format_RGB32))
    painter.end()
    assert window.pixelColor(1, 1) == QColor(30, 20, 10, 255)


@pytest.mark.parametrize(
    ("device", "platform", "maybe"),
    [
        ("null", "linux", False),
        ("dri/card0", "linux", False),
        ("dri/renderD128", "linux", True),
        ("nvidia0", "linux", True),
        ("null", "darwin", True),
    ],
)
def test_opengl_is_not_asked_where_there_is_no_gpu(
    tmp_path: Path, device: str, platform: str, maybe: bool
) -> None:
    """To ask would load what emulates it, for good."""
    (tmp_path / device).parent.mkdir(exist_ok=True)
    (tmp_path / device).touch()
    assert may_have_gpu(tmp_path, platform) is maybe


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["gl", "software"])
def test_ends_in_any_state(films: Path, kind: str) -> None:
    """Closed during load, seek, change of quality and full screen: no abort, nothing left."""
    python = [sys.executable, "-X", "faulthandler", "-m"]
    command = [*python, "tests.app.ui.player.surface_ends", kind, str(ENDS), str(films)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if line.startswith(("Q", "Traceback"))]
    early, late = json.loads(done.stdout)
    assert late[0] <= early[0]
    assert late[1] <= early[1] + 5

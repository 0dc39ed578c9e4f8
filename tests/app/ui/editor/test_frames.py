"""Pictures of a film by their moments."""

from __future__ import annotations

from pathlib import Path

from app.ui.editor.frames import FramesOfFile


class Board:
    def at(self, seconds: float) -> bytes | None:
        return f"at {seconds}".encode()


def test_where_the_file_is_gone_the_storyboard_has_a_picture(tmp_path: Path) -> None:
    """Whoever opens the editor asks no disk, which may be a network's that is away."""
    assert FramesOfFile(tmp_path / "gone.mp4", Board()).at(2.0) == b"at 2.0"
    assert FramesOfFile(tmp_path / "gone.mp4", None).at(2.0) is None

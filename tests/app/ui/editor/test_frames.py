"""Pictures of a film by their moments."""

from __future__ import annotations

from pathlib import Path

from app.ui.editor.frames import FramesOfFile, FramesOfServer


class Board:
    def at(self, seconds: float) -> bytes | None:
        return f"at {seconds}".encode()

    def exact(self, seconds: float) -> bytes | None:
        return f"exactly {seconds}".encode()


def test_where_the_file_is_gone_the_storyboard_has_a_picture(tmp_path: Path) -> None:
    """Whoever opens the editor asks no disk, which may be a network's that is away."""
    assert FramesOfFile(tmp_path / "gone.mp4", Board()).at(2.0) == b"at 2.0"
    assert FramesOfFile(tmp_path / "gone.mp4", None).at(2.0) is None


def test_a_poster_is_taken_at_full_size() -> None:
    """The storyboard is to look at; only from an older server one of its pictures is taken."""
    known = FramesOfServer("s", lambda _url: b"WEBVTT", lambda seconds: f"at {seconds}".encode())
    older = FramesOfServer("s", lambda _url: b"WEBVTT", lambda _seconds: None)
    assert (known.exact(2.0), known.at(2.0), older.exact(2.0)) == (b"at 2.0", None, None)
    assert FramesOfFile(Path("gone.mp4"), known).exact(3.0) == b"at 3.0"

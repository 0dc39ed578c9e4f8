"""What calls make of the file that they are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.upload.engine.calls import require_unchanged
from app.upload.errors import FileChanged
from app.upload.source.file import Identity, SourceFile


class Disturbed(SourceFile):
    """Something happens to it between one look and the next."""

    def identity_at_path(self) -> Identity:
        self.path.chmod(0o600)
        return super().identity_at_path()


class Replaced(SourceFile):
    def identity_at_path(self) -> Identity:
        other = self.path.with_name("other")
        other.write_bytes(self.path.read_bytes())
        other.replace(self.path)
        return super().identity_at_path()


def test_only_another_file_has_taken_its_place(tmp_path: Path) -> None:
    """One that is touched just then is still itself: the next look compares it."""
    film = tmp_path / "film"
    film.write_bytes(b"a film")
    film.chmod(0o644)
    touched, replaced = Disturbed(film), Replaced(film)
    require_unchanged(touched, touched.identity())
    with pytest.raises(FileChanged):
        require_unchanged(replaced, replaced.identity())

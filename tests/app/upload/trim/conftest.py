"""Films to be trimmed, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.upload.trim.films import make_film, with_more


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trim")
    return with_more(make_film(folder / "plain.mp4"), folder / "film.mp4")

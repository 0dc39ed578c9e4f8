"""The film that the player's tests watch, made once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.player.ladder import numbered_films


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    numbered_films(folder)
    return folder

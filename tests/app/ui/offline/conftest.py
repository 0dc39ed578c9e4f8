"""A server with a small ladder, and what one account keeps of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.offline.film import KeepState
from app.offline.folder import KeptFolder
from app.ui.background import Background
from app.ui.offline.choosing import offered
from app.ui.offline.kept import KeptFilms
from tests.app.offline.conftest import backend, folder
from tests.app.offline.ladders import Backend

__all__ = ["backend", "folder"]


class Keeper:
    """Somebody who downloads films."""

    def __init__(
        self, qtbot: QtBot, background: Background, backend: Backend, folder: KeptFolder
    ) -> None:
        self._qtbot, self.backend, self.folder = qtbot, backend, folder
        self.kept = KeptFilms(background)
        with qtbot.waitSignal(self.kept.changed):
            self.kept.attach(backend, folder)

    def keep(self, quality: str = "180p", video_id: str = "v") -> None:
        choice = offered(self.backend, video_id).at(quality)
        assert choice is not None
        self.kept.keep(choice)

    def wait_for(self, *states: KeepState) -> None:
        self._qtbot.waitUntil(lambda: [each.state for each in self.kept.all] == list(states))


@pytest.fixture
def keeper(
    qtbot: QtBot, background: Background, backend: Backend, folder: KeptFolder
) -> Iterator[Keeper]:
    keeper = Keeper(qtbot, background, backend, folder)
    yield keeper
    keeper.kept.detach()

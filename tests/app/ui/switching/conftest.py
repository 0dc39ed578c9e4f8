"""Ann and Ben, at two servers."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.known_servers import KnownAccount, KnownServers
from app.server.connection import Connector
from app.settings import Settings
from tests.app.ui.fakes import Running
from tests.app.ui.switching.town import (
    ANN,
    HERE,
    THERE,
    Town,
    be_there,
)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def connector(town: Town) -> Connector:
    return town


@pytest.fixture
def settings() -> Settings:
    """Ann and Ben were here before; Ann was the last."""
    known = KnownServers().with_account(HERE, KnownAccount("ann", "Ann"))
    known = known.with_account(THERE, KnownAccount("ben", "Ben"))
    return Settings(server=HERE, account="ann", servers=known)


@pytest.fixture
def ann(qtbot: QtBot, home: Running, settings: Settings) -> Running:
    home.application.settings = settings
    home.application.accounts.visit(ANN)
    be_there(qtbot, home, ANN)
    return home

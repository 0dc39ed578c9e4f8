"""A visit to a backend that a test makes up."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from app.server.client import Client
from app.server.videos import Account
from app.ui.background import Background, Scope
from app.ui.cards.posters import Posters
from app.ui.navigation.page import Visit

ANN = Account("ann", "Ann")


def visit_of(
    background: Background,
    client: Any,
    folder: Path,
    *,
    account: Account | None = ANN,
    server: str = "",
) -> Visit:
    """Of Ann's to the bundled backend, unless the test says otherwise; no picture arrives."""
    posters = Posters(background, lambda _url: b"", folder)
    return Visit(cast(Client, client), posters, Scope(background), account, server)

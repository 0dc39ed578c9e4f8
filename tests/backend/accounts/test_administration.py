"""Two administrators at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.accounts.administration import Administration
from backend.accounts.errors import LastAdministrator
from backend.accounts.invitations import Invitations
from backend.accounts.roles import Role
from backend.accounts.sessions import Sessions
from backend.database.database import Database
from backend.database.tables import Account
from tests.backend.postgres import database_for
from tests.waiting import until

WAITING = text("SELECT 1 FROM pg_locks WHERE NOT granted")


def test_two_that_leave_at_once_are_not_both_let_go(postgres_url: str, tmp_path: Path) -> None:
    """Where transactions don't see each other: the later one hears what the first has done."""
    with closing(Database(database_for(postgres_url, tmp_path))) as database:
        administration = Administration(database, Sessions(database, 1), Invitations(database))
        for name in ("ada", "bert"):
            row = Account(id=name, email=name, name=name, created_at=0.0)
            row.role = Role.ADMINISTRATOR
            database.add(row)
        with ThreadPoolExecutor(1) as pool:
            with database.write() as session:
                administration.set_role("ada", Role.MEMBER)
                later = pool.submit(administration.set_role, "bert", Role.MEMBER)
                until(lambda: later.done() or session.scalar(WAITING))
            with pytest.raises(LastAdministrator):
                later.result()

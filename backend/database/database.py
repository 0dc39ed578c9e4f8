"""All queries of the metadata store, by aggregate beside it. Each method is one transaction.

Safe from any thread. Rows come back detached: values to read, not to change.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from backend.database.accounts import AccountQueries
from backend.database.catalogue import CatalogueQueries
from backend.database.engine import Transactions
from backend.database.jobs import JobQueries
from backend.database.listing import Change, Listing
from backend.database.migrate import migrate
from backend.database.playlists import PlaylistQueries
from backend.database.tables import JobRow, Upload, Video
from backend.database.uploads import UploadQueries
from backend.database.versions import VersionQueries
from backend.database.videos import VideoQueries
from backend.database.viewing import LinkQueries, ViewingQueries

Countable = type[Video] | type[Upload] | type[JobRow]
Changed = Callable[[set[Change]], None]


class Database(
    AccountQueries,
    UploadQueries,
    VideoQueries,
    VersionQueries,
    JobQueries,
    CatalogueQueries,
    ViewingQueries,
    PlaylistQueries,
    LinkQueries,
):
    """`on_change` gets the videos that a commit changed."""

    def __init__(
        self,
        url: str,
        clock: Callable[[], float] = time.time,
        on_change: Changed = lambda _: None,
    ) -> None:
        self.clock = clock
        self._transactions = Transactions(url, on_change)
        try:
            migrate(self._transactions.engine)
        except BaseException:
            self._transactions.dispose()
            raise
        self._listing = Listing(self._transactions)
        event.listen(self._transactions.sessions, "before_flush", self._before_flush)
        event.listen(self._transactions.sessions, "after_flush", self._after_flush)

    def close(self) -> None:
        self._transactions.dispose()

    def ping(self) -> None:
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def _before_flush(self, session: Session, *_: object) -> None:
        self._listing.before_flush(session, self.clock())

    def _after_flush(self, session: Session, *_: object) -> None:
        self._listing.after_flush(session)

    def count_by_state(self, table: Countable) -> dict[str, int]:
        """For /metrics."""
        with self.read() as session:
            query = select(table.state, func.count()).group_by(table.state)
            return dict(session.execute(query).all())

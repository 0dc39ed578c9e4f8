"""What accounts keep beside their films: captions, posters, chapters, pictures of channels. All of
it counts against the quota, or one could keep anything so."""

from __future__ import annotations

from backend.accounts.roles import quota_of
from backend.database.database import Database
from backend.errors import NotSignedIn
from backend.storage.api import ObjectStore, Writing
from backend.uploads.quota import check_quota


class Extras:
    """Blocking; safe from any thread."""

    def __init__(self, database: Database, store: ObjectStore, quota_bytes: int | None) -> None:
        """`quota_bytes` is of each account that has none of its own."""
        self._database, self._store, self._quota_bytes = database, store, quota_bytes

    def put(self, account_id: str, key: str, data: bytes, writing: Writing) -> None:
        """At `media/{video or channel}/{fresh}/{name}`. Raises QuotaExceeded."""
        self._count(account_id, key, len(data))
        try:
            self._store.put(key, data, writing)
        except Exception:
            self._database.forget_extra(key)
            raise

    def forget(self, key: str) -> None:
        """With the folder that was its alone."""
        self._store.delete_prefix(key.rpartition("/")[0] + "/")
        self._database.forget_extra(key)

    def _count(self, account_id: str, key: str, size_bytes: int) -> None:
        with self._database.write():
            if (account := self._database.lock_account(account_id)) is None:
                raise NotSignedIn
            if (quota := quota_of(account, self._quota_bytes)) is not None:
                check_quota(size_bytes, self._database.used_bytes(account_id), quota)
            self._database.add_extra(account_id, key, size_bytes)

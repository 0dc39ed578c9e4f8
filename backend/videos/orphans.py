"""What is in the store though no row speaks of it: left by faults that nobody foresaw, or by a
database that is older than the store. Nothing is deleted but by somebody who asked for it."""

from __future__ import annotations

from collections.abc import Iterator

from backend.database.database import Database
from backend.database.upkeep.stored import revisions, rows_of_films, stored_keys
from backend.storage.api import ObjectStore
from backend.videos.calls import first_revision

PREFIXES = ("sources/", "media/")


def orphans(database: Database, store: ObjectStore) -> set[str]:
    """Prefixes that may be deleted as a whole.

    Whoever writes puts the object first and the row a moment later: what is an orphan now and is
    one again after a while is one.
    """
    found = {place_of(key) for prefix in PREFIXES for key in keys(store, prefix)}
    return found - set(places(database))


def keys(store: ObjectStore, prefix: str) -> Iterator[str]:
    yield from store.keys(prefix)
    yield from store.unfinished(prefix)


def places(database: Database) -> Iterator[str]:
    """All that the rows speak of."""
    yield from map(place_of, stored_keys(database))
    for film_id, revision in revisions(database):
        yield f"media/{film_id}/{revision}/"
    for film_id, row_id in rows_of_films(database):
        yield f"media/{film_id}/{first_revision(row_id)}/"


def place_of(key: str) -> str:
    """A source is by itself; media are together below their revision, or with their picture."""
    kind, owner, name, rest = [*key.split("/", 3), "", ""][:4]
    if kind == "sources":
        return key
    return f"media/{owner}/{name}/" if rest else key

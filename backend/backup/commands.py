"""`backup` and `restore` of the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from backend.backup import objects
from backend.backup.folders import Backups
from backend.config.secret_file import NAME
from backend.config.settings import Settings, writing
from backend.config.variables import BadSetting
from backend.database.upkeep.copies import copy_in, copy_out, is_unused
from backend.folder import write_private
from backend.storage.api import ObjectStore

Say = Callable[[str], None]


def back_up(
    settings: Settings, store: ObjectStore, place: Path, now: datetime, version: str, say: Say
) -> None:
    """While the server runs.

    Objects are copied before the database and after it: what the database speaks of is there then,
    also what came or went in between.
    """
    backups = Backups(place)
    former = backups.whole()
    with writing(place), backups.making(now, version) as backup:
        linked = former[-1].objects if former else None
        objects.copy_out(store, backup.objects, linked)
        copy_out(settings.database_url, backup.database)
        count = objects.copy_out(store, backup.objects, linked)
        if (secret := settings.data_dir / NAME).is_file():
            write_private(backup.secret, secret.read_text())
    say(f"{count} objects and the database are in {backups.whole()[-1].folder}.")


def restore(settings: Settings, store: ObjectStore, place: Path, say: Say) -> None:
    """The last whole one, into a server that has no accounts; may be repeated after a crash, for
    the database comes last. Raises BadSetting."""
    found = Backups(place).whole()
    if not found:
        raise BadSetting(f"There is no whole backup in {place}.")
    if not is_unused(settings.database_url):
        raise BadSetting("This server has accounts already: restore into an empty one.")
    backup = found[-1]
    with writing(settings.data_dir):
        count = objects.copy_in(backup.objects, store)
        if backup.secret.is_file():
            write_private(settings.data_dir / NAME, backup.secret.read_text())
        copy_in(backup.database, settings.database_url)
    say(f"{count} objects and the database of {backup.folder.name} are here.")

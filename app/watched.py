"""The folders that are watched for films, as the settings keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.known_servers import Profile

OWN = Profile()
"""This computer's."""


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder, and whose its films become. `with_present`: also those that were there when one
    began to watch it. What is uploaded moves to `move_to`, if that is not "". Its films go to the
    account's usual channel, and are seen by whom that says, unless it is said here."""

    path: str
    profile: Profile = OWN
    with_present: bool = False
    move_to: str = ""
    channel_id: str = ""
    visibility: str = ""

    @property
    def name(self) -> str:
        return Path(self.path).name or self.path


@dataclass(frozen=True, slots=True)
class WatchedFolders:
    """In the order in which they were added; each path once."""

    all: tuple[WatchedFolder, ...] = ()

    def with_folder(self, folder: WatchedFolder) -> WatchedFolders:
        """In its old place, if it has one."""
        if folder.path in (known.path for known in self.all):
            return WatchedFolders(tuple(folder if k.path == folder.path else k for k in self.all))
        return WatchedFolders((*self.all, folder))

    def without(self, path: str) -> WatchedFolders:
        return WatchedFolders(tuple(folder for folder in self.all if folder.path != path))

    def of(self, profile: Profile) -> tuple[WatchedFolder, ...]:
        return tuple(folder for folder in self.all if folder.profile == profile)

    def to_toml(self) -> list[dict[str, Any]]:
        return [
            {
                "path": folder.path,
                "server": folder.profile.server,
                "account": folder.profile.account_id,
                "with_present": folder.with_present,
                "move_to": folder.move_to,
                "channel": folder.channel_id,
                "visibility": folder.visibility,
            }
            for folder in self.all
        ]

    @classmethod
    def from_toml(cls, tables: Any) -> WatchedFolders:
        """Raises ValueError for what is no such list."""
        try:
            return cls(tuple(map(folder_of, tables)))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("This is no list of watched folders.") from error


def folder_of(table: Mapping[str, Any]) -> WatchedFolder:
    names = ("path", "server", "account", "move_to", "channel", "visibility")
    words = [table.get(name, "") for name in names]
    if not all(isinstance(value, str) for value in words):
        raise TypeError
    path, server, account, move_to, channel, visibility = words
    if not Path(path).is_absolute():
        raise ValueError(path)
    present = table.get("with_present") is True
    profile = Profile(server, account)
    return WatchedFolder(path, profile, present, move_to, channel, visibility)

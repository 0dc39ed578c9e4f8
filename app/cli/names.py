"""What the first word may be: known to whoever starts Matinee, before anything else is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

COMMANDS: Mapping[str, str] = {
    "upload": "send films, or go on with what is unfinished",
    "list": "the account's videos",
    "show": "everything about a video",
    "edit": "change title, description, visibility, captions …",
    "delete": "delete videos",
    "undelete": "take a deletion back",
    "download": "the files that videos were made of",
    "stats": "how often and how a video, or a channel's, is watched",
    "share": "the address of a video, or a link for others",
    "sign-in": "sign in to a server",
    "sign-out": "sign out of a server",
    "servers": "the servers and accounts that are known here",
    "completion": "what completes these commands in a shell",
    "manual": "this manual, for man",
}
"""Each command, and what it does in a few words."""
ASKING = ("-h", "--help")


def is_command(arguments: Sequence[str]) -> bool:
    """Whether a command is named, which needs no window. A file of that name is `./list`."""
    return bool(arguments) and (arguments[0] in COMMANDS or arguments[0] in ASKING)

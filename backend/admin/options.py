"""What `matinee-server admin` understands."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from backend.accounts.invitations import INVITATION_DAYS
from backend.accounts.roles import Role
from backend.config.variables import GIB

DEFAULT = "default"
OF_ALL = ("backup", "restore", "prune")
"""Of the whole server: the same commands as without `admin`."""


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "matinee-server admin",
        description="Everything that is decided about a server while it runs",
    )
    parser.set_defaults(bundled=False)
    parser.add_argument("--data-dir", type=Path, help="where the server keeps everything")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help="all accounts, the latest first")
    made = commands.add_parser("create-account", help="prints a link to choose its password by")
    made.add_argument("email")
    made.add_argument("--name")
    made.add_argument("--password-stdin", action="store_true", help="read it from there instead")
    invited = commands.add_parser("invite", help="prints a link for one new account")
    invited.add_argument("--days", type=positive, default=INVITATION_DAYS, help="until it expires")
    for one in (made, invited):
        one.add_argument("--role", type=Role, choices=list(Role), default=Role.MEMBER)
        one.add_argument("--quota-gib", type=quota, dest="quota_bytes", metavar="GIB")
    for name, words in (
        ("disable", "sign it out everywhere, and let it in no more"),
        ("enable", "let it in again"),
        ("reset-password", "prints a link to choose a new one by"),
    ):
        of_account(commands.add_parser(name, help=words))
    limited = of_account(commands.add_parser("set-quota", help="how much it may keep"))
    limited.add_argument("quota_bytes", type=quota, metavar="GIB", help=f"or {DEFAULT}")
    changed = of_account(commands.add_parser("set-role", help="what it may do"))
    changed.add_argument("role", type=Role, choices=list(Role))
    left = commands.add_parser("sign-out", help="on all devices, and of all scripts")
    who = left.add_mutually_exclusive_group(required=True)
    who.add_argument("account", nargs="?", help="its e-mail address or its id")
    who.add_argument("--all", action="store_true", help="everybody")
    secret = commands.add_parser("rotate-secret", help="sign links by another one from now on")
    secret.add_argument("--at-once", action="store_true", help="end the links that are out there")
    add_films(commands)
    return parser.parse_args(argv)


def add_films(commands: Commands) -> None:
    again = commands.add_parser(
        "re-encode",
        help="make renditions anew, by the settings of now; meanwhile films can be watched",
    )
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("videos", nargs="*", default=[], metavar="VIDEO", help="its id")
    which.add_argument("--all", action="store_true", help="all that are ready")
    for name, words in (
        ("backup", "a copy of everything, beside the server that runs"),
        ("restore", "the last backup in a folder, into a server that has no accounts"),
    ):
        commands.add_parser(name, help=words).add_argument("folder", type=Path)
    pruned = commands.add_parser("prune", help="what is in the store though it belongs to no film")
    pruned.add_argument("--delete", action="store_true", help="delete it")


def of_account(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("account", help="its e-mail address or its id")
    return parser


def positive(text: str) -> float:
    if not 0 < (number := float(text)) < 1e5:
        raise ValueError(text)
    return number


def quota(text: str) -> int | None:
    """None for what the server gives everybody."""
    return None if text == DEFAULT else int(positive(text) * GIB)

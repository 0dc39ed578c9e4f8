"""`admin` of the command line. What it changes counts for a running server within seconds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

from backend.accounts.accounts import address_of, fresh_account
from backend.accounts.administration import Administration
from backend.accounts.invitations import Invitations
from backend.accounts.passwords import Passwords, checked_password
from backend.accounts.sessions import Sessions
from backend.admin.films import re_encode
from backend.admin.rotating import rotate
from backend.config.settings import Settings, Unwritable, writing
from backend.config.variables import BadSetting
from backend.database.database import Database
from backend.database.engine import connecting
from backend.database.tables import Account
from backend.errors import BackendError
from backend.folder import keep_files_private
from backend.text import human

Say = Callable[[str], None]
PAGE = 200


def run(options: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Exit status: 0, or 1 with a sentence why not."""
    keep_files_private()
    try:
        settings = Settings.from_env(environment, options.data_dir)
        administer(settings, options, print, sys.stdin.readline)
    except (BackendError, BadSetting, Unwritable) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def administer(
    settings: Settings, options: argparse.Namespace, say: Say, read_password: Callable[[], str]
) -> None:
    """Raises BackendError, BadSetting, Unwritable."""
    with writing(settings.data_dir), connecting(settings.database_url):
        database = Database(settings.database_url)
    with closing(database):
        sessions = Sessions(database, settings.session_days)
        administration = Administration(database, sessions, Invitations(database))
        base, now = (settings.public_url or "http://localhost:8000").rstrip("/"), database.clock()
        if options.command == "rotate-secret":
            rotate(settings, administration, base, now, say, at_once=options.at_once)
        elif options.command == "re-encode":
            re_encode(database, options.videos, say)
        else:
            Desk(administration, base, say, read_password).carry_out(options, now)


class Desk:
    """Carries out one command, and says what came of it."""

    def __init__(
        self,
        administration: Administration,
        base_url: str,
        say: Say,
        read_password: Callable[[], str],
    ) -> None:
        self._administration, self._base_url = administration, base_url
        self._say, self._read_password = say, read_password

    def carry_out(self, options: argparse.Namespace, now: float) -> None:
        match options.command:
            case "list":
                for line in self._lines():
                    self._say(line)
            case "create-account":
                self._create(options, now)
            case "invite":
                self._invite(options)
            case "sign-out" if options.account is None:
                self._administration.sign_out_all()
                self._say("Everybody is signed out everywhere, scripts too.")
            case _:
                self._change(options)

    def _change(self, options: argparse.Namespace) -> None:
        administration = self._administration
        account = administration.account(options.account)
        match options.command:
            case "disable":
                administration.disable(account.id)
                self._say(f"{account.email} is signed out everywhere and comes in no more.")
            case "enable":
                administration.enable(account.id)
                self._say(f"{account.email} can sign in again.")
            case "sign-out":
                administration.sign_out(account.id)
                self._say(f"{account.email} is signed out everywhere, scripts too.")
            case "reset-password":
                self._link_for_password(account)
            case "set-quota":
                changed = administration.set_quota(account.id, options.quota_bytes)
                self._say(f"{account.email} may keep {quota_words(changed)}.")
            case "set-role":
                administration.set_role(account.id, options.role)
                self._say(f"{account.email} is {article(options.role)} {options.role} now.")

    def _create(self, options: argparse.Namespace, now: float) -> None:
        email = address_of(options.email)
        account = fresh_account(email, options.name, None, options.role, now)
        account.quota_bytes = options.quota_bytes
        if options.password_stdin:
            account.password_hash = Passwords().hash(
                checked_password(self._read_password().rstrip("\n"))
            )
        self._administration.add(account)
        self._say(f"{email} has an account now, as {article(account.role)} {account.role}.")
        if account.password_hash is None:
            self._link_for_password(account)

    def _link_for_password(self, account: Account) -> None:
        issued = self._administration.reset_password(account.id)
        self._say(f"For a day and one use, to choose the password of {account.email}:")
        self._say(f"{self._base_url}/reset/{issued.token}")

    def _invite(self, options: argparse.Namespace) -> None:
        invitations = self._administration.invitations
        issued = invitations.invite(options.role, options.quota_bytes, options.days)
        self._say(f"For {options.days:g} days and one new account, {options.role}:")
        self._say(f"{self._base_url}/invite/{issued.token}")

    def _lines(self) -> Iterator[str]:
        place = None
        while rows := self._administration.accounts(place, PAGE):
            for row in rows:
                used = human(self._administration.used_bytes(row))
                standing = "disabled" if row.disabled_at is not None else row.role
                yield f"{row.id}  {standing:<13}  {used} of {quota_words(row)}  {row.email}"
            place = (rows[-1].created_at, rows[-1].id)


def quota_words(account: Account) -> str:
    quota = account.quota_bytes
    return "what the server gives everybody" if quota is None else human(quota)


def article(role: str) -> str:
    return "an" if role[0] in "aeiou" else "a"

"""Who one is, and where: sign-in, sign-out, servers."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace

from app.cli.console import Console
from app.cli.exit_codes import Denied, ExitCode, InUse, Misused
from app.cli.target import Target, connector_of, target_of
from app.errors import MatineeError, Sentence
from app.instance import has_window
from app.known_servers import KnownAccount, KnownServer
from app.server.connection import Connection
from app.server.credentials import Credentials
from app.server.servers import host_of, is_open, misfit
from app.settings import Settings


def sign_in(console: Console, options: argparse.Namespace) -> ExitCode:
    """Nothing is asked before something answers there."""
    target = target_of(options, {})
    if not options.print_token:
        leave_to_window(target)
    credentials = Credentials()
    connector = connector_of(target, credentials)
    found = connector.look_for(options.address)
    if is_open(found.url):
        console.note(Sentence("{host}: others can read along.", host=host_of(found.url)))
    if words := misfit(found.url, found.info):
        console.note(words)
    email = email_of(console, options)
    password = console.secret(Sentence("Password:"), Sentence("password"))
    connection = connector.sign_in(found.url, email, password)
    if options.print_token:
        with closing(connection):
            token = connection.client.token()
            console.result("token", token or "", token=token)
        return ExitCode.DONE
    connector.keep(connection)
    if credentials.warning:
        connector.withdraw(connection)
        raise Denied(
            "This computer has no keyring to keep a session in, so nothing was kept. "
            "`matinee sign-in --print-token` prints a token for MATINEE_TOKEN."
        )
    with closing(connection):
        note(target, connection)
        say_signed_in(console, connection)
    return ExitCode.DONE


def email_of(console: Console, options: argparse.Namespace) -> str:
    if options.email:
        return str(options.email)
    if not console.is_interactive:
        raise Misused("There is nobody to ask for whose account it is: say --email.")
    return console.ask(Sentence("E-mail:"))


def say_signed_in(console: Console, connection: Connection) -> None:
    assert connection.account is not None, "whoever signs in is somebody"
    name, server = connection.account.name, connection.server
    console.result(
        "signed_in",
        Sentence("Signed in to {host} as {name}.", host=host_of(server), name=name),
        server=server,
        account=connection.account.id,
        name=name,
    )


def sign_out(console: Console, options: argparse.Namespace) -> ExitCode:
    """Here at once, and there if the server can be told."""
    target = target_of(options, {})
    leave_to_window(target)
    if target.is_local:
        raise Misused("On this computer nobody is signed in: say which server by --server.")
    profile, settings = target.profile, target.settings
    if profile not in profiles_of(settings.servers.at(profile.server)):
        raise Denied("Nobody is signed in to {host}.", host=host_of(profile.server))
    changed = replace(settings, servers=settings.servers.without_profile(profile))
    if settings.profile == profile:
        changed = replace(changed, account="")
    changed.save(target.config)
    try:
        connector_of(target, Credentials()).forget(profile)
    except MatineeError:
        console.note(Sentence("You are signed out here, but the server could not be told."))
    host = host_of(profile.server)
    console.result(
        "signed_out", Sentence("Signed out of {host}.", host=host), server=profile.server
    )
    return ExitCode.DONE


def servers(console: Console, options: argparse.Namespace) -> ExitCode:
    """Where one can go, and where one is."""
    settings = target_of(options, {}).settings
    here = row_of(settings, "", "", "this computer")
    rows = [
        row_of(settings, server.url, account.id, account.email or account.name)
        for server in settings.servers.all
        for account in server.accounts or (KnownAccount("", "nobody signed in"),)
    ]
    console.table("server", [here, *rows])
    return ExitCode.DONE


def row_of(settings: Settings, server: str, account_id: str, name: str) -> dict[str, str]:
    is_here = (settings.server, settings.account) == (server, account_id)
    return {"current": "*" if is_here else " ", "server": server or "local", "account": name}


def profiles_of(server: KnownServer | None) -> tuple[object, ...]:
    return server.profiles if server is not None else ()


def note(target: Target, connection: Connection) -> None:
    """As the window does: one is there from now on."""
    account, server = connection.account, connection.server
    assert account is not None, "whoever signs in is somebody"
    known = KnownAccount(account.id, account.name, account.email or "")
    servers = target.settings.servers.with_account(server, known)
    replace(target.settings, server=server, account=account.id, servers=servers).save(target.config)


def leave_to_window(target: Target) -> None:
    """It keeps the settings, and would write over what is written beside it."""
    if has_window(target.data_dir):
        raise InUse("Matinee's window is open: sign in and out there, or close it first.")

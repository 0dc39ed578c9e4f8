"""Servers by their addresses: what somebody typed, and what answers there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.errors import (
    ConnectionNotSecure,
    MatineeError,
    NotMatinee,
    Sentence,
    ServerRefused,
    ServerUnreachable,
)
from app.links import is_near
from app.server.viewing import ServerInfo

API = 1
"""The version of the contract that this application speaks."""
INSIDE = ("/watch/", "/embed/", "/invite/", "/reset/", "/api/")
"""Where the address of a page ends being its server's."""


class BadAddress(MatineeError):
    def __init__(self, typed: str) -> None:
        super().__init__(
            "“{typed}” is not the address of a server. One looks like https://videos.example.org.",
            typed=typed,
        )


class NothingThere(MatineeError):
    retryable = True

    def __init__(self, host: str) -> None:
        super().__init__("Nothing answers at {host}. Check the address, or try later.", host=host)


class NoMatineeThere(MatineeError):
    def __init__(self, host: str) -> None:
        super().__init__(
            "Something answers at {host}, but it is no Matinee server. Check the address.",
            host=host,
        )


@dataclass(frozen=True, slots=True)
class FoundServer:
    url: str
    info: ServerInfo


def look_for(typed: str, ask: Callable[[str], ServerInfo]) -> FoundServer:
    """The server that is meant; raises a fault for whoever typed it. Blocks as `ask` does."""
    faults: list[MatineeError] = []
    for url in candidates(typed):
        try:
            return FoundServer(url, ask(url))
        except (ServerUnreachable, ConnectionNotSecure, NotMatinee) as error:
            faults.append(error)
        except ServerRefused as error:
            if error.code == "not_found":  # a Matinee from before servers said what they are
                return FoundServer(url, ServerInfo("Matinee", "", 0))
            raise
    raise told_of(host_of(candidates(typed)[0]), faults)


def told_of(host: str, faults: list[MatineeError]) -> MatineeError:
    """An answer says more than none, and the first way is the one that was meant."""
    if any(isinstance(fault, NotMatinee) for fault in faults):
        return NoMatineeThere(host)
    if isinstance(faults[0], ServerUnreachable):
        return NothingThere(host)
    return faults[0]


def candidates(typed: str) -> tuple[str, ...]:
    """The addresses that may be meant by what was typed or pasted, the likeliest first; raises
    BadAddress. Without encryption only where no stranger is on the way, or where it was asked for.
    """
    scheme, apart, rest = typed.strip().partition("://")
    scheme, rest = (scheme.lower(), rest) if apart else ("", typed.strip())
    try:
        parts = urlsplit(f"//{rest}")
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(typed.strip()) from error
    if scheme not in ("", "http", "https") or parts.username is not None or not is_host(host):
        raise BadAddress(typed.strip())
    place = parts.netloc.lower() + path_of(parts.path)
    match scheme:
        case "https":
            schemes: tuple[str, ...] = ("https",)
        case "http":
            schemes = ("http",) if is_near(host) else ("http", "https")
        case _ if is_near(host):
            schemes = ("http", "https") if is_here(host) else ("https", "http")
        case _:
            schemes = ("https",)
    return tuple(f"{each}://{place}" for each in schemes)


def check_address(server: str) -> None:
    """Raises BadAddress for what is no whole address, however it came into the settings."""
    candidates(server)
    if "://" not in server:
        raise BadAddress(server)


def host_of(server: str) -> str:
    """A server's address as people say it."""
    return server.partition("://")[2].rstrip("/")


def is_open(server: str) -> bool:
    """Whether others could read along on the way there."""
    return server.startswith("http://") and not is_here(urlsplit(server).hostname or "")


def path_of(path: str) -> str:
    for inside in INSIDE:
        path = f"{path}/".partition(inside)[0] if inside in f"{path}/" else path
    return path.rstrip("/")


def is_host(host: str) -> bool:
    if is_address(host):
        return True
    labels = host.removesuffix(".").split(".")
    return all(is_label(label) for label in labels) and not labels[-1].isdigit()


def is_label(label: str) -> bool:
    letters = label.replace("-", "").replace("_", "")
    return letters.isalnum() and len(label) <= 63 and label[0] != "-" != label[-1]


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_here(host: str) -> bool:
    return host == "localhost" or (is_address(host) and ip_address(host).is_loopback)


def misfit(server: str, info: ServerInfo) -> Sentence | None:
    """What to say when the server and this application do not speak the same version."""
    if info.api > API:
        return Sentence(
            "{host} is newer than this Matinee: some things may not work until you update it.",
            host=host_of(server),
        )
    if info.api < API:
        return Sentence(
            "{host} has an older Matinee: some things do not work until it is updated.",
            host=host_of(server),
        )
    return None

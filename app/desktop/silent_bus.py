"""A session bus that accepts and then says nothing.

Qt asks it before its first window is shown, and would wait without end; so it is found out before,
by the first line of D-Bus's authentication.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator, MutableMapping
from urllib.parse import unquote

log = logging.getLogger(__name__)

ADDRESS = "DBUS_SESSION_BUS_ADDRESS"
NO_BUS = "disabled:"
ANSWER_SECONDS = 0.5
"""A bus answers in less than a thousandth of it."""


def avoid_silent_bus(
    environment: MutableMapping[str, str], seconds: float = ANSWER_SECONDS
) -> None:
    """Have nobody in this process, or below it, ask a bus that doesn't answer."""
    places = list(places_of(environment.get(ADDRESS, "")))
    if any(is_silent(place, seconds) for place in places):
        log.warning("The session bus does not answer: nothing is asked of it.")
        environment[ADDRESS] = NO_BUS


def is_silent(place: str, seconds: float) -> bool:
    """One that is not there is none: whoever asks it learns that at once."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(seconds)
        try:
            line.connect(place)
            line.sendall(b"\0AUTH EXTERNAL\r\n")
            line.recv(1)
        except TimeoutError:
            return True
        except OSError:
            return False
    return False


def places_of(address: str) -> Iterator[str]:
    """The sockets of this computer that it names (D-Bus specification, "Server Addresses")."""
    for each in address.split(";"):
        transport, _, rest = each.partition(":")
        values = dict(pair.partition("=")[::2] for pair in rest.split(","))
        if transport == "unix" and "path" in values:
            yield unquote(values["path"])
        elif transport == "unix" and "abstract" in values:
            yield "\0" + unquote(values["abstract"])

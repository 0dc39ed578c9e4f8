"""What NetworkManager says of the network: what it costs, and whether it is another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.desktop.bus import Bus, Followed

NAME = "org.freedesktop.NetworkManager"
PATH = "/org/freedesktop/NetworkManager"
METERED = {1: True, 2: False, 3: True, 4: False}  # yes, no, and the guesses
CONNECTED = 50  # states from here on: locally, to a site, to all


@dataclass(frozen=True, slots=True)
class Network:
    """None where nobody says."""

    is_metered: bool | None = None
    is_there: bool | None = None
    connection: str = ""

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> Network:
        state = properties.get("State", 0)
        return cls(
            METERED.get(properties.get("Metered", 0)),
            state >= CONNECTED if state else None,
            str(properties.get("PrimaryConnection", "")),
        )

    def has_come_since(self, before: Network) -> bool:
        """It is there again, or is another one: what waits for it need not wait longer."""
        other = before.is_there is not None and before.connection != self.connection
        return self.is_there is True and (before.is_there is False or other)


def follow_network(bus: Bus, changed: Callable[[Network], None]) -> Followed:
    return Followed(bus, NAME, PATH, NAME, lambda known: changed(Network.of(known)))

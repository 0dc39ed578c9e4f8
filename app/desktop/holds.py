"""Why uploads wait by themselves: what is around them, and what the user allows; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.desktop.network import Network
from app.desktop.power import Power
from app.errors import Sentence

MARGIN_PERCENT = 3.0
"""So much more than the least a battery must have again, lest uploads come and go with a digit."""


class HoldReason(StrEnum):
    METERED = "metered"
    BATTERY = "battery"


FACTS = {
    HoldReason.METERED: Sentence("This network is metered."),
    HoldReason.BATTERY: Sentence("The battery is low."),
}
"""For each upload, which says by itself that it waits; …"""
SENTENCES = {
    HoldReason.METERED: Sentence("Waiting: this network is metered."),
    HoldReason.BATTERY: Sentence("Waiting: the battery is low."),
}
"""… and for all of them."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the user allows. `is_metered` is their word where the computer does not know."""

    wait_on_metered: bool = True
    is_metered: bool = False
    battery_least: int = 0


@dataclass(frozen=True, slots=True)
class Holds:
    """The reasons there are, and those that the user has overridden for as long as they last."""

    reasons: frozenset[HoldReason] = frozenset()
    overridden: frozenset[HoldReason] = frozenset()

    @property
    def why(self) -> HoldReason | None:
        """The first one that counts."""
        return next((r for r in HoldReason if r in self.reasons - self.overridden), None)

    @property
    def sentence(self) -> str:
        return SENTENCES[self.why] if self.why is not None else ""

    @property
    def fact(self) -> str:
        return FACTS[self.why] if self.why is not None else ""

    def sent_anyway(self) -> Holds:
        """Once the network or the battery has changed, they count again."""
        return Holds(self.reasons, self.reasons)

    def under(self, rules: Rules, network: Network, power: Power) -> Holds:
        """As things are now."""
        reasons = frozenset(
            reason
            for reason, holds in (
                (HoldReason.METERED, is_too_dear(rules, network)),
                (HoldReason.BATTERY, is_too_low(rules, power, HoldReason.BATTERY in self.reasons)),
            )
            if holds
        )
        return Holds(reasons, self.overridden & reasons)


def is_too_dear(rules: Rules, network: Network) -> bool:
    return rules.wait_on_metered and (rules.is_metered or network.is_metered is True)


def is_too_low(rules: Rules, power: Power, was_low: bool) -> bool:
    if not power.on_battery or power.percent is None:
        return False
    least = rules.battery_least
    return bool(least) and power.percent < least + (MARGIN_PERCENT if was_low else 0)

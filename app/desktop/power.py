"""Whether this computer runs on its battery, and how full that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.desktop.bus import Bus, Followed

NAME = "org.freedesktop.UPower"
PATH = "/org/freedesktop/UPower"
DEVICE_PATH = PATH + "/devices/DisplayDevice"
DEVICE = NAME + ".Device"
BATTERY = 2  # the kind of a device; others are mice and telephones
SUPPLIES = Path("/sys/class/power_supply")


@dataclass(frozen=True, slots=True)
class Power:
    """`percent` is None where there is no battery, or nobody says."""

    on_battery: bool = False
    percent: float | None = None


class PowerWatch:
    """UPower's word; where there is none, the kernel's, whenever one calls `look`."""

    def __init__(
        self, bus: Bus, changed: Callable[[Power], None], supplies: Path = SUPPLIES
    ) -> None:
        self._changed, self._supplies = changed, supplies
        self.power = Power()
        self.has_service = False
        self._computer = Followed(bus, NAME, PATH, NAME, self._note_computer)
        self._battery = Followed(bus, NAME, DEVICE_PATH, DEVICE, self._note_battery)

    def look(self) -> None:
        """Where nobody tells of changes; reading these files takes no time."""
        if not self.has_service:
            self._become(power_of(self._supplies))

    def _note_computer(self, known: Mapping[str, Any]) -> None:
        self.has_service = "OnBattery" in known
        if self.has_service:
            self._become(replace(self.power, on_battery=bool(known["OnBattery"])))
        else:
            self.look()

    def _note_battery(self, known: Mapping[str, Any]) -> None:
        if known.get("Type") == BATTERY and "Percentage" in known:
            self._become(replace(self.power, percent=float(known["Percentage"])))

    def _become(self, power: Power) -> None:
        if power != self.power:
            self.power = power
            self._changed(power)


def power_of(supplies: Path) -> Power:
    """As the kernel tells it."""
    kinds: dict[str, list[Path]] = {"Battery": [], "Mains": [], "USB": []}
    with suppress(OSError):
        for supply in supplies.iterdir():
            kinds.setdefault(said(supply / "type"), []).append(supply)
    own = [each for each in kinds["Battery"] if said(each / "scope") != "Device"]
    levels = [int(level) for each in own if (level := said(each / "capacity")).isdecimal()]
    if not levels:
        return Power()
    is_plugged = any(said(each / "online") == "1" for each in kinds["Mains"] + kinds["USB"])
    drains = any(said(each / "status") == "Discharging" for each in own)
    return Power(drains and not is_plugged, sum(levels) / len(levels))


def said(file: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return file.read_text().strip()
    return ""

"""A command: one thing that can be done, for keys, menus, the sheet and the palette alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

On = TypeVar("On")


def always(_on: Any) -> bool:
    return True


@dataclass(frozen=True)  # slots and `UiCommand[…](…)` do not go together
class UiCommand(Generic[On]):
    """`do` returns what is to be told for a moment, or "". `name` and `group` are in the reader's
    language; `checked` is there for what is on or off. Those of one `series` are one line on the
    sheet of keys, and `in_menu` says whether they stand in a menu."""

    id: str
    group: str
    name: str
    do: Callable[[On], str]
    possible: Callable[[On], bool] = always
    checked: Callable[[On], bool] | None = None
    series: str = ""
    in_menu: bool = True


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command with whom it is for, and its keys: to be done by whoever shows it."""

    name: str
    group: str
    do: Callable[[], object]
    keys: tuple[str, ...] = ()
    enabled: bool = True
    on: bool | None = None
    series: str = ""
    in_menu: bool = True


def entries_of(
    commands: Sequence[UiCommand[On]],
    on: On,
    keys: Callable[[str], tuple[str, ...]],
    run: Callable[[UiCommand[On]], object],
) -> list[CommandEntry]:
    """As things stand now."""
    return [
        CommandEntry(
            command.name,
            command.group,
            lambda command=command: run(command),  # type: ignore[misc]
            keys(command.id),
            command.possible(on),
            command.checked(on) if command.checked is not None else None,
            command.series,
            command.in_menu,
        )
        for command in commands
    ]

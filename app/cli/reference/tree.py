"""A parser as plain values: its commands, with their options."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """`names` are empty for what stands without one; `value` is what its value is called, ""
    where it takes none."""

    names: tuple[str, ...]
    value: str
    choices: tuple[str, ...]
    help: str
    takes_file: bool
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    summary: str
    about: str
    options: tuple[Option, ...]


def commands_of(parser: argparse.ArgumentParser) -> list[Command]:
    return [
        Command(
            name,
            next(c.help or "" for c in subparsers._choices_actions if c.dest == name),
            command.description or "",
            tuple(map(option_of, visible(command))),
        )
        for subparsers in parser._actions
        if isinstance(subparsers, argparse._SubParsersAction)
        for name, command in subparsers.choices.items()
    ]


def visible(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """What stands by itself first, as in the usage."""
    yield from (action for action in parser._actions if not action.option_strings)
    yield from (action for action in parser._actions if action.option_strings)


FILES = ("FILE", "DIR", "FILE:LANG")


def option_of(action: argparse.Action) -> Option:
    choices = tuple(map(str, action.choices or ()))
    shown = action.metavar or ("|".join(choices) if choices else action.dest.upper())
    value = "" if action.nargs == 0 else str(shown)
    return Option(
        tuple(action.option_strings),
        value,
        choices,
        action.help or "",
        value in FILES,
        is_optional=action.nargs in ("?", "*"),
    )

"""The manual page, in the language of man(7)."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.cli.reference.tree import Command, Option, commands_of

FILES = {
    "~/.config/matinee/settings.toml": "the settings, which the window has, too",
    "~/.local/share/matinee/uploads/": "what is unfinished, a journal for each account",
    "~/.local/share/matinee/logs/commands.log": "what went wrong",
}
ENVIRONMENT = {
    "MATINEE_TOKEN": "a session of the server that --server names, where there is no keyring",
    "LC_ALL, LC_MESSAGES, LANG": "the language of what is said, where Matinee has it",
    "NO_COLOR": "no colours on a terminal",
}
EXAMPLES = {
    "Send a film, and print its address once it can be watched": (
        'matinee upload film.mp4 --title "Our film" --captions film.de.srt:de --wait'
    ),
    "Send whatever a camera puts into a folder, at 2 MB a second at most": (
        "matinee upload --watch ~/camera --limit 2M"
    ),
    "The ids of all films that failed": ("matinee list --state failed --json | jq -r .id"),
}


def manual_of(parser: argparse.ArgumentParser, meanings: Mapping[int, str]) -> str:
    return "\n".join(lines_of(parser, meanings))


def lines_of(parser: argparse.ArgumentParser, meanings: Mapping[int, str]) -> Iterator[str]:
    yield '.TH MATINEE 1 "" "Matinee" "User Commands"'
    yield from (".SH NAME", r"matinee \- upload videos and watch them")
    yield from (".SH SYNOPSIS", r".B matinee", r"[\fIFILE\fR or \fIURL\fR ...]", ".br")
    yield from (".B matinee", r"\fICOMMAND\fR ...")
    yield from (".SH DESCRIPTION", escaped(parser.description or ""), ".PP")
    yield escaped(parser.epilog or "")
    commands = commands_of(parser)
    common = common_to(commands)
    yield ".SH COMMANDS"
    for command in commands:
        yield from section(command, common)
    yield from (".SH COMMON OPTIONS", "Most commands have these.", *lines_of_options(common))
    yield from (
        ".SH EXIT STATUS",
        *(lines_of_terms({str(int(code)): words for code, words in meanings.items()})),
    )
    yield from (".SH ENVIRONMENT", *lines_of_terms(ENVIRONMENT))
    yield from (".SH FILES", *lines_of_terms(FILES))
    yield ".SH EXAMPLES"
    for what, line in EXAMPLES.items():
        yield from (".PP", escaped(what) + ":", ".PP", ".RS", ".nf", escaped(line), ".fi", ".RE")


def common_to(commands: Sequence[Command]) -> list[Option]:
    """What more than half of them have is told once."""
    counts = Counter(option for command in commands for option in command.options)
    return [option for option, count in counts.items() if count > len(commands) / 2]


def section(command: Command, common: Sequence[Option]) -> Iterator[str]:
    yield from (f".SS {escaped(command.name)}", escaped(command.about))
    yield from lines_of_options(option for option in command.options if option not in common)


def lines_of_options(options: Iterable[Option]) -> Iterator[str]:
    for option in options:
        yield from (".TP", term_of(option), escaped(option.help) or r"\&")


def term_of(option: Option) -> str:
    value = rf"\fI{escaped(option.value)}\fR" if option.value else ""
    if not option.names:
        return value
    names = ", ".join(rf"\fB{escaped(name)}\fR" for name in option.names)
    if not value:
        return names
    return f"{names}[={value}]" if option.is_optional else f"{names} {value}"


def lines_of_terms(terms: Mapping[str, str]) -> Iterator[str]:
    for term, meaning in terms.items():
        yield from (".TP", rf"\fB{escaped(term)}\fR", escaped(meaning))


def escaped(text: str) -> str:
    """A line of roff: no control line, no escape, and hyphens that can be copied."""
    line = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-")
    line = line.replace("…", r"\&...").replace("%%", "%")
    return rf"\&{line}" if line[:1] in (".", "'") else line

"""What a command says: lines for people, or one JSON object a line for programs."""

from __future__ import annotations

import getpass
import json
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TextIO

from app.cli.exit_codes import Misused
from app.cli.words import Translations, told
from app.errors import Sentence

BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INSTEAD = "\N{REPLACEMENT CHARACTER}"
HALVES = re.compile("[\ud800-\udfff]")


class Above(Protocol):
    """Something that stays at the bottom of the terminal, with room for lines above it."""

    def print(self, line: str) -> None: ...


@dataclass
class Console:
    """`result` goes to `out`, `note` to `err`; as JSON only objects go to `out`."""

    out: TextIO
    err: TextIO
    source: TextIO
    as_json: bool = False
    translations: Translations = field(default_factory=dict)
    below: Above | None = None

    @property
    def is_interactive(self) -> bool:
        """Whether somebody sits there to be asked."""
        return self.source.isatty() and self.err.isatty()

    @property
    def has_bars(self) -> bool:
        """Whether something may move on the screen."""
        is_plain = self.as_json or os.environ.get("TERM") == "dumb"
        return not is_plain and self.err.isatty()

    def result(self, event: str, words: str, **values: Any) -> None:
        """What was asked for: `words` for people, of which a sentence is one line, `event` and its
        values for programs."""
        if self.as_json:
            self.event(event, **values)
        else:
            self._write(self.out, words, "" if isinstance(words, Sentence) else "\n\t")

    def event(self, event: str, **values: Any) -> None:
        """Something that only programs want to hear of."""
        if self.as_json:
            line = json.dumps(printable({"event": event, **values}), allow_nan=False)
            self.out.write(line + "\n")
            self.out.flush()

    def note(self, words: str) -> None:
        """What there is to say besides, on one line."""
        self._write(self.err, words)

    def table(self, event: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Rows as columns, as wide as what is in them; the last one is not padded."""
        names = list(rows[0]) if rows else []
        widths = [max(len(safe(row[name])) for row in rows) for name in names]
        for row in rows:
            cells = [
                safe(row[name]).ljust(width) for name, width in zip(names, widths, strict=True)
            ]
            self.result(event, "  ".join(cells).rstrip(), **row)

    def ask(self, question: str) -> str:
        """A line of whoever sits there."""
        self.err.write(safe(told(question, self.translations)) + " ")
        self.err.flush()
        return self.source.readline().strip()

    def agreed(self, question: str) -> bool:
        return self.ask(question).casefold() in ("y", "yes")

    def secret(self, question: str, wanted: str) -> str:
        """Typed unseen, or the next line of a pipe; never an argument, which all can read."""
        if self.is_interactive:
            return getpass.getpass(safe(told(question, self.translations)) + " ", self.err)
        if not (line := self.source.readline()):
            raise Misused("There is nobody to ask for {what}: write it to the input.", what=wanted)
        return line.rstrip("\r\n")

    def _write(self, stream: TextIO, words: str, keep: str = "") -> None:
        line = safe(told(words, self.translations), keep)
        if self.below is not None and stream.isatty():
            self.below.print(line)
        else:
            stream.write(line + "\n")
            stream.flush()


def safe(text: str, keep: str = "") -> str:
    """Without what could move the cursor, colour the terminal, turn the direction of writing, or
    can't be written at all: names of files may hold anything."""
    return "".join(letter if letter in keep or is_safe(letter) else INSTEAD for letter in text)


def is_safe(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp") and letter not in BIDI


def printable(value: Any) -> Any:
    """JSON has no half surrogates, which stand for bytes of a name that are no UTF-8."""
    match value:
        case str():
            return HALVES.sub(INSTEAD, value)
        case dict():
            return {name: printable(each) for name, each in value.items()}
        case list() | tuple():
            return [printable(each) for each in value]
        case _:
            return value

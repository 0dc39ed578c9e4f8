"""What a search means, as the text that either index of words takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from backend.text import words

MOST_WORDS = 10
SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Class:
    """Where each word must be: columns of FTS5, marks of PostgreSQL's lexemes. `whole`: as it is;
    otherwise it may go on."""

    columns: str
    marks: str
    whole: bool = False


TITLE = Class("title", "t")
CLASSES = (
    Class("title", "t", whole=True),
    TITLE,
    Class("title tags channel", "tg"),
    Class("title tags channel description", "tgd"),
    Class("title tags channel description captions", "tgdc"),
)
"""The best first; each holds all that those before it do."""
ANYWHERE = Class("title tags channel description captions filename", "tgdcf")
"""Where owners look, too."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a query; they are letters and digits only, so that nothing needs an escape."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, query: str) -> Terms | None:
        """None if there is no word in it. What is too much is passed over."""
        found = tuple(islice(dict.fromkeys(words(query)), MOST_WORDS))
        return cls(found) if found else None

    def match(self, dialect: str, viewer: str | None, kind: Class, without: Class | None) -> str:
        """For what this viewer may find: all that is public, and their own."""
        scopes = ("@listed", f"@{viewer}") if viewer else ("@listed",)
        return self._within(scopes, dialect, kind, without)

    def of_account(self, dialect: str, account_id: str) -> str:
        """For what is an account's own, wherever the words stand; they may go on."""
        return self._within((f"@{account_id}",), dialect, ANYWHERE, None)

    def _within(
        self, scopes: Sequence[str], dialect: str, kind: Class, without: Class | None
    ) -> str:
        if dialect == SQLITE:
            # The tokenizer takes the sign for no letter.
            scope = " OR ".join(f'"{name[1:]}"' for name in scopes)
            beyond = f" NOT {self._fts5(without)}" if without else ""
            return f"(scope : ({scope})) AND ({self._fts5(kind)}{beyond})"
        scope = " | ".join(f"'{name}'" for name in scopes)
        beyond = f" & !{self._tsquery(without)}" if without else ""
        return f"({scope}) & {self._tsquery(kind)}{beyond}"

    def _fts5(self, kind: Class) -> str:
        star = "" if kind.whole else " *"
        every = " AND ".join(f'"{word}"{star}' for word in self.words)
        return f"({{{kind.columns}}} : ({every}))"

    def _tsquery(self, kind: Class) -> str:
        star = "" if kind.whole else ":*"
        return "({})".format(
            " & ".join(
                "({})".format(" | ".join(f"'{mark}:{word}'{star}" for mark in kind.marks))
                for word in self.words
            )
        )

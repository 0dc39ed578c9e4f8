"""What a search means, as the text that either index of words takes."""

from __future__ import annotations

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
        if dialect == SQLITE:
            # What is hidden is taken away of what was found: to find only what is public would mean
            # to go through the list of all that is, at each step of two words towards each other.
            own = f' NOT "{viewer}"' if viewer else ""
            beyond = f" NOT {self._fts5(without)}" if without else ""
            return f'({self._fts5(kind)}{beyond}) NOT (scope : ("hidden"{own}))'
        own = f" | '@{viewer}'" if viewer else ""
        beyond = f" & !{self._tsquery(without)}" if without else ""
        return f"('@listed'{own}) & {self._tsquery(kind)}{beyond}"

    def of_account(self, dialect: str, account_id: str) -> str:
        """For what is an account's own, wherever the words stand; they may go on."""
        if dialect == SQLITE:
            return f'(scope : "{account_id}") AND {self._fts5(ANYWHERE)}'
        return f"'@{account_id}' & {self._tsquery(ANYWHERE)}"

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

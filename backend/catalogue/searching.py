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
            own = f' OR "{viewer}"' if viewer else ""
            scope = f'(scope : ("listed"{own}))'
            return f"{scope} AND ({self._fts5(kind)}" + (
                f" NOT {self._fts5(without)})" if without else ")"
            )
        own = f" | '@{viewer}'" if viewer else ""
        scope = f"('@listed'{own}) & {self._tsquery(kind)}"
        return f"{scope} & !{self._tsquery(without)}" if without else scope

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

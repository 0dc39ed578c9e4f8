"""What its user says of a film, as a value; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

POSTER, CAPTIONS, PLAYLIST, CHAPTERS = "poster", "captions:", "playlist:", "chapters"
"""The name of a poster, how those of captions (a language follows) and playlists (an id) begin,
and the name of chapters. All other names are those of words as the backend has them."""


BEHIND = "behind"
"""Of the place of a film on a playlist: by their keys, those before it, the nearest first."""

Chapter = Mapping[str, Any]
"""`start_seconds` and `title`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """By name, and only what is said. A poster and captions are names of kept files, "" to take
    them away; a playlist is whether the film is on it, or `BEHIND` which others it is."""

    said: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.said)

    def then(self, later: Draft) -> Draft:
        """Both; of the same thing what was said last."""
        return Draft({**self.said, **later.said})

    def without(self, sent: Draft) -> Draft:
        """What was not sent, or was something else then."""
        return Draft(
            {
                name: value
                for name, value in self.said.items()
                if name not in sent.said or sent.said[name] != value
            }
        )

    def with_captions(self, fit: Callable[[str], str | None]) -> Draft:
        """Those by other names of kept files; what becomes of none is left out."""
        fitting = {k: fit(v) if v and k.startswith(CAPTIONS) else v for k, v in self.said.items()}
        return Draft({name: value for name, value in fitting.items() if value is not None})

    def with_chapters(self, fit: Callable[[Sequence[Chapter]], list[Chapter]]) -> Draft:
        """Those as they fit; where none does, nothing is said of them."""
        if not (chapters := self.said.get(CHAPTERS)):
            return self
        others = {name: value for name, value in self.said.items() if name != CHAPTERS}
        fitting = fit(chapters)
        return Draft({**others, CHAPTERS: fitting} if fitting else others)

    @property
    def files(self) -> frozenset[str]:
        """The kept files that it speaks of."""
        return frozenset(v for k, v in self.said.items() if v and is_file(k))

    def pieces(self) -> Iterator[Draft]:
        """What goes out at once: all words together, everything else by itself."""
        words = {name: value for name, value in self.said.items() if is_word(name)}
        if words:
            yield Draft(words)
        for name, value in self.said.items():
            if not is_word(name):
                yield Draft({name: value})

    def each(self) -> Iterator[Draft]:
        """One by one."""
        for name, value in self.said.items():
            yield Draft({name: value})

    def to_json(self) -> str:
        return json.dumps(dict(self.said))

    @classmethod
    def from_json(cls, text: str) -> Draft:
        return cls(json.loads(text))


NOTHING = Draft()


def is_file(name: str) -> bool:
    return name == POSTER or name.startswith(CAPTIONS)


def is_word(name: str) -> bool:
    return not (is_file(name) or name.startswith(PLAYLIST))

"""How well typed letters fit a name; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

NO_MATCH = -1
WHOLE_START, WORD_START, INSIDE, SCATTERED = 4, 3, 2, 1


def plain(text: str) -> str:
    """Without case and accents, so that "prasentation" finds "Präsentation"."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def fit(typed: str, name: str) -> int:
    """`NO_MATCH`, or the better the larger: each typed word where one begins, inside one, or its
    letters in this order."""
    name = plain(name)
    words = plain(typed).split()
    fits = [word_fit(word, name) for word in words]
    if NO_MATCH in fits:
        return NO_MATCH
    whole = 1 if words and name.startswith(" ".join(words)) else 0
    return sum(fits) + whole


def word_fit(word: str, name: str) -> int:
    if name.startswith(word):
        return WHOLE_START
    if f" {word}" in name:
        return WORD_START
    if word in name:
        return INSIDE
    letters = iter(name)
    return SCATTERED if all(letter in letters for letter in word) else NO_MATCH


def found(typed: str, things: Sequence[T], name_of: Callable[[T], str]) -> list[T]:
    """Those that fit, the best first; among equals their order, which is also that of all."""
    fits = [(fit(typed, name_of(thing)), thing) for thing in things]
    matching = [pair for pair in fits if pair[0] != NO_MATCH]
    return [thing for _, thing in sorted(matching, key=lambda pair: -pair[0])]

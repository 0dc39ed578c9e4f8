"""What the backend says to its users, by key; each language is a file in `resources/sentences/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "resources" / "sentences"
ENGLISH = "en"
NO_VALUES: Mapping[str, object] = {}

READER: ContextVar[str] = ContextVar("reader", default=ENGLISH)
"""The language of whoever asked, set around each request."""


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """The sentences of a language, each with its values' names in braces."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


@lru_cache
def languages() -> frozenset[str]:
    return frozenset(file.stem for file in FOLDER.glob("*.toml"))


@lru_cache(maxsize=256)
def preferred(accepted: str) -> str:
    """The best of our languages for an Accept-Language header (RFC 9110 §12.5.4), else English."""
    wishes = [wish for part in accepted.split(",") if (wish := wish_of(part))]
    for _, tag in sorted(wishes, key=lambda wish: -wish[0]):
        for language in (tag, tag.partition("-")[0]):
            if language in languages():
                return language
    return ENGLISH


def wish_of(part: str) -> tuple[float, str] | None:
    """`de-AT;q=0.8` as (0.8, "de-at"); None for what is not wanted, or no wish at all."""
    tag, _, weight = part.partition(";")
    try:
        quality = float(weight.partition("=")[2] or 1)
    except ValueError:
        return None
    return (quality, tag.strip().lower()) if quality > 0 else None


def said(key: str, values: Mapping[str, object] = NO_VALUES, language: str = ENGLISH) -> str:
    """A sentence with its values; in English where the language lacks it, and as it stands where
    it is no key but words already: to fail over words would hide the fault that they tell of."""
    template = catalogue(language).get(key) or catalogue(ENGLISH).get(key, key)
    return template.format_map(values).strip() if values else template


def told(key: str, values: Mapping[str, object] = NO_VALUES) -> str:
    """A sentence in the language of whoever asked."""
    return said(key, values, READER.get())


def retold(sentence: str) -> str:
    """A sentence of ours that was kept in English, in the language of whoever asked."""
    language = READER.get()
    if language == ENGLISH:
        return sentence
    for key, pattern in patterns():
        if found := pattern.fullmatch(sentence):
            return said(key, found.groupdict(), language)
    return sentence


@lru_cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What each English sentence looks like; those with the fewest values first."""
    sentences = sorted(catalogue(ENGLISH).items(), key=lambda item: item[1].count("{"))
    return tuple((key, re.compile(pattern_of(text), re.DOTALL)) for key, text in sentences)


def pattern_of(text: str) -> str:
    pieces = re.split(r"\{(\w+)\}", text)
    return "".join(f"(?P<{p}>.+)" if odd % 2 else re.escape(p) for odd, p in enumerate(pieces))

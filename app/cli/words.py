"""The reader's words without Qt: the window's translations, and numbers as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from app import units
from app.errors import Sentence
from app.units import MINUTE

TRANSLATIONS = Path(__file__).parents[2] / "resources" / "translations"
CONTEXT = "Matinee"
ENGLISH = "en"

Translations = Mapping[str, str]


def language_of(environment: Mapping[str, str]) -> str:
    """What POSIX's variables ask for: "de_DE" for `de_DE.UTF-8`; English for the C locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := environment.get(name, "").partition(".")[0].partition("@")[0]:
            return ENGLISH if wanted in ("C", "POSIX") else wanted
    return ENGLISH


def translations_for(language: str, folder: Path = TRANSLATIONS) -> Translations:
    """Of that language; none where there is no file of it, which leaves the source's English."""
    for name in (language, language.partition("_")[0]):
        if name != ENGLISH and (file := folder / f"matinee_{name}.ts").exists():
            return dict(translated(ElementTree.parse(file).getroot()))  # noqa: S314 - a file of ours
    return {}


def translated(document: ElementTree.Element) -> list[tuple[str, str]]:
    messages = (
        message
        for context in document.iter("context")
        if context.findtext("name") == CONTEXT
        for message in context.iter("message")
    )
    found = [(m.findtext("source", ""), m.findtext("translation", "")) for m in messages]
    return [(source, said) for source, said in found if said]


def told(text: str, translations: Translations) -> str:
    """A sentence in the reader's language, as far as it is ours to say."""
    if not isinstance(text, Sentence):
        return text
    words = translations.get(text.template, text.template)
    if not text.values:
        return words
    values = {
        name: told(value, translations) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return words.format(**values)


def size(count: float) -> str:
    """As the window shows it: "22.7 MB"."""
    return " ".join(units.in_units(count))


def clock(seconds: float | None) -> str:
    """A time of a film, "" when it is not known."""
    return "" if seconds is None else units.clock(seconds)


def time_left(seconds: float | None) -> str:
    """A rough wait: "8 s left", "5 min left"; "" when it can't be told."""
    if seconds is None:
        return ""
    if seconds < 1.5 * MINUTE:
        return f"{max(1, round(seconds))} s left"
    hours, minutes = divmod(round(seconds / MINUTE), MINUTE)
    return f"{hours} h {minutes} min left" if hours else f"{minutes} min left"


def join(*parts: str) -> str:
    return " · ".join(filter(None, parts))

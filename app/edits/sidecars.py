"""Captions that lie beside a film, by their names; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

SUFFIXES = (".vtt", ".srt", ".ass", ".ssa")
"""The first is taken where a language has several."""
UNKNOWN = "und"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}", re.IGNORECASE)
NO_LANGUAGE = frozenset({"sdh", "cc", "hi", "forced", "default", "full"})
"""What names of captions say besides; "hi" is for the hard of hearing at least as often as
Hindi, which "hin" says without doubt."""


def sidecars_of(path: Path, names: Iterable[str]) -> list[tuple[Path, str]]:
    """Of the names in its folder, those of this film's captions with their languages:
    `film.srt`, `film.en.srt`, `film.pt-BR.forced.vtt`; one a language."""
    found: dict[str, str] = {}
    stem = path.stem.casefold()
    for name in sorted(filter(is_track, names), key=rank):
        words = Path(name).stem
        if words.casefold().startswith(stem):
            language = language_of(words[len(stem) :])
            if language is not None:
                found.setdefault(language, name)
    return [(path.with_name(name), language) for language, name in found.items()]


def is_track(name: str) -> bool:
    return Path(name).suffix.lower() in SUFFIXES


def language_of(rest: str) -> str | None:
    """Of what follows the film's name; None where that makes it another film's."""
    if rest and rest[0] not in "._":
        return None
    words = [word.lower() for word in re.split("[._]", rest[1:]) if word]
    languages = [word for word in words if word not in NO_LANGUAGE]
    if len(languages) > 1 or not all(map(LANGUAGE.fullmatch, languages)):
        return None
    return languages[0] if languages else UNKNOWN


def rank(name: str) -> tuple[int, int, str]:
    """The plain one before the forced one, and by what is read best."""
    return name.count("."), SUFFIXES.index(Path(name).suffix.lower()), name

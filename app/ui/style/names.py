"""Names of files, and titles made of them, as they can be shown: a file system allows anything."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

KEPT = "\u200c\u200d"
"""Format characters that letters and emoji need; the others turn around or hide what is there."""
NOT_TEXT = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@lru_cache(maxsize=2048)
def plain_name(name: str) -> str:
    """On one line, in the order in which it is written; bytes that are no text become �."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    shown = "".join(each if is_text(each) else gap(each) for each in text)
    return " ".join(shown.split()) or "�"


def is_text(character: str) -> bool:
    return character in KEPT or unicodedata.category(character) not in NOT_TEXT


def gap(character: str) -> str:
    """Marks of direction leave none."""
    return "" if unicodedata.category(character) == "Cf" else " "

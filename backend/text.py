"""What people type, made fit to keep and to find."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

UNDIVIDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take for others with an accent, but people who search do."""
# Chinese and Japanese have no spaces: there each letter is a word.
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(f"[{IDEOGRAPHS}]|[^\\W_{IDEOGRAPHS}]+")
LONGEST_WORD = 64
MOST_WORDS = 5000
"""Of a text or of what is said in a film: more would cost every search and find little."""
TAG = re.compile("<[^<>]*>")


def searchable(*texts: str) -> str:
    """Without case and accents, so that "etude" finds "Étude"."""
    plain = " ".join(texts)
    if plain.isascii():
        return plain.lower()
    joined = unicodedata.normalize("NFKD", plain).casefold().translate(UNDIVIDED)
    return "".join(letter for letter in joined if not unicodedata.combining(letter))


def words(*texts: str) -> Iterator[str]:
    """The words of a text as a search has them: letters and digits, without case and accents."""
    for found in WORD.finditer(searchable(*texts)):
        yield found[0][:LONGEST_WORD]


def distinct_words(text: str, most: int = MOST_WORDS) -> str:
    """The first so many, each once, with one space between them."""
    return " ".join(islice(dict.fromkeys(words(text)), most))


def spoken_words(webvtt: str) -> str:
    """What is said in a track of subtitles, each word once."""
    said = (line for line in webvtt.splitlines()[1:] if line and "-->" not in line)
    return distinct_words(TAG.sub(" ", " ".join(said)))


def title_of(filename: str) -> str:
    """`holiday_2024.mp4` → `holiday 2024`; a client on Windows may send its whole path."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    stem = name.rpartition(".")[0] or name
    return " ".join(stem.replace("_", " ").split()) or "Untitled"


def like_pattern(query: str) -> str:
    """For LIKE … ESCAPE '\\\\': the words in any place, `%` and `_` taken as they are."""
    escaped = searchable(query).strip()
    for letter in "\\%_":
        escaped = escaped.replace(letter, "\\" + letter)
    return f"%{escaped}%"


def human(size_bytes: float) -> str:
    """In decimal units, as the application and file managers show sizes."""
    for unit in ("bytes", "KB", "MB", "GB", "TB"):
        if size_bytes < 1000 or unit == "TB":
            break
        size_bytes /= 1000
    return f"{size_bytes:.0f} {unit}" if unit == "bytes" else f"{size_bytes:.1f} {unit}"

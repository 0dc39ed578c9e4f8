"""Words of the command line to values, or `Misused` with a sentence. Pure, but for a look at what
lies at a path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.cli.exit_codes import Misused
from app.links import IDENTITY, WatchLink, seconds_of

RATE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?(?:/s)?", re.IGNORECASE)
FACTORS = {"": 1, "k": 1e3, "m": 1e6, "g": 1e9}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")
LONGEST_DESCRIPTION = 20_000
NEVER, NONE = "never", "none"


@dataclass(frozen=True, slots=True)
class Captions:
    file: Path
    language: str


def rate(text: str) -> int:
    """Bytes per second: "500k", "2.5M", "800000"."""
    match = RATE.fullmatch(text.strip())
    found = float(match[1]) * FACTORS[match[2].lower()] if match else 0.0
    if found < 1:
        raise Misused(
            "“{text}” is no rate. One looks like 500k or 2.5M (bytes a second).", text=text
        )
    return round(found)


def moment(text: str, now: datetime) -> str:
    """A time to come as ISO 8601 with its zone, "" for `never`; without a zone it is the zone of
    `now`."""
    if text == NEVER:
        return ""
    try:
        then = datetime.fromisoformat(text)
        then = then if then.tzinfo else then.replace(tzinfo=now.tzinfo)
        is_late = then <= now
        is_far = then.year >= 9999
    except (ValueError, OverflowError):
        raise Misused(
            "“{text}” is no time. One looks like 2030-05-31T18:00 or 2030-05-31T18:00+02:00.",
            text=text,
        ) from None
    if is_late:
        raise Misused("{text} has passed already.", text=text)
    if is_far:
        raise Misused("{text} is too far away.", text=text)
    return then.isoformat()


def captions(text: str) -> Captions:
    """FILE:LANG; a name may hold colons."""
    name, colon, language = text.rpartition(":")
    if not colon or not name or not LANGUAGE.fullmatch(language):
        raise Misused(
            "“{text}” names no language. Captions look like film.srt:en or film.srt:pt-BR.",
            text=text,
        )
    return Captions(existing(Path(name)), language)


def tags(text: str) -> list[str]:
    """Between commas, each once; `none` takes all away."""
    if text == NONE:
        return []
    found = list(dict.fromkeys(filter(None, (" ".join(tag.split()) for tag in text.split(",")))))
    if not found:
        raise Misused("“{text}” holds no tags. They look like garden, how to; or none.", text=text)
    return found


def language(text: str) -> str | None:
    """What is spoken in it; `none` takes it back."""
    if text == NONE:
        return None
    if not LANGUAGE.fullmatch(text):
        raise Misused("“{text}” is no language. One looks like en or pt-BR.", text=text)
    return text


def existing(path: Path) -> Path:
    """A file that is there."""
    try:
        if path.is_dir():
            raise Misused("{path} is a folder, not a file.", path=path)
        if not path.exists():
            raise Misused("There is no file {path}.", path=path)
        if not path.is_file():
            raise Misused("{path} is not a file that can be sent.", path=path)
    except (OSError, ValueError) as error:
        raise Misused("{path} can't be read: {why}.", path=path, why=error) from error
    return path.absolute()


def folder(path: Path) -> Path:
    if not path.is_dir():
        raise Misused("There is no folder {path}.", path=path)
    return path.absolute()


def film(path: Path) -> Path:
    """A film to send."""
    if path.is_dir():
        raise Misused(
            "{path} is a folder. Name the files in it, or have it watched: --watch {path}",
            path=path,
        )
    return existing(path)


def each_once(films: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The films, and those that are named again, under whatever name."""
    once, again, seen = list[Path](), list[Path](), set[tuple[int, int]]()
    for path in films:
        stat = path.stat()
        known = (stat.st_dev, stat.st_ino)
        (again if known in seen else once).append(path)
        seen.add(known)
    return once, again


def description(file: Path) -> str:
    """What the file says."""
    try:
        text = existing(file).read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Misused("{file} is no text in UTF-8.", file=file) from None
    except OSError as error:
        raise Misused("{file} can't be read: {why}.", file=file, why=error.strerror) from error
    if len(text) > LONGEST_DESCRIPTION:
        raise Misused(
            "{file} is too long for a description: {count} letters, where {most} are the most.",
            file=file,
            count=len(text),
            most=LONGEST_DESCRIPTION,
        )
    return text


def video_id(text: str) -> str:
    """An id, or the address of a watch page."""
    if (link := WatchLink.parse(text)) is not None:
        return link.video_id
    if not IDENTITY.fullmatch(text):
        raise Misused("“{text}” is neither the id nor the address of a video.", text=text)
    return text


def film_time(text: str) -> float:
    """A moment of a film: "90", "1m30s", "1:30"."""
    if (seconds := seconds_of(text)) is None:
        raise Misused("“{text}” is no time of a film. One looks like 1:30 or 90s.", text=text)
    return seconds


def expiry(text: str, now: datetime) -> str:
    """A moment, or days from now: "7d"."""
    if match := re.fullmatch(r"(\d{1,4})d", text):
        return (now + timedelta(days=int(match[1]))).isoformat()
    return moment(text, now)

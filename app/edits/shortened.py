"""Captions and chapters of a film of which only parts are sent: what is said in those, at its new
times. Pure.

SRT, WebVTT and ASS keep all that is theirs but the times; what is read in another encoding is UTF-8
afterwards.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf

from app.edits.draft import Chapter

Moved = Callable[[float], float]
"""A moment of the film to one of what is sent; those that are left out are where the cut is."""

CLOCK = r"(?:\d{1,9}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
TIMES = re.compile(rf"^([ \t]*)({CLOCK})([ \t]*-->[ \t]*)({CLOCK})", re.MULTILINE)
WITHIN = re.compile(rf"<({CLOCK})>")
BLOCKS = re.compile(r"\n[ \t]*\n")
DIALOGUE = re.compile(rf"((?:Dialogue|Comment):[^,]*,)[ ]*({CLOCK})[ ]*,[ ]*({CLOCK})[ ]*(,.*)")
ASS = (".ass", ".ssa")
LEAST_SECONDS = 0.001


def shortened(data: bytes, suffix: str, moved: Moved) -> bytes | None:
    """A file of captions, by the end of its name; None where nothing is said in what is kept."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    is_ass = suffix.lower() in ASS
    made = _lines(text, moved) if is_ass else _cues(text, moved)
    return made.encode() if (DIALOGUE if is_ass else TIMES).search(made) else None


def chapters_shortened(chapters: Sequence[Chapter], moved: Moved) -> list[Chapter]:
    """Those of which something is kept; each ends where the next one begins."""
    starts = [moved(float(chapter["start_seconds"])) for chapter in chapters]
    return [
        {**chapter, "start_seconds": start}
        for chapter, (start, stop) in zip(chapters, pairwise([*starts, moved(inf)]), strict=True)
        if stop - start >= LEAST_SECONDS
    ]


def decoded(data: bytes) -> str:
    """As players guess it: by a mark at its beginning, else UTF-8, else Western European."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _cues(text: str, moved: Moved) -> str:
    blocks = (_cue(block, moved) for block in BLOCKS.split(text))
    return "\n\n".join(block for block in blocks if block is not None)


def _cue(block: str, moved: Moved) -> str | None:
    """None where nothing of it is kept; what is no cue stays."""
    if (found := TIMES.search(block)) is None:
        return block
    indent, begin, arrow, end = found.groups()
    if (times := _kept(begin, end, moved)) is None:
        return None
    head = block[: found.start()] + indent + times[0] + arrow + times[1]
    rest = WITHIN.sub(lambda at: f"<{_like(at[1], moved(_seconds(at[1])))}>", block[found.end() :])
    return head + rest


def _lines(text: str, moved: Moved) -> str:
    lines = (_line(line, moved) for line in text.split("\n"))
    return "\n".join(line for line in lines if line is not None)


def _line(line: str, moved: Moved) -> str | None:
    if (found := DIALOGUE.fullmatch(line)) is None:
        return line
    head, begin, end, rest = found.groups()
    times = _kept(begin, end, moved)
    return None if times is None else f"{head}{times[0]},{times[1]}{rest}"


def _kept(begin: str, end: str, moved: Moved) -> tuple[str, str] | None:
    start, stop = moved(_seconds(begin)), moved(_seconds(end))
    return (_like(begin, start), _like(end, stop)) if stop - start >= LEAST_SECONDS else None


def _seconds(clock: str) -> float:
    seconds = 0.0
    for field in clock.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(field)
    return seconds


def _like(clock: str, seconds: float) -> str:
    """As that one is written: with as many fields, and digits behind the point or the comma."""
    mark = "," if "," in clock else "."
    digits = len(clock.rpartition(mark)[2])
    whole, fraction = divmod(round(seconds * 10**digits), 10**digits)
    hours, rest = divmod(whole, 3600)
    tail = f"{rest // 60:02}:{rest % 60:02}{mark}{fraction:0{digits}}"
    width = len(clock.partition(":")[0])
    return f"{hours:0{width}}:{tail}" if clock.count(":") > 1 else tail

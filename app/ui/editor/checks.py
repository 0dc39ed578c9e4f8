"""What can't be saved as it is, and why, in a sentence; "" is fine. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from PySide6.QtCore import QLocale

from app.server.editing import FURTHEST_AWAY, Chapter
from app.ui.style.words import translate

MOST_TITLE, MOST_DESCRIPTION = 200, 20_000
MOST_TAGS, LONGEST_TAG = 30, 60


def title_fault(title: str) -> str:
    return "" if title.strip() else translate("Editor", "A video needs a title.")


def description_fault(description: str) -> str:
    if (length := len(description)) <= MOST_DESCRIPTION:
        return ""
    return translate(
        "Editor",
        "A description has at most {most} characters, and this one {length}. "
        "It stays here, and is saved once it is shorter.",
        most=QLocale().toString(MOST_DESCRIPTION),
        length=QLocale().toString(length),
    )


def paste_fault(length: int) -> str:
    return translate(
        "Editor",
        "That text has {length} characters, and a description at most {most}: it was not pasted.",
        most=QLocale().toString(MOST_DESCRIPTION),
        length=QLocale().toString(length),
    )


def tags_of(words: str) -> list[str]:
    """What was typed with commas between, each once."""
    tags = (
        " ".join(tag.strip().lstrip("#").split()) for tag in words.replace("\n", ",").split(",")
    )
    return list(dict.fromkeys(tag for tag in tags if tag))


def tags_fault(tags: Sequence[str]) -> str:
    if len(tags) > MOST_TAGS:
        return translate("Editor", "A video has at most %n tag(s).", MOST_TAGS)
    if any(len(tag) > LONGEST_TAG for tag in tags):
        return translate("Editor", "A tag has at most %n letter(s).", LONGEST_TAG)
    return ""


def publish_fault(when: datetime, now: datetime) -> str:
    if when - now > FURTHEST_AWAY:
        return translate("Editor", "Choose a time within the next hundred years.")
    return ""


def publish_note(when: datetime, now: datetime) -> str:
    """What a time means that is over."""
    if when.astimezone(UTC) <= now.astimezone(UTC):
        return translate("Editor", "That time is over: the video is visible at once.")
    return ""


def chapters_fault(chapters: Sequence[Chapter], duration_seconds: float | None) -> str:
    starts = [chapter.start_seconds for chapter in chapters]
    if any(later <= earlier for earlier, later in pairwise(starts)):
        return translate("Editor", "Each chapter begins later than the one before.")
    if any(not chapter.title.strip() for chapter in chapters):
        return translate("Editor", "Each chapter needs a title.")
    if duration_seconds and starts and starts[-1] >= duration_seconds:
        return translate("Editor", "A chapter begins before the video ends.")
    return ""

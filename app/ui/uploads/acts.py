"""What can be done with films on their way, and with which; pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from app.ui.cards.actions import is_watchable
from app.ui.style.words import translate
from app.ui.uploads.entries import Group, UploadEntry
from app.upload.engine.progress import State


class Act(StrEnum):
    PLAY = "play"
    EDIT = "edit"
    TRIM = "trim"
    PAUSE = "pause"
    RESUME = "resume"
    RETRY = "retry"
    FIRST = "first"
    LAST = "last"
    UP = "up"
    DOWN = "down"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"
    OPEN = "open"
    CLOSE = "close"
    CANCEL = "cancel"
    FORGET = "forget"


PRIORITIES = {Act.HIGH: 1, Act.NORMAL: 0, Act.LOW: -1}
GROUPS = (
    (Act.PLAY, Act.EDIT, Act.TRIM),
    (Act.PAUSE, Act.RESUME, Act.RETRY),
    (Act.FIRST, Act.UP, Act.DOWN, Act.LAST),
    (Act.HIGH, Act.NORMAL, Act.LOW),
    (Act.OPEN, Act.CLOSE),
    (Act.CANCEL, Act.FORGET),
)
KEYS = {
    Act.PLAY: "Enter",
    Act.EDIT: "F2",
    Act.PAUSE: "Space",
    Act.RESUME: "Space",
    Act.FIRST: "Alt+Home",
    Act.UP: "Alt+Up",
    Act.DOWN: "Alt+Down",
    Act.LAST: "Alt+End",
    Act.OPEN: "Right",
    Act.CLOSE: "Left",
    Act.CANCEL: "Del",
    Act.FORGET: "Del",
}
PICTURES = {
    Act.PLAY: "play",
    Act.EDIT: "edit",
    Act.TRIM: "trim",
    Act.PAUSE: "pause",
    Act.RESUME: "play",
    Act.RETRY: "replay",
    Act.FIRST: "up",
    Act.OPEN: "statistics",
    Act.CANCEL: "close",
    Act.FORGET: "close",
}


def offered(films: Sequence[UploadEntry], opened: frozenset[str]) -> tuple[tuple[Act, ...], ...]:
    """In groups: each makes sense for at least one of the films, and is done with those."""
    groups = (tuple(act for act in group if suits(act, films, opened)) for group in GROUPS)
    return tuple(group for group in groups if group)


def suits(act: Act, films: Sequence[UploadEntry], opened: frozenset[str]) -> bool:
    if act in (Act.PLAY, Act.TRIM) and len(films) > 1:
        return False
    return any(can(act, film, opened) for film in films)


def can(act: Act, film: UploadEntry, opened: frozenset[str] = frozenset()) -> bool:
    upload, video = film.upload, film.video
    waits = not upload.state.is_final and upload.state is not State.FINISHING
    match act:
        case Act.PLAY:
            return video is not None and is_watchable(video)
        case Act.EDIT:
            lost = upload.state is State.FAILED and not upload.retryable
            gone = upload.state is State.CANCELLED or (video and video.state == "deleted")
            return not (lost or gone)
        case Act.TRIM:
            is_plain = not (upload.is_trimmed or upload.replaces) and upload.path is not None
            return waits and is_plain and not upload.moved_bytes
        case Act.PAUSE:
            return waits and upload.state is not State.PAUSED
        case Act.RESUME:
            return upload.state is State.PAUSED
        case Act.RETRY:
            refused = upload.state is State.FAILED and (upload.retryable or bool(upload.reason))
            return refused or (
                film.group is Group.FAILED and film.made is not None and film.made.error_retryable
            )
        case Act.FIRST | Act.LAST | Act.UP | Act.DOWN:
            return waits
        case Act.HIGH | Act.NORMAL | Act.LOW:
            return waits and upload.priority != PRIORITIES[act]
        case Act.OPEN:
            return film.key not in opened and video is not None and bool(video.rungs)
        case Act.CLOSE:
            return film.key in opened
        case Act.CANCEL:
            return not upload.state.is_final
        case Act.FORGET:
            return upload.state.is_final


def label(act: Act) -> str:
    match act:
        case Act.PLAY:
            return translate("Uploads", "Play")
        case Act.EDIT:
            return translate("Uploads", "Edit details…")
        case Act.TRIM:
            return translate("Uploads", "Trim…")
        case Act.PAUSE:
            return translate("Uploads", "Pause")
        case Act.RESUME:
            return translate("Uploads", "Resume")
        case Act.RETRY:
            return translate("Uploads", "Try again")
        case Act.FIRST:
            return translate("Uploads", "Upload first")
        case Act.LAST:
            return translate("Uploads", "Upload last")
        case Act.UP:
            return translate("Uploads", "Move up")
        case Act.DOWN:
            return translate("Uploads", "Move down")
        case Act.HIGH:
            return translate("Uploads", "High priority")
        case Act.NORMAL:
            return translate("Uploads", "Normal priority")
        case Act.LOW:
            return translate("Uploads", "Low priority")
        case Act.OPEN:
            return translate("Uploads", "Show each quality")
        case Act.CLOSE:
            return translate("Uploads", "Hide the qualities")
        case Act.CANCEL:
            return translate("Uploads", "Cancel")
        case Act.FORGET:
            return translate("Uploads", "Remove from this list")

"""For each thing that goes wrong the one button that helps: a table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.ui.style.words import translate
from app.ui.uploads.entries import UploadEntry
from app.upload.engine.progress import State
from app.upload.transfer.retry import Fault


class Help(StrEnum):
    RETRY = "retry"
    START_AGAIN = "start_again"
    LOCATE = "locate"
    SIGN_IN = "sign_in"
    FREE_SPACE = "free_space"
    DETAILS = "details"


HELP: Mapping[Fault, Help] = {
    Fault.MISSING: Help.LOCATE,
    Fault.CHANGED: Help.START_AGAIN,
    Fault.SIGNED_OUT: Help.SIGN_IN,
    Fault.NO_ROOM: Help.FREE_SPACE,
    Fault.NO_QUOTA: Help.FREE_SPACE,
}
"""What is not here is tried again, or explained where that can't help."""
AWAITED = (Help.SIGN_IN, Help.FREE_SPACE)
"""What an upload may wait for its user to do; else it goes on by itself."""


def help_for(film: UploadEntry) -> Help | None:
    """None where nothing is wrong, or nobody can do anything about it."""
    upload, video = film.upload, film.made
    if upload.state is State.DONE:
        if video is None or video.state != "failed":
            return None
        return Help.RETRY if video.error_retryable else Help.DETAILS
    known = HELP.get(upload.reason) if upload.reason else None
    if upload.state is State.WAITING:
        return known if known in AWAITED else None
    if upload.state is State.FAILED:
        return known or (Help.RETRY if upload.retryable else Help.DETAILS)
    return None


def label(each: Help) -> str:
    match each:
        case Help.RETRY:
            return translate("Uploads", "Retry")
        case Help.START_AGAIN:
            return translate("Uploads", "Send anew")
        case Help.LOCATE:
            return translate("Uploads", "Locate file…")
        case Help.SIGN_IN:
            return translate("Uploads", "Sign in…")
        case Help.FREE_SPACE:
            return translate("Uploads", "Free space…")
        case Help.DETAILS:
            return translate("Uploads", "Details…")

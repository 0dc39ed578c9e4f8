"""What a card says of its video: painted, spoken, and told to the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.server.videos import Video
from app.ui.cards.actions import Action
from app.ui.cards.way import Stand, details, is_scheduled, line, rungs, visible_to
from app.ui.style import text
from app.ui.style.names import plain_name
from app.ui.style.words import translate
from app.upload.engine.progress import Progress

TALL = ((4320, "8K"), (2160, "4K"))


@dataclass(frozen=True, slots=True)
class Shown:
    """What is worth saying in one list: not the name of a channel on its own page, and the size
    where one looks for room."""

    channel: bool = True
    private: bool = True
    size: bool = False


class Tone(StrEnum):
    TITLE = "title"
    QUIET = "quiet"
    CHANNEL = "channel"
    BAD = "bad"


Lines = tuple[tuple[Tone, str], ...]


def lines_of(video: Video, shown: Shown, now: datetime, sending: Progress | None = None) -> Lines:
    """What stands below the picture, a paragraph after the other."""
    return ((Tone.TITLE, plain_name(video.title)), *below_title(video, shown, now, sending))


def below_title(video: Video, shown: Shown, now: datetime, sending: Progress | None) -> Lines:
    if video.error or video.own:
        way = line(sending, video, now)
        if video.error or way.stand is Stand.FAILED:
            return ((Tone.BAD, way.more),)
        if shown.size and video.state == "ready":
            return ((Tone.QUIET, of_size(video, now)),)
        if not shown.channel:
            return ((Tone.QUIET, way.more),)
    name = video.channel.name if shown.channel and video.channel else ""
    lines = ((Tone.CHANNEL, name), (Tone.QUIET, details(video, now)))
    return tuple((tone, words) for tone, words in lines if words)


def of_size(video: Video, now: datetime) -> str:
    """What is won if it goes, and what is lost."""
    seen = text.views(video.views) if video.views else ""
    return text.join(text.size(video.size_bytes), seen, text.ago(video.created_at, now))


def badge(video: Video, sending: Progress | None = None) -> str:
    """The state in a few words; empty for a video that is simply ready."""
    is_ready = video.state == "ready" and video.replacement is None
    return "" if is_ready else line(sending, video, datetime.now(UTC)).words


def standing(video: Video, shown: Shown, now: datetime) -> str:
    """Who may see it, where that is not everybody; empty where it goes without saying."""
    if is_scheduled(video, now):
        return translate("Cards", "Scheduled")
    if video.own and shown.private and video.visibility == "private":
        return visible_to(video.visibility)
    return ""


def marks(video: Video) -> tuple[str, ...]:
    """What is special about the film itself."""
    short = min(video.width or 0, video.height or 0)
    tall = next((name for height, name in TALL if short >= height), "")
    captions = "CC" if video.captions else ""
    return tuple(mark for mark in (tall, captions) if mark)


def progress_share(video: Video, sending: Progress | None = None) -> float | None:
    """0…1 for the bar on the picture, of the work or of what was watched; None for no bar."""
    if video.state == "ready" and video.replacement is None:
        watched, whole = video.position_seconds, video.duration_seconds
        return min(1.0, watched / whole) if whole and watched > 1 else None
    return line(sending, video, datetime.now(UTC)).share


def hint(video: Video) -> str:
    """What the pointer learns over a card: why it failed, or how far each rendition is."""
    if video.state == "processing" and (each := rungs(video)):
        return f"{video.title}\n{each}"
    return video.error or video.title


def spoken(video: Video, sending: Progress | None = None) -> str:
    """What a screen reader says of a card."""
    length = text.clock(video.duration_seconds) if video.duration_seconds else ""
    state = badge(video, sending) or ("" if video.channel else translate("Cards", "ready"))
    channel = video.channel.name if video.channel else ""
    seen = text.views(video.views) if video.channel else ""
    parts = (video.title, channel, length, seen, state, *marks(video), video.error or "")
    return ", ".join(part for part in parts if part)


def why_not_yet(video: Video) -> str:
    title = video.title
    match video.state:
        case "uploading":
            return translate("Cards", "“{title}” is still being uploaded.", title=title)
        case "verifying":
            return translate("Cards", "“{title}” is being checked. In a moment.", title=title)
        case "processing":
            return translate("Cards", "“{title}” is being prepared. In a moment.", title=title)
        case "archived":
            return translate("Cards", "“{title}” is archived.", title=title)
        case _:
            return video.error or translate("Cards", "This video can't be played.")


def label(action: Action) -> str:
    """An action as a menu calls it."""
    match action:
        case Action.PLAY:
            return translate("Cards", "Play")
        case Action.NEW_WINDOW:
            return translate("Cards", "Open in a new window")
        case Action.RETRY:
            return translate("Cards", "Retry")
        case Action.PLAY_NEXT:
            return translate("Cards", "Play next")
        case Action.QUEUE:
            return translate("Cards", "Add to queue")
        case Action.WATCH_LATER:
            return translate("Cards", "Watch later")
        case Action.PLAYLIST:
            return translate("Cards", "Playlist…")
        case Action.COPY_LINK:
            return translate("Cards", "Copy link")
        case Action.SHARE:
            return translate("Cards", "Share…")
        case Action.KEEP:
            return translate("Cards", "Download for later…")
        case Action.DOWNLOAD:
            return translate("Cards", "Download original…")
        case Action.CHANNEL:
            return translate("Cards", "Go to channel")
        case Action.DETAILS:
            return translate("Cards", "Details…")
        case Action.FIGURES:
            return translate("Cards", "Figures…")
        case Action.MAKE_PUBLIC:
            return translate("Cards", "Everybody")
        case Action.MAKE_UNLISTED:
            return translate("Cards", "Whoever has the link")
        case Action.MAKE_PRIVATE:
            return translate("Cards", "Only you")
        case Action.MOVE:
            return translate("Cards", "Move to channel…")
        case Action.REPLACE:
            return translate("Cards", "Replace file…")
        case Action.VERSIONS:
            return translate("Cards", "Versions…")
        case Action.PROCESS_AGAIN:
            return translate("Cards", "Process again")
        case Action.DELETE:
            return translate("Cards", "Delete…")

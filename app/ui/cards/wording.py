"""What a card says of its video: painted, spoken, and told to the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.server.videos import Video
from app.ui.cards.actions import Action, is_watchable
from app.ui.style import text
from app.ui.style.words import translate
from app.upload.engine.progress import Progress, State

TALL = ((4320, "8K"), (2160, "4K"))


@dataclass(frozen=True, slots=True)
class Shown:
    """What is worth saying in one list: not the name of a channel on its own page."""

    channel: bool = True
    private: bool = True


class Tone(StrEnum):
    TITLE = "title"
    QUIET = "quiet"
    CHANNEL = "channel"
    BAD = "bad"


Lines = tuple[tuple[Tone, str], ...]


def lines_of(video: Video, shown: Shown, now: datetime) -> Lines:
    """What stands below the picture, a paragraph after the other."""
    return ((Tone.TITLE, video.title), *below_title(video, shown, now))


def below_title(video: Video, shown: Shown, now: datetime) -> Lines:
    if video.error:
        return ((Tone.BAD, video.error),)
    if video.own and not shown.channel:
        return ((Tone.QUIET, own_details(video, now)),)
    name = video.channel.name if shown.channel and video.channel else ""
    lines = ((Tone.CHANNEL, name), (Tone.QUIET, details(video, now)))
    return tuple((tone, words) for tone, words in lines if words)


def details(video: Video, now: datetime) -> str:
    """The quiet line of a video that anybody may see."""
    seen = text.views(video.views) if video.views or not video.own else ""
    return text.join(seen, text.ago(video.published_at or video.created_at, now))


def own_details(video: Video, now: datetime) -> str:
    """The quiet line for its owner, who also wants to know how far it is and who sees it."""
    if video.state in ("uploading", "processing"):
        watchable = translate("Cards", "can be watched already") if is_watchable(video) else ""
        return text.join(text.time_left(video.seconds_left), watchable) or text.size(
            video.size_bytes
        )
    if is_scheduled(video, now):
        when = text.moment(video.publish_at or "")
        return translate("Cards", "Public from {when}", when=when)
    if video.visibility != "private":
        return text.join(visible_to(video), details(video, now))
    quality = f"{min(video.width, video.height)}p" if video.width and video.height else ""
    return text.join(quality, text.size(video.size_bytes), text.ago(video.created_at, now))


def visible_to(video: Video) -> str:
    if video.visibility == "public":
        return translate("Cards", "Public")
    if video.visibility == "unlisted":
        return translate("Cards", "Unlisted")
    return translate("Cards", "Private")


def is_scheduled(video: Video, now: datetime) -> bool:
    """Whether it becomes public by itself."""
    when = text.parsed(video.publish_at or "")
    return video.own and when is not None and when > now


def badge(video: Video, sending: Progress | None = None) -> str:
    """The state in a few words; empty for a video that is simply ready."""
    percent = text.percent(video.percent / 100)
    match video.state:
        case "uploading":
            return upload_badge(percent, sending)
        case "verifying":
            return translate("Cards", "Checking")
        case "processing":
            return translate("Cards", "Processing {percent}", percent=percent)
        case "failed":
            return translate("Cards", "Failed")
        case "archived":
            return translate("Cards", "Archived")
        case _:
            return ""


def upload_badge(percent: str, sending: Progress | None) -> str:
    if sending is None:
        return translate("Cards", "Upload unfinished, {percent}", percent=percent)
    if sending.state == State.PAUSED:
        return translate("Cards", "Paused at {percent}", percent=percent)
    percent = text.percent(moved_share(sending))
    return translate("Cards", "Uploading {percent}", percent=percent)


def standing(video: Video, shown: Shown, now: datetime) -> str:
    """Who may see it, where that is not everybody; empty where it goes without saying."""
    if is_scheduled(video, now):
        return translate("Cards", "Scheduled")
    if video.own and shown.private and video.visibility == "private":
        return visible_to(video)
    return ""


def marks(video: Video) -> tuple[str, ...]:
    """What is special about the film itself."""
    short = min(video.width or 0, video.height or 0)
    tall = next((name for height, name in TALL if short >= height), "")
    captions = "CC" if video.captions else ""
    return tuple(mark for mark in (tall, captions) if mark)


def moved_share(upload: Progress) -> float:
    """0…1, with what is on its way and would have to be sent again after a crash."""
    return upload.moved_bytes / upload.size_bytes if upload.size_bytes else 0.0


def progress_share(video: Video) -> float | None:
    """0…1 for the bar on the picture, of the work or of what was watched; None for no bar."""
    if video.state in ("uploading", "processing"):
        return min(1.0, video.percent / 100)
    if video.state == "ready" and video.duration_seconds and video.position_seconds > 1:
        return min(1.0, video.position_seconds / video.duration_seconds)
    return None


def hint(video: Video) -> str:
    """What the pointer learns over a card: why it failed, or how far each rendition is."""
    rungs = text.join(*(f"{rung.name} {text.percent(rung.percent / 100)}" for rung in video.rungs))
    if video.state == "processing" and rungs:
        return f"{video.title}\n{rungs}"
    return video.error or video.title


def spoken(video: Video) -> str:
    """What a screen reader says of a card."""
    length = text.clock(video.duration_seconds) if video.duration_seconds else ""
    state = badge(video) or ("" if video.channel else translate("Cards", "ready"))
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
        case Action.DOWNLOAD:
            return translate("Cards", "Download…")
        case Action.CHANNEL:
            return translate("Cards", "Go to channel")
        case Action.DETAILS:
            return translate("Cards", "Details…")
        case Action.FIGURES:
            return translate("Cards", "Figures…")
        case Action.PROCESS_AGAIN:
            return translate("Cards", "Process again")
        case Action.DELETE:
            return translate("Cards", "Delete…")

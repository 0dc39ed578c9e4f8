"""How far a film is on its whole way, from the file to ready: one line, and one bar. Pure, and the
same for its card and for the page of uploads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.server.videos import Video
from app.ui.cards.actions import is_watchable
from app.ui.style import text
from app.ui.style.words import told, translate
from app.upload.engine.progress import Progress, State

SENT = 0.5
"""So much of the way is done when every byte is there; …"""
CHECKED = 0.53
"""… so much when it was checked; the rest is encoding."""
NEARLY = 0.99
"""What is not ready is not whole."""


class Stand(StrEnum):
    """What a film is about, which gives it its colours and its group."""

    MOVES = "moves"
    RESTS = "rests"
    FAILED = "failed"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class WayLine:
    """Where a film is in a few `words`, with the numbers to it in `more`. `share` (0…1) is of the
    whole way, None where it is over or was left; up to `moving` it would be with what is on its
    way besides."""

    stand: Stand
    words: str
    more: str = ""
    share: float | None = None
    moving: float = 0.0

    @property
    def whole(self) -> str:
        return text.join(self.words, self.more)


def line(upload: Progress | None, video: Video | None, now: datetime) -> WayLine:
    """Of a film as this computer sends it and as the server has it, as far as either is known."""
    if upload is not None and upload.replaces is not None:
        return replacing(line_of_upload_or_video(upload, replacement_of(video), now))
    if upload is None and video is not None and video.replacement is not None:
        return replacing(line_of_video(replacement_of(video) or video, now, is_sent=False))
    return line_of_upload_or_video(upload, video, now)


def line_of_upload_or_video(upload: Progress | None, video: Video | None, now: datetime) -> WayLine:
    if upload is not None and upload.state is not State.DONE:
        return line_of_upload(upload)
    if video is None:
        size = text.size(upload.size_bytes) if upload else ""
        return WayLine(Stand.READY, translate("Cards", "Uploaded"), size)
    return line_of_video(video, now, is_sent=upload is not None)


def replacement_of(video: Video | None) -> Video | None:
    """A film as the file is that is to take the place of its own; else the film as it is."""
    if video is None or (new := video.replacement) is None:
        return video
    return replace(
        video,
        state=new.state,
        percent=new.percent,
        seconds_left=new.seconds_left,
        error=new.error,
        error_retryable=new.error_retryable,
        rungs=(),
    )


def replacing(way: WayLine) -> WayLine:
    """What stays is shown until the new file is made."""
    if way.stand is Stand.READY:
        return replace(way, words=translate("Cards", "Replaced"))
    return replace(way, words=translate("Cards", "Replacing: {words}", words=way.words))


# On this computer


def line_of_upload(upload: Progress) -> WayLine:
    match upload.state:
        case State.FAILED:
            return WayLine(Stand.FAILED, translate("Cards", "Failed"), told(upload.message))
        case State.CANCELLED:
            return WayLine(Stand.RESTS, translate("Cards", "Cancelled"), told(upload.message))
        case State.FINISHING:
            return WayLine(Stand.MOVES, checking(), told(upload.message), SENT, SENT)
    stored, moving = sent_share(upload.sent_bytes, upload), sent_share(upload.moved_bytes, upload)
    words, more = words_of_upload(upload, text.percent(down(stored)))
    stand = Stand.MOVES if upload.state in (State.UPLOADING, State.CHECKING) else Stand.RESTS
    return WayLine(stand, words, more, SENT * stored, SENT * moving)


def words_of_upload(upload: Progress, percent: str) -> tuple[str, str]:
    match upload.state:
        case State.UPLOADING if not (upload.moved_bytes or upload.bytes_per_second):
            return turn_to_come(), told(upload.message) or text.size(upload.size_bytes)
        case State.UPLOADING:
            words = translate("Cards", "Uploading {percent}", percent=percent)
            return words, text.join(*numbers(upload), told(upload.message))
        case State.PAUSED:
            return translate("Cards", "Paused at {percent}", percent=percent), so_much(upload)
        case State.WAITING:
            default = translate("Cards", "Waiting for the network. Goes on by itself.")
            return translate("Cards", "Waiting"), told(upload.message) or default
    begins = turn_to_come()
    if upload.state is State.CHECKING:
        begins = translate("Cards", "Looking at the file")
    if upload.sent_bytes:
        begins = translate("Cards", "Continues from {percent}", percent=percent)
    size = text.size(upload.size_bytes) if upload.size_bytes else ""
    return begins, told(upload.message) or size


def turn_to_come() -> str:
    return translate("Cards", "Waiting its turn")


def numbers(upload: Progress) -> tuple[str, ...]:
    """What is stored, how fast it goes, and how long it takes."""
    rate, left = text.speed(upload.bytes_per_second), text.time_left(upload.seconds_left)
    return so_much(upload), rate, left


def so_much(upload: Progress) -> str:
    sent, size = text.size(upload.sent_bytes), text.size(upload.size_bytes)
    return translate("Cards", "{sent} of {size}", sent=sent, size=size)


def sent_share(count: int, upload: Progress) -> float:
    return min(1.0, count / upload.size_bytes) if upload.size_bytes else 0.0


# At the server


def line_of_video(video: Video, now: datetime, *, is_sent: bool) -> WayLine:
    why, encoded = video.error or "", min(1.0, max(0.0, video.percent / 100))
    match video.state:
        case "uploading" if not is_sent:
            percent = text.percent(down(encoded))
            words = translate("Cards", "Upload unfinished, {percent}", percent=percent)
            return WayLine(Stand.RESTS, words, why or text.size(video.size_bytes), SENT * encoded)
        case "uploading" | "verifying":
            return WayLine(Stand.MOVES, checking(), why, SENT, SENT)
        case "processing":
            percent = text.percent(down(encoded))
            words = translate("Cards", "Encoding {percent}", percent=percent)
            if not encoded:
                words = translate("Cards", "Waiting to be encoded")
            share = min(NEARLY, CHECKED + (1 - CHECKED) * encoded)
            return WayLine(Stand.MOVES, words, why or while_encoding(video), share, share)
        case "failed":
            return WayLine(Stand.FAILED, translate("Cards", "Failed"), why)
        case "archived":
            words = translate("Cards", "Archived")
        case "deleted":
            return WayLine(Stand.READY, translate("Cards", "Deleted"))
        case _:
            words = translate("Cards", "Ready")
    return WayLine(Stand.READY, words, why or of_ready(video, now))


def checking() -> str:
    return translate("Cards", "Being checked")


def while_encoding(video: Video) -> str:
    watchable = translate("Cards", "can be watched already") if is_watchable(video) else ""
    return text.join(text.time_left(video.seconds_left), watchable) or text.size(video.size_bytes)


def of_ready(video: Video, now: datetime) -> str:
    """For its owner, who also wants to know who sees it."""
    if is_scheduled(video, now):
        when = text.moment(video.publish_at or "")
        if video.visibility == "unlisted":
            return translate("Cards", "Unlisted from {when}", when=when)
        return translate("Cards", "Public from {when}", when=when)
    if video.visibility != "private":
        return text.join(visible_to(video.visibility), details(video, now))
    quality = f"{min(video.width, video.height)}p" if video.width and video.height else ""
    return text.join(quality, text.size(video.size_bytes), text.ago(video.created_at, now))


def details(video: Video, now: datetime) -> str:
    """The quiet line of a video that anybody may see."""
    seen = text.views(video.views) if video.views or not video.own else ""
    return text.join(seen, text.ago(video.published_at or video.created_at, now))


def visible_to(visibility: str) -> str:
    if visibility == "public":
        return translate("Cards", "Public")
    if visibility == "unlisted":
        return translate("Cards", "Unlisted")
    return translate("Cards", "Private")


def is_scheduled(video: Video, now: datetime) -> bool:
    """Whether others may see it by itself once it is time."""
    when = text.parsed(video.publish_at or "")
    return video.own and video.visibility != "private" and when is not None and when > now


def seconds_to_news(videos: Iterable[Video], now: datetime) -> float | None:
    """Until the first of these is there for others, which nobody tells: it is so by the clock."""
    waiting = [video for video in videos if video.publish_at and is_scheduled(video, now)]
    moments = [when for video in waiting if (when := text.parsed(video.publish_at or ""))]
    return (min(moments) - now).total_seconds() if moments else None


def rungs(video: Video) -> str:
    """How far each rendition is."""
    return text.join(
        *(f"{rung.name} {text.percent(int(rung.percent) / 100)}" for rung in video.rungs)
    )


def down(share: float) -> float:
    """As it is told in percent: a hundred is said when it is over, not before."""
    return min(99, int(100 * share + 1e-6)) / 100

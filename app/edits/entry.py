"""What is kept of one film's draft, and what becomes of it; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.edits.draft import NOTHING, Draft

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 60.0
UPLOAD, VIDEO = "upload:", "video:"


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """`key` names an upload or a video. `said` is everything since, `sent` what of it the backend
    has for `video_id`: an upload that starts again becomes another video, which is told all of it.
    `refused` will not be sent again as it is, for the reason in `fault`."""

    key: str
    said: Draft = NOTHING
    sent: Draft = NOTHING
    video_id: str | None = None
    refused: Draft = NOTHING
    fault: str = ""
    failures: int = 0
    until: float = 0.0

    @property
    def unsaved(self) -> Draft:
        """What the backend does not have."""
        return self.said.without(self.sent)

    @property
    def due(self) -> Draft:
        """What is to be sent, once there is a video."""
        return self.unsaved.without(self.refused)

    @property
    def is_over(self) -> bool:
        """Nobody has to remember it any more, where no upload could start again."""
        return not self.unsaved and self.key.startswith(VIDEO)


def key_of_upload(upload_id: str) -> str:
    return UPLOAD + upload_id


def key_of_video(video_id: str) -> str:
    return VIDEO + video_id


def video_of(key: str) -> str | None:
    return key.removeprefix(VIDEO) if key.startswith(VIDEO) else None


def upload_of(key: str) -> str:
    return key.removeprefix(UPLOAD)


def begun(key: str) -> DraftEntry:
    return DraftEntry(key, video_id=video_of(key))


def with_more(entry: DraftEntry, draft: Draft) -> DraftEntry:
    """What was refused and is said anew has another chance; what waits is tried at once."""
    said = entry.said.then(draft)
    refused = Draft({k: v for k, v in entry.refused.said.items() if k not in draft.said})
    fault = entry.fault if refused else ""
    return replace(entry, said=said, refused=refused, fault=fault, failures=0, until=0.0)


def with_video(entry: DraftEntry, video_id: str) -> DraftEntry:
    if entry.video_id == video_id:
        return entry
    return replace(
        entry, video_id=video_id, sent=NOTHING, refused=NOTHING, fault="", failures=0, until=0.0
    )


def moved(entry: DraftEntry) -> DraftEntry:
    """The upload is over: from now on it is about the video."""
    key = key_of_video(entry.video_id or "")
    return replace(entry, key=key, failures=0, until=0.0)


def with_sent(entry: DraftEntry, piece: Draft) -> DraftEntry:
    fault = entry.fault if entry.refused else ""
    return replace(entry, sent=entry.sent.then(piece), fault=fault, failures=0)


def with_refused(entry: DraftEntry, piece: Draft, sentence: str) -> DraftEntry:
    return replace(entry, refused=entry.refused.then(piece), fault=sentence)


def with_setback(entry: DraftEntry, sentence: str, now: float) -> DraftEntry:
    """It is tried again, each time after twice the wait."""
    wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0**entry.failures)
    return replace(entry, fault=sentence, failures=entry.failures + 1, until=now + wait)


def next_due(entries: Iterable[DraftEntry], now: float) -> DraftEntry | None:
    """The one to send something of now."""
    ready = (e for e in entries if e.video_id and e.until <= now and e.due)
    return next(ready, None)


def seconds_to_next(entries: Iterable[DraftEntry], now: float) -> float | None:
    """Until one that waits is to be tried again."""
    waits = [e.until - now for e in entries if e.video_id and e.due]
    return max(0.0, min(waits)) if waits else None

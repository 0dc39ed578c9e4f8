"""What follows from a change of a video for those who look for one.

Called for each flush, so that it goes into the transaction of the change itself: whether the
catalogue shows the video, and the words that it is found by.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from backend.catalogue.publishing import HALF_LIFE_SECONDS, is_listed, publication
from backend.database.engine import Transactions
from backend.database.tables import Channel, Subtitle, Video, VideoText
from backend.text import distinct_words, words

FOUND_BY = ("title", "description", "tags", "channel_id", "listed", "filename")
SHOWN = (
    *("title", "description", "tags", "channel_id", "language", "listed", "published_at"),
    *("duration_seconds", "poster_key", "own_poster_key", "storyboard_key", "revision_complete"),
)
"""What others see of a video, or see it by."""
TEXTS = ("scope", "title", "tags", "channel", "description", "captions", "filename")
"""Of which the words are found."""
DELETED = "deleted"


class Change(NamedTuple):
    """A video that a commit changed; `is_public` if whoever looks at the catalogue may notice."""

    account_id: str
    video_id: str
    is_public: bool = False


class Listing:
    """Keeps what is derived from videos, channels and subtitles as they are flushed."""

    def __init__(self, transactions: Transactions) -> None:
        self._write_texts = transactions.upsert_all(VideoText, "video_id", TEXTS)

    def before_flush(self, session: Session, now: float) -> None:
        for row in [*session.new, *session.dirty, *session.deleted]:
            if isinstance(row, Video) and session.is_modified(row):
                noted(session, "changed").add(self._settle(session, row, now))
            elif isinstance(row, Channel) and has_changed(row, "name"):
                row.search = " ".join(words(row.name))
                noted(session, "renamed").add((row.id, row.search))
            elif isinstance(row, Subtitle):
                noted(session, "reworded").add(row.video_id)

    def after_flush(self, session: Session) -> None:
        if video_ids := session.info.pop("reworded", None):
            self._write(session, sorted(video_ids))
        for channel_id, name in session.info.pop("renamed", ()):
            of_channel = select(Video.id).where(Video.channel_id == channel_id)
            renamed = update(VideoText).where(VideoText.video_id.in_(of_channel))
            session.connection().execute(renamed.values(channel=name))

    def _settle(self, session: Session, row: Video, now: float) -> Change:
        was_listed = bool(former(row, "listed"))
        row.version = (row.version or 0) + 1
        row.updated_at = now
        gone = is_gone(row.state, row.deleted_at)
        was_gone = is_gone(former(row, "state"), former(row, "deleted_at"))
        state = DELETED if gone else row.state or ""
        row.listed = is_listed(row.visibility or "private", state, row.playable)
        if row.listed:
            row.published_at = publication(row.published_at, row.publish_at, now)
            row.popularity = max(row.popularity or 0.0, row.published_at / HALF_LIFE_SECONDS)
        if has_changed(row, *FOUND_BY) or gone != was_gone:
            noted(session, "reworded").add(row.id)
        is_public = (row.listed or was_listed) and has_changed(row, *SHOWN)
        return Change(row.account_id, row.replaces or row.id, is_public)

    def _write(self, session: Session, video_ids: Sequence[str]) -> None:
        connection = session.connection()
        columns = (Video.id, Video.account_id, Video.title, Video.tags, Video.description)
        more = (Video.filename, Video.listed, Video.state, Video.deleted_at)
        rows = connection.execute(
            select(*columns, *more, Channel.search.label("channel"))
            .outerjoin(Channel, Channel.id == Video.channel_id)
            .where(Video.id.in_(video_ids), Video.replaces.is_(None))
        ).all()
        said: dict[str, list[str]] = defaultdict(list)
        tracks = select(Subtitle.video_id, Subtitle.words).where(Subtitle.video_id.in_(video_ids))
        for video_id, text in connection.execute(tracks.order_by(Subtitle.language)):
            said[video_id].append(text)
        if rows:
            texts = [{"video_id": row.id, **texts_of(row, said[row.id])} for row in rows]
            connection.execute(self._write_texts, texts)


def texts_of(row: Any, said: Iterable[str]) -> dict[str, str]:
    """The words of a video; nobody finds one that is deleted."""
    return {
        "scope": scope_of(row),
        "title": " ".join(words(row.title)),
        "tags": " ".join(words(*json.loads(row.tags))),
        "channel": row.channel or "",
        "description": distinct_words(row.description),
        "captions": distinct_words(" ".join(said)),
        "filename": " ".join(words(row.filename)),
    }


def scope_of(row: Any) -> str:
    if is_gone(row.state, row.deleted_at):
        return "@hidden"
    return f"@{row.account_id} {'@listed' if row.listed else '@hidden'}"


def is_gone(state: str | None, deleted_at: float | None) -> bool:
    return state == DELETED or deleted_at is not None


def noted(session: Session, name: str) -> set[Any]:
    """What this transaction gathers under a name."""
    gathered: set[Any] = session.info.setdefault(name, set())
    return gathered


def former(row: Any, name: str) -> Any:
    """The value that the database has."""
    history = inspect(row).attrs[name].history
    return (history.deleted or history.unchanged or (None,))[0]


def has_changed(row: Any, *names: str) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in names)

"""Joins uploads with the videos that the server makes of them."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.errors import MatineeError
from app.server.videos import Video
from app.ui.navigation.page import Visit
from app.ui.uploads.entries import IN_THE_MAKING, UploadEntry
from app.ui.uploads.model import FilmModel
from app.upload.engine.progress import Progress, State

log = logging.getLogger(__name__)

MOST_RECENT = 500
"""Videos are told of before the upload that they are from; so many are kept until then."""
MOST_AT_ONCE = 20
PAGE = 100
UNFINISHED = ("processing", "verifying", "failed")


class Joining:
    """Belongs to the UI thread; asks the server for what it was not told."""

    def __init__(self, model: FilmModel) -> None:
        self._model = model
        self._visit: Visit | None = None
        self._uploads: dict[str, str] = {}  # by the id of their video
        self._recent: OrderedDict[str, Video] = OrderedDict()
        self._asked: set[str] = set()
        self._has_asked_all = False

    def attach(self, visit: Visit) -> None:
        self._visit = visit

    def detach(self) -> None:
        self._visit = None
        self._uploads.clear()
        self._recent.clear()
        self._asked.clear()
        self._has_asked_all = False

    def upload_of(self, video_id: str) -> str | None:
        return self._uploads.get(video_id)

    def join(self, upload: Progress) -> UploadEntry:
        video_id = upload.video_id
        if video_id is None:
            return UploadEntry(upload)
        self._uploads[video_id] = upload.upload_id
        before = self._model.film(upload.upload_id)
        known = self._recent.get(video_id) or (before.video if before else None)
        return UploadEntry(upload, known if known is not None and known.id == video_id else None)

    def take(self, videos: Iterable[Video]) -> Mapping[str, UploadEntry]:
        """These have changed; returns the films that they are of."""
        changed = {}
        for video in videos:
            self._recent[video.id] = video
            self._recent.move_to_end(video.id)
            film = self._model.film(self._uploads.get(video.id, ""))
            if film is not None:
                changed[film.key] = replace(film, video=video)
        while len(self._recent) > MOST_RECENT:
            self._recent.popitem(last=False)
        return changed

    def ask_unfinished(self) -> None:
        """Of what was sent in an earlier session, once, some may be in the making still."""
        films = self._model.films
        unknown = any(f.upload.state is State.DONE and f.video is None for f in films)
        if self._visit is None or self._has_asked_all or not unknown:
            return
        self._has_asked_all = True
        client = self._visit.client
        self._visit.scope.run(
            lambda: [v for s in UNFINISHED for v in client.videos(state=s, limit=PAGE).videos],
            self._found,
            lambda error: log.info("Not known what is in the making: %s", error),
        )

    def ask_for(self, films: Sequence[UploadEntry]) -> None:
        """What is on the screen is worth a question, once."""
        ids = [f.upload.video_id for f in films if f.video is None and f.upload.video_id]
        self._ask([video_id for video_id in ids if video_id not in self._asked])

    def ask_again(self) -> None:
        """The line was away: what was in the making may have ended."""
        self._asked.clear()
        films = self._model.films
        making = (f.made for f in films if f.made and f.made.state in IN_THE_MAKING)
        self._ask([video.id for video in making])

    def _ask(self, video_ids: Sequence[str]) -> None:
        if self._visit is None or not video_ids:
            return
        wanted = tuple(video_ids[:MOST_AT_ONCE])
        self._asked |= set(wanted)
        visit = self._visit
        visit.scope.run(lambda: videos_of(visit, wanted), self._found)

    def _found(self, videos: Sequence[Video]) -> None:
        self._model.apply(self.take(videos))


def videos_of(visit: Visit, video_ids: Sequence[str]) -> list[Video]:
    """Those that there are."""
    found = []
    for video_id in video_ids:
        try:
            found.append(visit.client.video(video_id))
        except MatineeError as error:
            log.info("No video %s: %s", video_id, error)
            if error.retryable:
                break
    return found

"""Has the backend learn what its user says of films; survives whatever happens in between."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from app.edits import entry as entries
from app.edits.draft import BEHIND, CAPTIONS, NOTHING, PLAYLIST, POSTER, Draft, is_file, is_word
from app.edits.entry import DraftEntry, begun, key_of_upload, key_of_video
from app.edits.store import DraftStore
from app.errors import CantRead, MatineeError, ServerRefused
from runtime.mailbox import Mailbox

log = logging.getLogger(__name__)
CLOSE_SECONDS = 1.0
MOST_MISSES = 10
NOT_FOUND = "not_found"
"""So often what belongs to no film is sent once more, over some minutes: longer than a deletion can
be taken back."""


class KeptFileGone(MatineeError):
    """Something else than Matinee took away what was kept of a poster or of captions."""

    def __init__(self) -> None:
        super().__init__(
            "The file that you chose is not on this computer any more: choose it again."
        )


class EditApi(Protocol):
    """What is asked of the backend; `app.server.client.Client.editing` is one."""

    def describe(self, video_id: str, words: Mapping[str, Any]) -> object: ...
    def set_poster(self, video_id: str, picture: bytes | None) -> None: ...
    def set_captions(self, video_id: str, language: str, track: bytes | None) -> None: ...
    def put_in_playlist(self, video_id: str, playlist_id: str, *, listed: bool) -> None: ...
    def place_in_playlist(self, video_id: str, playlist_id: str, behind: Sequence[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """How it stands with what was said of a film: `is_kept` on this disk at any rate; `is_saved`
    when the backend has all of it. `fault` says why not; `goes_on`: it is tried again by itself.
    A fault that is `of_file` says what to do about that."""

    key: str
    video_id: str | None
    is_saved: bool
    fault: str = ""
    goes_on: bool = True
    of_file: bool = False


Listener = Callable[[DraftStanding], None]


@dataclass(frozen=True, slots=True)
class Sighting:
    """An upload as its queue tells of it; `is_over`: it won't start again; `is_gone`: nor is there
    a film of it."""

    upload_id: str
    video_id: str | None
    is_over: bool
    is_gone: bool


class Outbox:
    """One account's. What is `say`d is on disk when that returns, and at the backend soon after
    the film is; each thing once, and once more only where an answer was lost: it says how
    something is to be, so that makes no difference. From any thread."""

    def __init__(
        self,
        backend: EditApi,
        store: DraftStore,
        listener: Listener,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._backend, self._store, self._listener, self._clock = backend, store, listener, clock
        self._lock = threading.Lock()
        self._entries = {entry.key: entry for entry in store.entries()}
        self._videos: dict[str, str] = {}
        """Of uploads, by their ids; and the uploads under way by their videos:"""
        self._uploads: dict[str, str] = {}
        self._seen: dict[str, Sighting] = {}
        self._mailbox: Mailbox[Sighting | None] = Mailbox("edits", self._note, self._send_due)
        self._from_before = frozenset(self._entries)
        store.sweep(self._wanted_files())

    def start(self) -> None:
        self._mailbox.start()

    def close(self) -> None:
        """What is not sent by then is known at the next start."""
        if self._mailbox.stop(CLOSE_SECONDS):
            with self._lock:
                self._store.close()

    # What is said

    def say(self, drafts: Mapping[str, Draft]) -> None:
        """By key (see `entry`); it is on disk when this returns. Raises CantWrite."""
        with self._lock:
            named = {self._key(key): draft for key, draft in drafts.items()}
            changed = [
                entries.with_more(self._entries.get(key) or begun(key), draft)
                for key, draft in named.items()
            ]
            changed = [self._with_known_video(entry) for entry in changed]
            self._write(changed)
        for entry in changed:
            self._tell(entry)
        self.wake()

    def keep(self, data: bytes, suffix: str) -> str:
        """The name by which a draft may speak of these bytes. Raises CantWrite."""
        return self._store.keep(data, suffix)

    def kept(self, name: str) -> Path:
        return self._store.path(name)

    def said(self, key: str) -> Draft:
        """What was said of a film and the backend may not have yet. Waits for nobody."""
        entry = self._entries.get(self._key(key))
        return entry.unsaved if entry else NOTHING

    def all_said(self, key: str) -> Draft:
        """Whether or not the backend has it. Waits for nobody."""
        entry = self._entries.get(self._key(key))
        return entry.said if entry else NOTHING

    def standing(self, key: str) -> DraftStanding:
        """Waits for nobody."""
        named = self._key(key)
        return standing_of(self._entries.get(named) or begun(named))

    # What happens

    def see(self, sighting: Sighting) -> None:
        """As often as its queue tells of an upload: only news is work, and that is done here."""
        if self.is_news(sighting):
            self._seen[sighting.upload_id] = sighting
            self._mailbox.post(sighting)

    def is_news(self, sighting: Sighting) -> bool:
        return self._seen.get(sighting.upload_id) != sighting

    def forget_strangers(self, upload_ids: Iterable[str]) -> None:
        """Once the queue has told which uploads it knows from before: what was said of others has
        no film to come, unless it has one."""
        known = {key_of_upload(upload_id) for upload_id in upload_ids}
        with self._lock:
            before = [e for e in self._entries.values() if e.key in self._from_before]
            lost = [e for e in before if e.key.startswith(entries.UPLOAD) and e.key not in known]
            going_on = [e for e in lost if e.video_id and e.unsaved]
            self._write([self._moved(e) for e in going_on], [e.key for e in lost])
        self.wake()

    def wake(self) -> None:
        """Somebody signed in, or the network came up, or there is more to say."""
        self._mailbox.post(None)

    def try_again(self) -> None:
        """What waits waits no longer."""
        with self._lock:
            waiting = [e for e in self._entries.values() if e.until]
            self._entries |= {e.key: entries.with_more(e, NOTHING) for e in waiting}
        self.wake()

    # Below; what writes, with the lock held

    def _key(self, key: str) -> str:
        """A video that is still being uploaded goes by its upload, which may start again; when it
        is over, it is the other way round."""
        if key.startswith(entries.VIDEO):
            upload_id = self._uploads.get(key.removeprefix(entries.VIDEO))
            return key_of_upload(upload_id) if upload_id else key
        video_id = self._videos.get(key.removeprefix(entries.UPLOAD))
        return key if video_id is None or video_id in self._uploads else key_of_video(video_id)

    def _with_known_video(self, entry: DraftEntry) -> DraftEntry:
        video_id = self._videos.get(entry.key.removeprefix(entries.UPLOAD))
        return entries.with_video(entry, video_id) if video_id else entry

    def _end(self, upload_id: str, *, is_gone: bool) -> None:
        entry = self._entries.get(key_of_upload(upload_id))
        if entry is not None:
            goes_on = bool(entry.unsaved) and entry.video_id and not is_gone
            self._write([self._moved(entry)] if goes_on else [], [entry.key])
        self._uploads.pop(self._videos.get(upload_id, ""), None)

    def _moved(self, entry: DraftEntry) -> DraftEntry:
        """About the video; with what was said of that when nobody knew yet whose upload it is."""
        video = entries.moved(entry)
        later = self._entries.get(video.key)
        return entries.with_more(video, later.unsaved) if later else video

    def _write(self, changed: Iterable[DraftEntry], gone: Iterable[str] = ()) -> None:
        saved, over = [e for e in changed if not e.is_over], [e for e in changed if e.is_over]
        lost = [*gone, *(e.key for e in over)]
        self._store.write(saved, lost)
        self._entries |= {e.key: e for e in saved}
        for key in lost:
            self._entries.pop(key, None)

    def _wanted_files(self) -> frozenset[str]:
        return frozenset[str]().union(*(e.said.files for e in self._entries.values()))

    # On its own thread

    def _note(self, sighting: Sighting | None) -> None:
        """What could not be noted is news when it is told of once more: by the next event of its
        upload, or at the next start."""
        if sighting is None:
            return
        try:
            self._note_sighting(sighting)
        except MatineeError as error:
            log.warning("What became of an upload was not noted: %s", error)
            self._seen.pop(sighting.upload_id, None)

    def _note_sighting(self, sighting: Sighting) -> None:
        upload_id, video_id = sighting.upload_id, sighting.video_id
        with self._lock:
            if video_id is not None:
                self._videos[upload_id], self._uploads[video_id] = video_id, upload_id
                if (entry := self._entries.get(key_of_upload(upload_id))) is not None:
                    self._write([entries.with_video(entry, video_id)])
            if sighting.is_over:
                self._end(upload_id, is_gone=sighting.is_gone)

    def _send_due(self) -> float | None:
        while (entry := self._next()) is not None:
            self._send(entry, next(entry.due.pieces()))
        with self._lock:
            return entries.seconds_to_next(self._entries.values(), self._clock())

    def _next(self) -> DraftEntry | None:
        with self._lock:
            return entries.next_due(self._entries.values(), self._clock())

    def _send(self, entry: DraftEntry, piece: Draft) -> None:
        """One refusal among several words is no reason to refuse the others."""
        try:
            self._call(entry.video_id or "", piece)
        except MatineeError as error:
            if not is_final(error) or (is_missing(error) and entry.failures < MOST_MISSES):
                setback = partial(entries.with_setback, sentence=error.sentence, now=self._clock())
                self._settle(entry, setback)
            elif len(piece.said) > 1:
                for one in piece.each():
                    self._send(entry, one)
            else:
                refused = partial(entries.with_refused, piece=piece, sentence=error.sentence)
                self._settle(entry, refused)
        else:
            self._settle(entry, partial(entries.with_sent, piece=piece))

    def _call(self, video_id: str, piece: Draft) -> None:
        [(name, value), *_] = piece.said.items()
        if is_word(name):
            self._backend.describe(video_id, piece.said)
        elif name == POSTER:
            self._backend.set_poster(video_id, self._bytes(value))
        elif name.startswith(CAPTIONS):
            language = name.removeprefix(CAPTIONS)
            self._backend.set_captions(video_id, language, self._bytes(value))
        else:
            playlist_id = name.removeprefix(PLAYLIST)
            if isinstance(value, Mapping):
                behind = self._known_videos(value[BEHIND])
                self._backend.place_in_playlist(video_id, playlist_id, behind)
            else:
                self._backend.put_in_playlist(video_id, playlist_id, listed=value)

    def _known_videos(self, keys: Sequence[str]) -> list[str]:
        """Of those that the backend has by now; the others find their own place behind or before
        this one."""
        found = (entries.video_of(key) or self._videos.get(entries.upload_of(key)) for key in keys)
        return [video_id for video_id in found if video_id is not None]

    def _bytes(self, name: str) -> bytes | None:
        if not name:
            return None
        try:
            return self._store.path(name).read_bytes()
        except FileNotFoundError as error:
            raise KeptFileGone from error
        except OSError as error:
            raise CantRead(name, error.strerror) from error

    def _settle(self, before: DraftEntry, change: Callable[[DraftEntry], DraftEntry]) -> None:
        """More may have been said meanwhile, and the upload may have become another video, which
        then lacks what was sent."""
        with self._lock:
            now = self._entries.get(before.key)
            if now is None or now.video_id != before.video_id:
                return
            changed = change(now)
            try:
                self._write([changed])
            except MatineeError as error:
                changed = entries.with_setback(now, error.sentence, self._clock())
                self._entries[changed.key] = changed
        self._tell(changed)

    def _tell(self, entry: DraftEntry) -> None:
        self._listener(standing_of(entry))


def is_final(error: MatineeError) -> bool:
    """The backend understood and won't have it, or there is nothing to give it: the same once more
    would end as it did."""
    if isinstance(error, ServerRefused):
        return not error.retryable and error.status < 500
    return isinstance(error, KeptFileGone)


def is_missing(error: MatineeError) -> bool:
    """A film that was deleted may be had back for a while; what it was to be put in may not."""
    return isinstance(error, ServerRefused) and error.code == NOT_FOUND


def standing_of(entry: DraftEntry) -> DraftStanding:
    unsaved = entry.unsaved
    goes_on = bool(entry.due) or not unsaved
    of_file = bool(entry.refused) and all(map(is_file, entry.refused.said))
    return DraftStanding(entry.key, entry.video_id, not unsaved, entry.fault, goes_on, of_file)

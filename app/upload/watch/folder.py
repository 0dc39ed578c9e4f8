"""One watched folder, turn by turn: from what is listed to what is uploaded, once each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from app.known_servers import Profile
from app.upload.engine.progress import Progress, State
from app.upload.errors import QueueClosed
from app.upload.watch.content import content_of, put_away
from app.upload.watch.listing import FileSighting, Listing
from app.upload.watch.memory import KnownFile, WatchedFilm, WatchMemory, WatchState
from app.upload.watch.ripening import SeenFile, look, ripe
from app.watched import WatchedFolder

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Files are looked into in such portions, so that what is learned of thousands is kept soon."""
OPEN = (WatchState.TAKING, WatchState.TAKEN, WatchState.FAILED)


class WatchTarget(Protocol):
    """The upload queue of an account."""

    def start(self) -> None: ...
    def is_known(self, path: Path) -> bool:
        """Whether the account has its very content already; blocks."""

    def add(self, path: Path, *, upload_id: str) -> str: ...
    def resume(self, upload_id: str) -> None: ...
    def uploads(self) -> Sequence[Progress]: ...


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """As its user sees it: `waiting` files are there that still grow, or have nobody to go to;
    `known` were on the account already, and were not sent."""

    is_there: bool | None = None
    waiting: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Seams:
    """What a folder asks of the world: its list, the queue of its account while there is one, and
    names for new uploads."""

    list: Callable[[str, str, str], Listing]
    target: Callable[[WatchedFolder], WatchTarget | None]
    new_id: Callable[[], str]


class FolderKeeper:
    """Belongs to one thread, which calls `turn` again and again; it may block for as long as the
    drive does. `note` is told what became of uploads, between turns."""

    def __init__(self, folder: WatchedFolder, memory: WatchMemory, seams: Seams) -> None:
        self.folder, self.status = folder, FolderStatus()
        self._memory, self._seams = memory, seams
        self._account = account_key(folder.profile)
        self._root = memory.root(folder.path)
        self._known = dict(memory.files(folder.path))
        self._seen: Mapping[str, SeenFile] = {
            path: SeenFile(known.sighting, float("-inf"), known.content is not None)
            for path, known in self._known.items()
        }
        self._target: WatchTarget | None = None

    def turn(self, now: float) -> None:
        """Raises CantWrite; what was not noted then is done again."""
        target = self._seams.target(self.folder)
        listing = self._seams.list(self.folder.path, self._root or "", self.folder.move_to)
        self._note_place(listing)
        self._seen = look(self._seen, listing, now)
        if target is not None:
            self._hand_over_again(target)
            ready = ripe(self._seen, listing, now)
            for start in range(0, len(ready), AT_ONCE):
                self._take(ready[start : start + AT_ONCE], target, now)
        if listing.is_there and self.folder.move_to:
            self._put_away(listing)
        waiting = sum(not self._seen[path].is_settled for path in listing.files)
        known = len(self._memory.films(self.folder.path, WatchState.KNOWN))
        self.status = FolderStatus(listing.is_there, waiting, known)

    def note(self, upload_id: str, state: State, is_announced: bool) -> None:
        """What became of an upload."""
        for film in self._memory.films(self.folder.path, *OPEN):
            if film.upload_id == upload_id:
                after = state_after(film.state, state, is_announced)
                if after is not film.state:
                    self._memory.save(replace(film, state=after))

    # What is there

    def _note_place(self, listing: Listing) -> None:
        """At the first sight, what is there already is noted, unless it is wanted."""
        if not listing.is_there or listing.mount.root == self._root:
            return
        if self._root is None:
            if not listing.is_whole:
                return
            if not self.folder.with_present:
                self._learn({path: KnownFile(s, None) for path, s in listing.files.items()})
        self._root = listing.mount.root
        self._memory.set_root(self.folder.path, self._root)

    def _learn(self, files: Mapping[str, KnownFile]) -> None:
        self._memory.learn(self.folder.path, files)
        self._known.update(files)

    # What is taken

    def _take(self, paths: Sequence[str], target: WatchTarget, now: float) -> None:
        """Look into some files, and upload what is new. What can't be read, or has changed, gets
        its time once more."""
        learned: dict[str, KnownFile] = {}
        seen = dict(self._seen)
        for path in paths:
            sighting = seen[path].sighting
            content = content_of(Path(self.folder.path, path), sighting)
            if content is None or not self._decide(path, content, target):
                seen[path] = SeenFile(sighting, now)
                continue
            seen[path] = replace(seen[path], is_settled=True)
            learned[path] = KnownFile(sighting, content)
        self._learn(learned)
        self._seen = seen

    def _decide(self, path: str, content: str, target: WatchTarget) -> bool:
        """Whether that settles it."""
        film = self._memory.film(self._account, content)
        if film is not None:
            self._meet_again(film, path)
            return True
        if self._was_present(path):
            self._memory.save(self._film(content, WatchState.PRESENT, path))
            return True
        former = next((f for f in self._open_films() if f.path == path), None)
        if former is None:
            if target.is_known(Path(self.folder.path, path)):
                self._memory.save(self._film(content, WatchState.KNOWN, path))
                return True
            new = replace(
                self._film(content, WatchState.TAKING, path), upload_id=self._seams.new_id()
            )
            self._memory.save(new)
            self._hand_over(new, target)
            return True
        if former.state is not WatchState.FAILED:
            return False  # the queue will find out that it has changed
        self._memory.exchange(former, replace(former, content=content, state=WatchState.TAKEN))
        target.resume(former.upload_id)
        return True

    def _was_present(self, path: str) -> bool:
        """When one began to watch, as it is now."""
        known = self._known.get(path)
        return (
            known is not None
            and known.content is None
            and known.sighting == self._seen[path].sighting
        )

    def _meet_again(self, film: WatchedFilm, path: str) -> None:
        """It was renamed, copied, or brought a second time, to be put away like the first."""
        is_elsewhere = film.path != path and film.path not in self._seen
        if film.folder != self.folder.path or not (is_elsewhere or film.state is WatchState.MOVED):
            return
        state = WatchState.SENT if film.state is WatchState.MOVED else film.state
        self._memory.save(replace(film, path=path, state=state))

    def _film(self, content: str, state: WatchState, path: str) -> WatchedFilm:
        return WatchedFilm(self._account, content, state, self.folder.path, path)

    def _open_films(self) -> Iterator[WatchedFilm]:
        yield from self._memory.films(self.folder.path, *OPEN)

    def _hand_over(self, film: WatchedFilm, target: WatchTarget) -> None:
        try:
            target.start()
            target.add(Path(film.folder, film.path), upload_id=film.upload_id)
        except QueueClosed:
            self._target = None

    def _hand_over_again(self, target: WatchTarget) -> None:
        """To a queue that is new here, what was being handed over when the last one ended. It takes
        each once."""
        if target != self._target:
            self._target = target
            for film in self._memory.films(self.folder.path, WatchState.TAKING):
                self._hand_over(film, target)

    # What is put away

    def _put_away(self, listing: Listing) -> None:
        """What is sent, and still lies where it lay. What lies there instead is another film; what
        was listed and is not there went with its drive."""
        into = Path(self.folder.move_to)
        for film in self._memory.films(self.folder.path, WatchState.SENT):
            path = Path(film.folder, film.path)
            if not into.is_dir():
                return  # the other drive is away
            try:
                if content_of(path, FileSighting.of(path.stat())) == film.content:
                    put_away(path, into)
                elif path.exists():
                    continue
            except FileNotFoundError:
                if film.path in listing.files or not listing.is_whole:
                    return
                log.debug("%s is gone already.", path)
            except OSError as error:
                log.info("Not put away: %s", error)
                return
            self._memory.save(replace(film, state=WatchState.MOVED))


def account_key(profile: Profile) -> str:
    return f"{profile.account_id}@{profile.server}"


def state_after(state: WatchState, upload: State, is_announced: bool) -> WatchState:
    """Only what the queue's journal has for certain counts as taken."""
    match upload:
        case State.DONE:
            return WatchState.SENT
        case State.CANCELLED:
            return WatchState.DROPPED
        case State.FAILED:
            return WatchState.FAILED
        case _ if is_announced:
            return WatchState.TAKEN
        case _:
            return state

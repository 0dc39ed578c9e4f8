"""Kept films of one account as the window has them: each fetched where it broke off, one after the
other, and after a restart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.errors import MatineeError
from app.offline.contact import Parting, make_contact
from app.offline.fetching import fetch_film
from app.offline.film import KeepRules, KeepState, KeptFilm
from app.offline.folder import KeptFolder
from app.offline.offered import OfflineApi, OfflineChoice
from app.ui.background import Background, Latest, Scope, ignore
from runtime.workers import WorkerPool


@dataclass(frozen=True, slots=True)
class FilmStanding:
    """One film as it stands; `under_way` are the bytes of the segment that is being fetched."""

    film: KeptFilm
    state: KeepState
    under_way: int = 0
    error: MatineeError | None = None
    why_held: str = ""

    @property
    def video_id(self) -> str:
        return self.film.plan.video_id

    @property
    def have_bytes(self) -> int:
        return self.film.have_bytes + self.under_way


class Halted(MatineeError):
    """Nobody wants it any more, or not now."""


def standing_of(film: KeptFilm) -> FilmStanding:
    """As it is on the disk, when nobody is at it."""
    return FilmStanding(film, KeepState.HERE if film.is_here else KeepState.WAITING)


class KeptFilms(QObject):
    """One account's at a time; belongs to the UI thread. A thread of its own fetches, one film
    after the other. What else is wished, such as to remove one, waits for no film: it would be
    forgotten with the window."""

    changed = Signal()
    parted = Signal(object)
    """A `Parting`: these were removed."""

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._background = background
        self._worker = WorkerPool("offline", 1)
        self.folder: KeptFolder | None = None
        self._api: OfflineApi | None = None
        self._scope = Scope(background)
        self._all: dict[str, FilmStanding] = {}
        self._stops: dict[str, threading.Event] = {}
        self._wishes: dict[Path, threading.Event] = {}
        self._writing = threading.RLock()
        self.why_held = ""
        self.rules: Callable[[], KeepRules] = KeepRules

    @property
    def all(self) -> Sequence[FilmStanding]:
        return tuple(self._all.values())

    def has(self, video_id: str) -> bool:
        return video_id in self._all

    @property
    def films(self) -> Sequence[KeptFilm]:
        return tuple(standing.film for standing in self.all)

    # Whose they are

    def attach(self, api: OfflineApi, folder: KeptFolder) -> None:
        """Whether or not the server is there: what is here can be watched."""
        self._api, self.folder = api, folder
        scope = self._scope = Scope(self._background)
        scope.run(folder.films, self._take_all)

    def detach(self) -> None:
        """What is on its way goes on when the account is here again."""
        for video_id in tuple(self._stops):
            self._stop(video_id)
        self._scope.close()
        self._api, self.folder, self._all = None, None, {}
        self.changed.emit()

    def make_contact(self) -> None:
        """The line is there, or there again."""
        api, folder = self._api, self.folder
        if api is not None and folder is not None:
            days = self.rules().keep_days
            self._scope.run(
                lambda: make_contact(api, folder, time.time(), days), self._part, ignore
            )
            for standing in self.all:
                if standing.error is not None and standing.error.retryable:
                    self.retry(standing.video_id)

    def hold(self, why: str) -> None:
        """Nothing is fetched while there is a reason, such as a metered network."""
        self.why_held = why
        if why:
            self._halt()
        else:
            self._go_on()

    # What the user does

    def keep(self, choice: OfflineChoice) -> None:
        """At another quality it begins anew."""
        video_id, folder = choice.plan.video_id, self.folder
        if folder is None:
            return
        film = KeptFilm(choice.plan, {}, time.time())
        if (known := self._all.get(video_id)) is not None:
            film = known.film.planned(choice.plan)
        self._stop(video_id)
        self._put(FilmStanding(film, KeepState.WAITING))
        where = folder.film(video_id)
        self._wish(where.path, partial(where.plan, film), partial(self._begin, video_id))

    def remove(self, video_id: str) -> None:
        self._stop(video_id)
        folder = self.folder
        if folder is not None and self._all.pop(video_id, None) is not None:
            where = folder.film(video_id)
            self._wish(where.path, where.remove)
            self.changed.emit()

    def forget(self, folder: KeptFolder) -> None:
        """All films of an account that is not here."""
        self._background.run(partial(self._in_turn, threading.Event(), folder.remove))

    def retry(self, video_id: str) -> None:
        if (standing := self._all.get(video_id)) and standing.state is KeepState.FAILED:
            self._begin(video_id)

    # Below

    def _wish(
        self, path: Path, act: Callable[[], None], then: Callable[[], None] = lambda: None
    ) -> None:
        """The last wish about a film counts, whichever thread is the first."""
        if (former := self._wishes.get(path)) is not None:
            former.set()
        overtaken = self._wishes[path] = threading.Event()

        def done(_none: None) -> None:
            if self._wishes.get(path) is overtaken:
                del self._wishes[path]
                then()

        self._scope.run(partial(self._in_turn, overtaken, act), done)

    def _in_turn(self, stop: threading.Event, act: Callable[[], None]) -> None:
        with suppress(Halted), self._turn(stop):
            act()

    @contextmanager
    def _turn(self, stop: threading.Event) -> Iterator[None]:
        """What is written, is written by one thread at a time, and by none that was stopped."""
        with self._writing:
            if stop.is_set():
                raise Halted
            yield

    def _take_all(self, films: Sequence[KeptFilm]) -> None:
        self._all = {film.plan.video_id: standing_of(film) for film in films} | self._all
        self.changed.emit()
        self.make_contact()
        self._go_on()

    def _part(self, parting: Parting) -> None:
        for film in (*parting.withdrawn, *parting.expired):
            self.remove(film.plan.video_id)
        if parting.withdrawn or parting.expired:
            self.parted.emit(parting)

    def _go_on(self) -> None:
        for standing in self.all:
            if standing.state in (KeepState.WAITING, KeepState.HELD):
                self._begin(standing.video_id)

    def _halt(self) -> None:
        for video_id in tuple(self._stops):
            self._stop(video_id)
            if (standing := self._all.get(video_id)) and not standing.film.is_here:
                self._put(self._held(standing))

    def _held(self, standing: FilmStanding) -> FilmStanding:
        return FilmStanding(standing.film, KeepState.HELD, why_held=self.why_held)

    def _stop(self, video_id: str) -> None:
        if (stop := self._stops.pop(video_id, None)) is not None:
            stop.set()

    def _begin(self, video_id: str) -> None:
        standing, api, folder = self._all.get(video_id), self._api, self.folder
        if standing is None or api is None or folder is None:
            return
        if standing.film.is_here or video_id in self._stops:
            return
        if self.why_held:
            self._put(self._held(standing))
            return
        stop = self._stops[video_id] = threading.Event()
        self._put(replace(standing, state=KeepState.WAITING, error=None))
        told: Latest[str, FilmStanding] = Latest(
            self._scope, lambda each: each.video_id, partial(self._take_told, stop)
        )
        self._worker.do(partial(self._work, api, folder, standing.film, stop, told, self._scope))

    def _work(
        self,
        api: OfflineApi,
        folder: KeptFolder,
        film: KeptFilm,
        stop: threading.Event,
        told: Latest[str, FilmStanding],
        scope: Scope,
    ) -> None:
        """On the thread of its own."""
        where = folder.film(film.plan.video_id, partial(self._turn, stop))

        def heard(film: KeptFilm, under_way: int) -> None:
            if stop.is_set():
                raise Halted
            told.put(FilmStanding(film, KeepState.RUNNING, under_way))

        try:
            film = where.read() or film  # perhaps there is more of it by now
            heard(film, 0)
            whole = fetch_film(api, film, where, heard, stop.wait)
        except Halted:
            return
        except MatineeError as error:
            scope.post(partial(self._failed, film.plan.video_id, stop, error))
        else:
            scope.post(partial(self._arrived, whole, stop))

    def _take_told(self, stop: threading.Event, all_told: Sequence[FilmStanding]) -> None:
        for standing in all_told:
            if self._stops.get(standing.video_id) is stop:
                self._put(standing)

    def _failed(self, video_id: str, stop: threading.Event, error: MatineeError) -> None:
        if self._stops.get(video_id) is stop:
            del self._stops[video_id]
            self._put(replace(self._all[video_id], state=KeepState.FAILED, error=error))

    def _arrived(self, film: KeptFilm, stop: threading.Event) -> None:
        if self._stops.get(film.plan.video_id) is stop:
            del self._stops[film.plan.video_id]
            self._put(FilmStanding(film, KeepState.HERE))

    def _put(self, standing: FilmStanding) -> None:
        self._all[standing.video_id] = standing
        self.changed.emit()

"""The simplest things that can stand for the backend, the queue and the player."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Generic, TypeVar, cast

from PySide6.QtWidgets import QWidget

from app.edits.outbox import Listener as DraftListener
from app.edits.outbox import Outbox
from app.edits.store import DraftStore
from app.errors import MatineeError, ServerRefused, SignInNeeded
from app.known_servers import Profile
from app.server.client import Client
from app.server.connection import Connection, Connector
from app.server.costs import Cost, Costs
from app.server.credentials import Credentials
from app.server.editing import Caption, Changed, ChapterSet, Duplicate, Version
from app.server.figures import Figures, Retention, Subject
from app.server.local_backend import LocalBackend
from app.server.servers import FoundServer
from app.server.videos import Account, Playback, PlayReport, Video, VideoPage
from app.server.viewing import PublicChange, Published, ServerInfo
from app.settings import Settings
from app.ui.shell.application import Application
from app.ui.shell.main_window import MainWindow
from tests.app.edits.fakes import FilmsInMemory
from tests.app.ui.fake_queue import FakeQueue
from tests.app.ui.fake_viewing import ViewingInMemory

E = TypeVar("E")
FILM = Video("film", "Big Buck Bunny", "ready", playable="adaptive", duration_seconds=90.0)


def an_outbox(folder: Path) -> Outbox:
    """One that hands nothing on."""
    return Outbox(FilmsInMemory(), DraftStore(folder / "edits.db"), lambda _standing: None)


def fake_edits(folder: Path) -> Callable[[Connection, DraftListener], Outbox]:
    """Outboxes to a backend that keeps what it is told; each account has its own."""
    numbers = itertools.count()

    def opened(_to: Connection, listener: DraftListener) -> Outbox:
        store = DraftStore(folder / f"edits-{next(numbers)}.db")
        return Outbox(FilmsInMemory(), store, listener)

    return opened


class FakeLine(Generic[E]):
    """Events of a backend: those that it is told to `send`, until it is closed or `end` says how
    it ends."""

    def __init__(self) -> None:
        self._sent: SimpleQueue[E | MatineeError | None] = SimpleQueue()

    def send(self, event: E) -> None:
        self._sent.put(event)

    def end(self, with_fault: MatineeError) -> None:
        self._sent.put(with_fault)

    def __iter__(self) -> Iterator[E]:
        while (event := self._sent.get()) is not None:
            if isinstance(event, MatineeError):
                raise event
            yield event

    def close(self) -> None:
        self._sent.put(None)


class FakeViewing(ViewingInMemory):
    """The calls for viewers, of a backend where there is nothing to see."""

    def __init__(self) -> None:
        super().__init__()
        self.line = FakeLine[PublicChange]()

    def catalogue_events(self) -> FakeLine[PublicChange]:
        return self.line


class FakeFigures:
    """Of films that nobody has watched."""

    def figures(self, _of: Subject, _name: str, first: date | None = None) -> Figures:
        day = first or date(2026, 1, 1)
        return Figures(day, day, Retention(day))

    def heat(self, _video_id: str) -> tuple[float, ...]:
        return ()


class FakeEditing:
    """Of films that have neither captions nor chapters, but `starts` where those may begin, and
    are on the playlists in `listed`."""

    def __init__(self) -> None:
        self.starts: tuple[float, ...] | None = ()
        self.listed: dict[str, frozenset[str]] | None = None

    def playlists_of(self, _video_ids: Sequence[str]) -> dict[str, frozenset[str]] | None:
        return self.listed

    def captions(self, _video_id: str) -> tuple[Caption, ...]:
        return ()

    def chapters(self, _video_id: str) -> ChapterSet:
        return ChapterSet()

    def frame(self, _video_id: str, _seconds: float) -> bytes | None:
        return None

    def suggested_chapters(self, _video_id: str) -> tuple[float, ...] | None:
        return self.starts


class FakeStudio:
    """The calls for creators, of a backend that has `films` and does what it is told; `known` are
    those that have what is asked for, `refuses` the ids that it does nothing with."""

    def __init__(self, films: Sequence[Video] = ()) -> None:
        self.films = {film.id: film for film in films}
        self.asked: list[tuple[Any, ...]] = []
        self.known: tuple[Duplicate, ...] = ()
        self.refuses: set[str] = set()
        self.all_versions: tuple[Version, ...] = ()
        self.fault: MatineeError | None = None

    def duplicates(self, contents: Sequence[Any]) -> list[tuple[Duplicate, ...]]:
        self._note("duplicates", *(content.size_bytes for content in contents))
        return [self.known for _ in contents]

    def change(self, ids: Sequence[str], **changes: Any) -> list[Changed]:
        self._note("change", *ids, changes)
        known = {name: value for name, value in changes.items() if name == "visibility"}
        return [self._changed(video_id, **known) for video_id in ids]

    def add_to_playlist(self, ids: Sequence[str], playlist_id: str) -> list[Changed]:
        self._note("add", *ids, playlist_id)
        return [self._changed(video_id) for video_id in ids]

    def delete(self, ids: Sequence[str]) -> list[Changed]:
        self._note("delete", *ids)
        return [replace(self._changed(video_id), video=None) for video_id in ids]

    def undelete(self, ids: Sequence[str]) -> list[Changed]:
        self._note("undelete", *ids)
        return [self._changed(video_id) for video_id in ids]

    def versions(self, video_id: str) -> tuple[Version, ...]:
        self._note("versions", video_id)
        return self.all_versions

    def restore_version(self, video_id: str, number: int) -> Video:
        self._note("restore", video_id, number)
        versions = self.all_versions
        self.all_versions = tuple(replace(v, current=v.number == number) for v in versions)
        return replace(FILM, id=video_id)

    def version_playback(self, video_id: str, number: int) -> Playback:
        self._note("play", video_id, number)
        return Playback(video_id, "hls", f"http://x/{number}.m3u8", 60)

    def keep_source(self, video_id: str) -> None:
        self._note("keep", video_id)
        self.all_versions = tuple(v for v in self.all_versions if v.current)

    def _note(self, *asked: Any) -> None:
        self.asked.append(asked)
        if self.fault is not None:
            raise self.fault

    def _changed(self, video_id: str, **changes: Any) -> Changed:
        if video_id in self.refuses:
            return Changed(video_id, fault=ServerRefused(404, "not_found", "No such video."))
        return Changed(video_id, replace(self.films.get(video_id, FILM), id=video_id, **changes))


class FakeClient:
    """A backend with the videos it is given; one that is not `free` answers when it is."""

    server_url = "http://127.0.0.1:1"

    def __init__(self, *titles: str, costs: Costs | None = None) -> None:
        self.library = tuple(replace(FILM, id=title, title=title) for title in titles)
        self.charges = costs
        self.line = FakeLine[Video | Published]()
        self.viewing = FakeViewing()
        self.figures = FakeFigures()
        self.studio = FakeStudio(self.library)
        self.editing = FakeEditing()
        self.free = threading.Event()
        self.free.set()
        self.reports: list[PlayReport] = []
        self.reported_by: list[str | None] = []
        self.closed = False

    def playback(self, video_id: str, height: int = 0) -> Playback:  # noqa: ARG002
        return Playback(video_id, "hls", "https://films.example/play.m3u8", 3600)

    def videos(self, **_asked: object) -> VideoPage:
        self.free.wait(10)
        return VideoPage(self.library, None)

    def video(self, video_id: str) -> Video:
        return replace(FILM, id=video_id)

    def retry_video(self, video_id: str) -> Video:
        self.free.wait(10)
        return next(video for video in self.library if video.id == video_id)

    def events(self) -> FakeLine[Video | Published]:
        return self.line

    def fetch(self, _url: str) -> bytes:
        return b""

    def report_play(self, _video_id: str, report: PlayReport, link_id: str | None = None) -> None:
        self.reports.append(report)
        self.reported_by.append(link_id)

    def save_position(self, _video_id: str, _seconds: float) -> None: ...

    def space(self) -> None: ...

    def costs(self) -> Costs | None:
        self.free.wait(10)
        return self.charges

    def estimate(self, *_film: float) -> Cost:
        return Cost(0.45, 0.03, 0.02)

    def close(self) -> None:
        self.closed = True


class FakeConnector(Connector):
    """Lets the owner in at once, and nobody in to a server."""

    def __init__(self) -> None:
        super().__init__(Credentials(), forbidden)
        self.closed = False
        self.info = ServerInfo("Matinee", "1", 1)

    def look_for(self, typed: str) -> FoundServer:
        return FoundServer(typed, self.info)

    def connect(self, profile: Profile) -> Connection:
        if profile.server:
            raise SignInNeeded
        return Connection("", cast(Client, FakeClient()), Account("owner", "Owner"))

    def sign_in(self, server: str, email: str, password: str) -> Connection:  # noqa: ARG002
        raise ServerRefused(401, "wrong_password", "That password is not right.")

    def keep(self, connection: Connection) -> None: ...

    def withdraw(self, connection: Connection) -> None: ...

    def close(self) -> None:
        self.closed = True


def forbidden() -> LocalBackend:
    raise AssertionError


@dataclass
class Running:
    application: Application
    window: MainWindow
    queues: list[FakeQueue]
    connector: Connector
    saved: list[Settings]

    @property
    def queue(self) -> FakeQueue:
        """The one that was opened last."""
        return self.queues[-1]

    def has_added(self, name: str) -> bool:
        return any(("add", name) in queue.asked for queue in self.queues)

    @property
    def page(self) -> QWidget | None:
        return self.window.pages.currentWidget()

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

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.edits.outbox import Listener as DraftListener
from app.edits.outbox import Outbox
from app.edits.store import DraftStore
from app.errors import MatineeError, ServerRefused, SignInNeeded
from app.known_servers import Profile
from app.player.engine.adjustments import (
    Adjustment,
    PictureSettings,
    SoundSettings,
    SubtitleLift,
    SubtitleSettings,
)
from app.player.engine.api import Clip, Loop, Phase, PlayerState, Track
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
from app.timetable import Timetable
from app.ui.player.calls import PlaySession
from app.ui.shell.application import Application
from app.ui.shell.main_window import MainWindow
from app.upload.engine.progress import Listener, Progress, State
from app.upload.trim.ranges import Recipe
from tests.app.edits.fakes import FilmsInMemory
from tests.app.ui.fake_viewing import ViewingInMemory

E = TypeVar("E")
FILM = Video("film", "Big Buck Bunny", "ready", playable="adaptive", duration_seconds=90.0)


def progress(
    state: State = State.UPLOADING,
    sent: int = 500,
    size: int = 1000,
    *,
    upload_id: str = "u1",
    message: str = "",
    retryable: bool = False,
    on_wire: int = 0,
) -> Progress:
    return Progress(
        upload_id,
        f"video-{upload_id}",
        f"{upload_id}.mp4",
        state,
        sent,
        size,
        bytes_per_second=100.0 if state == State.UPLOADING else 0.0,
        seconds_left=5.0 if state == State.UPLOADING else None,
        message=message,
        retryable=retryable,
        on_wire_bytes=on_wire,
    )


class FakeQueue:
    """Writes down what it is asked."""

    def __init__(self, listener: Listener = lambda _progress: None) -> None:
        self.asked: list[tuple[str, str]] = []
        self.listener = listener

    def pause(self, upload_id: str) -> None:
        self.asked.append(("pause", upload_id))

    def resume(self, upload_id: str) -> None:
        self.asked.append(("resume", upload_id))

    def cancel(self, upload_id: str) -> None:
        self.asked.append(("cancel", upload_id))

    def pause_all(self) -> None:
        self.asked.append(("pause", "all"))

    def resume_all(self) -> None:
        self.asked.append(("resume", "all"))

    def set_priority(self, upload_id: str, priority: int) -> None:
        self.asked.append((f"priority {priority}", upload_id))

    def move(self, upload_ids: Sequence[str], before: str | None) -> None:
        self.asked.append((f"move before {before}", " ".join(upload_ids)))

    def relocate(self, upload_id: str, path: Path) -> None:
        self.asked.append((f"relocate {path}", upload_id))

    def forget(self, upload_id: str) -> None:
        self.asked.append(("forget", upload_id))

    unclaimed = 0

    def start(self) -> None: ...

    def claim(self) -> None:
        self.asked.append(("claim", ""))

    def wake(self) -> None:
        self.woken += 1

    woken = 0
    trims = Path("trims")

    def add(
        self,
        path: Path,
        *,
        replaces: str | None = None,
        upload_id: str | None = None,
        recipe: Recipe | None = None,
    ) -> str:
        self.asked.append((f"replace {replaces}" if replaces else "add", path.name))
        if recipe is not None:
            self.asked.append(("trim", recipe.to_text()))
        return upload_id or path.name

    def set_limit(self, bytes_per_second: int | None) -> None:
        self.asked.append(("limit", str(bytes_per_second)))

    timetable = Timetable()

    def set_timetable(self, timetable: Timetable, share: int = 1) -> None:  # noqa: ARG002
        self.timetable = timetable

    why_held = ""

    def hold(self, why: str) -> None:
        self.why_held = why

    waiting: Sequence[Progress] = ()

    def uploads(self) -> Sequence[Progress]:
        return self.waiting

    def close(self) -> None:
        self.asked.append(("close", ""))


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


class FakeScreen(QWidget):
    released = False

    def release(self) -> None:
        self.released = True


NAMES = {
    PictureSettings: "picture",
    SoundSettings: "sound",
    SubtitleSettings: "look",
    SubtitleLift: "lift",
}
"""Of the player's state, what an adjustment becomes."""


class FakeSession:
    """A player that is at once wherever it is told to be."""

    def __init__(self, on_change: Callable[[PlayerState], None]) -> None:
        self._on_change = on_change
        self.state = PlayerState()
        self.opened: list[str] = []
        self.prefetched: list[str] = []
        self.lines_sought: list[int] = []
        self.closed = False

    def become(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._on_change(self.state)

    def open(
        self,
        video_id: str,
        playback: Playback | None = None,  # noqa: ARG002
        start_seconds: float | None = None,
        clip: Clip | None = None,
    ) -> None:
        self.opened.append(video_id)
        self.become(
            phase=Phase.PLAYING,
            has_picture=True,
            duration_seconds=90.0,
            position_seconds=clip.start_seconds if clip else start_seconds or 0.0,
            clip=clip,
        )

    def open_url(self, url: str) -> None:
        self.open(url)

    def open_file(self, path: Path) -> None:
        self.open(path.name)

    def prefetch(self, video_id: str) -> None:
        self.prefetched.append(video_id)

    def set_window_pixels(self, width: int, height: int) -> None: ...

    def set_limits(self, max_height: int | None, max_bps: float | None) -> None: ...

    def toggle(self) -> None:
        paused = self.state.phase == Phase.PAUSED
        self.become(phase=Phase.PLAYING if paused else Phase.PAUSED)

    def play(self) -> None:
        self.become(phase=Phase.PLAYING)

    def pause(self) -> None:
        self.become(phase=Phase.PAUSED)

    def seek(self, seconds: float) -> None:
        self.become(position_seconds=seconds)

    def set_volume(self, percent: float) -> None:
        self.become(volume=percent)

    def set_muted(self, muted: bool) -> None:
        self.become(muted=muted)

    def set_speed(self, factor: float) -> None:
        self.become(speed=factor)

    def choose_rendition(self, name: str | None) -> None:
        self.become(rendition_chosen=name)

    def set_subtitle(self, index: int | None, *, second: bool = False) -> None:
        self.become(**{"second_subtitle" if second else "subtitle_now": index})

    def add_subtitle_file(self, path: Path) -> None:
        tracks = (*self.state.subtitles, Track(path.name))
        self.become(subtitles=tracks, subtitle_now=len(tracks) - 1)

    def seek_subtitle(self, lines: int) -> None:
        self.lines_sought.append(lines)

    def adjust(self, adjustment: Adjustment) -> None:
        self.become(**{NAMES[type(adjustment)]: adjustment})

    def step_frame(self, *, forward: bool) -> None:
        step = 0.04 if forward else -0.04
        self.become(phase=Phase.PAUSED, position_seconds=self.state.position_seconds + step)

    def set_loop(self, loop: Loop | None) -> None:
        self.become(loop=loop)

    def screenshot(self, path: Path, *, with_subtitles: bool) -> None:  # noqa: ARG002
        assert QImage(32, 18, QImage.Format.Format_RGB32).save(str(path))

    def set_sound(self, index: int) -> None:
        self.become(sound_now=index)

    def play_whole(self) -> None:
        self.become(clip=None)

    def withdraw(self, video_id: str, why: str) -> None:
        if self.opened[-1:] == [video_id]:
            self.become(phase=Phase.FAILED, has_picture=False, error=why)

    def stop(self) -> None:
        self.become(phase=Phase.IDLE, has_picture=False)

    def close(self) -> None:
        self.closed = True


def build(parent: QWidget, on_change: Callable[[PlayerState], None]) -> tuple[QWidget, PlaySession]:
    return FakeScreen(parent), FakeSession(on_change)


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

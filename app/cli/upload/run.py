"""Films on their way: the queue sends them, the server is told about them and asked for them."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Protocol

from app.cli.console import Console
from app.cli.details import Step
from app.cli.exit_codes import ExitCode, code_of
from app.cli.upload.films import READY, STATES, NamedFilm, code_of_all, event_of, line_of
from app.errors import MatineeError, Sentence
from app.server.videos import Video
from app.upload.engine.progress import Progress, State
from app.upload.trim.ranges import Recipe

TURN_SECONDS = 0.2
TOLD_SECONDS = 1.0
AGAIN_SECONDS = 5.0
HEARD_SECONDS = 5.0
UPLOADED = Sentence("{file}: uploaded, {address}")
HANDED_OVER = Sentence("{file}: with Matinee's window, which sends it, {address}")
MADE = Sentence("{file}: ready, {address}")
ENDS: Mapping[str, str] = {UPLOADED: "uploaded", HANDED_OVER: "handed_over"}
"""What there is to say of a film that nobody waits for any more, and the event for programs."""
FIRST = 1
"""The priority of what was named: before what else is unfinished."""

Inbox = queue.SimpleQueue[Progress]


class Sender(Protocol):
    """What is asked of the queue of uploads."""

    @property
    def unfinished(self) -> Mapping[Path, str]: ...
    def add(
        self, path: Path, *, upload_id: str | None = None, recipe: Recipe | None = None
    ) -> str: ...
    def resume(self, upload_id: str) -> None: ...
    def set_priority(self, upload_id: str, priority: int) -> None: ...


class UploadRun:
    """Belongs to one thread; the queue's comes in by the inbox. `steps` are the calls that tell
    the details of a video, which is made of a file; `video` asks for one."""

    def __init__(
        self,
        uploads: Sender,
        inbox: Inbox,
        console: Console,
        steps: Callable[[str, Path], list[Step]],
        video: Callable[[str], Video],
        wait: str | None = None,
        address: Callable[[str], str] = str,
        clock: Callable[[], float] = monotonic,
        end: str = UPLOADED,
    ) -> None:
        self._uploads, self._inbox, self._console = uploads, inbox, console
        self._steps, self._video, self._wait = steps, video, wait
        self._address, self._clock, self._end = address, clock, end
        self._films: dict[str, NamedFilm] = {}
        self._ends: dict[str, ExitCode] = {}
        self._told_at: dict[str, float] = {}
        self._again_at: dict[str, float] = {}

    @property
    def under_way(self) -> Mapping[str, NamedFilm]:
        return {name: film for name, film in self._films.items() if name not in self._ends}

    @property
    def is_over(self) -> bool:
        return len(self._ends) == len(self._films)

    @property
    def code(self) -> ExitCode:
        return code_of_all(self._ends.values())

    def counts(self) -> tuple[int, int]:
        """How many ended well, and how many did not."""
        good = sum(not code for code in self._ends.values())
        return good, len(self._ends) - good

    def take(self, file: Path, recipe: Recipe | None = None, upload_id: str | None = None) -> str:
        """Send a file, or of a film what the recipe keeps; or go on with it where it is known.
        Returns the id of its upload, which is new or the caller's."""
        known = self._uploads.unfinished.get(file)
        if known is not None and known not in self._films:
            upload_id = known
            self._uploads.resume(known)
        else:
            upload_id = self._uploads.add(file, upload_id=upload_id, recipe=recipe)
        self._uploads.set_priority(upload_id, FIRST)
        blank = Progress(upload_id, None, file.name, State.QUEUED, 0, 0)
        self._films[upload_id] = NamedFilm(file, blank)
        return upload_id

    def is_unfinished(self, file: Path) -> bool:
        return file in self._uploads.unfinished

    def again(self, upload_id: str) -> None:
        """Try once more what had failed."""
        self._ends.pop(upload_id, None)
        self._uploads.resume(upload_id)

    def progress(self, upload_id: str) -> Progress:
        return self._films[upload_id].progress

    def turn(self, seconds: float = TURN_SECONDS) -> None:
        """Wait for news for so long at most, and see to what follows."""
        self._hear(seconds)
        for upload_id, film in list(self.under_way.items()):
            self._see_to(upload_id, film)

    def _hear(self, seconds: float) -> None:
        try:
            progress = self._inbox.get(timeout=seconds)
            while True:
                if (film := self._films.get(progress.upload_id)) is not None:
                    self._keep(progress.upload_id, replace(film, progress=progress))
                progress = self._inbox.get_nowait()
        except queue.Empty:
            return

    def _see_to(self, upload_id: str, film: NamedFilm) -> None:
        if self._clock() >= self._again_at.get(upload_id, 0.0):
            if film.wants_details:
                film = self._tell_server(film)
            elif film.is_sent and self._wait == READY:
                film = self._look(film)
            self._keep(upload_id, film)
        if (end := film.end(self._wait)) is not None:
            self._ends[upload_id] = end
            self._say_end(film, end)

    def _tell_server(self, film: NamedFilm) -> NamedFilm:
        """Its details, of which each is tried though another was refused."""
        assert film.video_id is not None
        for step in self._steps(film.video_id, film.file):
            try:
                step()
            except MatineeError as error:
                if error.retryable:
                    self._rest(film, AGAIN_SECONDS)
                    return film
                self._console.note(f"{film.name}: {error}")
                self._console.event("refused", file=str(film.file), message=str(error))
                film = replace(film, trouble=film.trouble or code_of(error))
        return replace(film, is_told=True)

    def _look(self, film: NamedFilm) -> NamedFilm:
        """What became of it. A server that is away is waited for."""
        assert film.video_id is not None
        try:
            video = self._video(film.video_id)
        except MatineeError as error:
            self._rest(film, AGAIN_SECONDS)
            if not error.retryable:
                raise
            return film
        self._rest(film, TOLD_SECONDS)
        return replace(film, video=video)

    def _rest(self, film: NamedFilm, seconds: float) -> None:
        self._again_at[film.progress.upload_id] = self._clock() + seconds

    # What is said

    def _keep(self, upload_id: str, film: NamedFilm) -> None:
        before = self._films[upload_id]
        self._films[upload_id] = film
        if film == before:
            return
        is_news = state_of(film) != state_of(before)
        if is_news and film.end(self._wait) is None:
            self._say_state(film)
        if is_news or self._clock() - self._told_at.get(upload_id, 0.0) >= TOLD_SECONDS:
            self._told_at[upload_id] = self._clock()
            self._console.event("progress", **event_of(film))

    def _say_state(self, film: NamedFilm) -> None:
        """A line for a log; where there is a bar, it says more."""
        if self._console.below is None and not self._console.as_json:
            state = film.progress.state
            words = STATES[state] if state is State.UPLOADING else line_of(film)
            self._console.note(Sentence("{file}: {state}", file=film.name, state=words))

    def _say_end(self, film: NamedFilm, end: ExitCode) -> None:
        video, known = film.video, event_of(film)
        if film.is_sent and (video is None or video.error is None):
            address = self._address(film.video_id or "")
            event, words = ("ready", MADE) if video else (ENDS[self._end], self._end)
            self._console.result(
                event, filled(words, file=film.name, address=address), **known, address=address
            )
            return
        why = (video.error if video else None) or film.progress.message or STATES[State.FAILED]
        is_named = why.startswith(film.name)
        self._console.note(why if is_named else Sentence("{file}: {why}", file=film.name, why=why))
        self._console.event("failed", **{**known, "message": why, "exit_code": int(end)})


def pass_over(inbox: Inbox, upload_ids: Iterable[str], seconds: float = HEARD_SECONDS) -> None:
    """Until each was told of: how it stood before is not what comes of it once it goes on."""
    waiting = set(upload_ids)
    with suppress(queue.Empty):
        while waiting:
            waiting.discard(inbox.get(timeout=seconds).upload_id)


def filled(words: str, **values: object) -> Sentence:
    """A sentence that stands in a table, with its values."""
    return Sentence(words, **values)


def state_of(film: NamedFilm) -> tuple[State, str]:
    return film.progress.state, film.video.state if film.video else ""

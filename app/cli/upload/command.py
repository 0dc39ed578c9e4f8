"""`matinee upload`: what was asked for, checked as a whole before anything is done, and done."""

from __future__ import annotations

import argparse
import logging
import queue
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import NoReturn

from app import units
from app.cli import values
from app.cli.console import Console
from app.cli.details import Details, Step, details_of, steps_of
from app.cli.exit_codes import ExitCode, InUse, Misused
from app.cli.target import Target, connected, nothing, owner_of, target_of
from app.cli.upload.by_window import ByWindow
from app.cli.upload.captions import CaptionSender
from app.cli.upload.duplicates import IfThere, without_known
from app.cli.upload.films import READY, line_of, share
from app.cli.upload.folder import FolderWatch
from app.cli.upload.run import HANDED_OVER, UPLOADED, Inbox, Sender, UploadRun, filled, pass_over
from app.errors import MatineeError, Sentence
from app.instance import UPLOADS_OF, ask_window, hand_over, has_window
from app.links import WatchLink
from app.server.connection import Connection
from app.server.local_backend import is_running
from app.upload.engine.progress import Progress, State
from app.upload.engine.queue import UploadQueue, open_queue
from app.upload.errors import JournalInUse
from app.upload.source.probe import probe
from app.upload.trim.ranges import Recipe, TrimError, outside, overlap, ranges_of
from app.upload.watch.memory import WatchMemory
from app.watched import WatchedFolder

log = logging.getLogger(__name__)

GOES_BEYOND = Sentence("--trim goes to {stop}, but {file} is {length} long.")
BEGINS_BEYOND = Sentence("--trim begins at {start}, but {file} is {length} long.")
SETTLE_SECONDS = 0.2
MOST_REMEMBERED = 500
MOST_ASKED = 100
"""Of so many files the window says at once what became of them."""


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """What the command line asks for; `limit` in bytes per second."""

    files: tuple[Path, ...]
    details: Details
    wait: str | None = None
    limit: int | None = None
    watch: Path | None = None
    recipe: Recipe | None = None
    if_there: IfThere = IfThere.ASK


@dataclass(frozen=True, slots=True)
class UploadTask:
    """A request with all that is needed to carry it out; `steps` tell a video's details.
    `is_host`: the backend ends with this command, unless a window has come."""

    console: Console
    request: UploadRequest
    target: Target
    is_host: bool
    connection: Connection
    steps: Callable[[str], list[Step]]
    """Without captions, which depend on the film."""

    def run(
        self, sender: Sender, inbox: Inbox, trims: Path | None = None, end: str = UPLOADED
    ) -> UploadRun:
        """`trims` is where trimmed films lie; None where the window sends, which takes by itself
        what lies beside a film."""
        client, request = self.connection.client, self.request

        def steps(video_id: str, file: Path) -> list[Step]:
            named, recipe = request.details.captions, request.recipe
            captions = CaptionSender(client, named, file, recipe, trims)
            return [*self.steps(video_id), *captions.steps(video_id)]

        return UploadRun(
            *(sender, inbox, self.console, steps, client.video, request.wait),
            address=self.address,
            end=end,
        )

    def is_there(self, file: Path) -> bool:
        """Whether the account has a film of a watched folder already, which is said. A server that
        can't be asked holds nothing up."""
        if self.request.if_there is IfThere.SEND:
            return False
        lookup = self.connection.client.studio.duplicates
        try:
            return not without_known(self.console, [file], lookup, IfThere.SKIP, self.address)
        except MatineeError as error:
            log.info("Not known whether a film is there already: %s", error)
            return False

    def new_films(self, known: Collection[Path] = ()) -> tuple[Path, ...]:
        """Those of the request that are to be sent; what is `known` goes on anyhow, and parts of a
        film are nothing that the server could have."""
        request, lookup = self.request, self.connection.client.studio.duplicates
        if request.recipe is not None:
            return request.files
        asked = [file for file in request.files if file not in known]
        new = without_known(self.console, asked, lookup, request.if_there, self.address)
        return tuple(file for file in request.files if file in known or file in new)

    def address(self, video_id: str) -> str:
        """Of its page; the bundled backend has another address next time."""
        server = self.connection.server
        return WatchLink(server, video_id).url if server else video_id


def request_of(
    options: argparse.Namespace, now: datetime, say: Callable[[str], None]
) -> UploadRequest:
    """Raises Misused; files that are named twice are sent once, which is said."""
    once, again = values.each_once([values.film(path) for path in options.files])
    for path in again:
        say(Sentence("{file} is named twice; it is sent once.", file=path.name))
    details, recipe = details_of(options, now), recipe_of(options)
    if recipe is not None and overlap(recipe.ranges):
        say(Sentence("The ranges of --trim overlap: what they share is kept once."))
    if (details.of_one_film or recipe is not None) and (len(once) != 1 or options.watch):
        raise Misused(
            "--title, --captions, --poster and --trim are of one film: name one FILE with them."
        )
    return UploadRequest(
        tuple(once),
        details,
        options.wait,
        values.rate(options.limit) if options.limit else None,
        values.folder(options.watch) if options.watch else None,
        recipe,
        IfThere(options.if_there),
    )


def recipe_of(options: argparse.Namespace) -> Recipe | None:
    """Raises Misused."""
    if options.trim is None:
        if options.at_key_frames:
            raise Misused("--at-key-frames says how to --trim, and there is no --trim.")
        return None
    try:
        return Recipe(ranges_of(options.trim), exact=not options.at_key_frames)
    except TrimError as error:
        raise Misused(error.sentence) from error


def upload(console: Console, options: argparse.Namespace) -> ExitCode:
    """Send films, and stay for as long as was asked for."""
    request = request_of(options, datetime.now().astimezone(), console.note)
    target = target_of(options)
    is_host = target.is_local and not is_running(target.data_dir)
    with connected(target) as connection:
        owner_of(connection)
        steps = steps_of(connection.client, replace(request.details, captions=()))
        task = UploadTask(console, request, target, is_host, connection, steps)
        inbox: Inbox = queue.SimpleQueue()
        try:
            uploads = open_queue(target.data_dir, connection, inbox.put, target.settings)
        except JournalInUse:
            return have_window_send(task)
        with closing(uploads):
            return send(task, uploads, inbox)


# By this command


def send(task: UploadTask, uploads: UploadQueue, inbox: Inbox) -> ExitCode:
    """What was named; all that is unfinished, where nothing was."""
    console, request = task.console, task.request
    begin(uploads, limit_of(request, task.target))
    pass_over(inbox, uploads.unfinished.values())
    files = task.new_films(uploads.unfinished) if request.files else ()
    if request.files and not files and not request.watch:
        return ExitCode.DONE
    files = files if files or request.watch else tuple(uploads.unfinished)
    if not files and not request.watch:
        console.note(Sentence("Nothing is unfinished."))
        return ExitCode.DONE
    run = task.run(uploads, inbox, uploads.trims)
    with shown(console) as show, told_when_stopped(console, run):
        for file in files:
            say_outside(console, file, request.recipe)
            run.take(file, request.recipe)
        if request.watch is not None:
            watched = WatchedFolder(str(request.watch), task.target.profile, with_present=True)
            with closing(memory_of(task.target)) as memory:
                follow(FolderWatch(watched, memory, run, task.is_there), run, show)
        until_over(run, show)
        while others_rest(uploads) and not uploads.wait_until_settled(SETTLE_SECONDS):
            pass  # the hash of a whole file may follow its last byte
    say_end(task, run)
    return run.code


def say_outside(console: Console, file: Path, recipe: Recipe | None) -> None:
    """Of what was to be kept and is not there. A file that is no film is refused on its way."""
    if recipe is None:
        return
    with suppress(MatineeError):
        if (media := probe(file)) is None or not media.duration_seconds:
            return
        length = media.duration_seconds
        for each in outside(recipe.ranges, length):
            words = GOES_BEYOND if each.start < length else BEGINS_BEYOND
            start, stop, whole = map(units.clock, (each.start, each.stop, length))
            values_of = {"start": start, "stop": stop, "length": whole}
            console.note(filled(words, file=file.name, **values_of))


def until_over(
    run: UploadRun, show: Callable[[UploadRun], None], look: Callable[[], None] = nothing
) -> None:
    while not run.is_over:
        look()
        run.turn()
        show(run)


def follow(watch: FolderWatch, run: UploadRun, show: Callable[[UploadRun], None]) -> NoReturn:
    """Until somebody ends it."""
    while True:
        watch.look(monotonic())
        run.turn()
        show(run)


def memory_of(target: Target) -> WatchMemory:
    """The window's."""
    return WatchMemory(target.data_dir / "uploads" / "watched.db")


def begin(uploads: UploadQueue, limit: int | None) -> None:
    """Of what was finished before, the last ones are remembered."""
    uploads.set_limit(limit)
    uploads.start()
    done = [upload for upload in uploads.uploads() if upload.state is State.DONE]
    for upload in done[: max(0, len(done) - MOST_REMEMBERED)]:
        uploads.forget(upload.upload_id)


def limit_of(request: UploadRequest, target: Target) -> int | None:
    if request.limit is not None:
        return request.limit
    return round(target.settings.upload_limit_mbit * 1e6 / 8) or None


def others_rest(uploads: UploadQueue) -> bool:
    """Nothing but what was sent just now is left to settle."""
    resting = (State.DONE, State.FAILED, State.CANCELLED, State.PAUSED)
    return all(upload.state in resting for upload in uploads.uploads())


# By the window


def have_window_send(task: UploadTask) -> ExitCode:
    """The window holds the journal: it is given the files, and the server is asked about them."""
    console, request, client = task.console, task.request, task.connection.client
    refuse_what_window_can_not(request, task.target)
    if not (files := task.new_films()):
        return ExitCode.DONE
    inbox: Inbox = queue.SimpleQueue()
    uploads_of = partial(uploads_of_window, task.target.data_dir)
    window = ByWindow(client, inbox, stays=request.wait is not None, uploads_of=uploads_of)
    window.note_earlier(files)
    if not hand_over(task.target.data_dir, [str(file) for file in files]):
        raise JournalInUse
    console.note(Sentence("Matinee's window sends this account's films, so it was given them."))
    if request.details.is_empty and request.wait is None:
        console.event("handed_over", files=[str(file) for file in files])
        return ExitCode.DONE
    run = task.run(window, inbox, end=UPLOADED if request.wait else HANDED_OVER)
    with shown(console) as show:
        for file in files:
            run.take(file)
        until_over(run, show, window.look)
    return run.code


def uploads_of_window(data_dir: Path, files: Sequence[Path]) -> list[Progress]:
    """None of them where it does not answer, or not as this version does."""
    names = [str(file) for file in files]
    parts = [names[first : first + MOST_ASKED] for first in range(0, len(names), MOST_ASKED)]
    answers = (ask_window(data_dir, {UPLOADS_OF: part}) for part in parts)
    try:
        return [Progress.of_json(each) for answer in answers for each in answer or ()]
    except (LookupError, TypeError, ValueError):
        return []


def refuse_what_window_can_not(request: UploadRequest, target: Target) -> None:
    if not has_window(target.data_dir):
        raise InUse("Another `matinee upload` is sending this account's films. Wait for its end.")
    if target.profile != target.settings.profile or any(
        (request.watch, request.limit, request.recipe)
    ):
        raise InUse("Matinee's window is sending this account's films. Close it first.")
    if not request.files:
        raise InUse("Matinee's window is open, and goes on with what is unfinished.")


# What is seen


@contextmanager
def shown(console: Console) -> Iterator[Callable[[UploadRun], None]]:
    """Bars where there is a terminal; else nothing moves."""
    if not console.has_bars:
        yield lambda _run: None
        return
    from app.cli.bars import BarRow, Bars  # its library takes longer than the command itself

    with Bars(console.err, console.translations) as bars:
        console.below = bars
        try:
            yield lambda run: bars.show(
                {
                    key: BarRow(film.name, share(film), line_of(film))
                    for key, film in run.under_way.items()
                }
            )
        finally:
            console.below = None


@contextmanager
def told_when_stopped(console: Console, run: UploadRun) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        if left := run.under_way:
            films = ", ".join(film.name for film in left.values())
            console.note(
                Sentence(
                    "Stopped: {films}. The same command goes on with it, and so does the window.",
                    films=films,
                )
            )
            console.event("stopped", files=[str(film.file) for film in left.values()])
        raise


def say_end(task: UploadTask, run: UploadRun) -> None:
    good, bad = run.counts()
    if good + bad > 1 and not task.console.as_json:
        task.console.note(Sentence("{good} uploaded · {bad} failed", good=good, bad=bad))
    is_last = task.is_host and not has_window(task.target.data_dir)
    if good and is_last and task.request.wait != READY:
        task.console.note(
            Sentence("Encoding goes on when Matinee next runs; --wait stays until it is done.")
        )

"""Upload files from the command line, with the engine that the window has.

The token is read from MATINEE_TOKEN, or MATINEE_LOCAL_SECRET opens the bundled backend. Ends as
`matinee upload` does.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.cli.exit_codes import ExitCode, code_of
from app.cli.upload.films import CODES
from app.errors import MatineeError
from app.server.client import Client
from app.server.servers import check_address
from app.upload.engine.journal import Journal
from app.upload.engine.progress import Progress, State
from app.upload.engine.queue import UploadQueue
from app.upload.engine.scheduler import Options
from app.upload.source.duplicates import find_duplicates
from app.upload.source.probe import probe
from app.upload.transfer.concurrency import Bounds
from app.upload.transfer.retry import Fault

TOKEN, SECRET = "MATINEE_TOKEN", "MATINEE_LOCAL_SECRET"
STOPS = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.upload", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="none: take up what is unfinished")
    parser.add_argument("--server", required=True, help="address of the backend")
    parser.add_argument("--journal", type=Path, default=Path("uploads.sqlite"))
    parser.add_argument("--limit", type=positive, help="bytes per second")
    parser.add_argument("--connections", type=positive, default=Bounds().most, help="at most")
    parser.add_argument("--replaces", metavar="VIDEO", help="take the place of its file")
    parser.add_argument("--skip-duplicates", action="store_true", help="send no content twice")
    parser.add_argument("--no-probe", action="store_true", help="send whatever it is")
    chosen = parser.parse_args(words)
    if os.environ.keys().isdisjoint({TOKEN, SECRET}):
        parser.error(f"neither {TOKEN} nor {SECRET} is set")
    return chosen


def positive(word: str) -> int:
    if (number := int(word)) < 1:
        raise ValueError
    return number


class Watch:
    """Prints what changes, and knows when nothing is left to do, or nothing can be done."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.is_stopped = False
        self.code = ExitCode.DONE
        self._lock = threading.Lock()
        self._said: dict[str, tuple[State, str]] = {}
        self._open: set[str] | None = None

    def expect(self, upload_ids: Sequence[str]) -> None:
        with self._lock:
            said = self._said
            self._open = {u for u in upload_ids if u not in said or not said[u][0].is_final}
            self._look()

    def note(self, progress: Progress) -> None:
        with self._lock:
            said = progress.state, progress.message
            if self._said.get(progress.upload_id) != said:
                sys.stdout.write(f"{progress.filename}: {said[0]} {said[1]}\n")
            self._said[progress.upload_id] = said
            if progress.state.is_final:
                self._end(progress)
            elif progress.reason is Fault.SIGNED_OUT:  # here nobody signs in
                self.stop(ExitCode.NOT_SIGNED_IN)

    def stop(self, code: ExitCode) -> None:
        """Also out of a signal, so without a lock."""
        self.code, self.is_stopped = code, True
        self.over.set()

    def _end(self, progress: Progress) -> None:
        if progress.state is not State.DONE:
            failed = CODES.get(progress.reason) if progress.reason else None
            self.code = self.code or failed or ExitCode.FAILED
        if self._open is not None:
            self._open.discard(progress.upload_id)
            self._look()

    def _look(self) -> None:
        if not self._open:
            self.over.set()


def is_there(client: Client, file: Path) -> bool:
    known = find_duplicates([file], (), client.studio.duplicates)
    films = [same.video for each in known for same in each.films]
    for film in films:
        sys.stdout.write(f"{file.name}: there already as “{film.title}”\n")
    return bool(films)


def main(words: Sequence[str] | None = None) -> int:
    chosen = arguments(words)
    try:
        check_address(chosen.server)
        return run(chosen)
    except MatineeError as error:
        sys.stderr.write(f"{error}\n")
        return code_of(error)


def run(chosen: argparse.Namespace) -> ExitCode:
    token = os.environ.get(TOKEN)
    with Client(chosen.server, lambda: token) as client:
        if token is None:
            token, account = client.sign_in_with_secret(os.environ[SECRET])
        else:
            account = client.me()
        return send(client, account.id, chosen)


def send(client: Client, account_id: str, chosen: argparse.Namespace) -> ExitCode:
    watch = Watch()
    bounds = Bounds(min(Bounds().start, chosen.connections), chosen.connections)
    options = Options(bounds, probe=None if chosen.no_probe else probe)
    journal = Journal(chosen.journal)
    with closing(UploadQueue(client, journal, account_id, watch.note, options)) as uploads:
        for number in STOPS:
            signal.signal(number, lambda number, _: watch.stop(STOPS[signal.Signals(number)]))
        uploads.start()
        uploads.set_limit(chosen.limit)
        taken_up = [u.upload_id for u in uploads.uploads()]
        files: list[Path] = chosen.files
        if chosen.skip_duplicates:
            files = [file for file in files if not is_there(client, file)]
        added = [uploads.add(file, replaces=chosen.replaces) for file in files]
        watch.expect([*taken_up, *added])
        watch.over.wait()
        while not watch.is_stopped and not uploads.wait_until_settled(0.2):
            pass
    return watch.code


if __name__ == "__main__":
    sys.exit(main())

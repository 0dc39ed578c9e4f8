"""Upload files from the command line, with the engine that the window has.

The token is read from MATINEE_TOKEN, or MATINEE_LOCAL_SECRET opens the bundled backend.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from app.server.client import Client
from app.upload.engine.journal import Journal
from app.upload.engine.progress import Progress, State
from app.upload.engine.queue import UploadQueue
from app.upload.engine.scheduler import Options
from app.upload.source.duplicates import find_duplicates
from app.upload.source.probe import probe
from app.upload.transfer.concurrency import Bounds


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.upload", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="none: take up what is unfinished")
    parser.add_argument("--server", required=True, help="address of the backend")
    parser.add_argument("--journal", type=Path, default=Path("uploads.sqlite"))
    parser.add_argument("--limit", type=int, help="bytes per second")
    parser.add_argument("--connections", type=int, default=Bounds().most, help="at most")
    parser.add_argument("--replaces", metavar="VIDEO", help="take the place of its file")
    parser.add_argument("--skip-duplicates", action="store_true", help="send no content twice")
    parser.add_argument("--no-probe", action="store_true", help="send whatever it is")
    return parser.parse_args(words)


class Watch:
    """Prints what changes, and knows when nothing is left to do."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._said: dict[str, tuple[State, str]] = {}
        self._open: set[str] | None = None
        self.failed = False

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
                self.failed |= progress.state is not State.DONE
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
    token = os.environ.get("MATINEE_TOKEN")
    watch = Watch()
    with Client(chosen.server, lambda: token) as client:
        if token is None:
            token, account = client.sign_in_with_secret(os.environ["MATINEE_LOCAL_SECRET"])
        else:
            account = client.me()
        bounds = Bounds(min(Bounds().start, chosen.connections), chosen.connections)
        options = Options(bounds, probe=None if chosen.no_probe else probe)
        journal = Journal(chosen.journal)
        uploads = UploadQueue(client, journal, account.id, watch.note, options)
        stopped = threading.Event()

        def stop(*_: object) -> None:
            stopped.set()
            watch.over.set()

        signal.signal(signal.SIGTERM, stop)
        uploads.start()
        uploads.set_limit(chosen.limit)
        taken_up = [u.upload_id for u in uploads.uploads()]
        files: list[Path] = chosen.files
        if chosen.skip_duplicates:
            files = [file for file in files if not is_there(client, file)]
        added = [uploads.add(file, replaces=chosen.replaces) for file in files]
        watch.expect([*taken_up, *added])
        watch.over.wait()
        while not stopped.is_set() and not uploads.wait_until_settled(0.2):
            pass
        uploads.close()
    return 1 if watch.failed else 0


if __name__ == "__main__":
    sys.exit(main())

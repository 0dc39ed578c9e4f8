"""A fake server, a film of noise, and a queue that is closed whatever happens."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from app.server.client import Client
from app.upload.engine.journal import Journal
from app.upload.engine.progress import Progress, State
from app.upload.engine.queue import UploadQueue
from app.upload.engine.scheduler import Options
from tests.app.upload.fake_server import MIB, FakeServer, running, stalled_after

FILM_SIZE = 5 * MIB + 12_345


class Bench:
    """A queue over one journal, restartable, that remembers every event."""

    def __init__(self, url: str, folder: Path) -> None:
        self.token: str | None = "token"
        self.account_id = "account-1"
        self.client = Client(url, lambda: self.token)
        self.journal_file = folder / "uploads.sqlite"
        self.events: list[Progress] = []
        self.options = Options(probe=None)
        self.open_journal: Callable[[Path], Journal] = Journal
        self._changed = threading.Condition()
        self.queue = self._open()

    def _open(self) -> UploadQueue:
        journal = self.open_journal(self.journal_file)
        return UploadQueue(self.client, journal, self.account_id, self._note, self.options)

    def _note(self, progress: Progress) -> None:
        with self._changed:
            self.events.append(progress)
            self._changed.notify_all()

    def begin(self, server: FakeServer, film: Path) -> str:
        """Start with this film and come as far as two of its parts; returns the upload's id."""
        server.mishaps["put"] = stalled_after(2)
        self.queue.start()
        upload_id = self.queue.add(film)
        self.until(lambda event: event.sent_bytes > 0)
        return upload_id

    def restart(self) -> None:
        self.queue.close()
        self.queue = self._open()
        self.queue.start()

    def sign_in_as(self, server: FakeServer, account_id: str) -> None:
        """Somebody else is at the same computer, and at the same server."""
        server.account_id, server.tokens, self.token = account_id, {account_id}, account_id
        self.account_id = account_id
        self.restart()

    def until(self, wanted: Callable[[Progress], bool], seconds: float = 15) -> Progress:
        """The first event, past or to come, that is wanted."""
        deadline, looked_at = monotonic() + seconds, 0
        with self._changed:
            while True:
                for event in self.events[looked_at:]:
                    if wanted(event):
                        return event
                looked_at = len(self.events)
                if not self._changed.wait(deadline - monotonic()):
                    raise AssertionError(f"never came; the last was {self.events[-1:]}")

    def until_state(self, state: State) -> Progress:
        return self.until(lambda event: event.state is state)

    def close(self) -> None:
        self.queue.close()
        self.client.close()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with running(FakeServer()) as server:
        yield server


@pytest.fixture
def bench(server: FakeServer, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(server.url, tmp_path)
    yield bench
    bench.close()


@pytest.fixture
def film_file(tmp_path: Path) -> Path:
    path = tmp_path / "films" / "film.mp4"
    path.parent.mkdir()
    path.write_bytes(random.Random(1).randbytes(FILM_SIZE))
    return path


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline
        sleep(0.01)

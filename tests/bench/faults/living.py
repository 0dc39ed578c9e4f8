"""The application without a window, until its input ends: `living URL JOURNAL`.

Each line is an order, `upload FILE`, `resume FILE` or `watch VIDEO`, and is answered by one with
how that ended.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

from app.player.engine.api import Phase, PlayerState
from app.player.engine.mpv_player import MpvPlayer
from app.player.session.session import PlaybackSession
from app.server.client import Client
from app.upload.engine.journal import Journal
from app.upload.engine.progress import Progress, State
from app.upload.engine.queue import UploadQueue
from app.upload.engine.scheduler import Options
from tests.app.player.screen import Screen
from tests.bench.faults.ground import comes_true
from tests.waiting import until

SPEED = 4.0
OPENED_AGAIN = 5
TURNS = 12
"""Of patience."""


class Window:
    """What somebody would have open for days."""

    def __init__(self, client: Client, journal: Path, account_id: str) -> None:
        self.engine = MpvPlayer(ao="null", framedrop="no")
        self.screen = Screen(self.engine)
        self.session = PlaybackSession(self.engine, client.playback, lambda _: None)
        self.session.set_speed(SPEED)
        options = Options(probe=None)
        self.queue = UploadQueue(client, Journal(journal), account_id, lambda _: None, options)
        self.queue.start()

    def close(self) -> None:
        self.screen.close()
        self.session.close()
        self.queue.close()

    def upload(self, path: str) -> str:
        return self.ended(self.queue.add(Path(path)))

    def resume(self, path: str) -> str:
        """What has failed before."""
        failed = next(each for each in self.queue.uploads() if each.path == Path(path))
        self.queue.resume(failed.upload_id)
        comes_true(lambda: not self.progress_of(failed.upload_id).state.is_final)
        return self.ended(failed.upload_id)

    def ended(self, upload_id: str) -> str:
        """Its state in the end, and why."""
        any(comes_true(lambda: self.progress_of(upload_id).state.is_final) for _ in range(TURNS))
        progress = self.progress_of(upload_id)
        if progress.state is State.DONE:
            self.queue.forget(upload_id)
        return f"{progress.state} {progress.message}".strip()

    def progress_of(self, upload_id: str) -> Progress:
        until(lambda: any(each.upload_id == upload_id for each in self.queue.uploads()))
        return next(each for each in self.queue.uploads() if each.upload_id == upload_id)

    def watch(self, video_id: str) -> str:
        """To its end, whatever comes in between. What can't be opened says so at once, and is
        opened again, as somebody would do who sees that."""
        for _ in range(OPENED_AGAIN):
            state = self.watched(video_id)
            if state.has_picture or state.phase is not Phase.FAILED:
                break
        return f"{state.phase} {state.error or ''}".strip()

    def watched(self, video_id: str) -> PlayerState:
        session = self.session
        session.open(video_id)
        any(comes_true(lambda: is_over(session, video_id)) for _ in range(TURNS))
        state = session.state
        session.stop()
        self.screen.frames.clear()
        comes_true(lambda: session.state.phase is Phase.IDLE)
        return state


def is_over(session: PlaybackSession, video_id: str) -> bool:
    state = session.state
    return state.video_id == video_id and state.phase in (Phase.ENDED, Phase.FAILED)


def main(url: str, journal: str) -> None:
    token: list[str] = []
    with Client(url, lambda: token[-1] if token else None) as client:
        given, account = client.sign_in_with_secret(os.environ["MATINEE_LOCAL_SECRET"])
        token.append(given)
        with closing(Window(client, Path(journal), account.id)) as window:
            orders = {"upload": window.upload, "resume": window.resume, "watch": window.watch}
            for line in sys.stdin:
                order, _, about = line.rstrip("\n").partition(" ")
                print(orders[order](about), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

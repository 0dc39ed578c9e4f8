"""Two backends on one database: every job is started once, uploads complete once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from backend.config.settings import sqlite_url
from backend.database.database import Database
from backend.database.jobs import Lease
from backend.database.tables import (
    Account,
    JobRow,
    JobState,
    Upload,
    UploadState,
    Video,
    VideoState,
)
from backend.signing import HmacSigner
from backend.storage.disk import DiskStore
from backend.transcode.process import Stop
from backend.videos.calls import PipelineCalls
from backend.videos.events import Done, RequeueJob
from tests.backend.rows import set_video
from tests.backend.serving import migrate_at
from tests.backend.videos.world import ScriptedTranscoder

JOBS = 200
SUITES = ("database", "catalogue", "catalogue_size", "figures", "migrations", "playlists")
ROUTES = ("accounts", "editing", "statistics", "studio", "uploads", "videos", "viewers")
"""The others put no question to the database which these don't put to it, but for rows that are
found, changed or deleted by their key."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        migrate_at(tmp_path)
        return sqlite_url(tmp_path)
    found: str = request.getfixturevalue("postgres_url")
    return found


def fill(database: Database, prefix: str, jobs: int = JOBS) -> list[str]:
    """An account with a video and many jobs."""
    name = f"{prefix}-{id(database)}"
    database.add(Account(id=name, email=name, name="x", created_at=0.0))
    video = Video(id=name, account_id=name, title="x", filename="x", size_bytes=1, source_key="s")
    video.created_at = video.updated_at = 0.0
    video.state = VideoState.UPLOADING
    database.add(video)
    revisions = [f"{name}-{number}" for number in range(jobs)]
    for revision in revisions:
        database.add_job(name, revision)
    return revisions


@pytest.mark.slow
def test_the_same_tests_pass_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    """Routes, uploads, library and housekeeping, with MATINEE_DATABASE_URL set."""
    suites = [f"tests/backend/database/test_{name}.py" for name in SUITES]
    suites += [f"tests/backend/http/routes/test_{name}.py" for name in ROUTES]
    environment = {**os.environ, "MATINEE_DATABASE_URL": postgres_url}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *suites]
    command.append(f"--basetemp={tmp_path / 'theirs'}")  # they must not tidy up after others

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.slow
def test_no_job_is_started_twice(url: str) -> None:
    """Two processes race for 200 jobs; together they get each exactly once."""
    with closing(Database(url)) as database, ExitStack() as stack:
        revisions = fill(database, "jobs")
        command = [sys.executable, "-m", "tests.backend.database.claimer", url]
        racers = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            for name in ("one", "two")
        ]
        claimed = []
        for racer in racers:
            assert racer.stdout is not None
            claimed.append(racer.stdout.readline().strip())
        with ThreadPoolExecutor(2) as pool:
            for rest, _ in pool.map(lambda racer: racer.communicate("go\n"), racers):
                claimed += rest.split()

    assert sorted(claimed) == sorted(revisions)


def test_client_and_event_complete_once(url: str) -> None:
    """The row lets one of two through, also when they come at once."""
    with closing(Database(url)) as database, closing(Database(url)) as other:
        name = f"race-{id(database)}"
        database.add(Account(id=name, email=name, name="x", created_at=0.0))
        video = Video(id=name, account_id=name, title="x", filename="x", size_bytes=1)
        video.source_key, video.created_at, video.updated_at = "s", 0.0, 0.0
        database.add(video)
        upload = Upload(id=name, account_id=name, video_id=name, key="s", checksum="md5")
        upload.size_bytes = upload.part_size_bytes = upload.part_count = 1
        upload.created_at, upload.expires_at = 0.0, 9e9
        upload.state = UploadState.COMPLETING
        database.add(upload)

        def finish(through: Database) -> bool:
            expect = [UploadState.COMPLETING]
            return through.set_upload(name, expect, state=UploadState.COMPLETED) is not None

        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(finish, [database, other] * 8))

    assert won.count(True) == 1


def test_one_of_many_moves_a_film_or_a_job(url: str) -> None:
    """What is no longer in the expected state is left alone, also by those who come at once."""
    with closing(Database(url)) as database, closing(Database(url)) as other:
        [revision] = fill(database, "move", jobs=1)
        name = revision.rsplit("-", 1)[0]
        assert database.claim_job("one", 30) is not None

        def move_film(through: Database) -> bool:
            return through.mark_deleted(name, VideoState.UPLOADING)

        def move_job(through: Database) -> bool:
            return through.end_job(revision, "one", JobState.CANCELLED)

        through = [database, other] * 4
        films, jobs = at_once(move_film, through), at_once(move_job, through)

    assert (films.count(True), jobs.count(True)) == (1, 1)


def test_a_setback_of_a_job_and_the_way_back_wait_in_one_order(
    postgres_url: str, tmp_path: Path
) -> None:
    """Both lock the film first: else each would have what the other one waits for."""
    with closing(Database(postgres_url)) as database, closing(Database(postgres_url)) as other:
        [revision] = fill(database, "order", jobs=1)
        film = revision.rsplit("-", 1)[0]
        set_video(database, film, state="ready")
        row = Video(id=f"{film}-2", account_id=film, title="x", filename="x", size_bytes=1)
        row.source_key, row.created_at, row.updated_at = "s2", 0.0, 0.0
        row.state, row.replaces = VideoState.READY, film
        database.add(row)
        assert database.claim_job("me", 30) is not None
        store = DiskStore(tmp_path, HmacSigner.by("a secret"))
        calls = PipelineCalls(other, store, ScriptedTranscoder(), "me", 30, str, Stop())
        setback = RequeueJob(film, revision, None, 1.0, "Later.", failed=True)
        with ThreadPoolExecutor(1) as pool:
            with database.write() as session:
                assert database.lock_film(film) is not None
                done = pool.submit(calls.carry_out, setback)
                while not session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                    assert not done.done()
                assert database.show_source(row.id)
            assert done.result(30) == Done(setback)


def at_once(move: Callable[[Database], bool], through: Sequence[Database]) -> list[bool]:
    """Who succeeded, of one thread for each, all connected and let go together."""
    gate = Barrier(len(through))

    def run(database: Database) -> bool:
        database.account("nobody")
        gate.wait(30)
        return move(database)

    with ThreadPoolExecutor(len(through)) as pool:
        return list(pool.map(run, through))


def test_a_silent_owner_loses_its_job(url: str) -> None:
    """After the lease another process goes on; the first can't renew any more."""
    now = [1000.0]
    with closing(Database(url, clock=lambda: now[0])) as database:
        [revision] = fill(database, "lease", jobs=1)
        first = database.claim_job("one", 30)
        assert first is not None
        assert first.revision == revision
        assert database.claim_job("two", 30) is None
        now[0] += 31

        second = database.claim_job("two", 30)

        assert isinstance(second, JobRow)
        assert second.revision == revision
        assert database.renew_jobs("one", [revision], 30) == {revision: Lease.ANOTHERS}
        assert database.renew_jobs("two", [revision], 30) == {revision: Lease.MINE}

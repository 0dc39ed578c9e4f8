"""A process that claims jobs until none is left, for tests with two of them.

`python -m tests.backend.claimer DATABASE_URL NAME` prints the revision of every job it got.
"""

from __future__ import annotations

import sys
from contextlib import closing

from backend.database.database import Database
from backend.database.tables import JobState

LEASE_SECONDS = 600


def main() -> None:
    url, name = sys.argv[1:]
    with closing(Database(url)) as database:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        while (job := database.claim_job(name, LEASE_SECONDS)) is not None:
            sys.stdout.write(f"{job.revision}\n")
            database.end_job(job.revision, name, JobState.FINISHED)


if __name__ == "__main__":
    main()

"""A process that claims jobs until none is left, for tests with two of them.

`python -m tests.backend.database.claimer DATABASE_URL NAME` prints the revision of every job it
got. It takes one and waits for a line before it takes the others, so that none has them all.
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
        claims = iter(lambda: database.claim_job(name, LEASE_SECONDS), None)
        for number, job in enumerate(claims):
            sys.stdout.write(f"{job.revision}\n")
            sys.stdout.flush()
            database.end_job(job.revision, name, JobState.FINISHED)
            if number == 0:
                sys.stdin.readline()


if __name__ == "__main__":
    main()

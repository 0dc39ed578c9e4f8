"""The backend, which has whoever meets a full or faulty disk come again soon.

It is the program itself, with two values replaced.
"""

from __future__ import annotations

import sys

from backend.errors import DiskFaulty, DiskFull
from backend.server import main

SECONDS = 2

if __name__ == "__main__":
    DiskFull.retry_after_seconds = DiskFaulty.retry_after_seconds = SECONDS
    sys.exit(main(sys.argv[1:]))

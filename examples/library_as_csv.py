"""Writes the account's videos as a table that a spreadsheet opens.

PYTHONPATH=. python examples/library_as_csv.py [SERVER] > films.csv
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence

from app.cli.target import connected, target_at

COLUMNS = ("id", "title", "state", "visibility", "views", "duration_seconds", "size_bytes")


def main(arguments: Sequence[str]) -> int:
    table = csv.writer(sys.stdout)
    table.writerow(COLUMNS)
    with connected(target_at(arguments[0] if arguments else None)) as connection:
        cursor: str | None = None
        while True:
            page = connection.client.videos(sort="title", cursor=cursor)
            for video in page.videos:
                table.writerow([getattr(video, name) for name in COLUMNS])
            if (cursor := page.next_cursor) is None:
                return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What `matinee-server` understands, besides `admin`."""

from __future__ import annotations

import argparse
from pathlib import Path

COMMANDS = ("serve", "check", "worker", "backup", "restore", "prune")
LOCALHOST = "127.0.0.1"


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "matinee-server",
        description="Matinee's backend",
        epilog="Accounts, films and secrets: matinee-server admin --help",
    )
    parser.add_argument("command", nargs="?", choices=COMMANDS, default="serve")
    parser.add_argument("folder", nargs="?", type=Path, help="of backups: made in, restored from")
    parser.add_argument("--bundled", action="store_true", help="run for one desktop application")
    parser.add_argument("--data-dir", type=Path, help="where everything is kept")
    parser.add_argument("--host", default=LOCALHOST)
    parser.add_argument("--port", type=int, help="8000, or any free one with --bundled")
    parser.add_argument("--delete", action="store_true", help="what prune finds")
    options = parser.parse_args(argv)
    if (options.folder is None) == (options.command in ("backup", "restore")):
        parser.error("backup and restore take a folder, and nothing else does")
    return options

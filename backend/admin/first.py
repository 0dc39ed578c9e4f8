"""The first administrator of a server that has none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from backend.accounts.administration import Administration
from backend.config.settings import writing

FILE = "first-administrator"


def let_in_first(
    administration: Administration,
    secret: str,
    base_url: str,
    folder: Path,
    say: Callable[[str], None],
) -> None:
    """As long as nobody administers the server, whoever can read `folder` may become the first, by
    a link that stands in a file there. `say` is told where; raises Unwritable."""
    file = folder / FILE
    with writing(folder):
        token = None
        if not administration.has_administrator():
            token = administration.invitations.for_first_administrator(secret)
        if token is None:
            file.unlink(missing_ok=True)
            return
        keep(file, f"{base_url.rstrip('/')}/invite/{token}\n")
    say(f"Nobody administers this server yet. The link for whoever shall is in {file}.")


def keep(file: Path, text: str) -> None:
    """Readable by its owner only from the first moment."""
    fresh = file.with_name(f"{file.name}.fresh")
    fresh.unlink(missing_ok=True)
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as opened:
        opened.write(text)
    fresh.replace(file)

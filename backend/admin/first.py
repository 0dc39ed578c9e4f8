"""The first administrator of a server that has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backend.accounts.administration import Administration
from backend.config.settings import writing
from backend.folder import write_private
from backend.signing import HmacSigner

FILE = "first-administrator"


def let_in_first(
    administration: Administration,
    signer: HmacSigner,
    base_url: str,
    folder: Path,
    say: Callable[[str], None],
) -> None:
    """As long as nobody administers the server, whoever can read `folder` may become the first, by
    a link that stands in a file there. `say` is told where; raises Unwritable."""
    file, invitations = folder / FILE, administration.invitations
    with writing(folder):
        token = None
        if administration.has_administrator():
            invitations.withdraw_first(signer)
        else:
            token = invitations.for_first_administrator(signer)
        if token is None:
            file.unlink(missing_ok=True)
            return
        write_private(file, f"{base_url.rstrip('/')}/invite/{token}\n")
    say(f"Nobody administers this server yet. The link for whoever shall is in {file}.")

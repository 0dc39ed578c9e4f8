"""Another secret in the place of the one that signs links."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from backend.accounts.administration import Administration
from backend.admin.first import let_in_first
from backend.config import secret_file
from backend.config.settings import Settings, writing
from backend.config.variables import BadSetting
from backend.signing import HmacSigner, Secrets

OF_THE_ADMINISTRATORS = (
    "MATINEE_SECRET is set, so no secret is kept here. Put it into MATINEE_FORMER_SECRET and "
    "another one into MATINEE_SECRET, start the server again, and take the former one out a day "
    "later."
)


def rotate(
    settings: Settings,
    administration: Administration,
    base_url: str,
    now: float,
    say: Callable[[str], None],
    *,
    at_once: bool,
) -> None:
    """Whatever plays goes on, unless `at_once` ends all links that are out there. Raises
    BadSetting, Unwritable."""
    if (path := settings.secret_file) is None:
        raise BadSetting(OF_THE_ADMINISTRATORS)
    with writing(settings.data_dir):
        former = secret_file.read(path)
        fresh = former.rotated(secrets.token_urlsafe(32), now, at_once=at_once)
        secret_file.write(path, fresh)
    administration.invitations.withdraw_first(HmacSigner.by(former.current))
    signer = HmacSigner.by(fresh.current)
    let_in_first(administration, signer, base_url, settings.data_dir, say)
    say(outcome(fresh))


def outcome(now: Secrets) -> str:
    if now.former:
        return "Links are signed by another secret from now on; older ones end within 12 hours."
    return "Links are signed by another secret from now on; all older ones have ended."

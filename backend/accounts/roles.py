"""What accounts and tokens may do."""

from __future__ import annotations

from enum import StrEnum

from backend.database.tables import Account


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    """Runs the server: invites others, limits them, and lets them in or out."""
    MEMBER = "member"
    """Has channels, and uploads."""
    VIEWER = "viewer"
    """Watches, follows and keeps lists."""


class Scope(StrEnum):
    """What a token is for. Whoever signs in gets one for everything."""

    ALL = ""
    UPLOAD = "upload"
    WATCH = "watch"


def may_create(account: Account) -> bool:
    """Whether it may upload and have channels."""
    return account.role != Role.VIEWER


def is_administrator(account: Account) -> bool:
    return account.role == Role.ADMINISTRATOR


def quota_of(account: Account, default_bytes: int | None) -> int | None:
    """How much it may keep; None for as much as there is room for. The default is meant for those
    whom the administrators do not know."""
    if account.quota_bytes is not None or is_administrator(account):
        return account.quota_bytes
    return default_bytes

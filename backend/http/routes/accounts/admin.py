"""For administrators: others' accounts, and who is invited."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from backend.accounts.administration import Administration
from backend.accounts.roles import Role
from backend.database.schema.entry import OneTimeToken
from backend.database.tables import Account
from backend.http import cursors
from backend.http.dependencies import AdministrationDep, BaseUrl, SignedIn
from backend.http.schemas.accounts import (
    AdministeredChange,
    AdministeredList,
    AdministeredView,
    InviteBody,
    InviteList,
    InviteView,
    IssuedView,
)
from backend.http.schemas.common import iso

router = APIRouter(prefix="/api/admin", tags=["administration"])
Cursor = Annotated[str | None, Query(max_length=2000)]
Limit = Annotated[int, Query(ge=1, le=200)]
LIST = cursors.list_name("accounts")


@router.get("/accounts")
def accounts(
    administration: AdministrationDep,
    account: SignedIn,  # noqa: ARG001 - `permissions` says who may
    cursor: Cursor = None,
    limit: Limit = 24,
) -> AdministeredList:
    """The latest first."""
    rows = administration.accounts(cursors.read(LIST, cursor, float, str), limit + 1)
    shown, rest = cursors.cut(LIST, rows, limit, lambda row: (row.created_at, row.id))
    views = [administered(administration, row) for row in shown]
    return AdministeredList(accounts=views, next_cursor=rest)


@router.patch("/accounts/{account_id}")
def change_account(
    administration: AdministrationDep,
    account: SignedIn,  # noqa: ARG001
    account_id: str,
    body: AdministeredChange,
) -> AdministeredView:
    """Whoever is disabled is signed out everywhere at once. The last administrator stays one."""
    changed = administration.account(account_id)
    if body.role is not None:
        changed = administration.set_role(changed.id, Role(body.role))
    if "quota_bytes" in body.model_fields_set:
        changed = administration.set_quota(changed.id, body.quota_bytes)
    if body.disabled is not None:
        turn = administration.disable if body.disabled else administration.enable
        changed = turn(changed.id)
    return administered(administration, changed)


@router.post("/accounts/{account_id}/password", status_code=201)
def reset_password(
    administration: AdministrationDep,
    account: SignedIn,  # noqa: ARG001
    base_url: BaseUrl,
    account_id: str,
) -> IssuedView:
    """A link, for a day and one use, by which its owner chooses a new one."""
    issued = administration.reset_password(account_id)
    return issued_view(base_url, "reset", issued.row, issued.token)


@router.get("/invitations")
def invitations(
    administration: AdministrationDep,
    account: SignedIn,  # noqa: ARG001
) -> InviteList:
    """Those that nobody has used yet; never their links."""
    rows = administration.invitations.open_ones()
    return InviteList(invitations=[invite_view(row) for row in rows])


@router.post("/invitations", status_code=201)
def invite(
    administration: AdministrationDep,
    account: SignedIn,  # noqa: ARG001
    base_url: BaseUrl,
    body: InviteBody,
) -> IssuedView:
    """A link for one new account."""
    issued = administration.invitations.invite(Role(body.role), body.quota_bytes, body.days)
    return issued_view(base_url, "invite", issued.row, issued.token)


@router.delete("/invitations/{invitation_id}", status_code=204)
def withdraw_invitation(
    administration: AdministrationDep,
    account: SignedIn,  # noqa: ARG001
    invitation_id: str,
) -> None:
    """Its link leads nowhere from now on."""
    administration.invitations.withdraw(invitation_id)


def administered(administration: Administration, row: Account) -> AdministeredView:
    return AdministeredView(
        id=row.id,
        name=row.name,
        email=row.email,
        role=row.role,
        disabled=row.disabled_at is not None,
        quota_bytes=row.quota_bytes,
        used_bytes=administration.used_bytes(row),
        created_at=iso(row.created_at),
    )


def invite_view(row: OneTimeToken) -> InviteView:
    return InviteView(
        id=row.id,
        role=row.role,
        quota_bytes=row.quota_bytes,
        created_at=iso(row.created_at),
        expires_at=iso(row.expires_at),
    )


def issued_view(base_url: str, way: str, row: OneTimeToken, token: str) -> IssuedView:
    url = f"{base_url.rstrip('/')}/{way}/{token}"
    return IssuedView(id=row.id, url=url, expires_at=iso(row.expires_at))

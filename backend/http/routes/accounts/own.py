"""One's own account: its name and password, the devices that are signed in, tokens for scripts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from backend.accounts.roles import Scope
from backend.accounts.sessions import FOR_EVER, hash_token
from backend.database.tables import Token
from backend.errors import NotSignedIn
from backend.http.dependencies import (
    AccountsDep,
    AddressDep,
    BearerToken,
    DatabaseDep,
    SessionsDep,
    SignedIn,
)
from backend.http.routes.accounts.entry import account_view
from backend.http.schemas.accounts import (
    AccountChange,
    AccountView,
    DeviceList,
    DeviceView,
    NewTokenView,
    PasswordChange,
    ScopedTokenBody,
    ScopedTokenList,
    ScopedTokenView,
)
from backend.http.schemas.common import iso

router = APIRouter(prefix="/api", tags=["accounts"])


async def own_token(token: BearerToken) -> str:
    if token is None:
        raise NotSignedIn
    return token


OwnToken = Annotated[str, Depends(own_token)]


@router.get("/sessions")
def devices(sessions: SessionsDep, account: SignedIn, token: OwnToken) -> DeviceList:
    """The devices that are signed in, the last seen first."""
    this = hash_token(token)
    return DeviceList(sessions=[device_view(row, this) for row in sessions.of(account)])


@router.delete("/sessions", status_code=204)
def end_other_sessions(sessions: SessionsDep, account: SignedIn, token: OwnToken) -> None:
    """Sign out all devices but this one."""
    sessions.end_others(account, token)


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(sessions: SessionsDep, account: SignedIn, session_id: str) -> None:
    """Sign out one device, which may be this one."""
    sessions.end(account, session_id)


@router.get("/me")
def me(database: DatabaseDep, account: SignedIn) -> AccountView:
    return account_view(database.account(account.id) or account)


@router.patch("/me")
def change_me(database: DatabaseDep, account: SignedIn, body: AccountChange) -> AccountView:
    """Change what is named; `history_paused` keeps from then on nothing of what is watched."""
    changed = database.set_account(account.id, **body.model_dump(exclude_none=True))
    return account_view(changed or account)


@router.put("/me/password", status_code=204)
def change_password(
    accounts: AccountsDep,
    account: SignedIn,
    token: OwnToken,
    address: AddressDep,
    body: PasswordChange,
) -> None:
    """Needs the current one, and signs out all devices but this one. Scripts go on."""
    accounts.change_password(account, token, body.current, body.new, address)


@router.get("/tokens")
def tokens(sessions: SessionsDep, account: SignedIn) -> ScopedTokenList:
    """Those for scripts, the last used first; never they themselves."""
    return ScopedTokenList(tokens=[token_view(row) for row in sessions.issued(account)])


@router.post("/tokens", status_code=201)
def add_token(sessions: SessionsDep, account: SignedIn, body: ScopedTokenBody) -> NewTokenView:
    """One for a script: to `upload`, or to `watch`. It is shown once."""
    token = sessions.issue(account, body.name, Scope(body.scope), body.days)
    row = next(row for row in sessions.issued(account) if row.token_hash == hash_token(token))
    return NewTokenView(token=token, **token_fields(row))


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(sessions: SessionsDep, account: SignedIn, token_id: str) -> None:
    """It lets nobody in from now on."""
    sessions.revoke(account, token_id)


def token_view(row: Token) -> ScopedTokenView:
    return ScopedTokenView(**token_fields(row))


def token_fields(row: Token) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.device,
        "scope": row.scope,
        "created_at": iso(row.created_at),
        "seen_at": iso(row.seen_at),
        "expires_at": iso(row.expires_at) if row.expires_at < FOR_EVER else None,
    }


def device_view(row: Token, this: str) -> DeviceView:
    return DeviceView(
        id=row.id,
        device=row.device,
        created_at=iso(row.created_at),
        seen_at=iso(row.seen_at),
        current=row.token_hash == this,
    )

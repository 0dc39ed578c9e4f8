"""Accounts, and the devices that are signed in to them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from backend.accounts.sessions import Sessions, hash_token
from backend.database.tables import Account, Token
from backend.errors import BackendError, NotSignedIn
from backend.http.dependencies import (
    AccountsDep,
    AddressDep,
    BearerToken,
    DatabaseDep,
    GuestsDep,
    SessionsDep,
    SignedIn,
)
from backend.http.schemas.common import (
    AccountView,
    DeviceList,
    DeviceView,
    PasswordChange,
    Registration,
    SessionView,
    SignIn,
    iso,
)
from backend.http.schemas.viewers import AccountChange

router = APIRouter(prefix="/api", tags=["accounts"])


async def own_token(token: BearerToken) -> str:
    if token is None:
        raise NotSignedIn
    return token


OwnToken = Annotated[str, Depends(own_token)]


@router.post("/accounts", status_code=201)
def register(
    accounts: AccountsDep,
    sessions: SessionsDep,
    guests: GuestsDep,
    address: AddressDep,
    body: Registration,
) -> SessionView:
    """Make an account and sign in to it; a server may have this switched off, and takes only so
    many from one address."""
    guests.count_registration(address)
    account = accounts.register(body.email, body.password, body.name)
    return session_view(sessions, account, body.device)


@router.post("/session")
def sign_in(accounts: AccountsDep, sessions: SessionsDep, body: SignIn) -> SessionView:
    """Sign in with an address and a password, or with the bundled backend's secret."""
    if body.secret is not None:
        return session_view(sessions, accounts.by_local_secret(body.secret), body.device)
    if body.email is None or body.password is None:
        raise BackendError("give_email_and_password")
    return session_view(sessions, accounts.by_password(body.email, body.password), body.device)


@router.delete("/session", status_code=204)
def sign_out(sessions: SessionsDep, token: BearerToken) -> None:
    """End this device's session; fine when it has ended."""
    if token is not None:
        sessions.close(token)


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
    accounts: AccountsDep, account: SignedIn, token: OwnToken, body: PasswordChange
) -> None:
    """Needs the current one, and signs out all devices but this one."""
    accounts.change_password(account, token, body.current, body.new)


def account_view(account: Account) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        email=account.email,
        history_paused=account.history_paused,
    )


def device_view(row: Token, this: str) -> DeviceView:
    return DeviceView(
        id=row.id,
        device=row.device,
        created_at=iso(row.created_at),
        seen_at=iso(row.seen_at),
        current=row.token_hash == this,
    )


def session_view(sessions: Sessions, account: Account, device: str | None) -> SessionView:
    token = sessions.open(account, device or "")
    return SessionView(token=token, account=account_view(account))

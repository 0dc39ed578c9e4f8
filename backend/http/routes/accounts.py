"""Signing in and out."""

from __future__ import annotations

from fastapi import APIRouter

from backend.accounts.accounts import Accounts
from backend.database.tables import Account
from backend.errors import BackendError
from backend.http.dependencies import AccountsDep, BearerToken, DatabaseDep, SignedIn
from backend.http.schemas import AccountView, Registration, SessionView, SignIn
from backend.http.viewer_schemas import AccountChange

router = APIRouter(prefix="/api", tags=["accounts"])


@router.post("/accounts", status_code=201)
def register(accounts: AccountsDep, body: Registration) -> SessionView:
    """Make an account and sign in to it; a server may have this switched off."""
    name = body.name or body.email.partition("@")[0]
    account = accounts.register(body.email, body.password, name)
    return session_view(accounts, account)


@router.post("/session")
def sign_in(accounts: AccountsDep, body: SignIn) -> SessionView:
    """Sign in with an address and a password, or with the bundled backend's secret."""
    if body.secret is not None:
        return session_view(accounts, accounts.by_local_secret(body.secret))
    if body.email is None or body.password is None:
        raise BackendError("give_email_and_password")
    return session_view(accounts, accounts.by_password(body.email, body.password))


@router.delete("/session", status_code=204)
def sign_out(accounts: AccountsDep, token: BearerToken) -> None:
    """End this device's session; fine when it has ended."""
    if token is not None:
        accounts.close_session(token)


@router.get("/me")
def me(database: DatabaseDep, account: SignedIn) -> AccountView:
    return account_view(database.account(account.id) or account)


@router.patch("/me")
def change_me(database: DatabaseDep, account: SignedIn, body: AccountChange) -> AccountView:
    """Change what is named; `history_paused` keeps from then on nothing of what is watched."""
    changed = database.set_account(account.id, **body.model_dump(exclude_none=True))
    return account_view(changed or account)


def account_view(account: Account) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        email=account.email,
        history_paused=account.history_paused,
    )


def session_view(accounts: Accounts, account: Account) -> SessionView:
    token = accounts.open_session(account)
    return SessionView(token=token, account=account_view(account))

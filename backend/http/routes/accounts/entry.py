"""Ways in: a new account, an invitation, a session, a new password by leave."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from backend.accounts.accounts import Newcomer
from backend.accounts.limits import Limiter
from backend.accounts.sessions import Sessions
from backend.database.tables import Account
from backend.errors import BackendError
from backend.http.dependencies import (
    AccountsDep,
    AddressDep,
    BearerToken,
    GuestsDep,
    InvitationsDep,
    LimiterDep,
    SessionsDep,
)
from backend.http.schemas.accounts import (
    AccountView,
    InvitationBody,
    InvitationView,
    Registration,
    ResetBody,
    SessionView,
    SignIn,
)
from backend.http.schemas.common import iso

router = APIRouter(prefix="/api", tags=["accounts"])


class Reception:
    """Signs in whoever may."""

    def __init__(self, sessions: Sessions, limiter: Limiter, address: str) -> None:
        self._sessions, self._place = sessions, limiter.place(address)

    def sign_in(self, account: Account, device: str | None) -> SessionView:
        token = self._sessions.open(account, device or "", self._place)
        return SessionView(token=token, account=account_view(account))


async def reception(sessions: SessionsDep, limiter: LimiterDep, address: AddressDep) -> Reception:
    return Reception(sessions, limiter, address)


ReceptionDep = Annotated[Reception, Depends(reception)]


@router.post("/accounts", status_code=201)
def register(
    accounts: AccountsDep, reception: ReceptionDep, address: AddressDep, body: Registration
) -> SessionView:
    """Make an account and sign in to it. A server may want an `invitation`, and takes only so many
    from one address."""
    newcomer = Newcomer(body.email, body.password, body.name, body.invitation)
    return reception.sign_in(accounts.register(newcomer, address), body.device)


@router.post("/invitations/read")
def read_invitation(
    invitations: InvitationsDep, guests: GuestsDep, address: AddressDep, body: InvitationBody
) -> InvitationView:
    """What somebody is invited to; 404 once it is used, withdrawn or too old."""
    guests.count(address)
    row = invitations.read(body.token)
    return InvitationView(role=row.role, expires_at=iso(row.expires_at))


@router.post("/password")
def choose_password(
    accounts: AccountsDep, reception: ReceptionDep, address: AddressDep, body: ResetBody
) -> SessionView:
    """Choose a new one by an administrator's leave, and sign in; everybody else is signed out."""
    account = accounts.choose_password(body.token, body.password, address)
    return reception.sign_in(account, body.device)


@router.post("/session")
def sign_in(
    accounts: AccountsDep, reception: ReceptionDep, address: AddressDep, body: SignIn
) -> SessionView:
    """Sign in with an address and a password, or with the bundled backend's secret."""
    if body.secret is not None:
        return reception.sign_in(accounts.by_local_secret(body.secret), body.device)
    if body.email is None or body.password is None:
        raise BackendError("give_email_and_password")
    account = accounts.by_password(body.email, body.password, address)
    return reception.sign_in(account, body.device)


@router.delete("/session", status_code=204)
def sign_out(sessions: SessionsDep, token: BearerToken) -> Response:
    """End this device's session; fine when it has ended."""
    if token is not None:
        sessions.close(token)
    return Response(status_code=204)


def account_view(account: Account) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        email=account.email,
        role=account.role,
        history_paused=account.history_paused,
    )

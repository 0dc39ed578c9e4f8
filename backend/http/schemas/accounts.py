"""Accounts, what lets somebody in, and what administrators do about both."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from backend.http.schemas.common import Body, Device, Email, Name, Password, printable

RoleName = Literal["administrator", "member", "viewer"]
ScopeName = Literal["upload", "watch"]
OneTimeText = Annotated[str, Field(max_length=100), AfterValidator(printable)]
Bytes = Annotated[int, Field(ge=0, le=2**62)]
Given = Annotated[str, Field(min_length=1, max_length=4000, pattern="^[!-~]+$")]
"""As RFC 6749 has a code or an address written."""
Days = Annotated[float, Field(ge=1 / 24, le=3650, allow_inf_nan=False)]


class SignIn(Body):
    """Either an address and a password, or the bundled backend's secret; `device` is what its user
    calls it."""

    email: Email | None = None
    password: Password | None = None
    secret: Password | None = None
    device: Device | None = None


class IssuerView(BaseModel):
    name: str
    authorization_url: str
    client_id: str


class IssuerCode(Body):
    """What a browser came back with from an issuer, and what was asked there."""

    code: Given
    verifier: Annotated[str, Field(pattern="^[A-Za-z0-9._~-]{43,128}$")]
    redirect_uri: Given
    nonce: Annotated[str, Field(pattern="^[A-Za-z0-9._~-]{22,128}$")]
    invitation: OneTimeText | None = None
    device: Device | None = None


class Registration(Body):
    email: Email
    password: Password
    name: Name | None = None
    invitation: OneTimeText | None = None
    device: Device | None = None


class PasswordChange(Body):
    current: Password
    new: Password


class AccountView(BaseModel):
    id: str
    name: str
    email: str
    role: str
    history_paused: bool


class SessionView(BaseModel):
    token: str
    account: AccountView


class DeviceView(BaseModel):
    """One that is signed in; `current` is the one that asks. `seen_at` is right to an hour."""

    id: str
    device: str
    created_at: str
    seen_at: str
    current: bool


class DeviceList(BaseModel):
    sessions: list[DeviceView]


class AccountChange(Body):
    """Only what is named changes."""

    name: Name | None = None
    history_paused: bool | None = None


class ResetBody(Body):
    """`token` is from a link of an administrator's."""

    token: OneTimeText
    password: Password
    device: Device | None = None


class InvitationBody(Body):
    token: OneTimeText


class InvitationView(BaseModel):
    """What whoever has one is invited to."""

    role: str
    expires_at: str


class ScopedTokenBody(Body):
    """Without `days` it is for as long as it is wanted."""

    name: Device
    scope: ScopeName
    days: Days | None = None


class ScopedTokenView(BaseModel):
    id: str
    name: str
    scope: ScopeName
    created_at: str
    seen_at: str
    """When it was last used, right to an hour."""
    expires_at: str | None


class NewTokenView(ScopedTokenView):
    """`token` is shown once."""

    token: str


class ScopedTokenList(BaseModel):
    tokens: list[ScopedTokenView]


class AdministeredView(BaseModel):
    """An account as administrators see it; `quota_bytes` is its own, null for the server's."""

    id: str
    name: str
    email: str
    role: str
    disabled: bool
    quota_bytes: int | None
    used_bytes: int
    created_at: str


class AdministeredList(BaseModel):
    accounts: list[AdministeredView]
    next_cursor: str | None


class AdministeredChange(Body):
    """Only what is named changes; a `quota_bytes` of null is the server's."""

    role: RoleName | None = None
    quota_bytes: Bytes | None = None
    disabled: bool | None = None


class InviteBody(Body):
    role: RoleName = "member"
    quota_bytes: Bytes | None = None
    days: Days = 7.0


class InviteView(BaseModel):
    id: str
    role: str
    quota_bytes: int | None
    created_at: str
    expires_at: str


class InviteList(BaseModel):
    invitations: list[InviteView]


class IssuedView(BaseModel):
    """`url` holds a token and is shown once."""

    id: str
    url: str
    expires_at: str

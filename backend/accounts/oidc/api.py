"""What the rest of the backend knows of an issuer. Light: what verifies is not for those who have
none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from backend.database.tables import Account
from backend.errors import BackendError, Unavailable


class IssuerAway(Unavailable):
    code = "issuer_away"
    sentence = "issuer_away"


class IssuerDenied(BackendError):
    """Not `not_signed_in`: there was no session that could have ended."""

    status = 401
    code = "issuer_denied"

    def __init__(self, issuer: str) -> None:
        super().__init__("issuer_denied", issuer=issuer)


class IssuerElsewhere(BackendError):
    """The browser came back to another server than this one."""

    status = 409
    code = "issuer_elsewhere"

    def __init__(self, address: str) -> None:
        super().__init__("issuer_elsewhere", address=address)


@dataclass(frozen=True, slots=True)
class WayIn:
    """Where a browser is sent, and as whose; `name` is what people call the place."""

    name: str
    authorization_url: str
    client_id: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What the browser came back with, and what was asked: RFC 6749's code, RFC 7636's verifier.
    `invitation` is the token of somebody's who has no account yet."""

    code: str
    verifier: str
    redirect_uri: str
    nonce: str
    invitation: str | None = None


class SignsIn(Protocol):
    """An issuer whose people have accounts here. Every call blocks."""

    @property
    def name(self) -> str | None:
        """None where nobody is sent there, and only its tokens are taken."""

    def way_in(self) -> WayIn:
        """Raises NotFound where nobody is sent there, and IssuerAway."""

    def by_code(self, brought: Brought) -> Account:
        """Raises IssuerDenied, IssuerElsewhere, IssuerAway, NotAllowed, NoSuchInvitation."""

    def by_token(self, token: str) -> tuple[Account, float] | None:
        """Whose a token of the issuer's is and until when; raises IssuerAway, NotAllowed."""

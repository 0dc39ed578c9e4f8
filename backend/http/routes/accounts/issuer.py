"""Signing in where this server's people have their accounts (OpenID Connect)."""

from __future__ import annotations

from fastapi import APIRouter

from backend.accounts.oidc.api import Brought, SignsIn
from backend.errors import NotFound
from backend.http.dependencies import AddressDep, IssuerDep, LimiterDep
from backend.http.routes.accounts.entry import ReceptionDep
from backend.http.schemas.accounts import IssuerCode, IssuerView, SessionView

router = APIRouter(prefix="/api/session/oidc", tags=["accounts"])


@router.get("")
def way_in(issuer: IssuerDep) -> IssuerView:
    """Where a browser is to be sent: for a code, with PKCE (S256), `state` and `nonce`, and back to
    `http://127.0.0.1:PORT/HOST`, HOST being this server's own. 404 where that is nowhere."""
    way = there_is(issuer).way_in()
    return IssuerView(
        name=way.name, authorization_url=way.authorization_url, client_id=way.client_id
    )


@router.post("")
def sign_in(
    issuer: IssuerDep,
    reception: ReceptionDep,
    limiter: LimiterDep,
    address: AddressDep,
    body: IssuerCode,
) -> SessionView:
    """With what the browser came back with; who has no account yet may need an `invitation`."""
    issuer = there_is(issuer)
    limiter.entry(address)
    brought = Brought(body.code, body.verifier, body.redirect_uri, body.nonce, body.invitation)
    account = issuer.by_code(brought)
    return reception.sign_in(account, body.device)


def there_is(issuer: SignsIn | None) -> SignsIn:
    if issuer is None:
        raise NotFound("no_issuer")
    return issuer

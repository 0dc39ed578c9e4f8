"""What the administrator says of an issuer of identities (OpenID Connect)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator
from pydantic_settings import SettingsConfigDict

from backend.config.variables import PREFIX, BadSetting, Switch, Variables, read

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class IssuerSettings:
    """`url` is what its tokens say, to the letter. With a `client_id` the application can sign in
    by it; `audiences` and `parties` are the `aud` and `azp` of tokens that are taken as they are.
    """

    url: str
    name: str
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    audiences: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    signup: bool | None = None
    """Whether an account is made for whom the issuer knows and we don't; None: if whoever wants to
    may register."""
    link_email: bool = False
    """Whether an address that it has verified opens the account which is there already."""

    @property
    def credentials(self) -> tuple[str, str] | None:
        """None for a public client, which all that run on somebody's desktop are by themselves."""
        if self.client_id is None or self.client_secret is None:
            return None
        return self.client_id, self.client_secret

    @classmethod
    def from_env(cls, env: Mapping[str, str], public_url: str | None) -> IssuerSettings | None:
        """None where nothing is said of one; raises BadSetting."""
        given = read(IssuerVariables, env).given
        if not given:
            return None
        if faults := contradictions(given, public_url):
            raise BadSetting(*faults)
        url: str = given.pop("issuer")
        return cls(url, **{"name": urlsplit(url).hostname, **given})


def contradictions(given: Mapping[str, Any], public_url: str | None) -> list[str]:
    """In the order in which an administrator would mend them."""
    if "issuer" not in given:
        return ["MATINEE_OIDC_ISSUER is missing: other MATINEE_OIDC_ settings speak of it."]
    if not given.keys() & {"client_id", "audiences", "parties"}:
        return ["MATINEE_OIDC_CLIENT_ID is missing: it says which of the issuer's clients we are."]
    if "client_id" in given and public_url is None:
        return ["MATINEE_PUBLIC_URL is missing: signing in with MATINEE_OIDC_ISSUER needs it."]
    return []


def issuer_address(text: str) -> str:
    """As it is: some end in a slash, and tokens say so."""
    if not is_private_way(text):
        raise ValueError(f"an https:// address, not {text!r}")
    return text


def is_private_way(url: str) -> bool:
    """Whether nobody on the way can read what is asked there, or change the answer."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def names(text: str) -> frozenset[str]:
    return frozenset(name for each in text.split(",") if (name := each.strip()))


Names = Annotated[frozenset[str], BeforeValidator(names)]


class IssuerVariables(Variables):
    """Named as the fields of `IssuerSettings` that they set."""

    model_config = SettingsConfigDict(alias_generator=lambda field: f"{PREFIX}OIDC_{field.upper()}")

    issuer: Annotated[str, BeforeValidator(issuer_address)] | None = None
    name: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    audiences: Names | None = None
    parties: Names | None = None
    signup: Switch | None = None
    link_email: Switch | None = None

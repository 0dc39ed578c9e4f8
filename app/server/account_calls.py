"""The backend's calls about the account itself: its name, its password, its devices and the
tokens of its scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.server.videos import Account, known_fields

if TYPE_CHECKING:
    from app.server.transport import Transport


@dataclass(frozen=True, slots=True)
class Device:
    """One that is signed in. `device` is its name, "" if it has none; `seen_at` is right to an
    hour; `current` is this one."""

    id: str
    device: str
    created_at: str
    seen_at: str
    current: bool = False

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Device:
        return cls(**known_fields(cls, document))


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A script's, to `upload` or to `watch`; `seen_at` is when it was last used, right to an
    hour."""

    id: str
    name: str
    scope: str
    created_at: str
    seen_at: str

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> AccessToken:
        return cls(**known_fields(cls, document))


class AccountCalls:
    """Part of a `Client`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def rename(self, name: str) -> Account:
        return Account.from_json(self._transport.call("PATCH", "me", json={"name": name}))

    def change_password(self, current: str, new: str) -> None:
        """Signs all other devices out; 403 `wrong_password`, 422 `bad_password`."""
        body = {"current": current, "new": new}
        self._transport.call("PUT", "me/password", json=body)

    def devices(self) -> tuple[Device, ...]:
        answer = self._transport.call("GET", "sessions")
        return tuple(map(Device.from_json, answer["sessions"]))

    def sign_device_out(self, device_id: str) -> None:
        self._transport.call("DELETE", f"sessions/{device_id}")

    def sign_others_out(self) -> None:
        self._transport.call("DELETE", "sessions")

    def access_tokens(self) -> tuple[AccessToken, ...]:
        answer = self._transport.call("GET", "tokens")
        return tuple(map(AccessToken.from_json, answer["tokens"]))

    def add_access_token(self, name: str, scope: str) -> str:
        """The token itself, which nobody can see again."""
        body = {"name": name, "scope": scope}
        return str(self._transport.call("POST", "tokens", json=body)["token"])

    def revoke_access_token(self, token_id: str) -> None:
        self._transport.call("DELETE", f"tokens/{token_id}")

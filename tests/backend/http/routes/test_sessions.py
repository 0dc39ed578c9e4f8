"""The devices that are signed in to an account, and its password."""

from __future__ import annotations

from typing import Any

import pytest

from backend.accounts.sessions import Sessions
from backend.database.tables import Account, Token
from backend.errors import DiskFull
from backend.ids import fresh_id
from tests.backend.http.routes.test_events import listening
from tests.backend.serving import Caller, Running, hash_password

OLD, NEW = "correct horse", "battery staple"


@pytest.fixture
def anne(server: Running) -> Account:
    """Signed in nowhere."""
    account = Account(id=fresh_id(), email=f"{fresh_id()}@example.org", name="Anne", created_at=0.0)
    account.password_hash = hash_password(OLD)
    server.services.database.add(account)
    return account


def sign_in(server: Running, account: Account, device: str = "") -> Caller:
    """Without the cost of a password's hash."""
    return server.stranger(server.services.entry.sessions.open(account, device))


def devices(caller: Caller) -> list[tuple[str, bool]]:
    rows = caller.json("GET", "/api/sessions")["sessions"]
    return sorted((row["device"], row["current"]) for row in rows)


def id_of(caller: Caller, device: str) -> str:
    rows = caller.json("GET", "/api/sessions")["sessions"]
    return next(str(row["id"]) for row in rows if row["device"] == device)


def is_signed_in(caller: Caller) -> bool:
    return caller("GET", "/api/me").status_code == 200


def test_every_device_is_listed(server: Running, anne: Account) -> None:
    """By its own name, where it has one; the list says which of them asks, and no token."""
    body = {"email": anne.email, "password": OLD, "device": "  Laptop "}
    laptop = server.stranger(server.stranger().json("POST", "/api/session", body)["token"])
    nameless = sign_in(server, anne)
    assert devices(laptop) == [("", False), ("Laptop", True)]
    assert devices(nameless) == [("", True), ("Laptop", False)]
    (row, _) = laptop.json("GET", "/api/sessions")["sessions"]
    assert set(row) == {"id", "device", "created_at", "seen_at", "current"}


def test_one_device_is_signed_out(server: Running, anne: Account) -> None:
    """At once, and no other; a second time there is nothing to end."""
    laptop, phone, telly = (sign_in(server, anne, name) for name in ("Laptop", "Phone", "TV"))
    assert is_signed_in(phone)
    path = f"/api/sessions/{id_of(laptop, 'Phone')}"
    assert laptop("DELETE", path).status_code == 204
    assert (is_signed_in(laptop), is_signed_in(phone), is_signed_in(telly)) == (True, False, True)
    assert laptop.fault("DELETE", path) == (404, "not_found")


def test_all_other_devices_are_signed_out(server: Running, anne: Account) -> None:
    """At once."""
    laptop, phone = sign_in(server, anne, "Laptop"), sign_in(server, anne, "Phone")
    assert is_signed_in(phone)
    assert laptop("DELETE", "/api/sessions").status_code == 204
    assert devices(laptop) == [("Laptop", True)]
    assert not is_signed_in(phone)


def test_nobody_signs_out_anothers_device(server: Running, anne: Account, anna: Caller) -> None:
    """It is for them as if it did not exist."""
    laptop = sign_in(server, anne, "Laptop")
    path = f"/api/sessions/{id_of(laptop, 'Laptop')}"
    assert anna.fault("DELETE", path) == (404, "not_found")
    anna.json("DELETE", "/api/sessions")
    assert is_signed_in(laptop)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/sessions"),
        ("DELETE", "/api/sessions"),
        ("DELETE", "/api/sessions/x"),
        ("PUT", "/api/me/password"),
    ],
)
def test_guests_have_neither(stranger: Caller, method: str, path: str) -> None:
    """They are asked to sign in."""
    body = {"current": OLD, "new": NEW}
    assert stranger.fault(method, path, json=body) == (401, "not_signed_in")


def test_a_device_that_is_signed_out_hears_no_more(server: Running, anne: Account) -> None:
    """Its stream of changes ends, too."""
    laptop, phone = sign_in(server, anne, "Laptop"), sign_in(server, anne, "Phone")
    with listening(phone, "/api/events") as events:
        laptop.json("DELETE", "/api/sessions")
        assert list(events) == []


def test_a_new_password_signs_all_others_out(server: Running, anne: Account) -> None:
    """From then on it is the only one that counts."""
    laptop, phone = sign_in(server, anne, "Laptop"), sign_in(server, anne, "Phone")
    assert is_signed_in(phone)
    body = {"current": OLD, "new": NEW}
    assert laptop("PUT", "/api/me/password", json=body).status_code == 204
    assert (is_signed_in(laptop), is_signed_in(phone)) == (True, False)
    stranger = server.stranger()
    entering = {"email": anne.email, "password": OLD}
    assert stranger.fault("POST", "/api/session", json=entering) == (401, "wrong_password")
    assert stranger.json("POST", "/api/session", {**entering, "password": NEW})


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"current": "wrong"}, (403, "wrong_password")),
        ({"new": "short"}, (422, "bad_password")),
        ({"new": "a\x00bcdefgh"}, (422, "invalid")),
        ({"new": None}, (422, "invalid")),
    ],
)
def test_refuses_a_password(
    server: Running, anne: Account, change: dict[str, Any], fault: tuple[int, str]
) -> None:
    """In a sentence; whoever asked stays signed in, and everybody else too."""
    laptop, phone = sign_in(server, anne, "Laptop"), sign_in(server, anne, "Phone")
    body = {"current": OLD, "new": NEW, **change}
    assert laptop.fault("PUT", "/api/me/password", json=body) == fault
    assert (is_signed_in(laptop), is_signed_in(phone)) == (True, True)


def test_the_password_is_not_guessed_here_either(server: Running, anne: Account) -> None:
    """Whoever finds a device that is signed in has as many guesses as at the door."""
    laptop = sign_in(server, anne)
    wrong = {"current": "a guess", "new": NEW}
    answers = [laptop.fault("PUT", "/api/me/password", json=wrong)[0] for _ in range(6)]
    assert answers == [403] * 5 + [429]


def test_an_account_without_a_password_gets_none(anna: Caller) -> None:
    """As the machine's owner, who comes in by the secret."""
    body = {"current": "", "new": NEW}
    assert anna.fault("PUT", "/api/me/password", json=body) == (409, "conflict")


def seen(server: Running, token: str) -> float:
    with server.services.database.read() as session:
        return session.get_one(Token, token).seen_at


def test_when_it_was_seen_is_noted_once_an_hour(server: Running, anne: Account) -> None:
    """Not at every request; and a disk that is full keeps nobody out."""
    database = server.services.database
    token = server.services.entry.sessions.open(anne, "Laptop")
    (row,) = server.services.entry.sessions.of(anne)
    began, name = row.seen_at, row.token_hash

    def look_after(seconds: float) -> float:
        sessions = Sessions(database, 30)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(database, "clock", lambda: began + seconds)
            assert sessions.look_up(token) is not None
        return seen(server, name) - began

    assert [look_after(3599), look_after(3601), look_after(3700)] == [0, 3601, 3601]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "note_seen", full)
        assert look_after(9000) == 3601


def full(_token: str) -> None:
    raise DiskFull

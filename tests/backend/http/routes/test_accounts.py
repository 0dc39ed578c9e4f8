"""Signing in and out over the real wire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.accounts.limits import REGISTERING
from backend.accounts.passwords import FORMER_PREFIX
from backend.database.tables import Account, Token
from backend.ids import fresh_id
from tests.backend.accounts.test_passwords import FORMER
from tests.backend.serving import LOCAL_SECRET, Caller, Running, hash_password, running


def registration() -> dict[str, str]:
    return {"email": f"{fresh_id()}@Example.org ", "password": "correct horse", "name": " Anna  B "}


def test_an_account_is_made_and_signed_in_to(server: Running, stranger: Caller) -> None:
    """The answer holds a token; the address is kept in one form."""
    wanted = registration()
    made = stranger.json("POST", "/api/accounts", wanted)

    me = server.stranger(made["token"]).json("GET", "/api/me")

    assert me == made["account"]
    assert (me["name"], me["email"]) == ("Anna B", wanted["email"].strip().lower())
    assert stranger.json("POST", "/api/session", wanted)["account"] == me


def test_registrations_are_limited_by_address(tmp_path: Path) -> None:
    """Also of those that fail; whoever has an account still signs in."""
    with running(tmp_path, guests=False) as server:
        stranger, wanted = server.stranger(), registration()
        stranger.json("POST", "/api/accounts", wanted)
        for _ in range(int(REGISTERING.burst) - 1):
            assert (
                stranger.fault("POST", "/api/accounts", json=wanted | {"password": "x"})[0] == 422
            )
        answer = stranger("POST", "/api/accounts", json=registration())
        assert (answer.status_code, answer.json()["error"]) == (429, "slow_down")
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        stranger.json("POST", "/api/session", wanted)


def test_an_address_has_one_account(stranger: Caller) -> None:
    """Whatever the case of its letters."""
    wanted = registration()
    stranger.json("POST", "/api/accounts", wanted)
    again = {**wanted, "email": wanted["email"].upper()}

    assert stranger.fault("POST", "/api/accounts", json=again) == (409, "email_taken")


def test_signing_out_ends_the_token(anna: Caller) -> None:
    """At once, and only this one."""
    anna.json("GET", "/api/me")
    anna.json("DELETE", "/api/session")

    assert anna.fault("GET", "/api/me") == (401, "not_signed_in")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic eDp4", "bearer ümlaut".encode("latin-1"), "x" * 999]
)
def test_a_wrong_token_is_refused(stranger: Caller, header: Any) -> None:
    """401, with the way to ask for it."""
    answer = stranger("GET", "/api/me", headers={"Authorization": header})

    assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "body",
    [
        {"email": "nobody@example.org", "password": "x"},
        {"secret": "wrong"},
        {"secret": ""},
        {"secret": "ü"},
    ],
)
def test_a_wrong_password_is_refused(stranger: Caller, body: dict[str, str]) -> None:
    """The same answer for unknown addresses."""
    assert stranger.fault("POST", "/api/session", json=body) == (401, "wrong_password")


def test_an_old_hash_is_made_anew_by_whoever_signs_in(server: Running, stranger: Caller) -> None:
    """The first time after the update; then nobody need wait as long as for such a one."""
    database = server.services.database
    row = Account(id=fresh_id(), email=f"{fresh_id()}@example.org", name="Old", created_at=0.0)
    row.password_hash = FORMER
    database.add(row)

    def stored() -> str:
        known = database.account(row.id)
        assert known is not None
        return str(known.password_hash)

    entering = {"email": row.email, "password": "a guess"}
    assert stranger.fault("POST", "/api/session", json=entering) == (401, "wrong_password")
    assert stored() == FORMER
    assert database.has_password_hash(FORMER_PREFIX)
    entering["password"] = "correct horse"
    stranger.json("POST", "/api/session", entering)
    assert stored().startswith("$argon2id$")
    assert not database.has_password_hash(FORMER_PREFIX)
    stranger.json("POST", "/api/session", entering)


def test_guessing_is_slowed_down(stranger: Caller) -> None:
    """After five failures the sixth has to wait, the right password too."""
    wanted = registration()
    stranger.json("POST", "/api/accounts", wanted)
    wrong = {**wanted, "password": "a guess"}
    answers = [stranger.fault("POST", "/api/session", json=wrong)[0] for _ in range(6)]

    assert answers == [401] * 5 + [429]
    late = stranger("POST", "/api/session", json=wanted)
    assert (late.status_code, late.json()["error"]) == (429, "slow_down")
    assert int(late.headers["Retry-After"]) >= 1


def test_the_machines_owner_needs_no_password(stranger: Caller) -> None:
    """The bundled backend's secret signs in to one account, made on first use."""
    first = stranger.json("POST", "/api/session", {"secret": LOCAL_SECRET})
    again = stranger.json("POST", "/api/session", {"secret": LOCAL_SECRET})

    assert first["account"] == again["account"]
    assert first["token"] != again["token"]


@pytest.mark.parametrize("address", ["owner@localhost", " Owner@LocalHost "])
def test_nobody_registers_as_the_owner(tmp_path: Path, address: str) -> None:
    """Not even before the owner's first start."""
    with running(tmp_path) as server:
        stranger, wanted = server.stranger(), {**registration(), "email": address}

        assert stranger.fault("POST", "/api/accounts", json=wanted) == (409, "email_taken")

        assert stranger.fault("POST", "/api/session", json=wanted) == (401, "wrong_password")


def test_an_account_with_a_password_is_never_the_owners(tmp_path: Path) -> None:
    """In a database where somebody had registered the address already, the owner has an account
    of their own, and always the same one."""
    with running(tmp_path) as server:
        mallory = Account(id="m", email="owner@localhost", name="Mallory", created_at=0.0)
        mallory.password_hash = hash_password("correct horse")
        server.services.database.add(mallory)
        stranger = server.stranger()

        owner = [stranger.json("POST", "/api/session", {"secret": LOCAL_SECRET}) for _ in range(2)]
        entering = {"email": "owner@localhost", "password": "correct horse"}
        still_theirs = stranger.json("POST", "/api/session", entering)

    assert owner[0]["account"] == owner[1]["account"]
    assert owner[0]["account"]["id"] != "m"
    assert still_theirs["account"]["id"] == "m"


def test_the_owner_of_a_former_database_is_known(tmp_path: Path) -> None:
    """By the address, as long as it has no password."""
    with running(tmp_path) as server:
        known = Account(id="o", email="owner@localhost", name="Owner", created_at=0.0)
        server.services.database.add(known)

        made = server.stranger().json("POST", "/api/session", {"secret": LOCAL_SECRET})

    assert made["account"]["id"] == "o"


@pytest.mark.parametrize("email", ["owner", "owner@"])
def test_the_owners_other_address_is_none(stranger: Caller, email: str) -> None:
    """So it can't be registered either."""
    wanted = {**registration(), "email": email}

    assert stranger.fault("POST", "/api/accounts", json=wanted) == (422, "bad_email")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "x"}, "bad_email"),
        ({"email": "a b@c"}, "bad_email"),
        ({"email": "a@" + "b" * 320}, "invalid"),
        ({"password": "short"}, "bad_password"),
        ({"password": "x" * 501}, "invalid"),
        ({"password": None}, "invalid"),
        ({"name": ""}, "invalid"),
        ({"name": "a\x00"}, "invalid"),
    ],
)
def test_refuses_what_makes_no_account(stranger: Caller, change: dict[str, Any], code: str) -> None:
    """With a code for each field that a form has; and never repeats the password."""
    answer = stranger("POST", "/api/accounts", json={**registration(), **change})

    assert (answer.status_code, answer.json()["error"]) == (422, code)
    assert "horse" not in answer.text


def test_a_server_can_be_closed(tmp_path: Path) -> None:
    """Without sign-up only those who have an account come in."""
    with running(tmp_path, signup=False) as server:
        stranger = server.stranger()
        answer = stranger.fault("POST", "/api/accounts", json=registration())
        assert answer == (403, "not_allowed")


def test_sessions_survive_a_restart_and_are_kept_as_hashes(tmp_path: Path) -> None:
    """Who is signed in stays so; the database can't be used to sign in."""
    with running(tmp_path) as server:
        token = server.stranger().json("POST", "/api/session", {"secret": LOCAL_SECRET})["token"]
    with running(tmp_path) as server:
        assert server.stranger(token).json("GET", "/api/me")["name"] == "Owner"
        with server.services.database.read() as session:
            kept = session.scalars(select(Token.token_hash)).all()
    assert token not in kept

"""Others' accounts, invitations and new passwords, as administrators have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from backend.accounts.roles import Role
from backend.http import feed
from backend.ids import fresh_id
from tests.backend.http.routes.test_events import listening
from tests.backend.serving import Caller, Running, running

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that only those come into who are invited."""
    with running(tmp_path_factory.mktemp("closed"), signup=False) as started:
        yield started


@pytest.fixture
def ada(closed: Running) -> Caller:
    return closed.account(role=Role.ADMINISTRATOR)


def invited(ada: Caller, **body: Any) -> str:
    """The token that is in the link."""
    return str(ada.json("POST", "/api/admin/invitations", body)["url"].rpartition("/invite/")[2])


def registration(invitation: str | None = None) -> dict[str, Any]:
    email = f"{fresh_id()}@example.org"
    return {"email": email, "password": PASSWORD, "invitation": invitation}


def come(server: Running, invitation: str) -> tuple[dict[str, Any], Caller]:
    """A newcomer's account, and they themselves."""
    made = server.stranger().json("POST", "/api/accounts", registration(invitation))
    return made["account"], server.stranger(made["token"])


def test_who_is_invited_comes_in(closed: Running, ada: Caller) -> None:
    """Once, as what they are invited to be."""
    stranger = closed.stranger()
    assert stranger.fault("POST", "/api/accounts", json=registration()) == (403, "not_allowed")
    token = invited(ada, role="viewer", quota_bytes=5)
    assert stranger.json("POST", "/api/invitations/read", {"token": token})["role"] == "viewer"

    account, newcomer = come(closed, token)

    assert newcomer.json("GET", "/api/me")["role"] == "viewer"
    rows = ada.json("GET", "/api/admin/accounts")["accounts"]
    assert [(row["role"], row["quota_bytes"]) for row in rows if row["id"] == account["id"]] == [
        ("viewer", 5)
    ]
    again = stranger.fault("POST", "/api/accounts", json=registration(token))
    assert again == (404, "no_such_invitation")
    assert stranger("GET", f"/invite/{token}").status_code == 404


def test_who_is_refused_keeps_the_invitation(closed: Running, ada: Caller) -> None:
    """A password that is too short, an address that is taken: nothing is used up."""
    token = invited(ada)
    stranger, taken = closed.stranger(), come(closed, invited(ada))[0]["email"]
    for change in ({"password": "short"}, {"email": taken}):
        assert not stranger("POST", "/api/accounts", json=registration(token) | change).ok
    come(closed, token)


def test_an_invitation_is_withdrawn(closed: Running, ada: Caller) -> None:
    """Those that are open are listed, without their links."""
    token = invited(ada)
    row = ada.json("GET", "/api/admin/invitations")["invitations"][0]
    assert token not in str(row)
    ada.json("DELETE", f"/api/admin/invitations/{row['id']}")
    refused = closed.stranger().fault("POST", "/api/accounts", json=registration(token))
    assert refused == (404, "no_such_invitation")
    gone = ada.fault("DELETE", f"/api/admin/invitations/{row['id']}")
    assert gone == (404, "not_found")


def test_an_invitation_expires(
    closed: Running, ada: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = invited(ada, days=0.5)
    database = closed.services.database
    later = database.clock() + 43_201
    monkeypatch.setattr(database, "clock", lambda: later)
    refused = closed.stranger().fault("POST", "/api/invitations/read", json={"token": token})
    assert refused == (404, "no_such_invitation")


def test_the_page_of_an_invitation_leads_to_matinee(closed: Running, ada: Caller) -> None:
    """It is kept nowhere, and tells no other site its address."""
    token = invited(ada)
    page = closed.stranger()("GET", f"/invite/{token}")
    assert f"matinee://{closed.url.partition('://')[2]}/invite/{token}" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_who_is_disabled_is_out_at_once(
    closed: Running, ada: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On all devices, with all scripts, and where changes are listened for; until they are enabled
    again."""
    monkeypatch.setattr(closed.services.feed, "look_seconds", 1000)
    account, newcomer = come(closed, invited(ada))
    made = newcomer.json("POST", "/api/tokens", {"name": "x", "scope": "watch"})
    script, path = closed.stranger(made["token"]), f"/api/admin/accounts/{account['id']}"
    entering = {"email": account["email"], "password": PASSWORD}
    script.json("GET", "/api/me")
    with listening(newcomer, "/api/events") as own, listening(script, "/api/events") as other:
        assert ada.json("PATCH", path, {"disabled": True})["disabled"]
        assert (list(own), list(other)) == ([], [])
    for caller in (newcomer, script):
        assert caller.fault("GET", "/api/me") == (401, "not_signed_in")
    stranger = closed.stranger()
    assert stranger.fault("POST", "/api/session", json=entering) == (403, "account_disabled")
    guess = entering | {"password": "a guess"}
    assert stranger.fault("POST", "/api/session", json=guess) == (401, "wrong_password")
    ada.json("PATCH", path, {"disabled": False})
    assert newcomer.fault("GET", "/api/me") == (401, "not_signed_in")
    script.json("GET", "/api/me")
    stranger.json("POST", "/api/session", entering)


def test_a_lost_password_is_chosen_anew(closed: Running, ada: Caller) -> None:
    """By a link that works once; whoever was let in by the former one is not any more."""
    account, newcomer = come(closed, invited(ada))
    made = newcomer.json("POST", "/api/tokens", {"name": "x", "scope": "watch"})
    path, stranger = f"/api/admin/accounts/{account['id']}/password", closed.stranger()
    first, second = (ada.json("POST", path)["url"].rpartition("/reset/")[2] for _ in range(2))
    body = {"token": second, "password": "battery staple"}
    refused = stranger.fault("POST", "/api/password", json=body | {"token": first})
    assert refused == (404, "no_such_reset")
    assert stranger.fault("POST", "/api/password", json=body | {"password": "x"})[0] == 422
    assert stranger("GET", f"/reset/{second}").status_code == 200

    chosen = stranger.json("POST", "/api/password", body)

    assert chosen["account"]["id"] == account["id"]
    for caller in (newcomer, closed.stranger(made["token"])):
        assert caller.fault("GET", "/api/me") == (401, "not_signed_in")
    stranger.json("POST", "/api/session", {"email": account["email"], **body})
    assert stranger.fault("POST", "/api/password", json=body) == (404, "no_such_reset")


def test_roles_and_quotas_are_changed(closed: Running, ada: Caller) -> None:
    """Only what is named; a quota of null is the server's again."""
    account, _ = come(closed, invited(ada))
    path = f"/api/admin/accounts/{account['id']}"
    for change, expected in (
        ({"quota_bytes": 7}, ("member", 7)),
        ({"role": "viewer"}, ("viewer", 7)),
        ({"quota_bytes": None}, ("viewer", None)),
    ):
        row = ada.json("PATCH", path, change)
        assert (row["role"], row["quota_bytes"]) == expected
    assert ada.fault("PATCH", "/api/admin/accounts/nobody", json={}) == (404, "not_found")
    assert ada.fault("PATCH", path, json={"role": "king"}) == (422, "invalid")


def test_somebody_stays_to_administer(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The last one is neither disabled nor made something else."""
    with running(tmp_path_factory.mktemp("one")) as server:
        ada = server.account(role=Role.ADMINISTRATOR)
        path = f"/api/admin/accounts/{ada.json('GET', '/api/me')['id']}"
        for change in ({"disabled": True}, {"role": "member"}):
            assert ada.fault("PATCH", path, json=change) == (409, "last_administrator")
        server.account(role=Role.ADMINISTRATOR)
        assert ada.json("PATCH", path, {"role": "member"})["role"] == "member"


def test_accounts_are_listed_in_pages(closed: Running, ada: Caller) -> None:
    """Each once, the latest first."""
    for _ in range(3):
        closed.account()
    seen, cursor = [], ""
    while cursor is not None:
        asked = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = ada.json("GET", "/api/admin/accounts", params=asked)
        seen += [row["id"] for row in page["accounts"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) >= 4


def test_an_account_listens_so_often(
    anna: Caller, bert: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are not kept from it."""
    monkeypatch.setattr(feed, "MOST_STREAMS", 1)
    with listening(anna, "/api/events"):
        answer = anna("GET", "/api/events")
        assert (answer.status_code, answer.json()["error"]) == (429, "too_many_streams")
        assert answer.headers["Retry-After"]
        with listening(bert, "/api/events"):
            pass

"""Access tokens: for scripts, each for one thing."""

from __future__ import annotations

from typing import Any

import pytest

from backend.accounts.sessions import Sessions
from tests.backend.serving import Caller, Running


def token(caller: Caller, scope: str, name: str = "A script", **more: Any) -> Any:
    return caller.json("POST", "/api/tokens", {"name": name, "scope": scope, **more})


def names(caller: Caller) -> list[str]:
    return [row["name"] for row in caller.json("GET", "/api/tokens")["tokens"]]


def test_a_script_uploads_and_nothing_else(server: Running, anna: Caller) -> None:
    """With a token that is shown once, and is listed by its name."""
    made = token(anna, "upload", "Nightly")
    script = server.stranger(made["token"])
    video = script.film(title="By a script")
    assert anna.json("GET", f"/api/videos/{video}")["title"] == "By a script"
    assert script.json("PATCH", f"/api/videos/{video}", {"title": "Named"})["title"] == "Named"
    for method, path in (
        ("DELETE", f"/api/videos/{video}"),
        ("GET", f"/api/videos/{video}/playback"),
        ("GET", "/api/sessions"),
        ("POST", "/api/tokens"),
    ):
        assert script.fault(method, path, json={}) == (403, "out_of_scope")
    (row,) = anna.json("GET", "/api/tokens")["tokens"]
    assert (row["name"], row["scope"], row["expires_at"]) == ("Nightly", "upload", None)
    assert made["token"] not in str(row)


def test_a_script_watches_and_nothing_else(server: Running, anna: Caller) -> None:
    script = server.stranger(token(anna, "watch")["token"])
    video = anna.film()
    assert script.json("GET", f"/api/videos/{video}")["id"] == video
    script.json("PUT", f"/api/videos/{video}/position", {"seconds": 2})
    script.json("GET", "/api/catalogue")
    assert script.fault("POST", "/api/uploads", json={}) == (403, "out_of_scope")
    assert script.fault("DELETE", "/api/history") == (403, "out_of_scope")


def test_a_token_is_no_device(server: Running, anna: Caller) -> None:
    """It is in the other list, and stays when all devices are signed out."""
    script = server.stranger(token(anna, "watch")["token"])
    assert [row["device"] for row in anna.json("GET", "/api/sessions")["sessions"]] == [""]
    row = anna.json("GET", "/api/tokens")["tokens"][0]["id"]
    assert anna.fault("DELETE", f"/api/sessions/{row}") == (404, "not_found")
    anna.json("DELETE", "/api/sessions")
    assert script("GET", "/api/me").status_code == 200


def test_a_token_is_revoked_at_once(server: Running, anna: Caller, bert: Caller) -> None:
    """By its own account alone."""
    made = token(anna, "watch")
    script, path = server.stranger(made["token"]), f"/api/tokens/{made['id']}"
    script.json("GET", "/api/me")
    assert bert.fault("DELETE", path) == (404, "not_found")
    anna.json("DELETE", path)
    assert script.fault("GET", "/api/me") == (401, "not_signed_in")
    assert (names(anna), anna.fault("DELETE", path)) == ([], (404, "not_found"))


def test_a_token_expires(server: Running, anna: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """If it is meant to."""
    script = server.stranger(token(anna, "watch", days=1)["token"])
    script.json("GET", "/api/me")
    database = server.services.database
    later = database.clock() + 86_401
    monkeypatch.setattr(database, "clock", lambda: later)
    assert script.fault("GET", "/api/me") == (401, "not_signed_in")


def test_there_are_so_many_tokens(anna: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgets them all would not know which to revoke."""
    monkeypatch.setattr(Sessions, "SHOWN", 2)
    for _ in range(2):
        token(anna, "watch")
    body = {"name": "x", "scope": "watch"}
    assert anna.fault("POST", "/api/tokens", json=body) == (409, "conflict")


@pytest.mark.parametrize("change", [{"scope": "all"}, {"name": ""}, {"days": -1}, {"days": 1e9}])
def test_refuses_a_token(anna: Caller, change: dict[str, Any]) -> None:
    body = {"name": "x", "scope": "watch", **change}
    assert anna.fault("POST", "/api/tokens", json=body) == (422, "invalid")


@pytest.mark.parametrize("days", [0, 1e-300, 1 / 25, -1, 1e9])
def test_a_token_is_good_for_an_hour_at_least(anna: Caller, days: float) -> None:
    """One that has ended before it is shown is refused, not made."""
    body = {"name": "A script", "scope": "watch", "days": days}
    assert anna.fault("POST", "/api/tokens", json=body) == (422, "invalid")

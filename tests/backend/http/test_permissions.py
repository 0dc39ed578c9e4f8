"""What roles and scoped tokens are good for: the whole table against the server's own document."""

from __future__ import annotations

import pytest

from backend.accounts.roles import Role, Scope
from backend.database.tables import Account
from backend.http.permissions import ADMINISTRATION, CREATING, SCOPES, SENDING, refusal
from backend.server import ROUTES
from tests.backend.serving import Caller, Running

OPERATIONS = {
    f"{method} {route.path}"
    for module in ROUTES
    for route in module.router.routes
    for method in getattr(route, "methods", None) or ()
    if getattr(route, "path", "").startswith("/api/")
}
OF_ADMINISTRATORS = {each for each in OPERATIONS if ADMINISTRATION in each}


def account(role: Role) -> Account:
    return Account(role=role)


def refused(role: Role, scope: Scope = Scope.ALL) -> set[str]:
    return {each for each in OPERATIONS if refusal(each, account(role), scope) is not None}


def test_the_table_names_what_there_is() -> None:
    """A route that is renamed takes its permission along."""
    named = CREATING.union(*SCOPES.values())
    assert named - OPERATIONS == set()
    assert OF_ADMINISTRATORS


def test_roles_are_refused_what_is_above_them() -> None:
    """And nothing else."""
    assert refused(Role.ADMINISTRATOR) == set()
    assert refused(Role.MEMBER) == OF_ADMINISTRATORS
    assert refused(Role.VIEWER) == OF_ADMINISTRATORS | CREATING


@pytest.mark.parametrize("scope", [Scope.UPLOAD, Scope.WATCH])
def test_a_scoped_token_does_what_is_listed_alone(scope: Scope) -> None:
    """Also an administrator's; what is new is refused until it is listed."""
    assert refused(Role.ADMINISTRATOR, scope) == OPERATIONS - SCOPES[scope]
    assert refusal("GET /api/of-tomorrow", account(Role.ADMINISTRATOR), scope) is not None


def test_no_scoped_token_makes_another_or_reaches_the_account() -> None:
    """Nor deletes a film: one that is lost costs no more than what it is for."""
    reached = set().union(*SCOPES.values())
    assert not any(word in each for each in reached for word in ("token", "session", "password"))
    assert {each for each in reached if each.startswith("DELETE")} == {
        "DELETE /api/uploads/{upload_id}",
        "DELETE /api/videos/{video_id}/source",
    }
    assert not SENDING & SCOPES[Scope.WATCH]


FILLED = {"video_id": "v", "upload_id": "u", "channel_id": "c", "kind": "picture", "language": "de"}


def test_viewers_upload_nothing_and_have_no_channel(server: Running) -> None:
    """They are told so; what they are for, they do."""
    viewer = server.account(role=Role.VIEWER)
    for operation in sorted(CREATING):
        method, path = operation.split()
        body = {"filename": "film.mp4", "size_bytes": 3, "name": "Mine", "parts": [], "uploads": []}
        answer = viewer(method, path.format(**FILLED), json=body)
        assert (answer.status_code, answer.json()["error"]) == (403, "not_allowed"), operation
    assert viewer.json("GET", "/api/channels") == {"channels": []}
    playlist = viewer.json("POST", "/api/playlists", {"title": "Mine"})
    channel = server.account().json("GET", "/api/channels")["channels"][0]["id"]
    viewer.json("PUT", f"/api/subscriptions/{channel}")
    assert viewer.json("GET", f"/api/playlists/{playlist['id']}")["title"] == "Mine"


def test_members_do_not_administer(server: Running, anna: Caller) -> None:
    """Every route of administrators says so, before it looks at anything."""
    for operation in sorted(OF_ADMINISTRATORS):
        method, path = operation.split()
        named = path.format(account_id="a", invitation_id="i")
        assert anna.fault(method, named, json={}) == (403, "not_allowed"), operation
        assert server.stranger().fault(method, named, json={}) == (401, "not_signed_in")

"""Everybody × every operation of the server's document, on something of the owner's that is
private. What others can see of a film that they may see is in `test_access_matrix.py`.

A new operation fails until it says here what it needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest

from backend.accounts.roles import Role, Scope
from backend.accounts.sessions import hash_token
from backend.database.tables import Account, Channel, Playlist, ShareLink, Token
from backend.http.permissions import CREATING, SCOPES
from backend.ids import fresh_id
from tests.backend.in_process import Answer, Asking, in_process


class Who(StrEnum):
    NOBODY = "no token"
    WRONG = "a token that nobody has"
    EXPIRED = "an expired one"
    REVOKED = "a revoked one"
    DISABLED = "a disabled account's"
    OTHER = "another member"
    FOLLOWER = "a follower of the owner's channel"
    VIEWER = "a viewer"
    ADMINISTRATOR = "an administrator"
    UPLOADER = "the owner's token for uploads"
    WATCHER = "the owner's token for watching"
    OWNER = "the owner"


UNBELIEVED = {Who.WRONG, Who.EXPIRED, Who.REVOKED, Who.DISABLED}
SCOPED = {Who.UPLOADER: Scope.UPLOAD, Who.WATCHER: Scope.WATCH}


class Needs(StrEnum):
    NOTHING = "nobody is asked who they are"
    GUEST = "anybody, but no token that is not believed"
    ACCOUNT = "an account, and there is nothing of others in it"
    OWN = "what is one's own: others are told that there is no such thing"
    OWN_FOR_GUESTS = "the same, where guests may ask, too"
    ADMINISTRATOR = "an administrator"


OWN = (Needs.OWN, Needs.OWN_FOR_GUESTS)
FILM, CHANNEL = "/api/videos/{video_id}", "/api/channels/{channel_id}"
NEEDS: dict[Needs, str] = {
    Needs.NOTHING: """
        GET /healthz, GET /readyz, GET /api/server, POST /api/accounts, POST /api/invitations/read,
        POST /api/session, DELETE /api/session, GET /api/session/oidc, POST /api/session/oidc,
        POST /api/password, POST /api/links/{link_id}/open,
        POST /hooks/s3, POST /hooks/mux, POST /hooks/mediaconvert""",
    Needs.GUEST: """
        GET /api/catalogue, GET /api/catalogue/events, GET /api/suggestions,
        GET /api/channels/{channel}, GET /api/channels/{channel}/videos,
        GET /api/channels/{channel}/playlists""",
    Needs.ACCOUNT: """
        GET /api/me, PATCH /api/me, PUT /api/me/password, GET /api/sessions, DELETE /api/sessions,
        GET /api/tokens, POST /api/tokens, GET /api/space, GET /api/costs, GET /api/costs/estimate,
        GET /api/events, GET /api/history, DELETE /api/history, DELETE /api/history/{video_id},
        GET /api/channels, POST /api/channels, GET /api/playlists, POST /api/playlists,
        GET /api/subscriptions, GET /api/subscriptions/videos,
        PUT /api/subscriptions/{channel_id}, DELETE /api/subscriptions/{channel_id},
        GET /api/videos, POST /api/uploads, POST /api/duplicates, POST /api/batches/duplicates,
        POST /api/batches/uploads, POST /api/batches/completions, POST /api/batches/videos,
        POST /api/batches/playlists""",
    Needs.OWN_FOR_GUESTS: """
        GET {film}, GET {film}/playback, GET {film}/heat, POST {film}/plays,
        GET /api/playlists/{playlist_id}""",
    Needs.OWN: """
        PATCH {film}, DELETE {film}, POST {film}/retry, POST {film}/undelete, PUT {film}/source,
        DELETE {film}/source, GET {film}/versions, POST {film}/versions/{number}/restore,
        GET {film}/original, PUT {film}/poster, DELETE {film}/poster, GET {film}/chapters,
        GET {film}/chapters/suggested, GET {film}/frame, GET {film}/subtitles,
        PUT {film}/position, GET {film}/events, PUT {film}/subtitles/{language},
        DELETE {film}/subtitles/{language}, GET {film}/archive, POST {film}/archive,
        POST {film}/restore, GET {film}/statistics, GET {film}/links, POST {film}/links,
        DELETE /api/links/{link_id}, GET /api/uploads/{upload_id}, DELETE /api/uploads/{upload_id},
        POST /api/uploads/{upload_id}/parts, POST /api/uploads/{upload_id}/smaller-parts,
        POST /api/uploads/{upload_id}/complete,
        PATCH {mine}, DELETE {mine}, GET {mine}/statistics, PUT {mine}/{kind},
        DELETE {mine}/{kind}, PATCH /api/playlists/{playlist_id},
        DELETE /api/playlists/{playlist_id},
        PUT /api/playlists/{playlist_id}/videos/{video_id},
        DELETE /api/playlists/{playlist_id}/videos/{video_id},
        DELETE /api/sessions/{session_id}, DELETE /api/tokens/{token_id}""",
    Needs.ADMINISTRATOR: """
        GET /api/admin/accounts, PATCH /api/admin/accounts/{account_id},
        POST /api/admin/accounts/{account_id}/password, GET /api/admin/invitations,
        POST /api/admin/invitations, DELETE /api/admin/invitations/{invitation_id}""",
}
TABLE: dict[str, Needs] = {
    operation.strip().replace("{film}", FILM).replace("{mine}", CHANNEL): need
    for need, operations in NEEDS.items()
    for operation in operations.split(",")
}
PNG = b"\x89PNG\r\n\x1a\n"
BODIES: dict[str, Any] = {
    f"PUT {FILM}/position": {"seconds": 1},
    f"PATCH {FILM}": {},
    f"POST {FILM}/plays": {},
    f"POST {FILM}/links": {},
    f"PUT {FILM}/source": {"filename": "film.mp4", "size_bytes": 3},
    f"PUT {FILM}/poster": PNG,
    f"PUT {FILM}/subtitles/{{language}}": b"1\n00:00:01,000 --> 00:00:02,000\nHello\n",
    f"PUT {CHANNEL}/{{kind}}": PNG,
    f"PATCH {CHANNEL}": {},
    "PATCH /api/playlists/{playlist_id}": {},
    "POST /api/uploads/{upload_id}/parts": {"parts": [{"number": 1, "checksum": "AAAAAAAAAAA="}]},
    "PATCH /api/admin/accounts/{account_id}": {},
    "POST /api/admin/invitations": {"role": "member"},
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with in_process(tmp_path_factory.mktemp("operations")) as asking:
        yield asking


@pytest.fixture(scope="module")
def people(ask: Asking) -> dict[Who, Account]:
    return people_at(ask)


def people_at(ask: Asking) -> dict[Who, Account]:
    """Those behind the tokens; the owner has several."""
    roles = {Who.VIEWER: Role.VIEWER, Who.ADMINISTRATOR: Role.ADMINISTRATOR}
    several = {who: new_account(ask, Role.MEMBER) for who in (Who.OWNER, Who.OTHER, Who.DISABLED)}
    several[Who.FOLLOWER] = new_account(ask, Role.MEMBER)
    others = {who: new_account(ask, role) for who, role in roles.items()}
    return several | others | dict.fromkeys((*SCOPED, Who.EXPIRED, Who.REVOKED), several[Who.OWNER])


def new_account(ask: Asking, role: Role) -> Account:
    name = fresh_id()
    account = Account(id=name, email=f"{name}@example.org", name=name, role=role, created_at=0.0)
    ask.services.database.add(account)
    return account


def token_for(ask: Asking, who: Who, people: dict[Who, Account]) -> str | None:
    """A fresh one, for some calls end it."""
    sessions, database = ask.services.entry.sessions, ask.services.database
    if who is Who.NOBODY:
        return None
    if who is Who.WRONG:
        return fresh_id()
    if who is Who.DISABLED:
        database.set_account(people[who].id, disabled_at=None)
    token = sessions.open(people[who])
    if who is Who.REVOKED:
        sessions.close(token)
    elif who is Who.DISABLED:
        database.set_account(people[who].id, disabled_at=1.0)
    elif who is Who.EXPIRED:
        with database.write() as session:
            session.get_one(Token, hash_token(token)).expires_at = 1.0
    return token


def belongings(ask: Asking, people: dict[Who, Account]) -> dict[str, str]:
    """One of everything that is the owner's, by its name in addresses; nobody else may see it."""
    database, owner = ask.services.database, people[Who.OWNER].id
    name, token = fresh_id(), ask.services.entry.sessions.open(people[Who.OWNER])
    channel = Channel(id=name, account_id=owner, name=name, handle=name, handle_key=name)
    channel.is_default, channel.created_at = False, 0.0
    playlist = Playlist(id=name, account_id=owner, title="Mine", created_at=0.0, updated_at=0.0)
    upload = ask("POST", "/api/uploads", token, {"filename": "film.mp4", "size_bytes": 3})
    made = json.loads(upload.text)
    link = ShareLink(id=name, video_id=made["video_id"], created_at=0.0)
    others = [
        Token(token_hash=fresh_id(), id=fresh_id(), account_id=owner, scope=scope, device="")
        for scope in (Scope.ALL, Scope.WATCH)
    ]
    for other in others:
        other.created_at, other.seen_at, other.expires_at = 0.0, 0.0, 4e9
    for row in (channel, playlist, link, *others):
        database.add(row)
    database.follow(people[Who.FOLLOWER].id, name)
    named = ("channel", "playlist", "link", "invitation")
    return {f"{{{each}_id}}": name for each in named} | {
        **{"{session_id}": others[0].id, "{token_id}": others[1].id, "{account_id}": owner},
        **{"{channel}": name, "{upload_id}": made["id"], "{video_id}": made["video_id"]},
    }


FIXED = {"{kind}": "banner", "{language}": "de", "{number}": "1"}


def asked(ask: Asking, operation: str, ids: dict[str, str], token: str | None) -> Answer:
    method, path = operation.split()
    for name, value in {**ids, **FIXED}.items():
        path = path.replace(name, value)
    return ask(
        method,
        path,
        token,
        BODIES.get(operation, {} if method in ("POST", "PUT", "PATCH") else None),
    )


def unknown() -> dict[str, str]:
    """Names of what nobody has."""
    names = ("video", "upload", "channel", "playlist", "link", "invitation", "session", "token")
    return {f"{{{name}_id}}": "nobodys" for name in (*names, "account")} | {"{channel}": "nobodys"}


def verdict(answer: Answer, missing: Answer) -> str:
    assert answer.status < 500, answer.text
    if answer.status == 401 and answer.error == "not_signed_in":
        return "sign in"
    if answer.status == 403 and answer.error in ("not_allowed", "out_of_scope"):
        return "not allowed"
    return "no such thing" if answer.status == 404 and answer == missing else "in"


def expected(who: Who, operation: str, need: Needs) -> str:
    if need is Needs.NOTHING:
        return "in"
    if who in UNBELIEVED:
        return "sign in"
    is_for_guests = need in (Needs.GUEST, Needs.OWN_FOR_GUESTS)
    if who is Who.NOBODY and not is_for_guests:
        return "sign in"
    if who in SCOPED and operation not in SCOPES[SCOPED[who]]:
        return "not allowed"
    if who is Who.VIEWER and operation in CREATING:
        return "not allowed"
    if need is Needs.ADMINISTRATOR:
        return "in" if who is Who.ADMINISTRATOR else "not allowed"
    return "no such thing" if need in OWN and who not in (Who.OWNER, *SCOPED) else "in"


def test_every_operation_says_what_it_needs(ask: Asking) -> None:
    """And none that is no more."""
    paths = ask("GET", "/openapi.json")
    assert paths.status == 200
    document = json.loads(paths.text)["paths"]
    there = {f"{method.upper()} {path}" for path, by in document.items() for method in by}
    assert there == set(TABLE)


def may_end(operation: str) -> bool:
    """Whether something of the owner's may be gone, or another, once it was done."""
    return operation.startswith("DELETE") or (
        TABLE[operation] in OWN and not operation.startswith("GET")
    )


def wrong_cells(ask: Asking, people: dict[Who, Account]) -> list[tuple[str, str, str, str]]:
    """Operation, who, what they were told, and what they should have been."""
    wrong = []
    ids, issue = belongings(ask, people), ask.services.entry.sessions.issue
    for operation, need in sorted(TABLE.items()):
        missing = asked(ask, operation, unknown(), token_for(ask, Who.OTHER, people))
        if need is Needs.NOTHING:
            missing = Answer(0, "")  # what is asked for is nobody's
        scripts = {who: issue(people[who], operation, scope, 1.0) for who, scope in SCOPED.items()}
        for who in Who:
            token = scripts.get(who) or token_for(ask, who, people)
            seen = verdict(asked(ask, operation, ids, token), missing)
            if seen != (due := expected(who, operation, need)):
                wrong.append((operation, str(who), seen, due))
            if seen == "in" and may_end(operation):
                ids = belongings(ask, people)
        for each in scripts.values():
            ask.services.entry.sessions.close(each)
    return wrong


def test_who_may_do_what(ask: Asking, people: dict[Who, Account]) -> None:
    """All of it: what somebody else has is, to the letter, what nobody has."""
    assert wrong_cells(ask, people) == []

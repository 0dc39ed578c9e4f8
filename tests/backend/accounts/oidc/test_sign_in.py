"""From an issuer's browser page to an account here, over the backend's real HTTP."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from backend.accounts.accounts import OWNER_EMAIL
from backend.accounts.roles import Role
from backend.config.issuer import IssuerSettings
from backend.ids import fresh_id
from tests.backend.accounts.oidc.issuing import CLIENT, FakeIssuer, issuing, rsa_key
from tests.backend.serving import PASSWORD, Caller, Running, running

PUBLIC = "https://films.example.org:8443"
BACK = "http://127.0.0.1:4711/films.example.org:8443"
PAGE = "https://films.example.org"
VERIFIER, NONCE = "v" * 43, "n" * 22
WAY = "/api/session/oidc"


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeIssuer]:
    with issuing(now=time.time()) as issuer:
        yield issuer


@pytest.fixture(scope="module")
def settings(fake: FakeIssuer) -> IssuerSettings:
    return IssuerSettings(fake.url, "Example", CLIENT, parties=frozenset({PAGE}))


@pytest.fixture(scope="module")
def served(
    fake: FakeIssuer, settings: IssuerSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("oidc"), oidc=settings, public_url=PUBLIC) as server:
        fake.keys["first"] = rsa_key()
        yield server


@pytest.fixture
def somebody(served: Running) -> Caller:
    return served.stranger()


def asked_at(authorization_url: str, **more: str) -> str:
    """What the browser comes back with when it was sent there as the application sends it."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
    query = {
        **{"response_type": "code", "client_id": CLIENT, "scope": "openid email profile"},
        **{"redirect_uri": BACK, "state": "s1", "nonce": NONCE, "code_challenge_method": "S256"},
        "code_challenge": challenge.rstrip(b"=").decode(),
    }
    url = f"{authorization_url}?{urlencode({**query, **more})}"
    answer = requests.get(url, allow_redirects=False, timeout=20)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def brought(code: str, **more: str) -> dict[str, str]:
    return {"code": code, "verifier": VERIFIER, "redirect_uri": BACK, "nonce": NONCE, **more}


def come_in(caller: Caller, fake: FakeIssuer, **person: Any) -> Any:
    fake.person = {"sub": fresh_id(), **person}
    code = asked_at(caller.json("GET", WAY)["authorization_url"])
    return caller.json("POST", WAY, brought(code))


def test_the_server_says_how_to_come_in(fake: FakeIssuer, somebody: Caller) -> None:
    """Before anybody signs in, and without the issuer being asked."""
    before = len(fake.asked)
    info = somebody.json("GET", "/api/server")
    assert (info["oidc"], info["oidc_name"], len(fake.asked)) == (True, "Example", before)
    way = {"name": "Example", "authorization_url": f"{fake.url}/authorize", "client_id": CLIENT}
    assert somebody.json("GET", WAY) == way


def test_who_comes_again_has_the_same_account(fake: FakeIssuer, somebody: Caller) -> None:
    """Whatever the issuer says of their name and address by then."""
    email = f"{fresh_id()}@example.org"
    verified = {"email": email, "email_verified": True}
    first = come_in(somebody, fake, sub="anna", name="Anna", **verified)
    again = come_in(somebody, fake, sub="anna", name="Else", email="else@example.org")
    assert first["account"] == again["account"]
    assert (first["account"]["name"], first["account"]["email"]) == ("Anna", email)
    assert first["token"] != again["token"]


def test_another_subject_is_somebody_else(fake: FakeIssuer, somebody: Caller) -> None:
    """Also with the same address, verified or not: that is no identity."""
    email = f"{fresh_id()}@example.org"
    said = [{"email_verified": True}, {"email_verified": True}, {"email_verified": False}, {}]
    accounts = [come_in(somebody, fake, email=email, **more)["account"] for more in said]
    assert len({account["id"] for account in accounts}) == 4
    assert [account["email"] == email for account in accounts] == [True, False, False, False]


@pytest.mark.parametrize("email", [OWNER_EMAIL, "nonsense", "x" * 400 + "@example.org", ""])
def test_an_address_that_nobody_may_register_is_none(
    fake: FakeIssuer, somebody: Caller, email: str
) -> None:
    """Not even where the issuer stands for it."""
    account = come_in(somebody, fake, email=email, email_verified=True)["account"]
    assert account["email"] != email
    assert "@" not in account["email"]


def test_a_session_is_one_like_others(fake: FakeIssuer, served: Running, somebody: Caller) -> None:
    """With a device, to be listed and ended; and it has no password that could be changed."""
    session = come_in(somebody, fake)
    caller = served.stranger(session["token"])
    assert [row["current"] for row in caller.json("GET", "/api/sessions")["sessions"]] == [True]
    change = {"current": PASSWORD, "new": PASSWORD}
    assert caller.fault("PUT", "/api/me/password", json=change)[0] == 409
    assert caller("DELETE", "/api/session").status_code == 204
    assert caller.fault("GET", "/api/me") == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"nonce": "m" * 22}, (401, "issuer_denied")),
        ({"verifier": "w" * 43}, (401, "issuer_denied")),
        ({"code": "invented"}, (401, "issuer_denied")),
        ({"redirect_uri": BACK.replace("4711", "4712")}, (401, "issuer_denied")),
        ({"redirect_uri": "http://127.0.0.1:4711/evil.example"}, (409, "issuer_elsewhere")),
        ({"redirect_uri": f"{BACK}?x"}, (409, "issuer_elsewhere")),
        ({"redirect_uri": BACK.replace("127.0.0.1", "evil.example")}, (409, "issuer_elsewhere")),
        ({"redirect_uri": BACK.replace("http:", "https:")}, (409, "issuer_elsewhere")),
        ({"redirect_uri": "http://127.0.0.1:x/"}, (409, "issuer_elsewhere")),
        ({"verifier": "short"}, (422, "invalid")),
        ({"code": ""}, (422, "invalid")),
    ],
)
def test_what_was_not_asked_so_is_refused(
    fake: FakeIssuer, somebody: Caller, change: dict[str, str], fault: tuple[int, str]
) -> None:
    """A stolen code is worth nothing without its verifier, its nonce and the way that it went."""
    fake.person = {"sub": "anna"}
    code = asked_at(f"{fake.url}/authorize")
    assert somebody.fault("POST", WAY, json={**brought(code), **change}) == fault


def test_a_code_counts_once(fake: FakeIssuer, somebody: Caller) -> None:
    """As the issuer sees to."""
    code = asked_at(f"{fake.url}/authorize")
    somebody.json("POST", WAY, brought(code))
    assert somebody.fault("POST", WAY, json=brought(code)) == (401, "issuer_denied")


def test_an_issuer_that_is_away_is_waited_for(fake: FakeIssuer, somebody: Caller) -> None:
    """Nobody is told that they were refused."""
    code = asked_at(f"{fake.url}/authorize")
    fake.trouble = (502, {}, b"")
    answer = somebody("POST", WAY, json=brought(code))
    fake.trouble = None
    assert (answer.status_code, answer.json()["retryable"]) == (503, True)
    assert answer.headers["Retry-After"]


def test_a_password_does_not_open_such_an_account(fake: FakeIssuer, somebody: Caller) -> None:
    """There is none, not even an empty one."""
    email = f"{fresh_id()}@example.org"
    come_in(somebody, fake, email=email, email_verified=True)
    for password in ("", "None", PASSWORD):
        body = {"email": email, "password": password}
        assert somebody.fault("POST", "/api/session", json=body)[0] == 401


# Tokens that are taken as they are


def clerk(fake: FakeIssuer, **more: Any) -> str:
    """As Clerk's session tokens are: no audience, and the page that has it as `azp`."""
    return fake.id_token(**{"aud": None, "azp": PAGE, "sid": "sess_1", **more})


def test_a_page_comes_in_by_the_issuers_own_token(fake: FakeIssuer, served: Running) -> None:
    """Without a session of ours: each request is theirs whom the issuer knows."""
    fake.person = {"sub": fresh_id(), "name": "Clerk's"}
    callers = [served.stranger(clerk(fake, jti=str(number))) for number in range(2)]
    seen = [caller.json("GET", "/api/me") for caller in callers]
    assert seen[0] == seen[1]
    assert seen[0]["name"] == "Clerk's"
    assert callers[0].json("GET", "/api/channels")["channels"]


@pytest.mark.parametrize(
    "more",
    [
        {"azp": "https://evil.example"},
        {"azp": None},
        {"aud": CLIENT, "azp": CLIENT},
        {"exp": 1},
        {"iss": "https://evil.example"},
    ],
)
def test_other_tokens_of_the_issuers_are_none_of_ours(
    fake: FakeIssuer, served: Running, more: dict[str, Any]
) -> None:
    """Nor is an ID token, which is only for who asked for it."""
    caller = served.stranger(clerk(fake, **more))
    assert caller.fault("GET", "/api/me") == (401, "not_signed_in")


def test_who_is_kept_out_is_kept_out_here_too(fake: FakeIssuer, served: Running) -> None:
    """By the browser and by the issuer's own token, whatever the issuer thinks of them."""
    somebody = served.stranger()
    account = come_in(somebody, fake, sub="banned")["account"]
    served.services.entry.administration.disable(account["id"])
    code = asked_at(f"{fake.url}/authorize")
    assert somebody.fault("POST", WAY, json=brought(code)) == (403, "account_disabled")
    page = served.stranger(clerk(fake, sub="banned"))
    assert page.fault("GET", "/api/me") == (401, "not_signed_in")


# What the administrator may decide otherwise


def test_nobody_new_comes_in_where_signing_up_is_off(
    fake: FakeIssuer, served: Running, settings: IssuerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has an account does."""
    somebody = served.stranger()
    come_in(somebody, fake, sub="early")
    decide(served, monkeypatch, replace(settings, signup=False))
    come_in(somebody, fake, sub="early")
    fake.person = {"sub": "late"}
    code = asked_at(f"{fake.url}/authorize")
    assert somebody.fault("POST", WAY, json=brought(code)) == (403, "not_allowed")


def test_who_is_invited_comes_in_by_the_issuer(
    fake: FakeIssuer, served: Running, settings: IssuerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody else does: once, with the role and the quota of the invitation. Whoever has an
    account leaves it to somebody else, and one that counts no more is refused before the code is
    spent."""
    decide(served, monkeypatch, replace(settings, signup=False))
    entry, somebody = served.services.entry, served.stranger()
    issued = entry.invitations.invite(Role.VIEWER, 7, 1)

    def come(subject: str, token: str = issued.token) -> Any:
        fake.person = {"sub": subject}
        code = asked_at(f"{fake.url}/authorize")
        return somebody("POST", WAY, json=brought(code, invitation=token))

    assert come("anna").json()["account"]["role"] == "member"
    made = come("invited").json()["account"]
    row = entry.administration.account(made["id"])
    assert (made["role"], row.quota_bytes) == ("viewer", 7)
    assert served.services.database.channels(made["id"]) == []
    before = fake.asked.count("/token")
    assert come("late").json()["error"] == "no_such_invitation"
    assert fake.asked.count("/token") == before
    assert come("invited", entry.invitations.invite(Role.MEMBER, None, 1).token).status_code == 200


def test_a_verified_address_opens_an_account_if_so_decided(
    fake: FakeIssuer, served: Running, settings: IssuerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is theirs alone: whoever had registered the address before is signed out, and their
    password counts no more. Nobody else comes in by the address later, when it has moved on."""
    decide(served, monkeypatch, replace(settings, link_email=True))
    somebody, email = served.stranger(), f"{fresh_id()}@example.org"
    body = {"email": email, "password": PASSWORD, "name": "Squatter"}
    squatter = somebody.json("POST", "/api/accounts", body)
    unsure = come_in(somebody, fake, email=email)
    owner = come_in(somebody, fake, email=email.upper(), email_verified=True)
    later = come_in(somebody, fake, email=email, email_verified=True)

    assert owner["account"]["id"] == squatter["account"]["id"]
    assert owner["account"]["id"] not in (unsure["account"]["id"], later["account"]["id"])
    assert served.stranger(squatter["token"]).fault("GET", "/api/me")[0] == 401
    assert somebody.fault("POST", "/api/session", json=body) == (401, "wrong_password")


def decide(served: Running, monkeypatch: pytest.MonkeyPatch, settings: IssuerSettings) -> None:
    monkeypatch.setattr(served.services.entry.issuer, "_settings", settings)


def test_a_server_without_an_issuer_says_so(server: Running) -> None:
    """To whoever asks all the same."""
    stranger = server.stranger()
    assert stranger.fault("GET", WAY) == (404, "not_found")
    assert stranger.fault("POST", WAY, json=brought("code")) == (404, "not_found")
    jwt = served_nowhere()
    assert server.stranger(jwt).fault("GET", "/api/me") == (401, "not_signed_in")


def served_nowhere() -> str:
    return FakeIssuer(url="https://id.example.org", now=time.time()).id_token()

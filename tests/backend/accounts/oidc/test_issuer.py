"""What is asked of an issuer, how often, and what is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import Any

import pytest

from backend.accounts.oidc.api import IssuerAway
from backend.accounts.oidc.issuer import (
    AGAIN_SECONDS,
    AWAY_SECONDS,
    FRESH_SECONDS,
    LAST_SECONDS,
    Issuer,
    Web,
    places_in,
)
from backend.accounts.oidc.tokens import Disbelieved
from backend.accounts.oidc.web import MOST_BYTES, IssuerWeb
from backend.config.issuer import IssuerSettings
from tests.backend.accounts.oidc.issuing import (
    CLIENT,
    FakeIssuer,
    ec_key,
    issuing,
    rsa_key,
    token_of,
    told,
)

KEYS = "/keys"


@pytest.fixture(scope="module")
def served() -> Iterator[FakeIssuer]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def fake(served: FakeIssuer) -> FakeIssuer:
    served.asked.clear()
    served.keys, served.signing, served.trouble = {"first": rsa_key()}, "first", None
    served.discovery, served.secret = {}, None
    return served


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def settings(url: str, **more: Any) -> IssuerSettings:
    return replace(IssuerSettings(url, "Example", CLIENT), **more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def issuer(fake: FakeIssuer, clock: Clock) -> Issuer:
    return Issuer(settings(fake.url), IssuerWeb(), clock)


def test_keys_are_asked_for_once(fake: FakeIssuer, issuer: Issuer) -> None:
    """However many tokens come."""
    for _ in range(3):
        assert issuer.key_of(fake.id_token()).id == "first"
    assert fake.asked.count(KEYS) == 1


def test_a_new_key_is_found_when_it_is_used(fake: FakeIssuer, issuer: Issuer, clock: Clock) -> None:
    """And one that was withdrawn ends with the hour at the latest."""
    old = fake.id_token()
    issuer.key_of(old)
    fake.keys, fake.signing = {"second": ec_key()}, "second"
    clock.now += AGAIN_SECONDS
    assert issuer.key_of(fake.id_token()).id == "second"
    with pytest.raises(Disbelieved):
        issuer.key_of(old)


def test_a_withdrawn_key_ends_with_the_hour(fake: FakeIssuer, issuer: Issuer, clock: Clock) -> None:
    """Also where nobody has used the next one by then."""
    old = fake.id_token()
    issuer.key_of(old)
    fake.keys = {"second": ec_key()}
    clock.now += FRESH_SECONDS
    with pytest.raises(Disbelieved):
        issuer.key_of(old)


def test_tokens_with_invented_keys_ask_once_a_minute(
    fake: FakeIssuer, issuer: Issuer, clock: Clock
) -> None:
    """A stranger's flood of them never becomes the issuer's."""
    issuer.places()
    for number in range(20):
        clock.now += AGAIN_SECONDS / 20 + 0.01
        with pytest.raises(Disbelieved):
            issuer.key_of(token_of({}, key_id=f"invented{number}"))
    assert fake.asked.count(KEYS) == 2


def test_an_issuer_that_is_away_keeps_nobody_out_for_a_day(
    fake: FakeIssuer, issuer: Issuer, clock: Clock
) -> None:
    """Whose key is known. It is asked again after seconds, not at every token."""
    token = fake.id_token()
    issuer.key_of(token)
    fake.trouble = (503, {}, b"")
    clock.now += FRESH_SECONDS
    for _ in range(3):
        assert issuer.key_of(token).id == "first"
    assert len(fake.asked) == 3
    clock.now += LAST_SECONDS
    for _ in range(2):
        with pytest.raises(IssuerAway):
            issuer.key_of(token)
    fake.trouble = None
    clock.now += AWAY_SECONDS
    assert issuer.key_of(token).id == "first"


def test_nobody_waits_for_another_ones_question(fake: FakeIssuer, clock: Clock) -> None:
    """An issuer that hangs holds one thread, not all of them."""
    asked, go_on = Event(), Event()

    class Hanging(IssuerWeb):
        def get(self, url: str) -> Any:
            asked.set()
            assert go_on.wait(20)
            return super().get(url)

    issuer = Issuer(settings(fake.url), Hanging(), clock)
    first = Thread(target=issuer.places)
    first.start()
    assert asked.wait(20)
    with pytest.raises(IssuerAway):
        issuer.places()
    go_on.set()
    first.join()
    assert issuer.places().token == f"{fake.url}/token"


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example"},
        {"jwks_uri": "http://evil.example/keys"},
        {"token_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "https://user@evil.example/"},
    ],
)
def test_a_document_that_is_not_the_issuers_is_not_used(
    fake: FakeIssuer, issuer: Issuer, discovery: dict[str, Any]
) -> None:
    """Nor one by which secrets would travel openly."""
    fake.discovery = discovery
    with pytest.raises(IssuerAway):
        issuer.places()


@pytest.mark.parametrize("document", [None, [], "x", {}, {"issuer": 1}])
def test_nonsense_is_no_document(document: object) -> None:
    """Whatever JSON it is."""
    with pytest.raises(Disbelieved):
        places_in(document, "https://id.example.org")


@pytest.mark.parametrize(
    "trouble",
    [
        (302, {"Location": "http://127.0.0.1:1/"}, b""),
        (200, {}, b"<html>"),
        (200, {}, b"[" * 100_000),
        (200, {}, b" " * (MOST_BYTES + 1)),
        (200, {"Content-Length": "99"}, b"{}"),
        told({"keys": "none"}),
    ],
)
def test_an_odd_answer_is_none(fake: FakeIssuer, issuer: Issuer, trouble: Any) -> None:
    """Neither followed, nor read without end, nor a fault of ours."""
    fake.trouble = trouble
    with pytest.raises(IssuerAway):
        issuer.places()


def test_a_refused_code_is_no_outage(fake: FakeIssuer, issuer: Issuer) -> None:
    """What the issuer says is told to the log, in its few words."""
    with pytest.raises(Disbelieved, match="invalid_grant"):
        issuer.exchange("unknown", "verifier", "http://127.0.0.1:1/")
    fake.trouble = (200, {}, b'{"id_token": 7}')
    with pytest.raises(Disbelieved):
        issuer.exchange("unknown", "verifier", "http://127.0.0.1:1/")
    fake.trouble = (503, {}, b"")
    with pytest.raises(IssuerAway):
        issuer.exchange("unknown", "verifier", "http://127.0.0.1:1/")


def test_the_web_is_a_web() -> None:
    """As the issuer wants one."""
    web: Web = IssuerWeb()
    with pytest.raises(IssuerAway):
        web.get("http://127.0.0.1:1/")

"""From the button to a session: the real backend, an issuer, and a browser that does what it is
told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from app.errors import MatineeError, ServerRefused
from app.server.client import Client
from app.server.connection import Connection
from app.server.issuer.question import NotConfirmed
from app.server.issuer.visit import IssuerVisit, NobodyCameBack, VisitEnded
from backend.accounts.roles import Role
from backend.config.issuer import IssuerSettings
from tests.app.server.test_account_calls import connector_without_keyring
from tests.backend.accounts.oidc.issuing import CLIENT, FakeIssuer, issuing
from tests.backend.serving import Running, running

FAREWELL = "That is all <here>."


@dataclass
class Browser:
    """Goes where it is sent, on a thread of its own; `seen` is what it shows at last."""

    seen: list[requests.Response] = field(default_factory=list)
    before: Callable[[str], None] = lambda _: None
    thread: Thread | None = None

    def __call__(self, page: str) -> None:
        self.thread = Thread(target=self._go, args=(page,))
        self.thread.start()

    def _go(self, page: str) -> None:
        back = parse_qs(urlsplit(page).query)["redirect_uri"][0]
        self.before(back)
        self.seen.append(requests.get(page, timeout=20))


@pytest.fixture(scope="module")
def issuer() -> Iterator[FakeIssuer]:
    with issuing(now=time.time(), person={"sub": "anna", "name": "Anna"}) as fake:
        yield fake


@pytest.fixture(scope="module")
def served(issuer: FakeIssuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = IssuerSettings(issuer.url, "Example", CLIENT)
    with running(tmp_path_factory.mktemp("issuer"), oidc=settings) as server:
        yield server


@pytest.fixture
def url(served: Running, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server's address, which its administrator can tell only now."""
    monkeypatch.setattr(served.services.entry.issuer, "_public_url", served.url)
    return served.url


def enter(url: str, visit: IssuerVisit) -> Connection:
    return connector_without_keyring().sign_in_by(url, visit.sign_in)


def test_an_invitation_goes_along(
    url: str, served: Running, issuer: FakeIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And makes the account what it is an invitation to."""
    monkeypatch.setattr(issuer, "person", {"sub": "invited"})
    issued = served.services.entry.invitations.invite(Role.VIEWER, None, 1)
    with closing(enter(url, IssuerVisit(Browser(), FAREWELL, invitation=issued.token))) as came:
        assert came.account is not None
        assert came.account.role == "viewer"


def test_who_signs_in_at_the_issuer_is_signed_in_here(url: str) -> None:
    """And the browser says that it is done, with nothing in its page that another one sees."""
    browser = Browser()
    connection = enter(url, IssuerVisit(browser, FAREWELL))
    assert connection.account is not None
    assert connection.account.name == connection.client.me().name == "Anna"
    connection.close()
    assert browser.thread is not None
    browser.thread.join()
    page = browser.seen[0]
    assert (page.status_code, "That is all &lt;here&gt;." in page.text) == (200, True)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_other_requests_are_passed_over(url: str) -> None:
    """Of pages that guess the port, and of one that got there by a name of its own: neither ends
    the wait, nor is told anything."""
    statuses: list[int] = []

    def stray(back: str) -> None:
        parts = urlsplit(back)
        for target, headers in (
            ("/", {}),
            (f"{parts.path}?code=theirs&state=guessed", {}),
            (f"{parts.path}?error=x&state=", {}),
            (parts.path, {"Host": "evil.example"}),
        ):
            line = HTTPConnection(str(parts.netloc), timeout=20)
            line.request("GET", target, headers=headers)
            statuses.append(line.getresponse().status)
            line.close()

    enter(url, IssuerVisit(Browser(before=stray), FAREWELL)).close()
    assert statuses == [404] * 4


def test_a_refusal_is_told(url: str) -> None:
    """Whoever thinks better of it in the browser reads so here."""

    def refuse(page: str) -> None:
        given = parse_qs(urlsplit(page).query)
        back, state = given["redirect_uri"][0], given["state"][0]
        Thread(target=requests.get, args=(f"{back}?error=access_denied&state={state}",)).start()

    with pytest.raises(NotConfirmed, match="Example did not let you in"):
        enter(url, IssuerVisit(refuse, FAREWELL))


def test_nobody_waits_for_ever(url: str) -> None:
    """Nor when they have gone on with something else."""
    with pytest.raises(NobodyCameBack):
        enter(url, IssuerVisit(lambda _: None, FAREWELL, patience=0.01))
    visit = IssuerVisit(lambda _: None, FAREWELL)
    visit.end()
    with pytest.raises(VisitEnded):
        enter(url, visit)


def test_a_code_for_another_server_is_not_taken(
    url: str, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that sends people to an issuer of ours, to be handed their code, can't use it."""
    monkeypatch.setattr(served.services.entry.issuer, "_public_url", "https://films.example.org")
    with pytest.raises(ServerRefused, match=r"https://films\.example\.org") as refused:
        enter(url, IssuerVisit(Browser(), FAREWELL))
    assert refused.value.code == "issuer_elsewhere"


def test_a_server_without_an_issuer_is_told_of(
    url: str, served: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page is opened then."""
    settings = served.services.entry.issuer._settings  # type: ignore[union-attr]
    monkeypatch.setattr(
        served.services.entry.issuer, "_settings", replace(settings, client_id=None)
    )
    opened: list[str] = []
    with Client(url, lambda: None) as client, pytest.raises(MatineeError):
        IssuerVisit(opened.append, FAREWELL).sign_in(client, "Laptop")
    assert opened == []

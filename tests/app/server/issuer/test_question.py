"""What an issuer is asked, and which answers are taken."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from app.server.issuer.question import (
    Question,
    Return,
    StrangeIssuer,
    page_for,
    path_for,
    return_in,
)
from app.server.viewing import IssuerInfo

QUESTION = Question("s1", "n1", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
BACK, HOST = "http://127.0.0.1:4711/films.example.org", "films.example.org"


def info(url: str) -> IssuerInfo:
    return IssuerInfo("Example", url, "matinee")


def test_the_challenge_is_rfc_7636s() -> None:
    """The example of its appendix B."""
    assert QUESTION.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_each_question_is_its_own() -> None:
    """And none of its words can be guessed: 256 bits each."""
    first, second = Question.fresh(), Question.fresh()
    words = {*(first.state, first.nonce, first.verifier)}
    words |= {*(second.state, second.nonce, second.verifier)}
    assert len(words) == 6
    assert {len(word) for word in words} == {43}


def test_the_page_is_asked_for_a_code() -> None:
    """With what the specifications want; what the issuer's address has already stays."""
    page = page_for(info("https://id.example.org/authorize?tenant=a b#x"), QUESTION, BACK, HOST)
    parts = urlsplit(page)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "id.example.org", "/authorize")
    assert parse_qs(parts.query) == {
        "tenant": ["a b"],
        "response_type": ["code"],
        "client_id": ["matinee"],
        "redirect_uri": [BACK],
        "scope": ["openid email profile"],
        "state": ["s1"],
        "nonce": ["n1"],
        "code_challenge": [QUESTION.challenge],
        "code_challenge_method": ["S256"],
    }
    assert parts.fragment == ""


def test_a_server_answers_no_question_of_ours_itself() -> None:
    """What we ask goes in once, in the place of what its address had."""
    url = "https://id.example.org/authorize?nonce=theirs&redirect_uri=https://evil.example&state=x"
    given = parse_qs(urlsplit(page_for(info(url), QUESTION, BACK, HOST)).query)
    assert (given["nonce"], given["state"], given["redirect_uri"]) == (["n1"], ["s1"], [BACK])


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "javascript:alert(1)", "http://id.example.org/", "", "https://"),
        *("smb://id.example.org/x", "https://[", "//id.example.org/", "matinee://x"),
    ],
)
def test_only_a_safe_page_is_opened(url: str) -> None:
    """Whatever a server names; only on this computer nobody listens on the way."""
    with pytest.raises(StrangeIssuer):
        page_for(info(url), QUESTION, BACK, HOST)
    assert page_for(info("http://127.0.0.1:1/x"), QUESTION, BACK, HOST)


@pytest.mark.parametrize(
    ("server", "path"),
    [
        ("https://Films.example.org/", "/films.example.org"),
        ("https://films.example.org:8443/sub/", "/films.example.org:8443"),
        ("http://[::1]:8000/", "/%5B::1%5D:8000"),
    ],
)
def test_the_way_back_names_the_server(server: str, path: str) -> None:
    """So that a code is for it alone."""
    assert path_for(server) == path


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/films?code=c1&state=s1", Return("c1")),
        ("/films?state=s1&code=a%2Bb", Return("a+b")),
        ("/films?error=access_denied&state=s1", Return(None)),
        ("/films?error=x&code=c1&state=s1", Return(None)),
        ("/films?state=s1", Return(None)),
        ("/films?code=c1&code=c2&state=s1", Return(None)),
        ("/films?code=c1", None),
        ("/films?code=c1&state=s2", None),
        ("/films?code=c1&state=s1&state=s1", None),
        ("/films?code=c1&state=%ff", None),
        ("/other?code=c1&state=s1", None),
        ("/films/?code=c1&state=s1", None),
        ("/favicon.ico", None),
        ("/films?" + "&".join(["a=1"] * 30), None),
    ],
)
def test_which_return_is_taken(target: str, expected: Return | None) -> None:
    """One with the question's own state; another page's request is passed over."""
    assert return_in(target, "/films", "s1") == expected

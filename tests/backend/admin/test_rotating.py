"""Secrets change while films play, at a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from backend.admin.commands import administer
from backend.admin.first import FILE, let_in_first
from backend.admin.options import parse
from backend.config.secret_file import KeptSecrets, made_in, read, write
from backend.config.settings import Settings
from backend.config.variables import BadSetting
from backend.signing import LONGEST_SECONDS, HmacSigner, sign
from backend.wiring import signer_of
from tests.backend.serving import Caller, Running, running
from tests.waiting import until

FILM = b"a film of some bytes"
Run = Callable[..., list[str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("rotating")
    path = made_in(folder)
    with running(folder, secret_file=path, secret=read(path).current) as server:
        yield server


@pytest.fixture
def run(served: Running) -> Run:
    """`matinee-server admin`, beside the server."""

    def said(*words: str) -> list[str]:
        heard: list[str] = []
        administer(served.services.settings, parse(list(words)), heard.append, str)
        return heard

    return said


def original_of(caller: Caller, film: str) -> str:
    url = caller.json("GET", f"/api/videos/{film}/original")["url"]
    return str(urljoin(caller.url, url))


def status(caller: Caller, url: str) -> int:
    return caller.session.get(url, timeout=10, headers={"Range": "bytes=0-3"}).status_code


def test_what_plays_goes_on_when_the_secret_is_another(served: Running, run: Run) -> None:
    """Links that are out there, of parts too, are good until they end; new ones are signed anew."""
    anna = served.account()
    film, upload = anna.film(FILM), anna.create(len(FILM))
    part = anna.sign(upload, {1: FILM})[0]["url"]
    before = original_of(anna, film)

    said = run("rotate-secret")

    until(lambda: original_of(anna, film) != before)
    assert said[-1].endswith("older ones end within 12 hours.")
    assert [status(anna, each) for each in (before, original_of(anna, film))] == [206, 206]
    assert anna.session.put(part, FILM, timeout=10).status_code == 200
    assert anna.sign(upload, {1: FILM})[0]["url"] != part


def test_links_of_one_that_was_found_out_end_at_once(served: Running, run: Run) -> None:
    """Also those that lists have given out a moment ago."""
    anna = served.account()
    film = anna.film(FILM)

    def poster() -> str | None:
        return served.services.views._media_url(f"media/{film}/r1/poster.jpg", "e")

    before, kept = original_of(anna, film), poster()
    said = run("rotate-secret", "--at-once")

    until(lambda: status(anna, before) == 403)
    assert said[-1].endswith("all older ones have ended.")
    assert status(anna, original_of(anna, film)) == 206
    assert poster() != kept


def test_the_first_administrators_link_is_another_then(served: Running, run: Run) -> None:
    """Whoever knew the secret could have made the former one."""
    entry, folder = served.services.entry, served.services.settings.data_dir
    signer = HmacSigner(KeptSecrets(made_in(folder)))
    let_in_first(entry.administration, signer, "http://host", folder, print)
    before = (folder / FILE).read_text()

    run("rotate-secret")

    stranger = served.stranger()
    tokens = [link.split("/")[-1].strip() for link in (before, (folder / FILE).read_text())]
    read_ones = [stranger("POST", "/api/invitations/read", json={"token": t}) for t in tokens]
    assert [answer.status_code for answer in read_ones] == [404, 200]


def test_a_secret_that_is_the_administrators_is_theirs_to_change(
    server: Running,
) -> None:
    """They are told how."""
    with pytest.raises(BadSetting, match="MATINEE_FORMER_SECRET"):
        administer(server.services.settings, parse(["rotate-secret"]), print, str)


def test_they_name_the_former_one_where_the_server_starts(tmp_path: Path) -> None:
    """Its links count from the start for as long as any lives; it signs nothing."""
    settings = Settings(tmp_path, "the present", "", former_secret="the former")
    signer = signer_of(settings)
    assert [*signer.signatures("x")] == [sign(each, "x") for each in ("the present", "the former")]
    assert "the " not in repr(settings)


@pytest.mark.parametrize("everybody", [False, True])
def test_somebody_is_signed_out_everywhere(served: Running, run: Run, everybody: bool) -> None:
    """Scripts too; others stay, unless all go."""
    anna, ben = served.account(), served.account()
    script = anna.json("POST", "/api/tokens", {"name": "Script", "scope": "watch"})["token"]
    email = anna.json("GET", "/api/me")["email"]

    run("sign-out", "--all" if everybody else email)

    gone = [anna, served.stranger(script)]
    until(lambda: all(each("GET", "/api/me").status_code == 401 for each in gone))
    assert ben("GET", "/api/me").status_code == (401 if everybody else 200)


def test_a_file_of_secrets_is_read_anew_when_it_is_another(tmp_path: Path) -> None:
    """At most once a second; one that can't be read leaves what was known."""
    now = [0.0]
    path = made_in(tmp_path)
    kept, first = KeptSecrets(path, lambda: now[0]), read(path).current
    write(path, read(path).rotated("second", 5.4))
    assert kept().current == first
    now[0] = 1.0
    assert (kept().current, kept().former) == ("second", {first: LONGEST_SECONDS + 5})
    path.unlink()
    now[0] = 2.0
    assert kept().current == "second"
    assert path.parent.stat().st_mode & 0o077 == 0

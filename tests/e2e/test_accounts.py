"""Two people at one computer and a server of their own: each film goes to whose it is."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backend.serving import migrate_at
from tests.e2e.driven import ROOT, Driven, until
from tests.e2e.test_first_light import complaints

pytestmark = pytest.mark.slow

PASSWORD = "a password that is long enough"
AWAY = "Can't reach"


class Hosted:
    """A backend for several accounts, always on the same port."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        migrate_at(folder / "server")

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.backend.impatient", "--port", str(self.port)]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--data-dir", str(self._folder / "server")],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        assert self._process.stdout.readline()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def ask(self, path: str, token: str = "", body: dict[str, str] | None = None) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body else None
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/api/{path}", data, headers)
        ) as answer:
            return json.load(answer)

    def register(self, email: str) -> str:
        """Returns a token of the new account's."""
        token: str = self.ask("accounts", body={"email": email, "password": PASSWORD})["token"]
        return token

    def titles(self, token: str) -> list[str]:
        return [video["title"] for video in self.ask("videos", token)["videos"]]


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    hosted = Hosted(tmp_path)
    hosted.start()
    yield hosted
    hosted.stop()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "secret.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=s=160x90:d=1", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-v", "error", *source, str(path)], check=True)
    return path


def sign_in(app: Driven, email: str) -> None:
    app.until(("exists", "email"), bool, 30, "the sign-in page")
    app.do("text_into", "email", email)
    app.do("text_into", "password", PASSWORD)
    app.do("click", "sign_in")
    app.until(("exists", "header"), bool, 30, "the pages")
    app.do("click", "go_yours")


def sign_out(app: Driven) -> None:
    app.do("trigger", "sign-out")
    app.until(("exists", "email"), bool, 30, "the sign-in page")


def test_a_film_dropped_while_the_server_is_away_goes_to_whose_it_is(
    tmp_path: Path, hosted: Hosted, clip: Path
) -> None:
    """Somebody else signs in first, and neither sees nor gets it; nor one from the sign-in page."""
    ann, ben = hosted.register("ann@example.org"), hosted.register("ben@example.org")
    (tmp_path / "settings.toml").write_text(f'server = "{hosted.url}"\n')
    log = tmp_path / "matinee.log"
    no_keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    with Driven(["--data-dir", str(tmp_path)], log, no_keyring) as app:
        sign_in(app, "ann@example.org")
        app.until(("exists", "drop_zone"), bool, 30, "the empty library")
        hosted.stop()
        app.do("drop", str(clip))
        app.until(("uploads",), lambda rows: rows and AWAY in rows[0]["status"], 30, "away")
        sign_out(app)
        assert app.do("uploads") == []
        words = ("read", "toast_words", "text")
        app.until(words, lambda said: "could not be told" in said, 30, "that it is only here")
        app.do("drop", str(clip))
        assert app.do(*words) == "Sign in to upload. Nothing was taken."

        hosted.start()
        sign_in(app, "ben@example.org")
        app.until(("exists", "drop_zone"), bool, 30, "the empty library")
        assert (app.do("uploads"), app.do("cards")) == ([], [])
        sign_out(app)

        sign_in(app, "ann@example.org")
        until(lambda: hosted.titles(ann), lambda titles: titles == ["secret"], 60, "its arrival")
        app.until(("cards",), lambda cards: [c["title"] for c in cards] == ["secret"], 30, "a card")
        assert hosted.titles(ben) == []
        assert app.quit() == 0
    assert complaints(log) == ""

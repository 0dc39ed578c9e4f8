"""`matinee upload`: what it is asked for, and who sends while the journal is taken."""

from __future__ import annotations

import io
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.cli.console import Console
from app.cli.exit_codes import ExitCode, InUse, Misused
from app.cli.options import options_of
from app.cli.upload.command import UploadRequest, request_of, upload
from app.instance import socket_path
from app.known_servers import KnownAccount, KnownServers, Profile
from app.server.connection import journal_path
from app.settings import Settings
from app.upload.engine.journal import Journal, Record
from app.upload.trim.ranges import Range, Recipe
from tests.backend.serving import Caller, Running, running

NOW = datetime(2030, 5, 1, tzinfo=UTC)
FILM = b"a film"


@pytest.fixture(autouse=True)
def own_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.fixture
def films(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.mp4", "b.mp4", "a.srt"):
        (tmp_path / name).write_bytes(FILM)


def asked(*words: str) -> tuple[UploadRequest, list[str]]:
    said: list[str] = []
    return request_of(options_of(["upload", *words]), NOW, said.append), said


@pytest.mark.usefixtures("films")
def test_what_is_asked_for() -> None:
    """Whole paths: the window may have another working directory."""
    request, _ = asked("a.mp4", "--wait", "--limit", "2M", "--watch", ".")
    assert (request.files, request.wait, request.limit, request.watch) == (
        (Path.cwd() / "a.mp4",),
        *("ready", 2_000_000, Path.cwd()),
    )
    assert asked("--wait=uploaded")[0].wait == "uploaded"
    assert asked("--wait", "b.mp4")[0].files == (Path.cwd() / "b.mp4",)


@pytest.mark.usefixtures("films")
def test_what_is_kept_of_a_film() -> None:
    """Exactly, unless that may not be encoded; of one film, and of times that can be meant."""
    kept = (Range(10.0, 85.5), Range(120.0, 1e8))
    assert asked("a.mp4", "--trim", "0:10-1:25.5,2:00-")[0].recipe == Recipe(kept, exact=True)
    request, _ = asked("a.mp4", "--trim", "1-2", "--at-key-frames")
    assert request.recipe == Recipe((Range(1.0, 2.0),))
    assert asked("a.mp4")[0].recipe is None
    for words in (
        ("a.mp4", "--trim", "soon"),
        ("a.mp4", "--trim", "9-3"),
        ("a.mp4", "b.mp4", "--trim", "1-2"),
        ("a.mp4", "--at-key-frames"),
    ):
        with pytest.raises(Misused):
            asked(*words)


@pytest.mark.usefixtures("films")
def test_ranges_that_overlap_are_said() -> None:
    """Those that only touch are as one would expect."""
    said = asked("a.mp4", "--trim", "5-20,0-10")[1]
    assert said == ["The ranges of --trim overlap: what they share is kept once."]
    assert asked("a.mp4", "--trim", "10-20,0-10")[1] == []


@pytest.mark.usefixtures("films")
def test_a_film_that_is_named_twice_is_sent_once() -> None:
    """And that is said."""
    request, said = asked("a.mp4", "b.mp4", "./a.mp4")
    assert [file.name for file in request.files] == ["a.mp4", "b.mp4"]
    assert said == ["a.mp4 is named twice; it is sent once."]


@pytest.mark.usefixtures("films")
@pytest.mark.parametrize(
    "words",
    [
        ("a.mp4", "b.mp4", "--title", "Both"),
        ("--title", "None"),
        ("a.mp4", "b.mp4", "--captions", "a.srt:de"),
        ("a.mp4", "--watch", ".", "--title", "All"),
    ],
)
def test_what_is_of_one_film_is_not_said_of_several(words: tuple[str, ...]) -> None:
    """Nor of none."""
    with pytest.raises(Misused, match="are of one film"):
        asked(*words)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


class Person:
    """Somebody whose window has their journal, and who uses a terminal besides."""

    def __init__(self, server: Running, folder: Path) -> None:
        self.caller, self.server, self.folder = server.account(), server, folder
        account = KnownAccount(self.caller.json("GET", "/api/me")["id"], "Anna")
        servers = KnownServers().with_account(server.url, account)
        self.settings = replace(Settings(), server=server.url, account=account.id, servers=servers)
        self.settings.save(folder / "settings.toml")
        self.journal = Journal(journal_path(folder, Profile(server.url, account.id)))

    @property
    def token(self) -> str:
        return str(self.caller.session.headers["Authorization"]).removeprefix("Bearer ")

    def uploads(self, *words: str) -> tuple[ExitCode, list[dict[str, Any]]]:
        out = io.StringIO()
        options = options_of(
            [
                "upload",
                *words,
                "--data-dir",
                str(self.folder),
                "--json",
                "--server",
                self.server.url,
            ]
        )
        code = upload(Console(out, io.StringIO(), io.StringIO(), as_json=True), options)
        return code, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def anna(server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    person = Person(server, tmp_path)
    monkeypatch.setenv("MATINEE_TOKEN", person.token)
    monkeypatch.setattr("app.upload.engine.journal.LET_GO_SECONDS", 0.0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.mp4").write_bytes(FILM)
    monkeypatch.setenv("PATH", "")  # no ffprobe: the server alone looks at what is sent
    with closing(person.journal):
        yield person


def window_of(caller: Caller, heard: list[str]) -> Callable[[socket.socket], None]:
    """It is asked whether it is there, then given files, which it sends."""

    def listen(listener: socket.socket) -> None:
        while not heard:
            try:
                window, _ = listener.accept()
            except OSError:
                return  # the test is over
            with window:
                if not (line := window.recv(10_000)):
                    continue
                if isinstance(said := json.loads(line), list):
                    heard.extend(said)
                window.sendall(b"[]\n")
        for path in heard:
            caller.film(FILM, filename=Path(path).name)

    return listen


@pytest.fixture
def heard(anna: Person) -> Iterator[list[str]]:
    """What Anna's window was given."""
    paths: list[str] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(socket_path(anna.folder)))
        listener.listen()
        window = window_of(anna.caller, paths)
        thread = threading.Thread(target=window, args=(listener,))
        thread.start()
        yield paths
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_the_window_sends_what_is_named(anna: Person, heard: list[str]) -> None:
    """With everything that is said of it: the server is told once it knows the film."""
    anna.caller.film(FILM, filename="a.mp4")  # an older one, of which nothing is said
    code, events = anna.uploads("a.mp4", "--title", "Our film", "--wait=uploaded")
    assert (code, heard) == (ExitCode.DONE, [str(Path.cwd() / "a.mp4")])
    titles = [video["title"] for video in anna.caller.json("GET", "/api/videos")["videos"]]
    assert titles == ["Our film", "a"]
    assert events[-1]["event"] == "uploaded"


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("words", [("a.mp4", "--limit", "1M"), ("--watch", "."), ()])
def test_what_the_window_can_not_be_asked_is_said(anna: Person, words: tuple[str, ...]) -> None:
    """In one sentence, and nothing is sent."""
    with pytest.raises(InUse, match="window is"):
        anna.uploads(*words)


def test_a_film_that_was_missing_is_sent_once_it_is_back(anna: Person) -> None:
    """What had failed before is not told as what came of it."""
    film, away = anna.folder / "a.mp4", anna.folder / "away"
    record = Record("old", 1, film, "key", account_id=anna.settings.account, state="failed")
    anna.journal.save(replace(record, retryable=True, message="a.mp4 is gone."))
    anna.journal.commit()
    anna.journal.close()
    film.rename(away)
    code, events = anna.uploads()
    assert (code, events[-1]["event"]) == (ExitCode.FAILED, "failed")

    away.rename(film)
    code, events = anna.uploads("a.mp4")

    assert (code, events[-1]["event"], events[-1]["upload_id"]) == (
        *(ExitCode.DONE, "uploaded"),
        "old",
    )


def test_two_commands_do_not_send_at_once(anna: Person) -> None:
    """There is no window: another command has the journal."""
    with pytest.raises(InUse, match="Another `matinee upload`"):
        anna.uploads("a.mp4")

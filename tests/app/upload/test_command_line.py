"""`python -m app.upload` ends with a sentence and a code, whatever is wrong."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.cli.exit_codes import ExitCode
from app.upload.__main__ import main
from app.upload.engine.journal import Journal
from tests.app.upload.fake_server import SIGNED_OUT, FakeServer, refuses

Run = Callable[..., int]


@pytest.fixture
def run(server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """With a token that is good, a journal of its own, and words that may say otherwise."""
    monkeypatch.setenv("MATINEE_TOKEN", "token")
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def run(*words: object) -> int:
        chosen = ["--no-probe", "--server", server.url, "--journal", str(tmp_path / "journal")]
        return main([*chosen, *map(str, words)])

    return run


def test_a_film_is_sent(run: Run, server: FakeServer, film_file: Path) -> None:
    """As long as nothing is wrong."""
    assert run(film_file) == ExitCode.DONE
    assert server.only.content == film_file.read_bytes()


@pytest.mark.parametrize("address", ["films", "http://[", "ftp://films.test"])
def test_what_is_no_address(run: Run, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is asked."""
    assert run("--server", address) == ExitCode.USAGE
    assert address in capsys.readouterr().err


def test_nobody_there(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A script is told, where a window would wait."""
    assert run("--server", "http://127.0.0.1:9") == ExitCode.UNREACHABLE
    assert capsys.readouterr().err.startswith("Can't reach 127.0.0.1:9.")


def test_a_bad_token(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody could sign in, so nobody waits for that; nor without any token."""
    monkeypatch.setenv("MATINEE_TOKEN", "withdrawn")
    assert run() == ExitCode.NOT_SIGNED_IN
    assert capsys.readouterr().err == "Sign in to go on.\n"
    monkeypatch.delenv("MATINEE_TOKEN")
    monkeypatch.delenv("MATINEE_LOCAL_SECRET", raising=False)
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == ExitCode.USAGE
    assert "neither MATINEE_TOKEN nor" in capsys.readouterr().err


def test_a_token_that_is_withdrawn_on_the_way(
    run: Run, server: FakeServer, film_file: Path
) -> None:
    """The same; what is stored stays for another try."""
    status, told, _ = SIGNED_OUT
    server.mishaps["sign"] = deque([refuses(status, told)] * 20)
    assert run(film_file) == ExitCode.NOT_SIGNED_IN
    server.mishaps.clear()
    assert run() == ExitCode.DONE
    assert server.sent_again == []


def test_a_journal_that_cannot_be_had(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is somebody's, or nothing can be written there."""
    with closing(Journal(tmp_path / "journal")):
        assert run() == ExitCode.IN_USE
    assert run("--journal", tmp_path) == ExitCode.FAILED
    (tmp_path / "file").touch()
    assert run("--journal", tmp_path / "file" / "journal") == ExitCode.FAILED
    assert capsys.readouterr().err.count("\n") == 3


def test_files_that_cannot_be_read(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is told of beside its name; a folder is none."""
    assert run("--skip-duplicates", tmp_path / "gone.mp4") == ExitCode.FAILED
    assert run("--skip-duplicates", "--journal", tmp_path / "other", tmp_path) == ExitCode.REFUSED
    told = capsys.readouterr().out
    assert "gone.mp4: failed gone.mp4 is no longer in" in told
    assert f"{tmp_path.name}: failed" in told


def test_what_the_server_refuses(run: Run, server: FakeServer, film_file: Path) -> None:
    """By the same table as `matinee upload`."""
    full = {"error": "quota_exceeded", "message": "No room.", "retryable": False}
    server.mishaps["create"] = deque([refuses(413, full)])
    assert run(film_file) == ExitCode.REFUSED

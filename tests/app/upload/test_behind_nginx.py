"""Uploads to the real backend through nginx as it is installed, which takes 1 MiB at most."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from app.cli.exit_codes import ExitCode
from app.upload.__main__ import main
from tests.backend.nginx import nginx
from tests.backend.serving import MIB, running

PASS_ON = "location / {{ proxy_pass {url}; proxy_set_header Host $http_host; }}"


def test_films_arrive_in_parts_that_it_lets_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it is said why they are so small."""
    film = tmp_path / "film.mp4"
    film.write_bytes(os.urandom(9 * MIB))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with (
        running(tmp_path / "backend") as server,
        nginx(tmp_path, PASS_ON.format(url=server.url)) as url,
    ):
        anna = server.account()
        token = str(anna.session.headers["Authorization"]).removeprefix("Bearer ")
        monkeypatch.setenv("MATINEE_TOKEN", token)
        journal = str(tmp_path / "journal")
        ended = main(["--no-probe", "--server", url, "--journal", journal, str(film)])
        assert ended == ExitCode.DONE
        [video] = anna.json("GET", "/api/videos")["videos"]
        row = server.services.database.video(video["id"])
        assert row is not None
        assert b"".join(server.services.store.read(row.source_key)) == film.read_bytes()
    assert "small ones" in capsys.readouterr().out

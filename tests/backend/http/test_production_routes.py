"""Archive and costs over HTTP, on moto, as a server on AWS would answer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from backend import server
from backend.config.settings import Settings
from backend.database.tables import VideoState
from backend.http.dependencies import Services
from backend.http.routes import costs
from backend.server import create_app
from backend.storage.api import Capabilities, Writing
from backend.storage.s3 import S3Store
from backend.storage.s3_archive import S3Archive
from backend.videos.costs import Tariff
from tests.backend.rows import set_video
from tests.backend.serving import (
    LOCAL_SECRET,
    Caller,
    NotingPipeline,
    migrate_at,
    serving,
    signed_in,
)
from tests.backend.storage import servers

GB = 1 << 30


class OnAws(Caller):
    """A caller who can also look behind the server."""

    here: Services


@pytest.fixture
def caller(tmp_path: Path, moto_url: str) -> Iterator[OnAws]:
    """Films on disk, but prices and archive as on AWS, with moto for S3."""
    store: S3Store = servers.store_at(moto_url)
    migrate_at(tmp_path)
    settings = Settings.from_env({"MATINEE_LOCAL_SECRET": LOCAL_SECRET}, tmp_path)
    app = create_app(settings, make_pipeline=lambda *_: NotingPipeline())
    with serving(app) as url:
        archive = S3Archive(store.client, "films")
        store.capabilities = Capabilities(archive=archive, is_remote=True, is_billed=True)
        tariff = Tariff(keeps=True, converts=True)
        app.state.services = replace(app.state.services, store=store, tariff=tariff)
        token = requests.post(
            f"{url}/api/session", json={"secret": LOCAL_SECRET}, timeout=10
        ).json()["token"]
        with closing(OnAws(url, token)) as found:
            found.here = app.state.services
            yield found


def film(caller: OnAws) -> str:
    """A ready video whose original lies in the bucket."""
    made = caller.create(GB)
    video = set_video(
        caller.here.database,
        made["video_id"],
        state=VideoState.READY,
        duration_seconds=600.0,
        width=1920,
        height=1080,
    )
    assert video is not None
    caller.here.store.put(video.source_key, b"film", Writing("video/mp4"))
    return video.id


def test_archiving_and_restoring_is_an_action(caller: OnAws) -> None:
    """Each answer has a state and a sentence."""
    video = film(caller)

    first = caller.json("GET", f"/api/videos/{video}/archive")
    away = caller("POST", f"/api/videos/{video}/archive")
    back = caller("POST", f"/api/videos/{video}/restore")

    assert first == {"state": "at_hand", "message": "The original is at hand."}
    assert (away.status_code, back.status_code) == (202, 202)
    assert away.json()["state"] == "leaving"
    assert back.json()["state"] == "at_hand"


def test_a_disk_has_no_archive(tmp_path: Path) -> None:
    """Said in one sentence."""
    migrate_at(tmp_path)
    settings = Settings.from_env({"MATINEE_LOCAL_SECRET": LOCAL_SECRET}, tmp_path)
    app = create_app(settings, make_pipeline=lambda *_: NotingPipeline())
    with serving(app) as url, signed_in(url) as caller:
        made = caller.create(10)
        path = f"/api/videos/{made['video_id']}/archive"

        assert caller.fault("POST", path) == (404, "not_found")
        assert caller.json("GET", "/api/costs")["paid"] is False


def test_estimates_before_an_upload(caller: OnAws) -> None:
    """Ten minutes of 1080p: 45 cents to convert, and the list's date."""
    query = {"size_bytes": GB, "duration_seconds": 600, "width": 1920, "height": 1080}

    found: Any = caller("GET", "/api/costs/estimate", params=query).json()

    assert found["convert"] == 0.45
    assert 0 < found["keep_month"] < 0.1
    assert found["priced"] == "USD, us-east-1, list of 2025-10"


def test_running_figures_by_video_and_in_total(
    caller: OnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there costs every month, also what is too much for the list."""
    monkeypatch.setattr(costs, "MOST_LISTED", 2)
    videos = {film(caller), film(caller)}

    found: Any = caller.json("GET", "/api/costs")

    assert {cost["video_id"] for cost in found["videos"]} == videos
    assert (found["paid"], found["convert"]) == (True, 0.9)
    assert found["keep_month"] == pytest.approx(
        sum(cost["keep_month"] for cost in found["videos"]), abs=1e-4
    )
    film(caller)
    more: Any = caller.json("GET", "/api/costs")
    assert (len(more["videos"]), more["convert"]) == (2, 1.35)


@pytest.mark.parametrize(
    ("database", "status", "says"),
    [(None, 0, "works  Database"), ("postgresql://127.0.0.1:1/none", 1, "MATINEE_DATABASE_URL")],
)
def test_check_from_the_command_line(
    database: str | None,
    status: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`python -m backend.server check` says what works and ends accordingly."""
    if database:
        monkeypatch.setitem(os.environ, "MATINEE_DATABASE_URL", database)

    ended = server.main(["check", "--data-dir", str(tmp_path)])

    said = capsys.readouterr().out
    assert ended == status
    assert says in said
    assert "works  Disk" in said

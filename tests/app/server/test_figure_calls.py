"""Figures as the application reads them, from the real backend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.errors import ServerRefused
from app.server.client import Client
from app.server.figures import Figures, PlaySources, Spent, Subject, Table
from app.server.videos import PlayReport
from backend.database.tables import Video
from tests.backend.serving import Running, running

REPORT = PlayReport(0.3, None, 1, 2.0, 0, {"720p": 30.0}, 0, 0, 0, 0, None, ((0.0, 30.0),))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def client(server: Running) -> Iterator[Client]:
    token = str(server.account().session.headers["Authorization"]).removeprefix("Bearer ")
    with Client(server.url, lambda: token) as made:
        yield made


def test_what_the_player_reports_comes_back(server: Running, client: Client) -> None:
    """Both sides of the wire mean the same."""
    account = client.me()
    channel = client.viewing.channels()[0]
    video = Video(id=f"v{account.id}"[:20], account_id=account.id, title="x", filename="x")
    video.size_bytes, video.source_key, video.channel_id = 1, "s", channel.id
    video.duration_seconds, video.created_at, video.updated_at = 60.0, 0.0, 0.0
    server.services.database.add(video)

    nothing = client.figures.figures(Subject.VIDEO, video.id)
    assert (nothing.total.plays, nothing.days, nothing.retention.shares) == (0, {}, ())
    client.report_play(video.id, REPORT)
    found = client.figures.figures(Subject.VIDEO, video.id)
    total = found.total
    assert (total.views, total.watch_seconds, total.average_part) == (1, 30.0, 0.5)
    assert total.sources == PlaySources(app=1)
    assert (total.quality.stalls, total.quality.rungs) == (1, {"720p": 1.0})
    assert found.days == {found.last: total}
    assert found.retention.shares == (1.0,) * 100 + (0.0,) * 100
    assert client.figures.figures(Subject.CHANNEL, channel.id, found.first).total == total
    table = client.figures.table(Subject.VIDEO, video.id, Table.DAYS, found.first).decode()
    assert table.startswith("day,views,")
    with pytest.raises(ServerRefused, match="no such video"):
        client.figures.figures(Subject.VIDEO, "nobody's")


def test_what_the_server_pays_is_read() -> None:
    """Also from a server that says more than we know."""
    total: dict[str, Any] = {
        "views": 1,
        "plays": 1,
        "watch_seconds": 1.0,
        "average_part": None,
        "new": 1,
    }
    total |= {"sources": {"app": 1, "tv": 2}, "quality": {"starts": 1}}
    figures = Figures.from_json(
        {
            **{"first": "2026-01-01", "last": "2026-01-02", "duration_seconds": None},
            **{"total": total, "days": [{**total, "day": "2026-01-02"}]},
            "retention": {"since": "2026-01-01", "plays": 0, "shares": []},
            "cost": {"convert": 1, "keep_month": 2, "deliver": 3, "priced": "x", "currency": "USD"},
        }
    )
    assert figures.cost == Spent(1, 2, 3, "x")
    assert figures.days[figures.last].sources.app == 1

"""Figures over the real wire: plays in, sums out, for the owner alone."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.catalogue import retention
from backend.http.schemas.figures import MOST_SPANS
from backend.videos.costs import Tariff
from tests.backend.http.routes.test_viewers import public_film
from tests.backend.serving import Caller, Running

DAY = timedelta(days=1)


def play(caller: Caller, video: str, seconds: float, *, then: str = "app", **more: Any) -> None:
    """Of a film of a minute: from its beginning on."""
    report = {"source": then, "seconds_by_rendition": {"720p": seconds}, "watched": [(0, seconds)]}
    caller.json("POST", f"/api/videos/{video}/plays", report | {"startup_seconds": 0.3} | more)


def figures(caller: Caller, video: str, query: str = "") -> Any:
    return caller.json("GET", f"/api/videos/{video}/statistics{query}")


def channel_of(caller: Caller) -> str:
    return str(caller.json("GET", "/api/channels")["channels"][0]["id"])


def test_plays_add_up(server: Running, anna: Caller, bert: Caller, stranger: Caller) -> None:
    """Views, time, parts, sources, and how well it went; film and channel alike."""
    video = public_film(server, anna)
    play(bert, video, 60, rebuffers=2, rebuffer_seconds=3)
    play(bert, video, 30, then="page", startup_seconds=3)
    play(stranger, video, 5, then="embed")
    play(stranger, video, 25, then="embed", continued=True, startup_seconds=None)
    found = figures(anna, video)

    total = found["total"]
    assert (total["views"], total["plays"], total["watch_seconds"]) == (2, 3, 120)
    assert total["sources"] == {"app": 1, "page": 1, "embed": 1, "other": 0}
    assert total["average_part"] == pytest.approx((1 + 0.5 + 5 / 60 + 25 / 60) / 3, abs=1e-3)
    quality = total["quality"]
    assert (quality["starts"], quality["stalls"], quality["stalled_seconds"]) == (3, 2, 3)
    assert (quality["rungs"], quality["stalls_per_hour"]) == ({"720p": 1.0}, 60)
    assert 0.25 < quality["start_seconds"] < 0.5
    (day,) = found["days"]
    assert day["day"] == found["first"] == found["last"]
    assert day["watch_seconds"] == 120
    assert found["cost"] is None
    whole = anna.json("GET", f"/api/channels/{channel_of(anna)}/statistics")
    assert whole["total"] == total
    assert whole["duration_seconds"] is None


def test_retention_is_of_those_that_told(server: Running, anna: Caller, bert: Caller) -> None:
    """An older player tells nothing, and is not counted as one that saw nothing."""
    video = public_film(server, anna)
    play(bert, video, 60)
    play(bert, video, 15)
    bert.json("POST", f"/api/videos/{video}/plays", {"seconds_by_rendition": {"720p": 60}})
    kept = figures(anna, video)["retention"]

    assert kept["plays"] == 2
    assert kept["since"].endswith("-01")
    assert len(kept["shares"]) == 200
    assert (kept["shares"][0], kept["shares"][49], kept["shares"][50]) == (1, 1, 0.5)
    assert kept["shares"][-1] == 0.5


def test_everybody_sees_which_parts_are_watched_most(
    server: Running,
    anna: Caller,
    bert: Caller,
    stranger: Caller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once there were plays enough to tell of nobody; not of a film that is private."""
    monkeypatch.setattr(retention, "HEAT_PLAYS", 4)
    video = public_film(server, anna)
    path = f"/api/videos/{video}/heat"
    for seconds in (60, 15, 15):
        play(bert, video, seconds)
    assert stranger.json("GET", path) == {"parts": []}
    play(bert, video, 15)
    parts = stranger.json("GET", path)["parts"]
    assert (len(parts), parts[0], parts[24], parts[25]) == (100, 1.0, 1.0, 0.25)
    anna.json("PATCH", f"/api/videos/{video}", {"visibility": "private"})
    assert stranger("GET", path).status_code == 404


def test_a_range_of_days(
    server: Running, anna: Caller, bert: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ends are in it; without a beginning it is all there is."""
    video, database = public_film(server, anna), server.services.database
    now = datetime.now(UTC)
    for days in (40, 2, 0):
        when = (now - days * DAY).timestamp()
        with monkeypatch.context() as patch:
            patch.setattr(database, "clock", lambda when=when: when)
            play(bert, video, 20)
    two_ago = (now - 2 * DAY).date().isoformat()

    assert figures(anna, video)["first"] == (now - 40 * DAY).date().isoformat()
    assert len(figures(anna, video)["days"]) == 3
    assert len(figures(anna, video, f"?from={two_ago}")["days"]) == 2
    (only,) = figures(anna, video, f"?from={two_ago}&to={two_ago}")["days"]
    assert only["day"] == two_ago
    backward = "from=2030-01-01&to=2020-01-01"
    for wrong in (backward, "from=yesterday", "to=0001-01-01", "format=xml", "table=viewers"):
        path = f"/api/videos/{video}/statistics?{wrong}"
        assert anna.fault("GET", path) == (422, "invalid")


def test_nobody_has_watched_it_yet(server: Running, anna: Caller) -> None:
    """Which is an answer, too."""
    found = figures(anna, public_film(server, anna))
    assert found["total"]["average_part"] is None
    assert (found["days"], found["retention"]["shares"]) == ([], [])


def test_figures_are_the_owners(
    server: Running, anna: Caller, bert: Caller, stranger: Caller
) -> None:
    """For others there is no such thing, also where they may watch."""
    video, channel = public_film(server, anna), channel_of(anna)
    for path in (f"/api/videos/{video}/statistics", f"/api/channels/{channel}/statistics"):
        assert bert.fault("GET", path) == (404, "not_found")
        assert stranger("GET", path).status_code == 401


def test_they_can_be_had_as_a_table(server: Running, anna: Caller, bert: Caller) -> None:
    """By the address or by what is accepted; a line a day, or a line a part of the film."""
    video = public_film(server, anna)
    play(bert, video, 30)
    path = f"/api/videos/{video}/statistics"
    answer = anna("GET", path, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert anna("GET", f"{path}?format=csv").text == answer.text
    (line,) = csv.DictReader(answer.text.splitlines())
    assert (line["views"], line["watch_seconds"], line["from_app"]) == ("1", "30.0", "1")
    assert (line["720p"], line["other"]) == ("1.0", "0.0")

    parts = anna("GET", f"{path}?format=csv&table=retention").text.splitlines()
    assert parts[0] == "from_seconds,share"
    assert parts[100:103] == ["29.7,1.0", "30.0,0.0", "30.3,0.0"]
    assert anna("GET", f"{path}?format=csv&from=2020-01-01&to=2020-01-02").text == ""


@pytest.mark.parametrize(
    "nonsense",
    [
        {"watched": [[0, 1]] * (MOST_SPANS + 1)},
        {"watched": [[-1, 3]]},
        {"watched": [[0, float("nan")]]},
        {"watched": [[0, float("inf")]]},
        {"watched": [[0, 1, 2]]},
        {"watched": [["a", "b"]]},
        {"seconds_by_rendition": {"720p": 1e9}},
        {"seconds_by_rendition": {"720p": float("nan")}},
        {"startup_seconds": -1},
        {"rebuffers": -1},
        {"source": "x" * 21},
    ],
    ids=str,
)
def test_nonsense_is_refused(server: Running, anna: Caller, nonsense: dict[str, Any]) -> None:
    """And adds nothing."""
    video = public_film(server, anna)
    path = f"/api/videos/{video}/plays"
    assert anna("POST", path, data=dumped(nonsense)).status_code == 422
    assert figures(anna, video)["days"] == []


def dumped(report: dict[str, Any]) -> bytes:
    """As JSON, with what JSON does not know."""
    return json.dumps(report).encode()


def test_what_is_odd_stays_within_bounds(server: Running, anna: Caller, bert: Caller) -> None:
    """Years of watching, parts that lie outside, overlap or run backwards, an unknown source."""
    video = public_film(server, anna)
    odd = {"720p": 9e7, "mine": 9e7}
    parts = [(0, 9e7), (30, 40), (50, 20), (70, 90)]
    play(bert, video, 0, then="fridge", seconds_by_rendition=odd, watched=parts, rebuffers=2**62)
    found = figures(anna, video)

    assert found["total"]["watch_seconds"] == 86_400
    assert found["total"]["average_part"] == 1
    assert found["total"]["sources"]["other"] == 1
    assert found["total"]["quality"]["stalls"] == 1000
    assert max(found["retention"]["shares"]) == 1


def test_what_is_deleted_leaves_no_figures(server: Running, anna: Caller, bert: Caller) -> None:
    """Of the film; its channel was watched all the same."""
    video, database = public_film(server, anna), server.services.database
    play(bert, video, 30)
    database.forget_video(video)
    assert database.days_of(video, 0, 10**6) == {}
    assert database.retention_of(video, 0, 10**5)[0] == 0
    channel = channel_of(anna)
    assert anna.json("GET", f"/api/channels/{channel}/statistics")["total"]["views"] == 1


def test_where_the_server_pays_it_says_what(server: Running, anna: Caller, bert: Caller) -> None:
    """For keeping, converting, and what was sent."""
    video = public_film(server, anna)
    play(bert, video, 50)
    services = server.services
    object.__setattr__(services, "tariff", Tariff(keeps=True, converts=True))
    try:
        cost = figures(anna, video)["cost"]
        whole = anna.json("GET", f"/api/channels/{channel_of(anna)}/statistics")["cost"]
    finally:
        object.__setattr__(services, "tariff", Tariff())
    assert cost["deliver"] > 0
    assert cost["currency"] == "USD"
    assert cost == whole

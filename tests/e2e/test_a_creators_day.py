"""From forty files on a disk to a film that was published, replaced, deleted and had back.

What of a creator's day is elsewhere: where films are cut in tests/app/upload/trim, the
windows of versions, many videos and duplicates in tests/app/ui/studio, figures in
tests/app/ui/figures, each exit code of the command line in tests/app/cli.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.driven import Driven, until
from tests.e2e.mixed_films import REFUSED, make_big_film, make_film, make_folder
from tests.e2e.test_accounts import Hosted, hosted, sign_in
from tests.e2e.test_first_light import complaints
from tests.e2e.test_viewers import People, follow, people, titles

pytestmark = pytest.mark.slow
__all__ = ["hosted", "people"]

ANN, BEN = "ann@example.org", "ben@example.org"
SLOW_MBIT = 0.4
FILM_SECONDS = 60
"""More than all of it takes."""
TOAST = ("read", "toast_words", "text")
PART_BYTES = 8 << 20


@pytest.fixture(autouse=True)
def server_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATINEE_PRESET", "ultrafast")
    monkeypatch.setenv("MATINEE_UNDO_SECONDS", "60")


def ask(hosted: Hosted, token: str, path: str, method: str = "GET", body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{hosted.url}/api/{path}", data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def all_videos(hosted: Hosted, token: str) -> list[dict[str, Any]]:
    videos: list[dict[str, Any]] = ask(hosted, token, "videos?limit=100&sort=oldest")["videos"]
    return videos


def in_log(folder: Path) -> Iterator[dict[str, Any]]:
    """What the server wrote down."""
    lines = (folder / "server.log").read_text().splitlines()
    return (json.loads(line) for line in lines if line.startswith("{"))


def assert_silent(folder: Path, logs: list[Path]) -> None:
    """No fault on either side, and no talk of connections."""
    assert [complaints(log) for log in logs] == [""] * len(logs)
    assert not any("Connection pool" in log.read_text() for log in logs)
    assert [line for line in in_log(folder) if line["level"] in ("error", "warning")] == []


# Forty files


def done(rows: list[dict[str, Any]]) -> int:
    return sum(row["done"] == 1 for row in rows)


def refused(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {row["title"]: row["status"] for row in rows if row["title"] in REFUSED}


def edit_all(app: Driven) -> None:
    """Together, while they are on their way."""
    app.do("click_at", "films", 0.4, 0.05)
    app.do("key", "A", "Control")
    app.do("key", "F2")
    app.until(("exists", "details_dialog"), bool, 30, "the editor")
    app.do("text_into", "tags", "park, spring")
    app.do("text_into", "description", "A day in the park.")
    status = ("read", "status", "text")
    app.until(status, lambda said: said.startswith("Saved"), 30, "what was typed is kept")


def test_forty_files_arrive_whatever_happens(
    tmp_path: Path, hosted: Hosted, people: People
) -> None:
    """Dropped at once, edited together on their way, killed in the middle: each is sent once, with
    what was said of it; what is no film is told once."""
    expected = make_folder(tmp_path / "films")
    token = hosted.register(ANN)

    app = people.open("ann", settings=f"upload_limit_mbit = {SLOW_MBIT}\n")
    sign_in(app, ANN)
    app.do("go", "uploads")
    app.do("drop", str(tmp_path / "films"))
    app.until(("uploads",), lambda rows: len(rows) == 40, 30, "forty rows")
    edit_all(app)
    rows = app.until(("uploads",), lambda rows: done(rows) >= 5, 30, "a few")
    app.kill()
    assert done(rows) < len(expected)

    app = people.open("ann", settings="")
    sign_in(app, ANN)
    app.do("go", "uploads")
    rows = app.until(("uploads",), lambda rows: done(rows) == len(expected), 60, "all of them")
    assert refused(rows) == REFUSED
    assert "3 failed" in app.do("read", "quiet", "text")
    assert not app.do("exists", "toast") or "failed" not in app.do(*TOAST)
    words = ["park", "spring"], "A day in the park."
    videos = until(
        lambda: all_videos(hosted, token),
        lambda videos: (
            all((v["tags"], v["description"]) == words for v in videos)
            and any(v["captions"] for v in videos)
        ),
        30,
        "what was typed, and the subtitles",
    )
    assert sorted(video["title"] for video in videos) == sorted(expected)
    assert [video["title"] for video in videos if video["captions"]] == ["Clip mp4 2"]
    assert parts_stored(tmp_path) == len(expected)
    assert app.quit() == 0
    assert_silent(tmp_path, people.logs)


def parts_stored(folder: Path) -> int:
    return sum(
        line.get("method") == "PUT" and line["route"].startswith("/store/") and line["status"] < 300
        for line in in_log(folder)
    )


# One film


def test_a_film_is_published_replaced_deleted_and_had_back(
    tmp_path: Path, hosted: Hosted, people: People
) -> None:
    """While somebody else watches it, who sees no break and hears once of what is published."""
    first = make_film(tmp_path / "Harbour.mp4", FILM_SECONDS)
    second = make_film(tmp_path / "Harbour, without the gulls.mp4", FILM_SECONDS, hue=180)
    others = [make_film(tmp_path / f"Pier {number}.mp4", hue=number) for number in (1, 2)]
    ann, _ben = hosted.register(ANN), hosted.register(BEN)
    owner, viewer = people.open("ann"), people.open("ben")
    sign_in(owner, ANN)
    sign_in(viewer, BEN)
    owner.do("drop", str(first), *map(str, others))
    owner.until(("cards",), lambda cards: states(cards) == ["ready"] * 3, 60, "three films")
    film = next(video["id"] for video in all_videos(hosted, ann) if video["title"] == "Harbour")

    follow(viewer, ask(hosted, ann, "channels")["channels"][0]["id"])
    publish(owner, hosted, ann, film)
    viewer.until(TOAST, lambda said: said == "ann: Harbour", 30, "word of it")
    watch(viewer, film)

    skip_what_is_there(owner, first)
    replace_and_take_back(owner, hosted, ann, second, film)
    goes_on(viewer)
    viewer.do("key", "Escape")

    change_together(owner, "Pier 1", "Pier 2")
    delete_and_undo(owner, "Pier 1", "Harbour")
    send_the_middle(owner, hosted, ann, tmp_path)
    assert (owner.quit(), viewer.quit()) == (0, 0)
    assert len(all_videos(hosted, ann)) == 4
    assert_silent(tmp_path, people.logs)


def states(cards: list[dict[str, Any]]) -> list[str]:
    return [card["state"] for card in cards]


def row_of(app: Driven, title: str) -> int:
    return titles(app.do("cards")).index(title)


def publish(owner: Driven, hosted: Hosted, token: str, film: str) -> None:
    """Tomorrow, says the window; nobody waits so long here."""
    owner.do("wish", "details", row_of(owner, "Harbour"))
    owner.until(("click_at", "scheduled", 0.03, 0.5), lambda _: True, 30, "the editor")
    until(
        lambda: ask(hosted, token, f"videos/{film}"),
        lambda video: video["publish_at"] and video["visibility"] == "public",
        30,
        "the time of publication",
    )
    owner.do("close_dialog", "details_dialog")
    soon = datetime.now(UTC) + timedelta(seconds=0.5)
    ask(hosted, token, f"videos/{film}", "PATCH", {"publish_at": soon.isoformat()})


def watch(viewer: Driven, film: str) -> None:
    viewer.do("go", "home")
    viewer.until(("cards",), lambda cards: [c["id"] for c in cards][:1] == [film], 30, "its card")
    viewer.do("open_card", 0)
    viewer.until(("player",), lambda state: state["position_seconds"] > 0.5, 60, "playing")


def goes_on(viewer: Driven) -> None:
    """Without having waited once."""
    there = viewer.do("player")
    plays_on = lambda now: now["position_seconds"] > there["position_seconds"]  # noqa: E731
    state = viewer.until(("player",), plays_on, 20, "it goes on")
    assert (state["phase"], state["statistics"]["rebuffers"]) == ("playing", 0)
    assert state["error"] is None


def skip_what_is_there(owner: Driven, path: Path) -> None:
    """Before a byte of it goes out."""
    owner.do("drop", str(path))
    owner.until(("click", "skip"), lambda _: True, 30, "the question")
    assert not owner.do("exists", "known_films")


def replace_and_take_back(owner: Driven, hosted: Hosted, token: str, path: Path, film: str) -> None:
    """Under the same address; each file keeps its number and its date."""

    def versions() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = ask(hosted, token, f"videos/{film}/versions")["versions"]
        return found

    row = row_of(owner, "Harbour")
    owner.do("wish", "replace", row)
    owner.until(("choose_file", "replace_file", str(path)), lambda _: True, 30, "the dialog")
    new = until(versions, lambda found: found[0]["number"] == 2 and found[0]["current"], 60, "it")
    assert [each["filename"] for each in new] == [path.name, "Harbour.mp4"]
    assert new[0]["uploaded_at"] > new[1]["uploaded_at"]
    owner.do("wish", "versions", row_of(owner, "Harbour"))
    owner.until(("click", "bring_back"), lambda _: True, 30, "the versions")
    back = until(versions, lambda found: found[1]["current"], 30, "the former one")
    assert [each["uploaded_at"] for each in back] == [each["uploaded_at"] for each in new]
    owner.do("close_dialog", "versions_dialog")


def change_together(owner: Driven, *names: str) -> None:
    owner.do("wish", "make_unlisted", *(row_of(owner, name) for name in names))
    owner.until(TOAST, lambda said: said == "2 videos are unlisted", 30, "what came of it")


def delete_and_undo(owner: Driven, *names: str) -> None:
    """They are gone at once, and back with the others."""
    before = sorted(titles(owner.do("cards")))
    owner.do("wish", "delete", *(row_of(owner, name) for name in names))
    owner.until(("answer_box", "confirm_delete"), lambda _: True, 30, "the question")
    owner.until(TOAST, lambda said: said == "2 videos deleted", 30, "the way back")
    assert not set(names) & set(titles(owner.do("cards")))
    owner.do("click", "toast_button")
    owner.until(("cards",), lambda cards: sorted(titles(cards)) == before, 30, "all of them")


def send_the_middle(owner: Driven, hosted: Hosted, token: str, folder: Path) -> None:
    """Of what is not kept no part goes out."""
    whole, before = make_big_film(folder / "Noise.mp4"), parts_stored(folder)
    owner.do("drop_to_trim", str(whole))
    owner.until(("read", "upload_trimmed", "enabled"), bool, 30, "the film is looked at")
    for share, tool in ((0.4, "start"), (0.7, "end")):
        owner.do("click_at", "timeline", share, 0.3)
        owner.do("click", tool)
    owner.do("click", "upload_trimmed")
    films = until(
        lambda: [video for video in all_videos(hosted, token) if video["title"] == "Noise"],
        lambda films: films and films[0]["state"] != "uploading",
        60,
        "what is kept of it",
    )
    sent = films[0]["size_bytes"]
    assert sent < 0.35 * whole.stat().st_size
    assert (
        parts_stored(folder) - before == -(-sent // PART_BYTES) < whole.stat().st_size / PART_BYTES
    )

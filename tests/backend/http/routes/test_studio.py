"""What a creator asks for: other sources, the way back, many at once, copies, the original."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from backend.database.videos import Published, Seen
from backend.storage.api import Writing
from backend.transcode.api import Playable
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that lets deletions be taken back."""
    with running(tmp_path_factory.mktemp("studio"), undo_seconds=60.0) as started:
        yield started


def made(server: Running, row_id: str, revision: str) -> None:
    """As if a transcoder had made this of it."""
    database = server.services.database
    database.mark_processing(row_id, Seen(60.0, 640, 360), Playable.PROGRESSIVE)
    key = f"media/{database.film_of(row_id)}/{revision}/hls/multivariant.m3u8"
    server.services.store.put(key, revision.encode(), Writing("x"))
    assert database.mark_ready(row_id, Published(revision), Playable.ADAPTIVE)
    assert database.show_source(row_id)


def film(server: Running, caller: Caller, data: bytes = b"first") -> str:
    video_id = caller.film(data)
    made(server, video_id, "r1")
    return video_id


def replace(caller: Caller, video_id: str, data: bytes, **options: Any) -> Any:
    body = {"filename": "second.mp4", "size_bytes": len(data)}
    return caller.json("PUT", f"/api/videos/{video_id}/source", body, **options)


def finish(server: Running, caller: Caller, upload: Any, data: bytes, revision: str) -> None:
    caller.send(upload, data)
    caller.json("POST", f"/api/uploads/{upload['id']}/complete")
    (row,) = server.services.database.replacements(upload["video_id"])
    made(server, row.id, revision)


def test_a_new_source_is_uploaded_as_any_other(server: Running, anna: Caller) -> None:
    """With a key that makes it repeatable; the video is told of by its own id all the way."""
    video_id = film(server, anna)
    key = {"Idempotency-Key": "again"}

    upload = replace(anna, video_id, b"second", headers=key)

    assert replace(anna, video_id, b"second", headers=key) == upload
    assert upload["video_id"] == video_id
    assert anna.json("GET", f"/api/uploads/{upload['id']}")["video_id"] == video_id
    video = anna.json("GET", f"/api/videos/{video_id}")
    assert (video["state"], video["replacement"]["state"]) == ("ready", "uploading")
    anna.send(upload, b"second")
    done = anna.json("POST", f"/api/uploads/{upload['id']}/complete")
    assert done == {"video_id": video_id, "state": "verifying"}
    body = {"filename": "third.mp4", "size_bytes": 5}
    path = f"/api/videos/{video_id}/source"
    assert anna.fault("PUT", path, json=body) == (409, "conflict")


def test_the_way_there_and_back(server: Running, anna: Caller) -> None:
    """Both versions can be played side by side by the owner; one number brings one back."""
    video_id = film(server, anna)
    finish(server, anna, replace(anna, video_id, b"second"), b"second", "r2")

    listed = anna.json("GET", f"/api/videos/{video_id}/versions")["versions"]
    played = {
        number: anna("GET", playback(anna, video_id, f"?version={number}")["url"]).text
        for number in (1, 2)
    }
    shown = anna("GET", playback(anna, video_id)["url"]).text
    restored = anna.json("POST", f"/api/videos/{video_id}/versions/1/restore")

    assert [(v["number"], v["current"], v["state"]) for v in listed] == [
        (2, True, "ready"),
        (1, False, "ready"),
    ]
    assert (played, shown) == ({1: "r1", 2: "r2"}, "r2")
    assert (restored["revision"], restored["filename"]) == ("r1", "film.mp4")
    assert anna("GET", playback(anna, video_id)["url"]).text == "r1"
    nowhere = f"/api/videos/{video_id}/versions/7/restore"
    assert anna.fault("POST", nowhere) == (404, "not_found")


def test_no_former_source_takes_the_place_of_what_is_made_again(
    server: Running, anna: Caller
) -> None:
    """It would be gone for good; once it is whole, the former one is had back as ever."""
    video_id = film(server, anna)
    finish(server, anna, replace(anna, video_id, b"second"), b"second", "r2")
    assert server.services.database.mark_retried(video_id)
    path = f"/api/videos/{video_id}/versions/1/restore"

    assert anna.fault("POST", path) == (409, "conflict")
    made(server, video_id, "r3")
    assert anna.json("POST", path)["revision"] == "r1"


def test_what_is_gone_is_not_made_again_before_another_file_is_there(
    server: Running, anna: Caller
) -> None:
    """Being made, it would be dropped for it, and the way back with it."""
    video_id = film(server, anna)
    upload = replace(anna, video_id, b"second")
    server.services.store.delete_prefix(f"media/{video_id}/r1/")
    path = f"/api/videos/{video_id}/retry"

    assert anna.fault("POST", path) == (409, "conflict")
    assert not server.services.database.mark_retried(video_id)
    finish(server, anna, upload, b"second", "r2")

    listed = anna.json("GET", f"/api/videos/{video_id}/versions")["versions"]
    assert [(v["number"], v["state"]) for v in listed] == [(2, "ready"), (1, "ready")]


def test_versions_are_their_owners_only(server: Running, anna: Caller, bert: Caller) -> None:
    """Others see the film, as it is now."""
    video_id = film(server, anna)
    finish(server, anna, replace(anna, video_id, b"second"), b"second", "r2")
    anna.json("PATCH", f"/api/videos/{video_id}", {"visibility": "public"})

    assert bert("GET", playback(bert, video_id)["url"]).text == "r2"
    path = f"/api/videos/{video_id}/playback?version=1"
    assert bert.fault("GET", path) == (404, "not_found")
    assert server.stranger().fault("GET", path) == (401, "not_signed_in")


def test_a_version_is_no_video_by_itself(server: Running, anna: Caller) -> None:
    """Also for who knows the id of its row."""
    video_id = film(server, anna)
    replace(anna, video_id, b"second")
    (row,) = server.services.database.replacements(video_id)
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/playback"), ("POST", "/undelete")):
        assert anna.fault(method, f"/api/videos/{row.id}{path}") == (404, "not_found")


def test_keeping_the_former_source(server: Running, anna: Caller) -> None:
    """What was on its way is gone, and the way is free for another one."""
    video_id = film(server, anna)
    upload = replace(anna, video_id, b"second")

    anna.json("DELETE", f"/api/videos/{video_id}/source")

    assert anna.json("GET", f"/api/videos/{video_id}")["replacement"] is None
    assert anna.fault("GET", f"/api/uploads/{upload['id']}") == (404, "upload_gone")
    assert replace(anna, video_id, b"third")["video_id"] == video_id


def test_a_failed_replacement_says_why_and_can_be_tried_again(
    server: Running, anna: Caller
) -> None:
    """The film stays as it was meanwhile."""
    video_id = film(server, anna)
    replace(anna, video_id, b"second")
    (row,) = server.services.database.replacements(video_id)
    set_video(server.services.database, row.id, state="failed", error="No.", error_retryable=True)

    video = anna.json("GET", f"/api/videos/{video_id}")
    anna.json("POST", f"/api/videos/{video_id}/retry")

    assert (video["state"], video["error"]) == ("ready", None)
    assert video["replacement"]["error"] == {"message": "No.", "retryable": True}
    assert ("retry", row.id) in server.pipeline.told


def test_a_deletion_is_taken_back(server: Running, anna: Caller, bert: Caller) -> None:
    """For everybody it was gone meanwhile, and then is what it was."""
    video_id = film(server, anna)
    anna.json("PATCH", f"/api/videos/{video_id}", {"visibility": "public"})
    before = anna.json("GET", f"/api/videos/{video_id}")
    url = playback(anna, video_id)["url"]

    anna.json("DELETE", f"/api/videos/{video_id}")
    gone = [who.fault("GET", f"/api/videos/{video_id}") for who in (anna, bert)]
    answer = anna("GET", url).status_code
    listed = anna.json("GET", "/api/videos")["videos"]
    assert bert.fault("POST", f"/api/videos/{video_id}/undelete") == (404, "not_found")
    after = anna.json("POST", f"/api/videos/{video_id}/undelete")

    assert (gone, answer, listed) == ([(404, "not_found")] * 2, 404, [])
    assert {**after, "updated_at": ""} == {**before, "updated_at": ""}
    assert bert.json("GET", f"/api/videos/{video_id}")["published_at"] == before["published_at"]


def test_many_are_changed_at_once(anna: Caller, bert: Caller) -> None:
    """Each is told of in its order; one that is not theirs is none for them."""
    mine, others = [anna.film(), anna.film()], bert.film()
    ids = [mine[1], others, mine[0]]

    change = {"visibility": "unlisted", "tags": ["one"]}
    changed = anna.json("POST", "/api/batches/videos", {"ids": ids, "change": change})
    listed = anna.json("POST", "/api/batches/videos", {"ids": ids, "playlist_id": "later"})
    deleted = anna.json("POST", "/api/batches/videos", {"ids": ids, "delete": True})

    assert [item["id"] for item in changed] == ids
    assert [item["video"] and item["video"]["visibility"] for item in changed] == [
        "unlisted",
        None,
        "unlisted",
    ]
    for outcome in (changed, listed, deleted):
        faults = [item["fault"] and item["fault"]["status"] for item in outcome]
        assert faults == [None, 404, None]
    entries = anna.json("GET", "/api/playlists/later")["entries"]
    assert [(entry["video_id"], entry["missing"]) for entry in entries] == [
        (mine[1], "deleted"),
        (mine[0], "deleted"),
    ]
    assert anna.json("GET", "/api/videos")["videos"] == []
    back = anna.json("POST", "/api/batches/videos", {"ids": ids, "undelete": True})
    assert [item["video"] and item["video"]["id"] for item in back] == [mine[1], None, mine[0]]
    assert bert.json("GET", f"/api/videos/{others}")["visibility"] == "private"


def test_one_learns_on_which_playlists_films_are(anna: Caller, bert: Caller) -> None:
    """On those of one's own, which is nobody else's business."""
    on_both, on_none = anna.film(), anna.film()
    playlist = anna.json("POST", "/api/playlists", {"title": "Sea"})["id"]
    later = anna.json("GET", "/api/playlists/later")["id"]
    for each in (playlist, "later"):
        anna("PUT", f"/api/playlists/{each}/videos/{on_both}").raise_for_status()
    asked = {"ids": [on_none, on_both]}
    none, both = anna.json("POST", "/api/batches/playlists", asked)
    assert none == {"id": on_none, "playlists": []}
    assert both["id"] == on_both
    assert set(both["playlists"]) == {playlist, later}
    assert [each["playlists"] for each in bert.json("POST", "/api/batches/playlists", asked)] == [
        [],
        [],
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"ids": ["a"]},
        {"ids": ["a"], "change": {}, "delete": True},
        {"ids": ["a"] * 501, "delete": True},
    ],
)
def test_a_batch_does_one_thing_with_so_many(anna: Caller, body: Any) -> None:
    """Anything else is refused whole."""
    assert anna.fault("POST", "/api/batches/videos", json=body) == (422, "invalid")


def test_a_duplicate_is_known_by_its_content(anna: Caller, bert: Caller) -> None:
    """By a fingerprint perhaps, by its hash for certain; never another account's."""
    seems, content = "f" * 64, "b" * 64
    other = anna.film(b"abc", fingerprint=seems)
    mine = anna.film(b"abd", fingerprint=seems, blake3=content)
    bert.film(b"abd", fingerprint=seems, blake3=content)

    def found(size: int = 3, **named: str) -> list[tuple[str, str | None]]:
        body = {"size_bytes": size, **named}
        rows = anna.json("POST", "/api/duplicates", body)["videos"]
        return sorted((row["video"]["id"], row["blake3"]) for row in rows)

    assert found(fingerprint=seems) == sorted([(other, None), (mine, content)])
    assert found(blake3=content) == [(mine, content)]
    assert found(fingerprint=seems, blake3="c" * 64) == [(other, None)]
    assert found(4, blake3=content) == []
    assert anna.fault("POST", "/api/duplicates", json={"size_bytes": 3}) == (422, "invalid")
    files = [{"size_bytes": size, "blake3": content} for size in (4, 3)]
    none, one = anna.json("POST", "/api/batches/duplicates", {"files": files})
    assert (none["videos"], [row["video"]["id"] for row in one["videos"]]) == ([], [mine])


def test_the_original_is_downloaded_by_ranges(server: Running, anna: Caller) -> None:
    """From where a broken download stopped, as long as it is the same file."""
    video_id = anna.film(b"the original", blake3="a" * 64, filename="Film.MOV")

    leave = anna.json("GET", f"/api/videos/{video_id}/original")

    assert (leave["filename"], leave["size_bytes"], leave["blake3"]) == ("Film.MOV", 12, "a" * 64)
    stranger = server.stranger()
    whole = stranger("GET", leave["url"])
    headers = {"Range": "bytes=4-", "If-Range": whole.headers["ETag"]}
    rest = stranger("GET", leave["url"], headers=headers)
    other = stranger("GET", leave["url"], headers={**headers, "If-Range": '"another"'})
    assert (whole.content, rest.status_code, rest.content) == (b"the original", 206, b"original")
    assert (other.status_code, other.content) == (200, b"the original")
    coming = anna.create(5)["video_id"]
    assert anna.fault("GET", f"/api/videos/{coming}/original") == (409, "conflict")


def test_a_description_without_end_is_refused(anna: Caller) -> None:
    """With a sentence that says what is too long."""
    video_id = anna.film()
    answer = anna("PATCH", f"/api/videos/{video_id}", json={"description": "x" * 1_000_000})
    assert answer.status_code == 422
    assert "description" in answer.json()["message"]


def playback(caller: Caller, video_id: str, query: str = "") -> Any:
    return caller.json("GET", f"/api/videos/{video_id}/playback{query}")

"""Each call for creators against the real backend, once: both sides of the wire mean the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from blake3 import blake3

from app.download.original import download_original
from app.errors import ServerRefused, ServerUnreachable
from app.server import editing
from app.server.client import Client
from app.server.transport import Transport
from app.upload.engine.journal import Journal
from app.upload.engine.queue import UploadQueue
from app.upload.engine.scheduler import Options
from app.upload.source.duplicates import find_duplicates
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running

MADE = {"state": "ready", "playable": "adaptive", "revision": "r1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("studio"), undo_seconds=60.0) as started:
        yield started


@pytest.fixture
def anna(server: Running) -> Caller:
    return server.account()


@pytest.fixture
def client(server: Running, anna: Caller) -> Iterator[Client]:
    token = str(anna.session.headers["Authorization"]).removeprefix("Bearer ")
    with closing(Client(server.url, lambda: token)) as made:
        yield made


def upload(client: Client, folder: Path, file: Path, replaces: str | None = None) -> None:
    """With the engine that the window has."""
    queue = UploadQueue(
        client, Journal(folder / "journal"), client.me().id, lambda _: None, Options(probe=None)
    )
    with closing(queue):
        queue.start()
        queue.add(file, replaces=replaces)
        assert queue.wait_until_settled(20)


def written(folder: Path, data: bytes) -> Path:
    file = folder / "film.mp4"
    file.write_bytes(data)
    return file


def test_a_file_takes_the_place_of_another(server: Running, client: Client, tmp_path: Path) -> None:
    """Sent by the engine, known by the video's id, shown once it is made, and taken back."""
    database = server.services.database
    upload(client, tmp_path, written(tmp_path, b"first"))
    (video,) = client.videos().videos
    set_video(database, video.id, **MADE)

    upload(client, tmp_path, written(tmp_path, b"the second"), replaces=video.id)

    (shown,) = client.videos().videos
    assert shown.replacement is not None
    assert (shown.state, shown.replacement.state) == ("ready", "verifying")
    (row,) = database.replacements(video.id)
    set_video(database, row.id, **{**MADE, "revision": "r2"})
    assert database.show_source(row.id)
    versions = client.studio.versions(video.id)
    assert [(v.number, v.current, v.size_bytes) for v in versions] == [(2, True, 10), (1, False, 5)]
    assert versions[0].blake3 == blake3(b"the second").hexdigest()
    assert client.studio.version_playback(video.id, 1).url.startswith(server.url)
    assert client.studio.restore_version(video.id, 1).size_bytes == 5


def test_a_replacement_is_given_up(server: Running, client: Client, tmp_path: Path) -> None:
    """Wherever it is on its way."""
    upload(client, tmp_path, written(tmp_path, b"first"))
    (video,) = client.videos().videos
    set_video(server.services.database, video.id, **MADE)
    upload(client, tmp_path, written(tmp_path, b"second"), replaces=video.id)

    client.studio.keep_source(video.id)

    assert client.video(video.id).replacement is None


def test_many_at_once(client: Client, anna: Caller) -> None:
    """Changed, listed, deleted and had back."""
    ids, studio = [anna.film(), anna.film()], client.studio

    changed = studio.change([*ids, "nobodys"], visibility="unlisted")
    studio.add_to_playlist(ids, "later")
    deleted = studio.delete(ids)

    assert [each.video and each.video.visibility for each in changed] == [
        "unlisted",
        "unlisted",
        None,
    ]
    assert isinstance(changed[2].fault, ServerRefused)
    assert changed[2].fault.status == 404
    assert [(each.video, each.fault) for each in deleted] == [(None, None)] * 2
    assert client.viewing.playlist("later").playlist.size == 2
    assert client.videos().videos == ()
    back, nobodys = studio.undelete([ids[0], "nobodys"])
    assert back.video is not None
    assert back.video.id == ids[0]
    assert isinstance(nobodys.fault, ServerRefused)
    assert nobodys.fault.status == 404


def test_a_duplicate_is_found_before_it_is_sent(
    client: Client, anna: Caller, tmp_path: Path
) -> None:
    """Known by its fingerprint, and confirmed; a file that only looks like it is none."""
    middle = bytearray(300_000)
    upload(client, tmp_path, written(tmp_path, bytes(middle)))
    (video,) = client.videos().videos

    def found(data: bytes) -> list[str]:
        known = find_duplicates([written(tmp_path, data)], (), client.studio.duplicates)
        return [duplicate.video.id for file in known for duplicate in file.films]

    same = found(bytes(middle))
    middle[150_000] = 1
    assert (same, found(bytes(middle)), found(b"another")) == ([video.id], [], [])
    assert anna.json("GET", "/api/videos")["videos"][0]["id"] == video.id


def test_the_original_comes_back(client: Client, anna: Caller, tmp_path: Path) -> None:
    """From where a former try ended, through the real ranges."""
    data = bytes(range(256)) * 9000
    video_id = anna.film(data, blake3=blake3(data).hexdigest())
    file, told = tmp_path / "back.mp4", list[int]()

    def end(have: int, _: int) -> None:
        if have:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_original(client.studio, video_id, file, end)
    download_original(client.studio, video_id, file, lambda have, _: told.append(have))

    assert 0 < told[0] < len(data)
    assert file.read_bytes() == data
    assert client.studio.original_file("nobodys") is None


class ThatFar:
    """A line that lets so many calls pass."""

    def __init__(self, calls: int) -> None:
        self._left = calls

    def call(self, _method: str, _path: str, json: Any) -> Any:
        if not self._left:
            raise ServerUnreachable("here")
        self._left -= 1
        return [{"id": video_id} for video_id in json["ids"]]


def test_what_was_done_before_the_line_was_gone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deletions, for one, can be taken back; where nothing was done there is only the fault."""
    monkeypatch.setattr(editing, "MOST_AT_ONCE", 2)
    calls = editing.StudioCalls(cast(Transport, ThatFar(1)))
    done = [(each.id, each.fault is None) for each in calls.delete(list("abcde"))]
    assert done == [("a", True), ("b", True), ("c", False), ("d", False), ("e", False)]
    with pytest.raises(ServerUnreachable):
        calls.delete(["f"])

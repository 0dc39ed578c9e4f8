"""From one account to another, over the real backend."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from blake3 import blake3
from PySide6.QtGui import QImage

from app.edits.draft import BEHIND, Draft
from app.edits.outbox import Outbox, Sighting
from app.edits.store import DraftStore
from app.errors import MatineeError
from app.export.exporting import ExportProgress, export_account
from app.export.importing import (
    ImportInto,
    ImportOutcome,
    NoExport,
    import_account,
    plan_import,
    read_export,
)
from app.server.client import Client
from tests.app.upload.conftest import wait_for
from tests.backend.rows import set_video
from tests.backend.serving import Caller, Running, running

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("moving")) as started:
        yield started


@pytest.fixture
def anna(server: Running) -> Caller:
    return server.account()


@pytest.fixture
def ann(server: Running, anna: Caller) -> Iterator[Client]:
    with closing(client_of(server, anna)) as client:
        yield client


@pytest.fixture
def bob(server: Running) -> Iterator[Client]:
    with closing(client_of(server, server.account())) as client:
        yield client


def client_of(server: Running, caller: Caller) -> Client:
    token = str(caller.session.headers["Authorization"]).removeprefix("Bearer ")
    return Client(server.url, lambda: token)


class Account:
    """Takes what is imported, and writes it down."""

    def __init__(self, client: Client) -> None:
        self.client, self.drafts = client, dict[str, Draft]()
        self.files, self.added = dict[str, bytes](), dict[Path, str]()

    def take(self, folder: Path, *waiting: Path) -> ImportOutcome:
        into = ImportInto(self.client, self._add, self._keep, self._say)
        plan = plan_import(read_export(folder), self.client, frozenset(waiting))
        return import_account(plan, into)

    def _add(self, path: Path, upload_id: str) -> None:
        self.added[path] = upload_id

    def _keep(self, data: bytes, suffix: str) -> str:
        name = f"{len(self.files)}{suffix}"
        self.files[name] = data
        return name

    def _say(self, drafts: Mapping[str, Draft]) -> None:
        self.drafts |= drafts


def film(caller: Caller, client: Client, data: bytes, title: str) -> str:
    video_id = caller.film(data, blake3=blake3(data).hexdigest(), title=title)
    client.editing.describe(video_id, {"description": "Words.", "tags": ["one"]})
    client.editing.set_captions(video_id, "en", SRT)
    return video_id


def test_everything_moves(ann: Client, anna: Caller, bob: Client, tmp_path: Path) -> None:
    """The file to the byte, words, captions, channel and playlists."""
    first = film(anna, ann, b"the first", "First")
    film(anna, ann, b"the second", "Second")
    playlist = ann.viewing.add_playlist("Best", "unlisted")
    ann.viewing.add_to_playlist(playlist.id, first)
    ann.viewing.add_to_playlist("later", first)
    told = list[ExportProgress]()

    outcome = export_account(ann, ann.me(), tmp_path, told.append)
    export, account = read_export(tmp_path), Account(bob)
    imported = account.take(tmp_path)

    assert (outcome.exported, outcome.left_out) == (2, ())
    assert (told[-1].number, told[-1].count) == (2, 2)
    assert imported == ImportOutcome(2, 0, 0)
    originals = {found.film.words["title"]: found.original.read_bytes() for found in export.films}
    assert originals == {"First": b"the first", "Second": b"the second"}
    (draft,) = [d.said for d in account.drafts.values() if d.said["title"] == "First"]
    (default,) = bob.viewing.channels()
    (best,) = [p for p in bob.viewing.playlists()[0] if not p.later]
    assert (draft["description"], draft["tags"]) == ("Words.", ["one"])
    assert draft["channel_id"] == default.id
    assert (draft[f"playlist:{best.id}"], best.visibility) == ({BEHIND: []}, "unlisted")
    assert [d.said.get("playlist:later") for d in account.drafts.values()] == [True, None]
    assert b"Hello" in account.files[draft["captions:en"]]


def test_a_playlist_keeps_its_order(
    ann: Client, anna: Caller, server: Running, tmp_path: Path
) -> None:
    """In whatever order its films arrive; one that is there already has its place in it."""
    playlist = ann.viewing.add_playlist("Best", "unlisted")
    titles = ["D", "A", "C", "B", "E"]
    films = {title: film(anna, ann, f"of {title}".encode(), title) for title in "ABCDE"}
    for title in titles:
        ann.viewing.add_to_playlist(playlist.id, films[title])
    export_account(ann, ann.me(), tmp_path)
    caller = server.account()
    with closing(client_of(server, caller)) as cleo:
        there = film(caller, cleo, b"of A", "A")
        best = cleo.viewing.add_playlist("Best", "private")
        cleo.viewing.add_to_playlist(best.id, there)
        account, store = Account(cleo), DraftStore(tmp_path / "edits.db")
        account.take(tmp_path)
        outbox = Outbox(cleo.editing, store, lambda _standing: None)
        outbox.say(
            {
                key: Draft({f"playlist:{best.id}": draft.said[f"playlist:{best.id}"]})
                for key, draft in account.drafts.items()
            }
        )
        keys = {path.parent.name[0]: key for path, key in account.added.items()}
        outbox.start()
        for title in ("E", "B", "D", "C"):
            video_id = caller.film(f"of {title}".encode(), title=title)
            outbox.see(Sighting(keys[title], video_id, is_over=True, is_gone=False))
        wait_for(lambda: len(cleo.viewing.playlist(best.id).entries) == len(titles))
        outbox.close()
        entries = cleo.viewing.playlist(best.id).entries
    assert [entry.video.title for entry in entries if entry.video] == titles


def test_an_export_goes_on(ann: Client, anna: Caller, tmp_path: Path) -> None:
    """What is there whole is not fetched again; a new film is."""
    film(anna, ann, b"the first", "First")
    export_account(ann, ann.me(), tmp_path)
    (found,) = read_export(tmp_path).films
    before = found.original.stat().st_ino
    film(anna, ann, b"the second", "Second")

    class Enough(MatineeError):
        """Of somebody who stops it."""

    def stop(progress: ExportProgress) -> None:
        if progress.title == "Second":
            raise Enough

    with pytest.raises(Enough):
        export_account(ann, ann.me(), tmp_path, stop)
    assert len(read_export(tmp_path).films) == 1
    export_account(ann, ann.me(), tmp_path)
    again = read_export(tmp_path).films
    assert [each.film.words["title"] for each in again] == ["First", "Second"]
    assert again[0].original.stat().st_ino == before


def test_what_is_there_is_not_sent_again(ann: Client, anna: Caller, tmp_path: Path) -> None:
    """In the account, or on its way; and what is missing is counted."""
    for title in ("First", "Second", "Third", "Fourth"):
        film(anna, ann, title.encode(), title)
    export_account(ann, ann.me(), tmp_path)
    films = {found.film.words["title"]: found for found in read_export(tmp_path).films}
    films["Third"].original.rename(tmp_path / "elsewhere")
    films["Third"].original.symlink_to(tmp_path / "elsewhere")
    (films["Fourth"].folder / "film.json").write_text("{")
    ann.delete_video(films["First"].film.id)

    account = Account(ann)
    outcome = account.take(tmp_path, films["Second"].original)

    assert outcome == ImportOutcome(1, 1, 2)
    assert [draft.said["title"] for draft in account.drafts.values()] == ["First"]


@pytest.mark.parametrize("text", [None, "", "[]", '{"format": 99}'])
def test_a_folder_that_is_none(tmp_path: Path, text: str | None) -> None:
    """It is said, whatever lies in it."""
    if text is not None:
        (tmp_path / "account.json").write_text(text)
    with pytest.raises(NoExport):
        read_export(tmp_path)


def test_channels_of_another_account_are_made(
    ann: Client, anna: Caller, bob: Client, tmp_path: Path
) -> None:
    """Its first one stands for the first one; others by their names, once."""
    second = ann.viewing.add_channel("Cats")
    ann.viewing.change_channel(second.id, description="All about cats.")
    ann.editing.set_defaults(second.id, {"tags": ["cat"]})
    ann.viewing.set_channel_picture(second.id, "picture", picture(tmp_path / "cat.png"))
    tmp_path /= "export"
    for number in range(2):
        video_id = film(anna, ann, b"cat" * (number + 1), f"Cat {number}")
        ann.editing.describe(video_id, {"channel_id": second.id})
    export_account(ann, ann.me(), tmp_path)
    account = Account(bob)
    account.take(tmp_path)
    names = {channel.id: channel.name for channel in bob.viewing.channels()}
    assert {names[d.said["channel_id"]] for d in account.drafts.values()} == {"Cats"}
    (cats,) = [channel for channel in bob.viewing.channels() if channel.name == "Cats"]
    assert (cats.description, cats.defaults) == ("All about cats.", {"tags": ["cat"]})
    assert cats.picture_url is not None
    assert len(json.loads((tmp_path / "account.json").read_text())["channels"]) == 2


def picture(path: Path) -> Path:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(0x808000)
    assert image.save(str(path))
    return path


def test_a_film_has_one_folder_whatever_it_is_called(
    ann: Client, anna: Caller, tmp_path: Path
) -> None:
    """Or it would be two films in the next account; and nothing is fetched again."""
    video_id = film(anna, ann, b"the first", "First")
    export_account(ann, ann.me(), tmp_path)
    (before,) = read_export(tmp_path).films
    ann.editing.describe(video_id, {"title": "Last"})
    inode = before.original.stat().st_ino

    export_account(ann, ann.me(), tmp_path)

    (after,) = read_export(tmp_path).films
    shutil.copytree(after.folder, tmp_path / "films" / f"First {video_id}")
    os.utime(tmp_path / "films" / f"First {video_id}" / "film.json", (1, 1))
    assert read_export(tmp_path).films == (after,)
    assert (after.film.words["title"], after.folder.name) == ("Last", f"Last {video_id}")
    assert after.original.stat().st_ino == inode


def test_playlists_of_one_title_are_not_taken_for_each_other(
    ann: Client, anna: Caller, tmp_path: Path
) -> None:
    """Each has its own films."""
    ids = [film(anna, ann, title.encode(), title) for title in ("First", "Second")]
    for video_id in ids:
        ann.viewing.add_to_playlist(ann.viewing.add_playlist("Best").id, video_id)

    export_account(ann, ann.me(), tmp_path)

    listed = json.loads((tmp_path / "account.json").read_text())["playlists"]
    assert sorted(each["films"] for each in listed) == sorted([[each] for each in ids])
    assert [found.film.playlists for found in read_export(tmp_path).films] == [("Best",)] * 2


def test_a_picture_that_is_gone_leaves_no_film_out(
    server: Running, ann: Client, anna: Caller, tmp_path: Path
) -> None:
    """The film is worth more."""
    video_id = film(anna, ann, b"the first", "First")
    set_video(server.services.database, video_id, poster_key=f"media/{video_id}/gone/poster.jpg")
    assert ann.video(video_id).poster_url

    outcome = export_account(ann, ann.me(), tmp_path)

    (found,) = read_export(tmp_path).films
    assert (outcome.exported, found.film.poster) == (1, "")

"""Each call for viewers against the real backend, once: both sides of the wire mean the same."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import ServerRefused, SignInNeeded
from app.server.catalogue import Sort, Wanted
from app.server.client import Client
from app.server.viewing import Suggestions
from backend.database.tables import Video
from backend.storage.api import Writing
from tests.backend.serving import Caller, Running, running

Owner = tuple[Caller, Client]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture
def open_client(server: Running) -> Iterator[Callable[[Caller | None], Client]]:
    clients = list[Client]()

    def opened(caller: Caller | None) -> Client:
        words = str(caller.session.headers["Authorization"]) if caller else ""
        clients.append(Client(server.url, lambda: words.removeprefix("Bearer ") or None))
        return clients[-1]

    yield opened
    for client in clients:
        client.close()


@pytest.fixture
def anna(server: Running, open_client: Callable[[Caller | None], Client]) -> Owner:
    caller = server.account()
    return caller, open_client(caller)


@pytest.fixture
def bert(server: Running, open_client: Callable[[Caller | None], Client]) -> Client:
    return open_client(server.account())


@pytest.fixture
def guest(open_client: Callable[[Caller | None], Client]) -> Client:
    return open_client(None)


def public_film(server: Running, owner: Owner, title: str, **values: Any) -> str:
    """Whole, watchable and public."""
    video_id = owner[0].film(title=title)
    playlist = f"media/{video_id}/r1/hls/multivariant.m3u8"
    server.services.store.put(playlist, b"#EXTM3U\n", Writing("x"))
    usual = {"state": "ready", "playable": "adaptive", "revision": "r1", "visibility": "public"}
    with server.services.database.write() as session:
        row = session.get_one(Video, video_id)
        for name, value in {**usual, "duration_seconds": 60.0, **values}.items():
            setattr(row, name, value)
    return video_id


def png(folder: Path) -> Path:
    """A grey picture of 8 × 8."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    size = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 8) * 8)
    file = folder / "picture.png"
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
    return file


def test_a_server_says_what_it_is(guest: Client) -> None:
    """Before anybody signs in."""
    info = guest.viewing.server()
    assert (info.api, info.guests) == (1, True)


def test_the_catalogue_is_searched_and_paged(server: Running, anna: Owner, guest: Client) -> None:
    """By every filter that there is."""
    for number, seconds in enumerate((60.0, 600.0, 3000.0)):
        public_film(server, anna, f"Zebra {number}", duration_seconds=seconds)
    viewing = guest.viewing
    first = viewing.catalogue(Wanted("zebra"), limit=2)
    rest = viewing.catalogue(Wanted("zebra"), first.next_cursor, limit=2)
    assert len({video.id for video in (*first.videos, *rest.videos)}) == 3
    assert rest.next_cursor is None
    assert first.videos[0].channel is not None
    assert not first.videos[0].own

    channel = first.videos[0].channel.id
    wanted = Wanted("zebra", channel, None, 240.0, 1200.0, Sort.LONGEST)
    assert [video.title for video in viewing.catalogue(wanted).videos] == ["Zebra 1"]
    assert viewing.catalogue(Wanted("zebra", language="de")).videos == ()
    found = viewing.suggestions("zeb")
    assert isinstance(found, Suggestions)
    assert len(found.titles) == 3


def test_a_channel_is_made_changed_and_deleted(
    server: Running, anna: Owner, tmp_path: Path
) -> None:
    """With its pictures; its name is suggested where there is something to see."""
    viewing = anna[1].viewing
    first = viewing.channels()[0]
    assert first.is_default
    made = viewing.add_channel("Giraffes", "Gira.ffes")
    assert (made.handle, made.own, made.followers) == ("gira.ffes", True, 0)
    changed = viewing.change_channel(made.id, name="Long necks", description="Tall.")
    assert (changed.name, changed.description) == ("Long necks", "Tall.")

    for kind in ("picture", "banner"):
        viewing.set_channel_picture(made.id, kind, png(tmp_path))
    seen = viewing.channel("@Gira.ffes")
    assert seen.picture_url is not None
    assert seen.banner_url is not None
    assert anna[1].fetch(seen.banner_url).startswith(b"\xff\xd8")
    viewing.set_channel_picture(made.id, "picture", None)
    assert viewing.channel(made.id).picture_url is None

    public_film(server, anna, "Neck and neck", channel_id=made.id)
    assert [brief.id for brief in viewing.suggestions("long ne").channels] == [made.id]
    viewing.delete_channel(made.id)
    with pytest.raises(ServerRefused) as gone:
        viewing.channel(made.id)
    assert gone.value.status == 404


@pytest.mark.parametrize(("handle", "code"), [("no", "bad_handle"), ("ta.ken", "handle_taken")])
def test_a_handle_that_will_not_do_is_told_by_its_code(anna: Owner, handle: str, code: str) -> None:
    """So that the sentence stands beside the right field."""
    viewing = anna[1].viewing
    if code == "handle_taken":
        viewing.add_channel("Taken", "taken")
    with pytest.raises(ServerRefused) as refused:
        viewing.add_channel("Another", handle)
    assert refused.value.code == code


def test_followers_see_what_is_new(server: Running, anna: Owner, bert: Client) -> None:
    """Until they follow no more."""
    public_film(server, anna, "Followed")
    channel = anna[1].viewing.channels()[0]
    bert.viewing.follow(channel.id)
    assert [each.id for each in bert.viewing.followed()[0]] == [channel.id]
    assert [video.title for video in bert.viewing.followed_videos().videos] == ["Followed"]
    assert (bert.viewing.channel(channel.id).following, channel.own) == (True, True)
    videos = bert.viewing.channel_videos(channel.id)
    assert [video.title for video in videos.videos] == ["Followed"]
    bert.viewing.unfollow(channel.id)
    assert bert.viewing.followed() == ((), None)


def test_a_playlist_keeps_its_order(server: Running, anna: Owner, guest: Client) -> None:
    """Made, renamed, shown, moved in, and deleted."""
    viewing = anna[1].viewing
    ids = [public_film(server, anna, f"Listed {number}") for number in range(3)]
    made = viewing.add_playlist("Sea", "public")
    for video_id in ids:
        viewing.add_to_playlist(made.id, video_id)
    viewing.move_in_playlist(made.id, ids[2], None)
    viewing.move_in_playlist(made.id, ids[0], ids[1])

    page = viewing.playlist(made.id, limit=2)
    rest = viewing.playlist(made.id, page.next_cursor)
    assert [e.video_id for e in (*page.entries, *rest.entries)] == [ids[2], ids[1], ids[0]]
    assert (page.playlist.size, page.playlist.own) == (3, True)

    anna[1].update_video(ids[1], visibility="private")
    anna[1].delete_video(ids[0])
    missing = [entry.missing for entry in viewing.playlist(made.id).entries]
    assert missing == [None, None, "deleted"]
    assert len(guest.viewing.playlist(made.id).entries) == 1
    viewing.remove_from_playlist(made.id, ids[0])
    assert viewing.playlist(made.id).playlist.size == 2

    changed = viewing.change_playlist(made.id, title="Oceans", visibility="unlisted")
    assert (changed.title, changed.visibility) == ("Oceans", "unlisted")
    channel = viewing.channels()[0].id
    assert viewing.channel_playlists(channel) == ((), None)
    viewing.delete_playlist(made.id)
    assert [each.title for each in viewing.playlists()[0]] == []


def test_watch_later_is_there_by_its_name(server: Running, anna: Owner, guest: Client) -> None:
    """For everybody who is signed in."""
    viewing = anna[1].viewing
    viewing.add_to_playlist("later", public_film(server, anna, "Later"))
    page = viewing.playlist("later")
    assert (page.playlist.later, len(page.entries)) == (True, 1)
    assert [each.later for each in viewing.playlists()[0]] == [True]
    with pytest.raises(SignInNeeded):
        guest.viewing.playlist("later")


def test_the_history_is_searched_paused_and_forgotten(
    server: Running, anna: Owner, bert: Client
) -> None:
    """With where to go on."""
    ids = [public_film(server, anna, f"Watched {number}") for number in range(2)]
    for video_id in ids:
        bert.save_position(video_id, 20.0)
    viewing = bert.viewing
    history = viewing.history()
    assert {each.video_id for each in history.watched} == set(ids)
    first = history.watched[0].video
    assert first is not None
    assert (first.position_seconds, history.paused) == (20.0, False)
    assert len(viewing.history("watched 1").watched) == 1
    assert len(viewing.history(unfinished=True, limit=1).watched) == 1

    viewing.pause_history(paused=True)
    assert viewing.history().paused
    viewing.forget_watched(ids[0])
    assert [each.video_id for each in viewing.history().watched] == [ids[1]]
    viewing.forget_watched()
    assert viewing.history().watched == ()


def test_a_link_lets_others_in_until_it_is_revoked(
    server: Running, anna: Owner, bert: Client
) -> None:
    """With its password, and to the part that it is of."""
    viewing = anna[1].viewing
    video_id = public_film(server, anna, "Shared", visibility="private")
    link = viewing.add_link(video_id, password="open", start_seconds=5.0, end_seconds=9.0)
    assert viewing.links(video_id) == (link,)
    assert link.has_password
    with pytest.raises(ServerRefused) as refused:
        bert.viewing.open_link(link.id)
    assert refused.value.code == "password_wanted"
    opened = bert.viewing.open_link(link.id, "open")
    assert (opened.video.title, opened.start_seconds, opened.end_seconds) == ("Shared", 5.0, 9.0)
    viewing.revoke_link(link.id)
    assert viewing.links(video_id) == ()

"""An account becomes a folder: film by film, and again only what is not there yet."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.download.original import ArrivedDamaged, OriginalGone, download_original
from app.errors import CantWrite, MatineeError, ServerRefused, writing
from app.export import layout
from app.export.layout import ExportedFilm
from app.server.editing import OriginalFile
from app.server.videos import Account, Video
from app.server.viewing import LATER, Channel, Playlist

if TYPE_CHECKING:
    from app.server.client import Client

PAGE = 100


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """`number` films of `count` are done; of the one called `title` so many bytes are here."""

    number: int
    count: int
    title: str = ""
    have_bytes: int = 0
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """How many films are there whole, and by title why others are not."""

    exported: int
    left_out: tuple[tuple[str, MatineeError], ...] = ()


class PlaylistsOfFilm(NamedTuple):
    """Those that it is on, by their titles, and whether Watch later is one."""

    titles: tuple[str, ...]
    is_for_later: bool


Told = Callable[[ExportProgress], None]
"""What it raises ends the export; the next one goes on from there."""


def export_account(
    client: Client,
    account: Account,
    folder: Path,
    told: Told = lambda _progress: None,
    sleep: Callable[[float], object] = time.sleep,
) -> ExportOutcome:
    """Have everything of the account in the folder; blocks. May be repeated: what is there whole is
    not fetched again. A film that the server has no file of is left out.

    Raises CantWrite, and what keeps the server away; what is there by then stays.
    """
    videos = every_video(client)
    playlists = playlists_of(client)
    channels = client.viewing.channels()
    write_json(folder / layout.ACCOUNT, account_json(account, channels, playlists))
    export_pictures(client, channels, folder)
    known, later = folders_by_id(folder / layout.FILMS), set(entries_of(client, LATER))
    left_out = list[tuple[str, MatineeError]]()
    for number, video in enumerate(videos):
        tell = telling(told, number, len(videos), video.title)
        tell(0, video.size_bytes)
        try:
            own = own_folder(folder / layout.FILMS, video, known.get(video.id))
            lists = PlaylistsOfFilm(titles_of(playlists, video.id), video.id in later)
            export_film(client, video, lists, own, tell, sleep)
        except MatineeError as error:
            if not is_about_film(error):
                raise
            left_out.append((video.title, error))
    told(ExportProgress(len(videos), len(videos)))
    return ExportOutcome(len(videos) - len(left_out), tuple(left_out))


def telling(told: Told, number: int, count: int, title: str) -> Callable[[int, int], None]:
    return lambda have, size: told(ExportProgress(number, count, title, have, size))


def is_about_film(error: MatineeError) -> bool:
    """Rather than about the account, or about somebody who has had enough."""
    if isinstance(error, ServerRefused):
        return error.is_missing or error.status == 409
    return isinstance(error, OriginalGone | ArrivedDamaged)


def folders_by_id(films: Path) -> dict[str, Path]:
    """Where earlier exports put films, under whatever title they had then."""
    try:
        return {path.name.rpartition(" ")[2]: path for path in films.iterdir() if path.is_dir()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CantWrite(films, error.strerror) from error


def own_folder(films: Path, video: Video, former: Path | None) -> Path:
    """One for each film, whatever it is called by now. Raises CantWrite."""
    own = films / layout.folder_of(video)
    with writing(own):
        if former is not None and not own.exists():
            former.rename(own)
        own.mkdir(parents=True, exist_ok=True)
    return own


def export_film(
    client: Client,
    video: Video,
    lists: PlaylistsOfFilm,
    own: Path,
    tell: Callable[[int, int], None],
    sleep: Callable[[float], object],
) -> None:
    found = client.studio.original_file(video.id)
    if found is None:
        raise OriginalGone
    name = layout.original_name(found.filename)
    if not is_there(own, name, found):
        download_original(client.studio, video.id, own / name, tell, sleep)
    captions = export_captions(client, video.id, own)
    has_poster = bool(video.poster_url) and export_bytes(
        client, str(video.poster_url), own / layout.POSTER
    )
    film = ExportedFilm(
        video.id,
        layout.words_of(video, client.editing.chapters(video.id)),
        name,
        found.size_bytes,
        found.blake3,
        video.channel.name if video.channel else "",
        lists.titles,
        captions,
        layout.POSTER if has_poster else "",
        video.created_at,
        lists.is_for_later,
    )
    write_json(own / layout.FILM, film.to_json())


def export_captions(client: Client, video_id: str, own: Path) -> dict[str, str]:
    """The owner's, by language; the others are in the original."""
    tracks = {each.language: each.url for each in client.editing.captions(video_id) if each.own}
    files = {language: f"captions.{language}.vtt" for language in tracks}
    return {k: name for k, name in files.items() if export_bytes(client, tracks[k], own / name)}


def export_bytes(client: Client, url: str, file: Path) -> bool:
    """Whether they are there: a picture that is gone leaves no film out."""
    try:
        data = client.fetch(url)
    except ServerRefused as error:
        if not error.is_missing:
            raise
        return False
    write_bytes(file, data)
    return True


def is_there(own: Path, name: str, found: OriginalFile) -> bool:
    """The very file, from an earlier export; without a hash nobody knows."""
    try:
        known = json.loads((own / layout.FILM).read_text("utf-8"))
        same = found.blake3 is not None and known["blake3"] == found.blake3
        return same and (own / name).stat().st_size == found.size_bytes
    except (OSError, ValueError, KeyError, TypeError):
        return False


def every_video(client: Client) -> list[Video]:
    """The oldest first, so that an import brings them in that order."""
    videos, cursor = list[Video](), None
    while True:
        page = client.videos(sort="oldest", cursor=cursor, limit=PAGE)
        videos += page.videos
        if (cursor := page.next_cursor) is None:
            return [video for video in videos if video.state != "uploading"]


def playlists_of(client: Client) -> list[tuple[Playlist, list[str]]]:
    """With the ids of their films in order; but for Watch later, which every account has."""
    return [
        (playlist, list(entries_of(client, playlist.id)))
        for playlist in own_playlists(client)
        if not playlist.later
    ]


def titles_of(
    playlists: Sequence[tuple[Playlist, Sequence[str]]], video_id: str
) -> tuple[str, ...]:
    """Of the playlists that it is on."""
    return tuple(dict.fromkeys(each.title for each, ids in playlists if video_id in ids))


def own_playlists(client: Client) -> Iterator[Playlist]:
    cursor: str | None = None
    while True:
        playlists, cursor = client.viewing.playlists(cursor)
        yield from playlists
        if cursor is None:
            return


def entries_of(client: Client, playlist_id: str) -> Iterator[str]:
    cursor: str | None = None
    while True:
        page = client.viewing.playlist(playlist_id, cursor)
        yield from (entry.video_id for entry in page.entries)
        if (cursor := page.next_cursor) is None:
            return


def account_json(
    account: Account,
    channels: Sequence[Channel],
    playlists: Sequence[tuple[Playlist, Sequence[str]]],
) -> dict[str, Any]:
    described = [
        {
            "name": channel.name,
            "handle": channel.handle,
            "description": channel.description,
            "is_default": channel.is_default,
            "defaults": dict(channel.defaults),
            **{kind: layout.channel_picture(channel.id, kind) for kind in pictures_of(channel)},
        }
        for channel in channels
    ]
    listed = [
        {
            "title": each.title,
            "description": each.description,
            "visibility": each.visibility,
            "films": list(ids),
        }
        for each, ids in playlists
    ]
    whose = {"account": account.id, "name": account.name}
    return {"format": layout.FORMAT, **whose, "channels": described, "playlists": listed}


def pictures_of(channel: Channel) -> dict[str, str]:
    """The addresses of what it has."""
    found = {"picture": channel.picture_url, "banner": channel.banner_url}
    return {kind: url for kind, url in found.items() if url}


def export_pictures(client: Client, channels: Sequence[Channel], folder: Path) -> None:
    for channel in channels:
        for kind, url in pictures_of(channel).items():
            export_bytes(client, url, folder / layout.channel_picture(channel.id, kind))


def write_json(file: Path, document: Mapping[str, Any]) -> None:
    write_bytes(file, json.dumps(document, ensure_ascii=False, indent=2).encode())


def write_bytes(file: Path, data: bytes) -> None:
    """At one moment. Raises CantWrite."""
    fresh = file.with_name(f"{file.name}.new")
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(data)
        fresh.replace(file)

"""A folder becomes films of an account: uploads, and drafts of what was said of them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from app.edits.draft import BEHIND, CAPTIONS, PLAYLIST, POSTER, Draft
from app.edits.entry import key_of_upload, key_of_video
from app.errors import MatineeError, ServerRefused
from app.export import layout
from app.export.exporting import own_playlists
from app.export.layout import ExportedFilm
from app.server.viewing import LATER

if TYPE_CHECKING:
    from app.server.client import Client

log = logging.getLogger(__name__)
MOST_BYTES = 32 * 1024 * 1024
"""Of a poster or of captions; what is larger is none."""
MOST_BEHIND = 200
"""So many films before it a film's place on a playlist is told by."""


class NoExport(MatineeError):
    def __init__(self, folder: Path) -> None:
        super().__init__("There is no export of Matinee in {folder}.", folder=folder)


class FilmContent(NamedTuple):
    """What a backend is asked by, whether it has a film already."""

    size_bytes: int
    fingerprint: str | None
    blake3: str | None


@dataclass(frozen=True, slots=True)
class FoundFilm:
    """A film of an export, in its folder."""

    folder: Path
    film: ExportedFilm

    @property
    def original(self) -> Path:
        return self.folder / self.film.original

    @property
    def written_at(self) -> float:
        try:
            return (self.folder / layout.FILM).stat().st_mtime
        except OSError:
            return 0.0

    @property
    def is_whole(self) -> bool:
        return size_of(self.original) == self.film.size_bytes


@dataclass(frozen=True, slots=True)
class FoundExport:
    """`broken` folders say nothing that can be understood."""

    folder: Path
    account: Mapping[str, Any]
    films: tuple[FoundFilm, ...]
    broken: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The films of an export that an account lacks, how many it has, and how many have no file."""

    export: FoundExport
    new: tuple[FoundFilm, ...]
    known: int
    missing: int
    there: Mapping[str, str] = field(default_factory=dict)
    """Films of the export that the account has, and the videos that they are there."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How many films are on their way, were there already, and can't be sent: their files are
    missing or are not what was exported."""

    sent: int
    known: int
    missing: int


def read_export(folder: Path) -> FoundExport:
    """Blocks. Raises NoExport."""
    try:
        account = account_in(folder)
        if account["format"] != layout.FORMAT:
            raise NoExport(folder)
        folders = sorted(path for path in (folder / layout.FILMS).iterdir() if path.is_dir())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoExport(folder) from error
    found = [film_in(each) for each in folders]
    # Once a film that was renamed had two folders: the newer one is right.
    whole = sorted((film for film in found if film), key=lambda film: film.written_at)
    each = {film.film.id: film for film in whole}.values()
    films = sorted(each, key=lambda film: film.film.created_at)
    return FoundExport(folder, account, tuple(films), found.count(None))


def account_in(folder: Path) -> Mapping[str, Any]:
    """Raises OSError, ValueError or TypeError where there is none."""
    account = json.loads((folder / layout.ACCOUNT).read_text("utf-8"))
    if not isinstance(account, dict):
        raise TypeError(account)
    return account


def film_in(folder: Path) -> FoundFilm | None:
    try:
        document = json.loads((folder / layout.FILM).read_text("utf-8"))
        return FoundFilm(folder, ExportedFilm.from_json(document))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class ImportInto:
    """An account: `add` queues a file under an id of ours; `keep` has bytes on this disk, under
    the name that it returns; `say` hands drafts on."""

    client: Client
    add: Callable[[Path, str], object]
    keep: Callable[[bytes, str], str]
    say: Callable[[Mapping[str, Draft]], None]


def plan_import(
    export: FoundExport, client: Client, waiting: frozenset[Path] = frozenset()
) -> ImportPlan:
    """What there is to do; blocks. `waiting` are files on their way already."""
    whole = [film for film in export.films if film.is_whole]
    known = films_there(client, whole)
    new = tuple(
        film
        for film, is_known in zip(whole, known, strict=True)
        if not is_known and film.original.absolute() not in waiting
    )
    missing = len(export.films) - len(whole) + export.broken
    there = {f.film.id: video_id for f, video_id in zip(whole, known, strict=True) if video_id}
    return ImportPlan(export, new, len(whole) - len(new), missing, there)


def import_account(
    plan: ImportPlan, into: ImportInto, told: Callable[[int, int], None] = lambda _n, _of: None
) -> ImportOutcome:
    """Queue what is not there; blocks until it is, and not until it is sent. May be repeated."""
    new = plan.new
    channels = channels_by_name(into.client, plan.export, new)
    playlists = playlists_by_title(into.client, plan.export, new)
    ids = {film.film.id: uuid4().hex for film in new}
    keys = {film_id: key_of_video(video_id) for film_id, video_id in plan.there.items()}
    keys |= {film_id: key_of_upload(upload_id) for film_id, upload_id in ids.items()}
    places = places_of(plan.export, keys)
    for number, film in enumerate(new):
        told(number, len(new))
        draft = draft_of(film, channels, playlists, into.keep).then(
            Draft(
                {
                    PLAYLIST + playlists[title]: {BEHIND: places[title, film.film.id]}
                    for title in film.film.playlists
                    if title in playlists and (title, film.film.id) in places
                }
            )
        )
        into.add(film.original, ids[film.film.id])
        into.say({keys[film.film.id]: draft})
    return ImportOutcome(len(new), plan.known, plan.missing)


def places_of(export: FoundExport, keys: Mapping[str, str]) -> dict[tuple[str, str], list[str]]:
    """By playlist and film, what comes before it there, the nearest first."""
    places: dict[tuple[str, str], list[str]] = {}
    for listed in export.account.get("playlists", ()):
        films = [film for film in map(str, listed.get("films", ())) if film in keys]
        for at, film in enumerate(films):
            before = reversed(films[max(0, at - MOST_BEHIND) : at])
            places[str(listed.get("title")), film] = [keys[each] for each in before]
    return places


def films_there(client: Client, films: Sequence[FoundFilm]) -> list[str | None]:
    """Which videos they are. By what the export says is in them, so that no file is read for it."""
    asked = [FilmContent(f.film.size_bytes, None, f.film.blake3) for f in films if f.film.blake3]
    answers = iter(client.studio.duplicates(asked) if asked else ())
    found = [next(answers) if film.film.blake3 else () for film in films]
    return [each[0].video.id if each else None for each in found]


def draft_of(
    found: FoundFilm,
    channels: Mapping[str, str],
    playlists: Mapping[str, str],
    keep: Callable[[bytes, str], str],
) -> Draft:
    film = found.film
    said: dict[str, Any] = dict(film.words)
    if film.channel in channels:
        said["channel_id"] = channels[film.channel]
    for name, file in kept_files(found):
        said[name] = keep(file.read_bytes(), file.suffix.lower())
    said |= {PLAYLIST + playlists[title]: True for title in film.playlists if title in playlists}
    if film.is_for_later:
        said[PLAYLIST + LATER] = True
    return Draft(said)


def kept_files(found: FoundFilm) -> Iterator[tuple[str, Path]]:
    film = found.film
    names = {CAPTIONS + language: name for language, name in film.captions.items()}
    if film.poster:
        names[POSTER] = film.poster
    for name, file in names.items():
        path = found.folder / file
        if (size := size_of(path)) is not None and size <= MOST_BYTES:
            yield name, path


def size_of(path: Path) -> int | None:
    """Of a file of the export's own: it may be anybody's, and a link would lead elsewhere."""
    try:
        stat = path.lstat()
    except OSError:
        return None
    return stat.st_size if S_ISREG(stat.st_mode) else None


def channels_by_name(
    client: Client, export: FoundExport, films: Sequence[FoundFilm]
) -> dict[str, str]:
    """Those that are there, and those that films need; the account's first one stands for the
    first one of the export."""
    own = client.viewing.channels()
    known = {channel.name: channel.id for channel in own}
    default = next((channel.id for channel in own if channel.is_default), None)
    described = {str(each.get("name")): each for each in export.account.get("channels", ())}
    for name in dict.fromkeys(film.film.channel for film in films if film.film.channel):
        if name in known:
            continue
        if described.get(name, {}).get("is_default") and default is not None:
            known[name] = default
        else:
            known[name] = client.viewing.add_channel(name).id
            dress_channel(client, known[name], described.get(name, {}), export.folder)
    return known


def dress_channel(
    client: Client, channel_id: str, described: Mapping[str, Any], folder: Path
) -> None:
    """What is said of a channel that was made, as far as the server takes it: without that, films
    go into it all the same."""
    try:
        if description := str(described.get("description") or ""):
            client.viewing.change_channel(channel_id, description=description)
        if isinstance(defaults := described.get("defaults"), dict) and defaults:
            client.editing.set_defaults(channel_id, defaults)
        for kind in ("picture", "banner"):
            picture = picture_in(folder, described.get(kind))
            if picture is not None:
                client.viewing.set_channel_picture(channel_id, kind, picture)
    except (ServerRefused, OSError, ValueError) as error:
        log.info("A channel is not all that it was: %s", error)


def picture_in(folder: Path, named: object) -> Path | None:
    """A file of the export's own."""
    if not isinstance(named, str) or not named.startswith(f"{layout.CHANNELS}/"):
        return None
    file = folder / layout.CHANNELS / layout.plain(named.removeprefix(f"{layout.CHANNELS}/"))
    return file if (size := size_of(file)) is not None and size <= MOST_BYTES else None


def playlists_by_title(
    client: Client, export: FoundExport, films: Sequence[FoundFilm]
) -> dict[str, str]:
    known = {each.title: each.id for each in own_playlists(client) if not each.later}
    described = {str(each.get("title")): each for each in export.account.get("playlists", ())}
    for title in dict.fromkeys(title for film in films for title in film.film.playlists):
        if title not in known:
            visibility = str(described.get(title, {}).get("visibility", "private"))
            known[title] = client.viewing.add_playlist(title, visibility).id
    return known

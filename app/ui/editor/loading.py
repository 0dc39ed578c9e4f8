"""What the editor shows of films, from the backend and from what is kept here; blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.edits.entry import key_of_upload, key_of_video
from app.edits.outbox import Outbox
from app.server.editing import Caption, ChapterSet
from app.server.videos import Video
from app.server.viewing import Channel, Playlist
from app.ui.background import Scope
from app.ui.editor.model import EditedFilm, values_of, values_of_new
from app.upload.engine.progress import Progress

if TYPE_CHECKING:
    from app.server.client import Client


NO_CHAPTERS = ChapterSet()


@dataclass(frozen=True, slots=True)
class EditorMeans:
    """What an editor needs of the account that is shown."""

    client: Client
    outbox: Outbox
    scope: Scope


@dataclass(frozen=True, slots=True)
class Around:
    """What is beside the words: the account's channels and playlists; captions and chapters of a
    film that is edited by itself."""

    channels: tuple[Channel, ...] = ()
    playlists: tuple[Playlist, ...] = ()
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The playlists that each video is on, by their ids, as far as that is known."""
    captions: tuple[Caption, ...] = ()
    chapters: ChapterSet = NO_CHAPTERS


def films_of_videos(means: EditorMeans, videos: Sequence[Video]) -> tuple[EditedFilm, ...]:
    """As cards have them, with what is said since; asks nobody."""
    return tuple(
        with_said(means, EditedFilm(key_of_video(v.id), v.title, values_of(v), v)) for v in videos
    )


def films_of_uploads(means: EditorMeans, uploads: Sequence[Progress]) -> tuple[EditedFilm, ...]:
    """Those that the backend knows already as it has them."""
    channels = means.client.viewing.channels()
    default = next((each for each in channels if each.is_default), None)
    found = []
    for upload in uploads:
        replaces = upload.replaces
        key = key_of_video(replaces) if replaces else key_of_upload(upload.upload_id)
        if (video_id := replaces or upload.video_id) is not None:
            video = means.client.video(video_id)
            found.append(EditedFilm(key, upload.filename, values_of(video), video))
        else:
            channel_id = default.id if default else None
            defaults = default.defaults if default else {}
            values = values_of_new(upload.filename, channel_id, defaults)
            found.append(EditedFilm(key, upload.filename, values))
    return tuple(with_said(means, film) for film in found)


def with_said(means: EditorMeans, film: EditedFilm) -> EditedFilm:
    return replace(film, values={**film.values, **means.outbox.said(film.key).said})


def around(means: EditorMeans, films: Sequence[EditedFilm]) -> Around:
    viewing, editing = means.client.viewing, means.client.editing
    playlists, cursor = viewing.playlists()
    while cursor is not None:
        more, cursor = viewing.playlists(cursor)
        playlists += more
    video_ids = [film.video.id for film in films if film.video is not None]
    listed = editing.playlists_of(video_ids) if video_ids else None
    found = Around(viewing.channels(), playlists, listed or {})
    video = films[0].video if len(films) == 1 else None
    if video is None:
        return found
    return replace(found, captions=editing.captions(video.id), chapters=editing.chapters(video.id))

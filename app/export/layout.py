"""What an export is on the disk: one `account.json`, and a folder for each film. Pure.

account.json                     channels and playlists
channels/ID picture.jpg          pictures and banners of channels
films/TITLE ID/film.json         what is said of the film; written last, so it is whole
films/TITLE ID/original.mp4      the file as it was uploaded
films/TITLE ID/poster.jpg
films/TITLE ID/captions.LANGUAGE.vtt
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.server.editing import ChapterSet
from app.server.videos import Video

FORMAT = 1
ACCOUNT, FILMS, FILM, POSTER = "account.json", "films", "film.json", "poster.jpg"
CHANNELS = "channels"
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]+')
MOST_LETTERS = 60
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
HASH = re.compile(r"[0-9a-f]{64}")
LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}")
WORDS = (
    *("title", "description", "tags", "language", "visibility", "publish_at", "embedding"),
    "chapters",
)
"""What is said of a film as the backend takes it; channels and playlists go by their names."""


@dataclass(frozen=True, slots=True)
class ExportedFilm:
    """`words` by name; `original` and the values of `captions` (by language) are names of files
    beside it; `playlists` are titles."""

    id: str
    words: Mapping[str, Any]
    original: str
    size_bytes: int
    blake3: str | None = None
    channel: str = ""
    playlists: tuple[str, ...] = ()
    captions: Mapping[str, str] = field(default_factory=dict)
    poster: str = ""
    created_at: str = ""
    is_for_later: bool = False

    def to_json(self) -> dict[str, Any]:
        named = {name: getattr(self, name) for name in self.__slots__}
        return {"format": FORMAT, **named, "words": dict(self.words)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ExportedFilm:
        """Raises KeyError, TypeError or ValueError for what is none."""
        words = {name: value for name, value in document["words"].items() if name in WORDS}
        if not isinstance(words["title"], str):
            raise TypeError("title")
        captions = {str(k): plain(v) for k, v in document.get("captions", {}).items()}
        return cls(
            str(document["id"]),
            words,
            plain(document["original"]),
            int(document["size_bytes"]),
            content_hash(document.get("blake3")),
            str(document.get("channel", "")),
            tuple(map(str, document.get("playlists", ()))),
            {language: name for language, name in captions.items() if LANGUAGE.fullmatch(language)},
            plain(document.get("poster") or ""),
            str(document.get("created_at", "")),
            document.get("is_for_later") is True,
        )


def content_hash(text: object) -> str | None:
    """Raises ValueError for what is none."""
    if text is None or (isinstance(text, str) and HASH.fullmatch(text)):
        return text
    raise ValueError(text)


def plain(name: str) -> str:
    """A name in the film's own folder: an export may be anybody's, and leads nowhere else."""
    if not isinstance(name, str) or name in (".", "..") or re.search(r"[/\\\x00]", name):
        raise ValueError(name)
    return name


def words_of(video: Video, chapters: ChapterSet) -> dict[str, Any]:
    """As its owner said them; chapters that come from elsewhere come from there again."""
    words: dict[str, Any] = {name: getattr(video, name) for name in WORDS if name != "chapters"}
    words["tags"] = list(video.tags)
    if chapters.origin == "own":
        words["chapters"] = [chapter.to_json() for chapter in chapters.chapters]
    return words


def folder_of(video: Video) -> str:
    """To be recognised by people, and different for each film."""
    title = " ".join(NOT_IN_NAMES.sub(" ", video.title).split())[:MOST_LETTERS].strip(". ")
    return f"{title} {video.id}".strip()


def channel_picture(channel_id: str, kind: str) -> str:
    return f"{CHANNELS}/{channel_id} {kind}.jpg"


def original_name(filename: str) -> str:
    suffix = SUFFIX.search(filename, filename.rfind(".")) if "." in filename else None
    return f"original{suffix[0].lower() if suffix else ''}"

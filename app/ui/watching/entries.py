"""What is not a server's in the queue: files of this computer, and addresses that lists name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.links import path_of, title_of
from app.server.videos import Video
from app.upload.source.file import VIDEO_SUFFIXES
from app.upload.source.folders import films_in

AUDIO_SUFFIXES = (".mp3", ".m4a", ".m4b", ".aac", ".flac", ".ogg", ".oga", ".opus", ".wav", ".wma")
LIST_SUFFIXES = (".m3u", ".m3u8", ".pls")
LONGEST_LIST = 1 << 20
MOST_ENTRIES = 5000
OF_HLS = "#EXT-X-"
OF_PLS = re.compile(r"(File|Title)(\d+)\s*=\s*(.*)", re.IGNORECASE)
EXTINF = re.compile(r"#EXTINF:[^,]*,(.*)")
HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""Of more than one letter, which may be a drive's."""


@dataclass(frozen=True, slots=True)
class AddressedVideo(Video):
    """What no server has; its id is its address. A kind of its own, so that no server can have a
    file of this computer opened by what it calls a video."""


def file_entry(path: Path, title: str = "") -> Video:
    return AddressedVideo(path.as_uri(), title or path.name, "ready", playable="progressive")


def address_of(video: Video) -> str:
    """Where it is, of what no server has; else ""."""
    return video.id if isinstance(video, AddressedVideo) else ""


def listed(paths: Sequence[Path]) -> list[Video]:
    """What is played of files, folders, discs and lists, in order; blocks."""
    return [entry for path in paths for entry in of_path(path.absolute())][:MOST_ENTRIES]


def of_path(path: Path) -> list[Video]:
    if path.is_dir():
        if (disc := disc_in(path, Path.exists)) is not None:
            return [file_entry(disc, path.name)]
        return [
            file_entry(film) for film in films_in([path], VIDEO_SUFFIXES + AUDIO_SUFFIXES).films
        ]
    if path.suffix.lower() in LIST_SUFFIXES and (text := text_of(path)) is not None:
        return entries_in(text, path.parent)
    return [file_entry(path)]


def disc_in(folder: Path, exists: Callable[[Path], bool]) -> Path | None:
    """What mpv opens of a folder with a DVD or a Blu-ray in it."""
    menus = [folder / "VIDEO_TS" / "VIDEO_TS.IFO", folder / "VIDEO_TS.IFO"]
    for menu in menus:
        if exists(menu):
            return menu
    return folder if exists(folder / "BDMV" / "index.bdmv") else None


def text_of(path: Path) -> str | None:
    """Of a list of other files; None where it is none, but a stream's own, or too long for one."""
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_LIST + 1)
    except OSError:
        return None  # whoever opens it says why
    if len(content) > LONGEST_LIST:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return None if OF_HLS in text else text


def entries_in(text: str, folder: Path) -> list[Video]:
    """Of an M3U or a PLS that lies in this folder."""
    lines = [line.strip() for line in text.splitlines()]
    is_pls = any(line.lower() == "[playlist]" for line in lines[:10])
    named = in_pls(lines) if is_pls else in_m3u(lines)
    made = (entry_named(name, title, folder) for name, title in named)
    return [entry for entry in made if entry is not None][:MOST_ENTRIES]


def in_m3u(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    title = ""
    for line in lines:
        if (told := EXTINF.match(line)) is not None:
            title = told[1].strip()
        elif line and not line.startswith("#"):
            yield line, title
            title = ""


def in_pls(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    found: dict[str, dict[int, str]] = {"file": {}, "title": {}}
    for line in lines:
        if (told := OF_PLS.fullmatch(line)) is not None:
            found[told[1].lower()][int(told[2][:9])] = told[3].strip()
    for number, name in sorted(found["file"].items()):
        yield name, found["title"].get(number, "")


def entry_named(name: str, title: str, folder: Path) -> Video | None:
    """None for what neither the web nor this disk has."""
    if not HAS_SCHEME.match(name):
        return file_entry(folder / name, title) if "\0" not in name else None
    if (path := path_of(name)) is not None:
        return file_entry(path, title)
    try:
        scheme = urlsplit(name).scheme.lower()
    except ValueError:
        return None
    if scheme not in ("http", "https"):
        return None
    return AddressedVideo(name, title or title_of(name), "ready", playable="progressive")

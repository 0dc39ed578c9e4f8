"""DASH manifests (ISO/IEC 23009-1) of others, read into the values of `playlist`."""

from __future__ import annotations

from dataclasses import dataclass

from app.player.playlist import MediaPlaylist, PlaylistUnreadable, Sidecar, Variant


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole presentation; `playlists` go with `variants`."""

    variants: tuple[Variant, ...]
    playlists: tuple[MediaPlaylist, ...]
    sounds: tuple[tuple[Sidecar, MediaPlaylist], ...] = ()
    subtitles: tuple[Sidecar, ...] = ()


def is_manifest(raw: bytes) -> bool:
    return b"<MPD" in raw[:4096]


def parse(_raw: bytes, _url: str) -> Manifest:
    raise PlaylistUnreadable

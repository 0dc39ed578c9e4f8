"""What an address turns out to hold, by its first bytes."""

from __future__ import annotations

from app.player.manifest.dash import is_manifest
from app.player.manifest.hls import HEAD
from app.player.manifest.playlist import PlaylistUnreadable

SNIFFED_BYTES = 4096
PAGE_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")


def is_playlist(head: bytes) -> bool:
    """Or a manifest: a text that describes segments; False: a file. Raises `PlaylistUnreadable` for
    what no player could play."""
    start = head[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(HEAD.encode()) or (start.startswith(b"<") and is_manifest(head)):
        return True
    if start[:256].lower().startswith(PAGE_MARKS):
        raise PlaylistUnreadable("There is a page at this address, not a video.")
    if is_text(start):
        raise PlaylistUnreadable("What is at this address is not a video.")
    return False


def is_text(head: bytes) -> bool:
    """Also nothing at all: no film begins with letters only."""
    return all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in head)

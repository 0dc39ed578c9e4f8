"""Whether a film can be watched, down to its last segment."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from tests.bench.faults.stage import Backend

LENGTH = "#EXTINF:"


def is_playable(served: Backend, video_id: str) -> bool:
    """Every segment of each rendition is there."""
    with served.owner() as owner:
        segments = [
            urljoin(url, uri) for url, text in playlists(served, video_id) for uri in uris(text)
        ]
        return bool(segments) and all(owner.session.get(url).ok for url in segments)


def duration_of(served: Backend, video_id: str) -> float:
    """Seconds of the shortest rendition; 0 of none."""
    return min((length_of(text) for _, text in playlists(served, video_id)), default=0.0)


def playlists(served: Backend, video_id: str) -> Iterator[tuple[str, str]]:
    """(address, text) of each media playlist."""
    with served.owner() as owner:
        multivariant = owner.url + owner.json("GET", f"/api/videos/{video_id}/playback")["url"]
        for uri in uris(owner.session.get(multivariant).text):
            url = urljoin(multivariant, uri)
            yield url, owner.session.get(url).text


def uris(playlist: str) -> list[str]:
    return [line for line in playlist.splitlines() if line and not line.startswith("#")]


def length_of(playlist: str) -> float:
    lines = (line for line in playlist.splitlines() if line.startswith(LENGTH))
    return sum(float(line.removeprefix(LENGTH).rstrip(",")) for line in lines)

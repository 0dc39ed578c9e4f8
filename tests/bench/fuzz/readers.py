"""What reads strangers' bytes in Python, each as a function of bytes.

It may refuse in words of its own, and must neither raise anything else nor take long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.links import WatchLink
from app.player.http import TooLarge
from app.player.manifest import dash, hls, subtitles
from app.player.manifest.playlist import PlaylistUnreadable
from app.player.remux import container, index, ts
from backend.catalogue import chapters
from backend.delivery.local import LinkExpired, LocalDelivery
from backend.http import cursors
from backend.signing import HmacSigner
from backend.transcode.errors import Refused
from backend.transcode.outputs import mpegts
from backend.transcode.outputs.subtitles import to_webvtt
from backend.transcode.source.boxes import boxes
from backend.transcode.source.probe import looks_cut_off
from backend.transcode.source.stamps import PARSERS, stamped

REFUSALS = (PlaylistUnreadable, TooLarge, Refused, LinkExpired, cursors.BadCursor)
URL = "https://films.example/a/b"


def playlist(data: bytes) -> None:
    hls.parse(data.decode("utf-8", "replace"), URL)


def manifest(data: bytes) -> None:
    dash.parse(data, URL)


def mp4(data: bytes) -> None:
    """One box after the other, as an init segment with its media, and as the index of a film."""
    list(boxes(lambda start, stop: data[start:stop], len(data)))
    looks_cut_off(data, 2 * len(data))
    half = data.find(b"moof") - 4
    for read in (
        lambda: container.transmux(data[:half] if half > 0 else data, data[max(0, half) :]),
        lambda: index.parse_index(data),
    ):
        refusing(read)


def transport_stream(data: bytes) -> None:
    if facts := mpegts.look(data):
        assert facts.frames
    mpegts.first_picture(data)
    for parse in PARSERS.values():
        passed = b"".join(block for _, block, _ in stamped([data[:500], data[500:]], parse))
        assert passed == data
    ts.first_time(data)
    assert len(ts.restamped(data, 90_000)) == len(data)
    ts.cut_before(data, 90_000)


def token(data: bytes) -> None:
    """Leave to watch, cursors, links and marks in descriptions."""
    text = data.decode("utf-8", "replace")
    for read in (
        lambda: LocalDelivery(HmacSigner.by("secret")).opened(text),
        lambda: cursors.read("name", text, str, float),
        lambda: WatchLink.parse(text),
        lambda: chapters.in_text(text),
    ):
        refusing(read)


def captions(data: bytes) -> None:
    refusing(lambda: subtitles.merged([data.decode("utf-8-sig", "replace")]))
    written = to_webvtt(data, strict=False)
    shown = [line for line in written.split("\n") if " --> " not in line]
    assert not any("-->" in line or "<s" in line.lower() for line in shown)


READERS: Mapping[str, Callable[[bytes], None]] = {
    "playlist": playlist,
    "manifest": manifest,
    "mp4": mp4,
    "ts": transport_stream,
    "token": token,
    "subtitles": captions,
}


def refusing(read: Callable[[], object]) -> None:
    """Whatever it says no to in its own words is fine."""
    try:
        read()
    except REFUSALS:
        return

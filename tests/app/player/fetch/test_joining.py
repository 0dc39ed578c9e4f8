"""What is fetched of the ladder, to be joined with the original."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.player import bounds
from app.player.abr.throughput import Throughput
from app.player.fetch.cache import Piece
from app.player.fetch.fetcher import Fetcher
from app.player.fetch.segment_buffer import SegmentBuffer
from app.player.http import HttpClient, TooLarge
from app.player.manifest.hls import parse
from app.player.manifest.playlist import MediaPlaylist, Variant
from app.player.manifest.timeline import Timeline
from app.player.remux.container import TsContainer
from tests.app.player.hostile_server import HostileServer, endless


@pytest.fixture
def server() -> Iterator[HostileServer]:
    server = HostileServer()
    yield server
    server.close()


def test_a_segment_without_end_is_not_joined(server: HostileServer) -> None:
    """It is bound as it is where it plays by itself, though it is gathered elsewhere."""
    server.answers["a.ts"] = endless(b"G", b"\0" * 65536)
    timeline = Timeline([Variant(server.url("list"), "only", 1e6, 1e6)])
    found = parse("#EXTM3U\n#EXTINF:4,\na.ts\n#EXT-X-ENDLIST\n", server.url("list"))
    assert isinstance(found, MediaPlaylist)
    timeline.set_playlist(0, found)
    buffer, http = SegmentBuffer(timeline), HttpClient()
    fetcher = Fetcher(
        *(buffer, http, lambda _rung, _trouble: None, Throughput(), TsContainer()),
        segment_bytes=bounds.MIB,
    )
    with pytest.raises(TooLarge):
        fetcher._read_ladder(buffer.begin(Piece(0, 0)))
    http.close()

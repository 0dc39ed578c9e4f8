"""What mpv asks for while a seek waits for its reader, by values."""

from __future__ import annotations

import pytest

from app.player.fetch.cache import Piece
from app.player.fetch.segment_buffer import SegmentBuffer
from app.player.gateway.server import TrackDoor
from app.player.http import Resource
from app.player.manifest.playlist import MediaPlaylist, Segment, Variant
from app.player.manifest.timeline import Timeline

DECOY = b"segment 0"


@pytest.fixture
def door() -> TrackDoor:
    """Of ten segments, the first five at hand; mpv has read three of them."""
    timeline = Timeline([Variant("a", "a", 1e6, 1e6)])
    timeline.set_playlist(0, MediaPlaylist(tuple(Segment(Resource(""), 4.0) for _ in range(10))))
    buffer = SegmentBuffer(timeline)
    for index in range(5):
        piece = buffer.begin(Piece(index, 0))
        buffer.add(piece, f"segment {index}".encode())
        buffer.finish(piece)
    door = TrackDoor(buffer)
    for index in range(3):
        assert given(door, index) == f"segment {index}".encode()
    return door


def given(door: TrackDoor, index: int) -> bytes:
    return b"".join(door.chunks(index))


def test_a_seek_waits_for_nothing_that_is_still_to_come(door: TrackDoor) -> None:
    """mpv goes on in sequence until it knows of the seek: over what is at hand, and beyond."""
    door.seek(0.0)
    door.seek_begun()
    assert [given(door, index) for index in (3, 4)] == [b"segment 3", b"segment 4"]
    assert [given(door, index) for index in (5, 6)] == [DECOY, DECOY]
    assert given(door, 0) == b"segment 0"


def test_what_follows_the_goal_is_no_decoy(door: TrackDoor) -> None:
    """Once mpv is there, it gets what it asks for."""
    door.seek(12.0)
    door.seek_begun()
    assert given(door, 3) == b"segment 3"
    assert not door._is_outdated(5)

"""A line that fell while the player reads a large segment already, by values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.player.engine.seeks import Seek
from app.player.fetch.cache import Piece
from app.player.fetch.playback_status import PlaybackStatus, Wishes
from app.player.fetch.segment_buffer import Cancelled, SegmentBuffer
from app.player.http import Resource
from app.player.manifest.playlist import MediaPlaylist, Segment, Variant
from app.player.manifest.timeline import Timeline
from app.player.session.events import EngineReported, PlayerTicked
from app.player.session.reading import Reading
from tests.app.player.session.states import PLAYING, after, playing


@pytest.fixture
def buffer() -> SegmentBuffer:
    """Of ten segments at two rungs; the picture waits for the third."""
    timeline = Timeline([Variant(name, name, 1e6, 1e6) for name in "ab"])
    segments = tuple(Segment(Resource(f"{n}.ts"), 4.0) for n in range(10))
    for rung in (0, 1):
        timeline.set_playlist(rung, MediaPlaylist(segments))
    buffer = SegmentBuffer(timeline)
    buffer.observe(PlaybackStatus(8.0, 0.0, waiting=True))
    buffer.demand(2)
    return buffer


def read_by_the_player(buffer: SegmentBuffer) -> Piece:
    piece = buffer.begin(Piece(2, 1))
    buffer.add(piece, b"beginning")
    assert buffer.claim(2, 0.0, lambda: False) is piece
    return piece


def test_a_stuck_segment_is_begun_anew_by_a_seek_to_it(buffer: SegmentBuffer) -> None:
    """One that comes is kept, as a seek to where it leads needs it."""
    piece = read_by_the_player(buffer)
    buffer.refocus(8.0)
    buffer.check_wanted(piece)
    buffer.tell_stuck(piece)
    assert buffer.stuck
    buffer.refocus(8.0)
    assert not buffer.stuck
    with pytest.raises(Cancelled):
        buffer.check_wanted(piece)
    found = buffer.next_view(None)
    assert found is not None
    assert (found.next_segment, found.last_rung) == (2, None)


def test_what_was_stuck_and_came_after_all_is_kept(buffer: SegmentBuffer) -> None:
    """A seek finds it like any other."""
    piece = read_by_the_player(buffer)
    buffer.tell_stuck(piece)
    buffer.finish(piece)
    buffer.refocus(8.0)
    assert buffer.has(2)


def test_playing_begins_anew_where_it_stands() -> None:
    """Once, until the seek is under way; and not before there was a picture."""
    tick = PlayerTicked(3.0, Reading(stuck=True))
    starved = EngineReported(replace(PLAYING, starved=True), 3.0)
    state = after(starved, tick, state=playing())
    assert state.seeks.wanted == Seek(PLAYING.position_seconds, fresh=True)
    assert after(tick, state=state).seeks == state.seeks
    early = EngineReported(replace(PLAYING, first_frame=False), 3.0)
    assert after(early, tick, state=playing()).seeks.wanted is None


def test_of_a_sound_that_is_not_heard_only_what_is_asked_for_is_fetched(
    buffer: SegmentBuffer,
) -> None:
    """mpv looks at its beginning."""
    buffer.wish(Wishes(unheard=True))
    first = buffer.next_view(None)
    assert first is not None
    assert first.next_segment == 2
    buffer.finish(read_by_the_player(buffer))
    assert buffer.next_view(None) is None
    buffer.wish(Wishes())
    assert buffer.next_view(None) is not None

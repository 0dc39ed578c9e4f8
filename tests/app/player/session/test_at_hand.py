"""What of a film is at hand and made, by values."""

from __future__ import annotations

from dataclasses import replace

from app.player.http import Resource
from app.player.manifest.playlist import MediaPlaylist, Segment, Variant
from app.player.manifest.timeline import Timeline
from app.player.session.events import EngineReported, PlayerTicked
from app.player.session.reading import Reading
from tests.app.player.session.states import PLAYING, after, playing


def test_what_is_at_hand_is_told_as_stretches() -> None:
    """What mpv holds and what the gateway holds, joined where they meet."""
    held = ((0.0, 4.0), (4.0, 8.0), (20.0, 24.0), (40.0, 44.0))
    report = replace(PLAYING, cached_from=6.0, cached_until=21.0)
    tick = PlayerTicked(3.0, Reading(held=held, made_until=60.0))
    shown = after(EngineReported(report, 3.0), tick, state=playing()).shown
    assert shown.buffered == ((0.0, 24.0), (40.0, 44.0))
    assert shown.made_seconds == 60.0


def test_a_growing_film_is_made_as_far_as_its_longest_rung() -> None:
    """Once that is whole, there is nothing to tell."""
    timeline = Timeline([Variant(name, name, 1e6, 1e6) for name in "ab"], total_seconds=40.0)
    segments = tuple(Segment(Resource(f"{n}.ts"), 4.0) for n in range(10))
    timeline.set_playlist(0, MediaPlaylist(segments[:3], complete=False))
    timeline.set_playlist(1, MediaPlaylist(segments[:2], complete=False))
    assert timeline.made_until() == 12.0
    timeline.set_playlist(1, MediaPlaylist(segments, complete=True))
    assert timeline.made_until() is None

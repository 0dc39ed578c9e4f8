"""Where the segments of a film lie."""

from __future__ import annotations

import pytest

from app.player.manifest.hls import parse
from app.player.manifest.playlist import MediaPlaylist, Variant
from app.player.manifest.timeline import Timeline

TEXT = "#EXTM3U\n#EXTINF:4,\na.ts\n#EXTINF:2.5,\nb.ts\n#EXTINF:4,\nc.ts\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize(
    ("seconds", "index"),
    [(-1, 0), (0, 0), (3.999, 0), (4, 1), (6.499, 1), (6.5, 2), (10.5, 2), (99, 2)],
)
def test_a_time_lies_in_a_segment(seconds: float, index: int) -> None:
    """A segment begins with its first moment; outside the film it is the first or last one."""
    film = parse(TEXT, "http://origin/film.m3u8")
    assert isinstance(film, MediaPlaylist)
    timeline = Timeline([Variant("film.m3u8", "360p", 1e6, 1e6)])
    timeline.set_playlist(0, film)
    assert timeline.index_at(seconds) == index


def test_of_a_film_that_nothing_is_known_of_the_first_segment_comes_first() -> None:
    """Whatever time is asked for."""
    assert Timeline([]).index_at(7) == 0

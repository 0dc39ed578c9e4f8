"""Playlists of others become values; the one for mpv is written from durations."""

from __future__ import annotations

import m3u8
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.player.http import Resource
from app.player.manifest.hls import parse
from app.player.manifest.playlist import (
    MediaPlaylist,
    Multivariant,
    PlaylistUnreadable,
    is_aligned,
    predicted,
    synthetic,
)

URL = "http://origin/films/7/list.m3u8?token=a"
LADDER = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="en.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="Deutsch",LANGUAGE="de",URI="de.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1500000,RESOLUTION=1280x720,AUDIO="a"
720p/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=360x640,AUDIO="a"
360p/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"
sound.m3u8
"""


def media(text: str) -> MediaPlaylist:
    found = parse("#EXTM3U\n#EXT-X-TARGETDURATION:4\n" + text, URL)
    assert isinstance(found, MediaPlaylist)
    return found


def test_a_ladder_is_read_from_the_lowest_up() -> None:
    """Variants in order, named by their short side; what is only sound is none of them."""
    found = parse(LADDER, URL)
    assert isinstance(found, Multivariant)
    assert [v.name for v in found.variants] == ["360p", "720p"]
    assert [v.average_bps for v in found.variants] == [500_000, 1_500_000]
    assert found.variants[0].url == "http://origin/films/7/360p/media.m3u8"
    assert found.sound_alone is not None
    assert (found.sound_alone.name, found.sound_alone.average_bps) == ("Audio only", 64_000)
    assert [s.label for s in found.sounds] == ["English"]
    assert [s.language for s in found.subtitles] == ["de"]


@pytest.mark.parametrize(
    ("codecs", "name"),
    [
        ("mp4a.40.2, avc1.64001f", "H.264"),
        ("hvc1.2.4.L120.90,ec-3", "HEVC"),
        ("av01.0.08M.10", "AV1"),
        ("vp09.00.40.08", "VP9"),
        ("mp4a.40.2", ""),
        ("", ""),
    ],
)
def test_a_codec_is_called_as_people_call_it(codecs: str, name: str) -> None:
    """That of the picture, wherever it stands."""
    stream = f'#EXT-X-STREAM-INF:BANDWIDTH=9000,RESOLUTION=640x360,CODECS="{codecs}"\na.m3u8'
    found = parse(f"#EXTM3U\n{stream}\n", URL)
    assert isinstance(found, Multivariant)
    assert [variant.codec for variant in found.variants] == [name]


def test_two_variants_of_one_height_can_be_told_apart() -> None:
    """Each name is a choice of its own."""
    text = "#EXTM3U\n" + "".join(
        f"#EXT-X-STREAM-INF:BANDWIDTH={bps},RESOLUTION=1280x720\n{bps}.m3u8\n"
        for bps in (2_000_000, 3_000_000)
    )
    found = parse(text, URL)
    assert isinstance(found, Multivariant)
    assert [v.name for v in found.variants] == ["720p 2.0 Mbit/s", "720p 3.0 Mbit/s"]


def test_bit_rates_give_sizes_until_the_next_one() -> None:
    """EXT-X-BITRATE holds for the segments after it (RFC 8216bis §4.4.4.8)."""
    found = media(
        "#EXT-X-BITRATE:800\n#EXTINF:4,\na.ts\n#EXTINF:2,\nb.ts\n"
        "#EXT-X-BITRATE:400\n#EXTINF:4,\nc.ts\n#EXT-X-ENDLIST\n"
    )
    assert [s.size_bytes for s in found.segments] == [400_000, 200_000, 200_000]
    assert found.complete


def test_byte_ranges_follow_each_other() -> None:
    """A range without an offset begins where the one before ended."""
    found = media(
        '#EXT-X-MAP:URI="all.mp4",BYTERANGE="100@0"\n#EXTINF:4,\n#EXT-X-BYTERANGE:50@100\nall.mp4\n'
        "#EXTINF:4,\n#EXT-X-BYTERANGE:70\nall.mp4\n"
    )
    url = "http://origin/films/7/all.mp4"
    assert [s.resource for s in found.segments] == [
        Resource(url, 100, 150),
        Resource(url, 150, 220),
    ]
    assert found.segments[0].init == Resource(url, 0, 100)
    assert not found.complete


@pytest.mark.parametrize(
    "text",
    [
        "<html>Not found</html>",
        "",
        "#EXTM3U\n#EXT-X-ENDLIST\n",
        '#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k"\n#EXTINF:4,\na.ts\n',
    ],
)
def test_what_can_not_be_played_is_refused_with_a_sentence(text: str) -> None:
    """No page, no empty list, nothing that needs a licence."""
    with pytest.raises(PlaylistUnreadable, match="can't be played"):
        parse(text, URL)


@given(st.lists(st.floats(0.5, 10), min_size=1, max_size=50))
def test_the_playlist_for_mpv_is_as_long_as_the_film(durations: list[float]) -> None:
    """One entry a segment; the tenth of a second taken from the first goes to the last."""
    read = m3u8.loads(synthetic(durations))
    assert len(read.segments) == len(durations)
    assert sum(s.duration for s in read.segments) == pytest.approx(sum(durations), abs=1e-3)
    if len(durations) > 1:
        assert read.segments[0].duration == pytest.approx(durations[0] - 0.1, abs=1e-5)


def test_the_rest_of_a_growing_film_is_predicted() -> None:
    """Like most segments so far, and one shorter at the end."""
    assert predicted((4.0, 4.0), 14.5) == (4.0, 4.0, 4.0, 2.5)
    assert predicted((4.0, 4.0, 4.0), 12.02) == (4.0, 4.0, 4.0)
    assert predicted((4.0,), None) == (4.0,)


def test_renditions_cut_elsewhere_do_not_go_together() -> None:
    """A quarter of a second is forgiven, as far as both are known."""
    assert is_aligned((4.0, 4.1, 4.0), (4.04, 4.0))
    assert not is_aligned((4.0, 4.0), (5.0, 3.0))

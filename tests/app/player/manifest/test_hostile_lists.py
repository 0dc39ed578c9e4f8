"""Playlists and manifests that mean no good end in a sentence, and the odd ones in numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.player import bounds
from app.player.http import TooLarge
from app.player.manifest import dash, hls
from app.player.manifest.playlist import (
    Key,
    MediaPlaylist,
    Multivariant,
    NoPlaylist,
    PlaylistUnreadable,
    Protected,
)

URL = "http://origin/films/list.m3u8"
TAGS = (
    *("#EXTINF:4,", "#EXTINF:-1,", "#EXTINF:1e999,", "#EXTINF:nan,", "#EXTINF", "#EXT-X-KEY:"),
    *("#EXT-X-BYTERANGE:abc@x", "#EXT-X-BYTERANGE:5@9", "#EXT-X-MAP:", '#EXT-X-MAP:URI="i"'),
    *("#EXT-X-MEDIA-SEQUENCE:9" + "9" * 30, "#EXT-X-BITRATE:-1", "#EXT-X-ENDLIST", "a.ts", ""),
    *("#EXT-X-DISCONTINUITY", '#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x1', "http://[/", "#"),
    *("#EXT-X-STREAM-INF:BANDWIDTH=nan", "#EXT-X-STREAM-INF:RESOLUTION=0x0", "#EXT-X-MEDIA:"),
)


def media(*lines: str) -> MediaPlaylist:
    found = hls.parse("\n".join(("#EXTM3U", *lines, "#EXT-X-ENDLIST")), URL)
    assert isinstance(found, MediaPlaylist)
    return found


@given(st.lists(st.sampled_from(TAGS), max_size=12))
def test_no_order_of_tags_breaks_the_reader(lines: list[str]) -> None:
    """It is a playlist whose numbers can be counted with, or a sentence."""
    try:
        found = hls.parse("\n".join(("#EXTM3U", *lines)), URL)
    except PlaylistUnreadable:
        return
    if isinstance(found, MediaPlaylist):
        assert all(0 < s.duration_seconds < math.inf for s in found.segments)
    else:
        assert all(0 < v.average_bps < math.inf for v in found.variants)


@pytest.mark.parametrize(
    "lines",
    [
        ("#EXTINF:nan,", "a.ts"),
        ("#EXTINF:1e999,", "a.ts"),
        ("#EXTINF:-4,", "a.ts"),
        ("#EXTINF:4,", "#EXT-X-BYTERANGE:abc@x", "a.ts"),
        ("#EXTINF:4,", "#EXT-X-BYTERANGE:5@" + "9" * 5000, "a.ts"),
        ('#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x' + "0" * 33, "#EXTINF:4,", "a.ts"),
        ("#EXTINF:4,", "a" * 20_000),
    ],
)
def test_numbers_that_are_none_are_no_playlist(lines: tuple[str, ...]) -> None:
    """Nothing that is counted with may be one of them."""
    with pytest.raises(NoPlaylist):
        media(*lines)


def test_more_segments_than_any_film_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Very many of a thousandth of a second, and few with addresses of many letters."""
    monkeypatch.setattr(bounds, "PLAYLIST_SEGMENTS", 2000)
    short = ("#EXTINF:0.001,", "a.ts") * 2001
    long = ("#EXTINF:4,", "a" * 15_000) * (bounds.PLAYLIST_WEIGHT // 15_000 + 1)
    for lines in (short, long):
        with pytest.raises(TooLarge):
            media(*lines)


def test_of_ten_thousand_variants_a_ladder_is_left() -> None:
    """From the lowest to the highest, each with a name of its own."""
    lines = ["#EXTM3U"]
    for rung in range(10_000):
        lines += [
            f"#EXT-X-STREAM-INF:BANDWIDTH={rung + 1}00000,RESOLUTION=1280x720",
            f"{rung}.m3u8",
        ]
    found = hls.parse("\n".join(lines), URL)
    assert isinstance(found, Multivariant)
    assert len(found.variants) == len({v.name for v in found.variants}) == bounds.VARIANTS
    assert found.variants[0].average_bps == 100_000


@pytest.mark.parametrize(
    "key",
    [
        'METHOD=SAMPLE-AES,URI="skd://key",KEYFORMAT="com.apple.streamingkeydelivery"',
        'METHOD=SAMPLE-AES-CTR,URI="data:,",KEYFORMAT="urn:uuid:edef8ba9"',
        'METHOD=AES-128,URI="k",KEYFORMAT="com.microsoft.playready"',
        "METHOD=AES-128",
    ],
)
def test_what_needs_a_licence_says_so(key: str) -> None:
    """Only where a segment is encrypted so: what nothing follows hurts nobody."""
    with pytest.raises(Protected, match="protected by DRM"):
        media(f"#EXT-X-KEY:{key}", "#EXTINF:4,", "a.ts")
    assert media("#EXTINF:4,", "a.ts", f"#EXT-X-KEY:{key}").segments[0].key is None


def test_keys_change_and_end_and_count() -> None:
    """Without a vector the segment's number is it; one key of several is ours."""
    found = media(
        "#EXT-X-MEDIA-SEQUENCE:258",
        "#EXTINF:4,",
        "0.ts",
        '#EXT-X-KEY:METHOD=AES-128,URI="k1"',
        "#EXTINF:4,",
        "1.ts",
        '#EXT-X-KEY:METHOD=AES-128,URI="k2",IV=0xAb',
        '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://k",KEYFORMAT="com.apple.streamingkeydelivery"',
        "#EXTINF:4,",
        "2.ts",
        "#EXT-X-KEY:METHOD=NONE",
        "#EXTINF:4,",
        "3.ts",
    )
    base = "http://origin/films/"
    assert [segment.key for segment in found.segments] == [
        None,
        Key(base + "k1", bytes(14) + b"\x01\x03"),
        Key(base + "k2", bytes(15) + b"\xab"),
        None,
    ]


def mpd(representations: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<MPD mediaPresentationDuration="PT1H"><Period>'
        f'<AdaptationSet mimeType="video/mp4">{representations}</AdaptationSet></Period></MPD>'
    ).encode()


def template(attributes: str, times: str = "", bandwidth: int = 1000) -> str:
    return (
        f'<Representation bandwidth="{bandwidth}"><SegmentTemplate initialization="i" '
        f'media="$Time$" {attributes}>{times}</SegmentTemplate></Representation>'
    )


def repeated(count: int) -> str:
    return f'<SegmentTimeline><S d="1" r="{count}"/></SegmentTimeline>'


@pytest.mark.parametrize(
    "raw",
    [
        mpd(template("", repeated(2000))),
        mpd("".join(template("", repeated(1900), rung) for rung in range(1000, 1008))),
        mpd(template('duration="1"')),
        mpd("<S/>" * bounds.MANIFEST_MARKS),
    ],
    ids=["one run", "many runs", "tiny", "elements"],
)
def test_a_small_manifest_can_not_make_a_large_film(
    raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few hundred bytes that stand for more segments than allowed."""
    monkeypatch.setattr(bounds, "PLAYLIST_SEGMENTS", 2000)
    monkeypatch.setattr(bounds, "FILM_WEIGHT", 8 * 1900 * 300)
    with pytest.raises(TooLarge):
        dash.parse(raw, URL)


@pytest.mark.parametrize(
    "raw",
    [
        mpd("", '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'),
        mpd(template('duration="4" timescale="0"')),
        mpd(template('duration="0"')),
        mpd(template('duration="-4"')),
        mpd(template('duration="4" timescale="' + "9" * 5000 + '"')),
        mpd(template('duration="4" startNumber="x"')),
        mpd(template("", '<SegmentTimeline><S t="-1" d="1"/></SegmentTimeline>')),
        mpd(template("", '<SegmentTimeline><S d="0" r="-1"/></SegmentTimeline>')),
        mpd("<a>" * 100_000),
    ],
    ids=["entities", "scale", "nothing", "negative", "huge", "number", "time", "run", "depth"],
)
def test_a_manifest_of_nonsense_is_no_playlist(raw: bytes) -> None:
    """No entities, nothing to divide by zero."""
    with pytest.raises(NoPlaylist):
        dash.parse(raw, URL)


def test_a_manifest_that_needs_a_licence_says_so() -> None:
    """What of it is in the clear would still be played."""
    locked = template('duration="4"').replace("<Seg", "<ContentProtection/><Seg")
    with pytest.raises(Protected):
        dash.parse(mpd(locked), URL)


def test_a_manifest_of_sound_alone_is_played() -> None:
    """A podcast has no picture."""
    raw = mpd(template('duration="4"', bandwidth=64_000)).replace(b"video/", b"audio/")
    found = dash.parse(raw, URL)
    assert [variant.name for variant in found.variants] == ["64 kbit/s"]
    assert len(found.playlists[0].segments) == 900

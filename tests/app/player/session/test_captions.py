"""Captions for the hard of hearing: found in what a film offers, and shown by themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.player.engine.api import EngineTrack, Track
from app.player.manifest import dash, hls
from app.player.manifest.playlist import Multivariant
from app.player.session.captions import captions_for, is_for_the_deaf
from app.player.session.effects import SelectSubtitles, ServeSubtitle
from app.player.session.events import (
    ChooseSubtitle,
    EngineReported,
    OpenPath,
    PlayerTicked,
    PlayLoaded,
    PlayMade,
    PreferCaptions,
)
from app.player.session.reading import Reading
from tests.app.player.session.states import LADDER, PLAYING, after, only, opening, told

GERMAN, ENGLISH = Track("Deutsch", "de"), Track("English", "en")
GERMAN_SDH, ENGLISH_SDH = Track("Deutsch", "de", is_sdh=True), Track("English [CC]", "eng")
GERMAN_FORCED = Track("Deutsch", "de", is_forced=True)


@pytest.mark.parametrize(
    ("tracks", "shown"),
    [
        ((GERMAN, GERMAN_SDH, ENGLISH), 1),
        ((GERMAN_FORCED, ENGLISH, GERMAN), 2),
        ((ENGLISH_SDH, GERMAN), 1),
        ((ENGLISH, ENGLISH_SDH), 1),
        ((ENGLISH, GERMAN_FORCED), None),
        ((), None),
    ],
)
def test_which_are_shown(tracks: tuple[Track, ...], shown: int | None) -> None:
    """To somebody who reads German: never those that are for who hears the film."""
    assert captions_for(tracks, ("de-AT", "de")) == shown


@pytest.mark.parametrize("label", ["English (SDH)", "CC", "Closed captions", "für Hörgeschädigte"])
def test_a_label_may_tell(label: str) -> None:
    """Where the format has no field for it, or nobody filled it in."""
    assert is_for_the_deaf(Track(label))
    assert not is_for_the_deaf(Track("Accents and success"))


def test_a_playlist_tells() -> None:
    """HLS by CHARACTERISTICS and FORCED, DASH by its roles."""
    media = '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="{}",LANGUAGE="en",URI="{}.m3u8"{}\n'
    kinds = {
        "a": "",
        "b": ',CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog,'
        'public.accessibility.describes-music-and-sound"',
        "c": ",FORCED=YES",
    }
    text = "#EXTM3U\n" + "".join(media.format(n, n, more) for n, more in kinds.items())
    found = hls.parse(text + "#EXT-X-STREAM-INF:BANDWIDTH=1000000\na.m3u8\n", "http://x/")
    assert isinstance(found, Multivariant)
    assert [s.is_sdh for s in found.subtitles] == [False, True, False]
    assert [s.is_forced for s in found.subtitles] == [False, False, True]

    sets = "".join(
        f'<AdaptationSet mimeType="text/vtt" lang="en"><Role schemeIdUri="r" value="{role}"/>'
        f'<Representation id="{role}" bandwidth="1"><BaseURL>{role}.vtt</BaseURL>'
        "</Representation></AdaptationSet>"
        for role in ("subtitle", "caption", "forced-subtitle")
    )
    picture = (
        '<AdaptationSet mimeType="video/mp4">'
        '<SegmentTemplate initialization="i" media="$Number$" duration="4"/>'
        '<Representation id="v" bandwidth="1000000"/></AdaptationSet>'
    )
    mpd = f'<MPD mediaPresentationDuration="PT8S"><Period>{picture}{sets}</Period></MPD>'.encode()
    assert [(s.is_sdh, s.is_forced) for s in dash.parse(mpd, "http://x/").subtitles] == [
        *((False, False), (True, False), (False, True))
    ]


def test_they_are_shown_by_themselves() -> None:
    """Of a film of a server as soon as one knows what it offers; unless nobody wants them."""
    offer = replace(LADDER, subtitles=(ENGLISH, ENGLISH_SDH))
    begun = (opening(), PlayMade(1, 3.0, True), PlayLoaded(1, offer, 1.0))
    wanted = PreferCaptions(("en",))
    assert only(told(wanted, *begun)[1], ServeSubtitle) == [ServeSubtitle(1, 1)]
    assert only(told(*begun, wanted)[1], ServeSubtitle) == [ServeSubtitle(1, 1)]
    assert only(told(*begun)[1], ServeSubtitle) == []


def test_what_the_viewer_chooses_stays() -> None:
    """They are the beginning; the next film has them again."""
    tracks = (EngineTrack(1, "", "eng"), EngineTrack(2, "SDH", "eng"))
    film = EngineReported(replace(PLAYING, subtitles=tracks), 0.5), PlayerTicked(1.0, Reading())
    first = OpenPath(Path("/film.mkv"), 0.0)
    state, effects = told(PreferCaptions(("en",)), first, *film)
    assert effects[-1] == SelectSubtitles(2, None)
    assert (state.shown.subtitle_now, state.shown.subtitle_by_itself) == (1, True)

    off = after(ChooseSubtitle(None), PlayerTicked(2.0, Reading()), state=state)
    assert (off.shown.subtitle_now, off.shown.subtitle_by_itself) == (None, False)

    report = replace(PLAYING, medium=2, subtitles=tracks)
    again = after(*(first, EngineReported(report, 3.0), PlayerTicked(3.0, Reading())), state=off)
    assert (again.shown.subtitle_now, again.shown.subtitle_by_itself) == (1, True)

"""Other people's HLS in the real mpv: clocks that jump, byte ranges, sound apart, and growing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from app.player.engine.api import Phase
from app.player.remux import ts
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.ladder import FILM_SECONDS, run_ffmpeg

CUT = FILM_SECONDS // 2
LIST = ("-f", "hls", "-hls_time", "4", "-hls_list_size", "0", "-hls_playlist_type", "vod")


def encoded(film: Path, playlist: Path, *options: str, start: int = 0, seconds: int = 0) -> str:
    """A stretch of the film as HLS of its own, its clock from the beginning; the lines of it."""
    playlist.parent.mkdir(parents=True, exist_ok=True)
    span = ("-ss", str(start), "-t", str(seconds or FILM_SECONDS))
    codec = "-c:v libx264 -preset ultrafast -crf 16 -g 48 -sc_threshold 0 -c:a aac"
    run_ffmpeg(*span, "-i", str(film), *codec.split(), *LIST, *options, str(playlist))
    return playlist.read_text()


def spliced(film: Path, folder: Path, *options: str) -> None:
    """Two encodes in one playlist, the second with clock and parameters of its own."""
    first = encoded(film, folder / "a" / "m.m3u8", *options, seconds=CUT)
    second = encoded(film, folder / "b" / "m.m3u8", *options, start=CUT, seconds=CUT)
    both = [beneath("a", first.replace("#EXT-X-ENDLIST\n", ""))]
    body = second[min(second.index(tag) for tag in ("#EXT-X-MAP", "#EXTINF") if tag in second) :]
    both += ["#EXT-X-DISCONTINUITY\n", beneath("b", body)]
    (folder / "media.m3u8").write_text("".join(both))


def beneath(name: str, text: str) -> str:
    """The playlist's addresses as seen from one folder up."""
    text = text.replace('URI="', f'URI="{name}/')
    lines = [line if line.startswith("#") else f"{name}/{line}" for line in text.splitlines()]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def others(films: Path) -> Path:
    """Every kind of playlist that the tests below play."""
    folder, film = films / "others", films / "film.mp4"
    spliced(film, folder / "jump-ts")
    spliced(film, folder / "jump-fmp4", "-hls_segment_type", "fmp4")
    encoded(film, folder / "ranges-ts" / "media.m3u8", "-hls_flags", "single_file")
    fragments = ("-hls_segment_type", "fmp4", "-hls_flags", "single_file")
    encoded(film, folder / "ranges-fmp4" / "media.m3u8", *fragments)
    return folder


@pytest.mark.parametrize("name", ["jump-ts", "jump-fmp4", "ranges-ts", "ranges-fmp4"])
def test_plays_through_and_seeks_exactly(theatre: Theatre, others: Path, name: str) -> None:
    """Over the splice and back, into both halves, to the last frame."""
    assert (others / name).is_dir()
    theatre.session.open_url(theatre.origin.url(f"others/{name}/media.m3u8"))
    state = theatre.wait(lambda state: state.has_picture)
    assert state.duration_seconds == pytest.approx(FILM_SECONDS, abs=0.3)
    theatre.session.pause()
    for seconds in (17.5, 3.2, CUT + 0.5, CUT - 0.5, 21.9, 1.0):
        theatre.session.seek(seconds)
        theatre.wait_for_frame(frame_at(seconds))
    theatre.screen.frames.clear()
    theatre.session.play()
    state = theatre.watch_to_the_end(speed=4)

    assert state.phase is Phase.ENDED
    assert state.statistics.rebuffers == 0
    assert theatre.damaged == 0
    assert theatre.largest_jump() < 12
    assert theatre.seen(FILM_SECONDS * 24 - 1, within=3)


def test_opens_behind_a_splice(theatre: Theatre, others: Path) -> None:
    """Where the first run's clock was never seen; and back before it."""
    assert others.exists()
    theatre.session.open_url(theatre.origin.url("others/jump-ts/media.m3u8"), 15.0)
    theatre.wait(lambda _: theatre.seen(frame_at(15.0), within=12))
    theatre.session.pause()
    theatre.session.seek(6.0)
    theatre.wait_for_frame(frame_at(6.0))


def test_sound_apart_and_subtitles_in_segments(theatre: Theatre, others: Path) -> None:
    """EXT-X-MEDIA with addresses of its own: two languages, and WebVTT cut by HLS."""
    folder, film = others / "apart", others.parent / "film.mp4"
    encoded(film, folder / "picture" / "m.m3u8", "-an")
    for language in ("en", "de"):
        encoded(film, folder / language / "m.m3u8", "-vn")
    (folder / "t.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:12\n#EXTINF:12,\n1.vtt\n#EXTINF:12,\n2.vtt\n#EXT-X-ENDLIST\n"
    )
    for part in (1, 2):
        cue = f"WEBVTT\n\n00:{12 * part - 12:02}.000 --> 00:{12 * part:02}.000\nPart {part}\n"
        (folder / f"{part}.vtt").write_text(cue)
    sound = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="{0}",LANGUAGE="{0}",URI="{0}/m.m3u8"\n'
    (folder / "all.m3u8").write_text(
        "#EXTM3U\n"
        + sound.format("en")
        + sound.format("de")
        + '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="t",NAME="English",LANGUAGE="en",URI="t.m3u8"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=320x180,AUDIO="a",SUBTITLES="t"\n'
        "picture/m.m3u8\n"
    )
    theatre.session.open_url(theatre.origin.url("others/apart/all.m3u8"))
    state = theatre.wait(lambda state: state.has_picture and bool(state.sounds))
    assert [track.language for track in state.sounds] == ["en", "de"]
    theatre.session.set_subtitle(0)
    theatre.wait(lambda state: state.subtitle_now == 0)
    theatre.session.set_sound(1)
    theatre.session.seek(15.0)
    theatre.wait(lambda state: state.sound_now == 1 and state.position_seconds >= 15)
    state = theatre.watch_to_the_end(speed=4)
    assert state.phase is Phase.ENDED
    assert any(path.startswith("others/apart/de/") for path in theatre.origin.requests)
    assert theatre.damaged == 0


def test_an_event_grows_into_a_film(theatre: Theatre, others: Path) -> None:
    """What is announced later is played too, a jump of the clock among it."""
    whole = (others / "jump-ts" / "media.m3u8").read_text()
    head, *segments = whole.replace("VOD", "EVENT").split("#EXTINF")
    growing = others / "jump-ts" / "growing.m3u8"
    growing.write_text("#EXTINF".join([head, *segments[:2]]))
    theatre.session.open_url(theatre.origin.url("others/jump-ts/growing.m3u8"))
    theatre.wait(lambda state: state.has_picture)
    theatre.wait(lambda state: state.position_seconds > 1)
    assert theatre.session.state.position_seconds < 9
    growing.write_text(whole.replace("VOD", "EVENT"))
    state = theatre.watch_to_the_end(speed=4)

    assert state.phase is Phase.ENDED
    assert theatre.damaged == 0
    assert theatre.largest_jump() < 12
    assert theatre.seen(FILM_SECONDS * 24 - 1, within=3)


def test_every_time_stamp_of_a_segment_moves(others: Path) -> None:
    """And nothing else does; the clock's end is passed like any hour."""
    body = (others / "jump-ts" / "a" / "m0.ts").read_bytes()
    first = ts.first_time(body)
    assert first is not None
    later = ts.restamped(body, ts.WRAP - 10)
    assert ts.first_time(later) == first - 10
    assert ts.restamped(later, 10) == body
    assert ts.restamped(b"ID3 and so on", 10) == b"ID3 and so on"
    differing = sum(a != b for a, b in zip(body, later, strict=True))
    assert 0 < differing < len(body) // 20
    assert len(list(pairwise(ts.packets(body)))) == len(body) // ts.PACKET - 1

"""Other people's HLS in the real mpv: clocks that jump, byte ranges, sound apart, and growing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from app.player.engine.api import Phase
from app.player.remux import ts
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.ladder import FILM_SECONDS, run_ffmpeg
from tests.app.player.origin_server import Fault
from tests.waiting import until

CUT = FILM_SECONDS // 2
LIST = ("-f", "hls", "-hls_time", "4", "-hls_list_size", "0", "-hls_playlist_type", "vod")


def written(film: Path, playlist: Path, *options: str, start: int = 0, seconds: int = 0) -> str:
    """A stretch of the film, from a key frame on, as HLS of its own with a clock from the
    beginning; the lines of it."""
    playlist.parent.mkdir(parents=True, exist_ok=True)
    span = ("-ss", str(start), "-t", str(seconds or FILM_SECONDS))
    run_ffmpeg(*span, "-i", str(film), "-c", "copy", *LIST, *options, str(playlist))
    return playlist.read_text()


def spliced(film: Path, folder: Path, *options: str) -> None:
    """Two films in one playlist, the second with a clock of its own."""
    first = written(film, folder / "a" / "m.m3u8", *options, seconds=CUT)
    second = written(film, folder / "b" / "m.m3u8", *options, start=CUT, seconds=CUT)
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
    written(film, folder / "ranges-ts" / "media.m3u8", "-hls_flags", "single_file")
    fragments = ("-hls_segment_type", "fmp4", "-hls_flags", "single_file")
    written(film, folder / "ranges-fmp4" / "media.m3u8", *fragments)
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
    written(film, folder / "picture" / "m.m3u8", "-an")
    for language in ("en", "de"):
        written(film, folder / language / "m.m3u8", "-vn")
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
    # All of the sound that is heard is fetched, and of the other one what mpv looks at.
    count = len(list(folder.glob("en/*.ts")))
    until(lambda: len(sounds_asked(theatre, "en")) == count)
    theatre.session.set_subtitle(0)
    theatre.wait(lambda state: state.subtitle_now == 0)
    theatre.session.seek(17.0)
    theatre.wait(lambda state: state.position_seconds >= 17 and state.phase is Phase.PLAYING)
    first = len(sounds_asked(theatre, "de"))
    assert first <= 1
    theatre.session.set_sound(1)
    theatre.wait(lambda state: state.sound_now == 1)
    state = theatre.watch_to_the_end(speed=4)
    assert state.phase is Phase.ENDED
    asked = set(sounds_asked(theatre, "de")[first:])
    assert asked == {f"others/apart/de/m{number}.ts" for number in range(4, count)}
    assert theatre.damaged == 0


def sounds_asked(theatre: Theatre, language: str) -> list[str]:
    """The segments of one, in the order in which they were asked for."""
    of = f"others/apart/{language}/"
    return [path for path in theatre.origin.requests if path.startswith(of) and "m3u8" not in path]


@pytest.mark.parametrize("kind", ["ts", "fmp4"])
def test_plays_what_is_encrypted_by_aes_128(theatre: Theatre, others: Path, kind: str) -> None:
    """With a key that changes, seeks across the change, and a segment that breaks off half way."""
    folder = others / f"secret-{kind}"
    {"ts": encrypt_as_ffmpeg, "fmp4": encrypt_fragments}[kind](others.parent / "film.mp4", folder)
    broken = [f"others/{folder.name}/{part}" for part in ("1/m1.ts", "m1.m4s")]

    def breaks_once(path: str) -> Fault | None:
        if path not in broken:
            return None
        broken.remove(path)
        return Fault("truncate", after_bytes=20_001)

    theatre.origin.fault_for = breaks_once
    theatre.session.open_url(theatre.origin.url(f"others/{folder.name}/media.m3u8"))
    theatre.wait(lambda state: state.has_picture)
    theatre.session.pause()
    for seconds in (3.2, 15.5, 8.0):
        theatre.session.seek(seconds)
        theatre.wait_for_frame(frame_at(seconds))
    theatre.screen.frames.clear()
    theatre.session.play()
    state = theatre.watch_to_the_end(speed=8)

    assert state.phase is Phase.ENDED
    assert theatre.damaged == 0
    assert theatre.largest_jump() < 12
    assert theatre.seen(FILM_SECONDS * 24 - 1, within=3)
    keys = [path for path in theatre.origin.requests if path.endswith("key")]
    assert len(keys) == len(set(keys)) == 2


def encrypt_as_ffmpeg(film: Path, folder: Path) -> None:
    """Two halves, of which the second has a key and a vector of its own."""
    for number, start, vector in ((1, 0, ""), (2, CUT, "000102030405060708090a0b0c0d0e0f\n")):
        half = folder / str(number)
        half.mkdir(parents=True)
        (half / "key").write_bytes(bytes([number]) * 16)
        (half / "info").write_text(f"key\n{half / 'key'}\n{vector}")
        keyed = ("-hls_key_info_file", str(half / "info"))
        written(film, half / "m.m3u8", *keyed, start=start, seconds=CUT)
    first, second = ((folder / name / "m.m3u8").read_text() for name in ("1", "2"))
    second = second[second.index("#EXT-X-KEY") :]
    whole = beneath("1", first.replace("#EXT-X-ENDLIST\n", "")) + "#EXT-X-DISCONTINUITY\n"
    (folder / "media.m3u8").write_text(whole + beneath("2", second))


def encrypt_fragments(film: Path, folder: Path) -> None:
    """Which FFmpeg can't: the init segment and half of the rest with one key, the rest with
    another, whose vector is the segment's number."""
    lines = written(film, folder / "m.m3u8", "-hls_segment_type", "fmp4").splitlines()
    middle = lines.index("m3.m4s") - 1
    lines.insert(middle, '#EXT-X-KEY:METHOD=AES-128,URI="2.key"')
    lines.insert(4, '#EXT-X-KEY:METHOD=AES-128,URI="1.key",IV=0x0f')
    (folder / "media.m3u8").write_text("\n".join(lines))
    for name in ("init.mp4", "m0.m4s", "m1.m4s", "m2.m4s"):
        encrypt(folder, name, number=1, vector=15)
    for place in (3, 4, 5):
        encrypt(folder, f"m{place}.m4s", number=2, vector=place)


def encrypt(folder: Path, name: str, *, number: int, vector: int) -> None:
    key, clear = bytes([number]) * 16, (folder / name).read_bytes()
    (folder / f"{number}.key").write_bytes(key)
    padding = 16 - len(clear) % 16
    cipher = Cipher(AES(key), CBC(vector.to_bytes(16, "big"))).encryptor()
    (folder / name).write_bytes(cipher.update(clear + bytes([padding]) * padding))


def test_a_podcast_plays_without_a_picture(theatre: Theatre, others: Path) -> None:
    """A multivariant playlist that names sound alone."""
    folder, film = others / "podcast", others.parent / "film.mp4"
    written(film, folder / "sound" / "m.m3u8", "-vn")
    (folder / "all.m3u8").write_text(
        '#EXTM3U\n#EXT-X-SESSION-DATA:DATA-ID="com.example.title",VALUE="On ladders"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=96000,CODECS="mp4a.40.2"\nsound/m.m3u8\n'
    )
    theatre.session.open_url(theatre.origin.url("others/podcast/all.m3u8"))
    theatre.wait(lambda state: state.phase is Phase.PLAYING)
    theatre.session.seek(17.0)
    state = theatre.wait(lambda s: s.position_seconds > 17.2 and s.phase is Phase.PLAYING)
    assert (state.has_picture, state.title) == (False, "On ladders")
    assert theatre.watch_to_the_end().phase is Phase.ENDED


def test_a_film_goes_on_as_its_sound_alone_and_comes_back(theatre: Theatre, others: Path) -> None:
    """From the same place both ways; what is not watched is not fetched, nor is the sound before it
    is asked for."""
    folder, film = others / "radio", others.parent / "film.mp4"
    written(film, folder / "picture" / "m.m3u8")
    for name in ("low", "sound"):
        written(film, folder / name / "m.m3u8", "-vn")
    (folder / "all.m3u8").write_text(
        '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=32000,CODECS="mp4a.40.5"\nlow/m.m3u8\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=96000,CODECS="mp4a.40.2"\nsound/m.m3u8\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=320x180,CODECS="avc1.64001f,mp4a.40.2"\n'
        "picture/m.m3u8\n"
    )
    theatre.session.open_url(theatre.origin.url("others/radio/all.m3u8"), 9.0)
    state = theatre.wait(lambda state: state.has_picture)
    assert [rendition.name for rendition in state.renditions] == ["180p"]
    assert state.sound_alone is not None
    assert state.sound_alone.bandwidth_bps == 96_000
    assert not asked_below(theatre, "radio/low", "radio/sound")

    theatre.session.choose_rendition(state.sound_alone.name)
    state = theatre.wait(lambda s: not s.has_picture and s.phase is Phase.PLAYING)
    assert (state.rendition_now, state.rendition_chosen) == ("Audio only", "Audio only")
    assert 9 <= state.position_seconds < 16  # where FFmpeg would begin at 8
    assert asked_below(theatre, "radio/sound")
    theatre.session.seek(17.5)
    theatre.wait(lambda s: s.position_seconds > 17.5 and s.phase is Phase.PLAYING)
    pictures = asked_below(theatre, "radio/picture")

    theatre.session.choose_rendition(None)
    state = theatre.wait(lambda s: s.has_picture and s.phase is Phase.PLAYING)
    assert (state.rendition_now, state.rendition_chosen) == ("180p", None)
    assert state.position_seconds > 17.5
    assert theatre.watch_to_the_end(speed=8).phase is Phase.ENDED
    assert len(asked_below(theatre, "radio/picture")) > len(pictures)
    assert not asked_below(theatre, "radio/low")


def asked_below(theatre: Theatre, *folders: str) -> list[str]:
    below = tuple(f"others/{folder}/" for folder in folders)
    return [path for path in theatre.origin.requests if path.startswith(below)]


def test_the_sound_inside_the_picture_is_one_of_several(theatre: Theatre, others: Path) -> None:
    """English comes with the picture, German, the default, by an address of its own."""
    folder, film = others / "inside", others.parent / "film.mp4"
    written(film, folder / "picture" / "m.m3u8")
    written(film, folder / "de" / "m.m3u8", "-vn")
    (folder / "all.m3u8").write_text(
        "#EXTM3U\n"
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en"\n'
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",DEFAULT=YES,'
        'URI="de/m.m3u8"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=320x180,AUDIO="a"\npicture/m.m3u8\n'
    )
    theatre.session.open_url(theatre.origin.url("others/inside/all.m3u8"))
    state = theatre.wait(lambda state: state.has_picture and bool(state.sounds))
    assert ([track.language for track in state.sounds], state.sound_now) == (["en", "de"], 1)
    assert theatre.player.core["aid"] == 2
    theatre.session.set_sound(0)
    theatre.wait(lambda state: state.sound_now == 0 and theatre.player.core["aid"] == 1)
    assert theatre.watch_to_the_end(speed=8).phase is Phase.ENDED


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

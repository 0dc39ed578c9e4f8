"""The checker finds what is wrong, and finds nothing where nothing is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.transcode.api import Job
from backend.transcode.encode.revision import Revision
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import make_plan
from backend.transcode.process import Stop
from backend.transcode.source.inspection import inspect
from tests.backend.transcode.conformance import check, continues
from tests.backend.transcode.fakes import QUICK, FolderStore, make_clip, pictures, tone

Files = dict[str, bytes]
TOP = "hls/multivariant.m3u8"
MEDIA = "hls/480p/media.m3u8"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A finished revision of nine seconds: two rungs, two sound tracks."""
    folder = tmp_path_factory.mktemp("whole")
    store = FolderStore(folder / "store")
    maps = ("-map", "0", "-map", "1", "-map", "2", "-metadata:s:a:1", "language=fra")
    sounds = (*tone(9), *tone(9, 660))
    make_clip(store.path("sources/v/1.mkv"), *pictures("854x480", "10", 9), *sounds, *maps, *QUICK)
    seen = inspect(store, "sources/v/1.mkv", Stop())
    plan = make_plan(seen.probe, seen.extent, Encoding(preset="ultrafast"))
    revision = Revision.resume(store, Job("v", "r", "sources/v/1.mkv", 1), lambda: plan)
    while (run := revision.take()) is not None:
        revision.do(run, store.signed_get("sources/v/1.mkv", 9), folder / "scratch", Stop())
    prefix = revision.job.prefix
    return {k.removeprefix(prefix): store.path(k).read_bytes() for k in store.keys(prefix)}


def test_what_matinee_writes_conforms(whole: Files) -> None:
    """No rule is broken by a revision made here."""
    assert check(TOP, whole.get) == []


def test_further_sound_is_a_rendition_of_its_own(whole: Files) -> None:
    """By language, in a group with the sound that the rungs carry."""
    text = whole[TOP].decode()
    assert 'LANGUAGE="fra"' in text
    assert 'URI="audio-1/media.m3u8"' in text
    assert whole["hls/audio-1/00002.ts"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("#EXTM3U\n", "", f"{MEDIA} does not begin with #EXTM3U (§4.3.1.1)"),
        ("#EXT-X-TARGETDURATION:4\n", "", "EXT-X-TARGETDURATION is missing"),
        ("#EXT-X-TARGETDURATION:4", "#EXT-X-TARGETDURATION:3", "exceeds the target duration"),
        ("#EXT-X-VERSION:6\n", "", "needs version 3"),
        ("#EXTINF:4.000000,\n00001", "00001", "00001.ts has no EXTINF"),
        ("EVENT", "LIVE", "neither EVENT nor VOD"),
        ("00001.ts", "00009.ts", "00009.ts is missing"),
        ("#EXTINF:4.000000,\n00001", "#EXTINF:3.500000,\n00001", "is cut elsewhere"),
        ("#EXTINF:4.000000,\n00000", "#EXTINF:3.900000,\n00000", "does not continue"),
        ("#EXT-X-BITRATE:", "#EXT-X-BITRATE:9", "but EXT-X-BITRATE says"),
        ("EVENT", "VOD\n#EXT-X-PLAYLIST-TYPE:VOD", "stands twice"),
    ],
)
def test_finds_what_is_wrong_in_a_media_playlist(
    whole: Files, old: str, new: str, problem: str
) -> None:
    """Each broken playlist is named with its rule."""
    text = whole[MEDIA].decode()
    assert old in text
    broken = whole | {MEDIA: text.replace(old, new, 1).encode()}
    assert any(problem in found for found in check(TOP, broken.get)), check(TOP, broken.get)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("AVERAGE-BANDWIDTH=", "AVERAGE-BANDWIDTH=0.", "is not AVERAGE-BANDWIDTH"),
        (":BANDWIDTH=", ":BANDWIDTH=0.", "exceeds BANDWIDTH"),
        ("CODECS=", "X-CODECS=", "has no CODECS"),
        ("RESOLUTION=", "X-RESOLUTION=", "has no RESOLUTION"),
        ('AUDIO="sound"', 'AUDIO="noise"', "names a group that is not there"),
        ("480p/media", "540p/media", "hls/540p/media.m3u8 is missing"),
        ("480p/media", "360p/media", "a variant is listed twice"),
        ("avc1.", "avc1.f", "which CODECS does not name"),
        ("#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-TARGETDURATION:4", "tags of media playlists"),
    ],
)
def test_finds_what_is_wrong_in_a_multivariant_playlist(
    whole: Files, old: str, new: str, problem: str
) -> None:
    """Each broken attribute is named with its rule."""
    lines = whole[TOP].decode()
    assert old in lines
    broken = whole | {TOP: lines.replace(old, new).encode()}
    assert any(problem in found for found in check(TOP, broken.get)), check(TOP, broken.get)


def test_finds_a_segment_that_was_cut_off(whole: Files) -> None:
    """Half a packet at the end is no transport stream."""
    name = "hls/480p/00001.ts"
    broken = whole | {name: whole[name][:-100]}
    assert any("00001.ts is missing, empty or no" in found for found in check(TOP, broken.get))


def test_seams_between_chunks_are_not_heard(whole: Files, tmp_path: Path) -> None:
    """A tone stays a tone at four seconds, where one chunk ends and the next begins: what a
    resonator tuned to it leaves over is no more there than elsewhere."""
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(whole[f"hls/360p/{n:05d}.ts"] for n in range(3)))
    raw = make_clip(tmp_path / "raw.f32", "-i", str(joined), "-vn", "-ac", "1", "-f", "f32le")
    sound = np.frombuffer(raw.read_bytes(), np.float32).astype(float)
    step = 2 * np.cos(2 * np.pi * 440 / 48_000)
    left = np.abs(sound[2:] - step * sound[1:-1] + sound[:-2])[4_800:-4_800]
    seam = left[int(3.8 * 48_000) : int(4.0 * 48_000)]
    assert len(sound) > 8.9 * 48_000
    # Encoding noise reaches twice the percentile; a seam that is heard, fifteen times and more.
    assert seam.max() <= 3 * np.percentile(left, 99.9)


def test_a_playlist_only_grows(whole: Files) -> None:
    """Lines are added at the end; after ENDLIST nothing is."""
    text = whole[MEDIA].decode()
    shorter = text.split("#EXT-X-BITRATE")[0]
    assert continues(shorter, text)
    assert not continues(text, text + "#EXTINF:4,\n00003.ts\n")
    assert not continues(text, shorter)


def test_a_growing_playlist_conforms_at_every_step(tmp_path: Path, whole: Files) -> None:
    """Each version continues the one before it, and lists only what is there."""
    store = FolderStore(tmp_path / "store")
    make_clip(store.path("sources/v/1.mp4"), *pictures("160x90", "10", 19), *QUICK)
    seen = inspect(store, "sources/v/1.mp4", Stop())
    plan = make_plan(seen.probe, seen.extent, Encoding(preset="ultrafast"))
    revision = Revision.resume(store, Job("v", "r", "sources/v/1.mp4", 1), lambda: plan)
    path, versions = store.path("media/v/r/hls/90p/media.m3u8"), [whole[MEDIA].decode()[:7]]
    while (run := revision.take()) is not None:
        revision.do(run, store.signed_get("sources/v/1.mp4", 9), tmp_path / "scratch", Stop())
        assert continues(versions[-1], path.read_text())
        versions.append(path.read_text())
        assert check(TOP, lambda name: store.path(f"media/v/r/{name}").read_bytes()) == []
    assert len(versions) == 4

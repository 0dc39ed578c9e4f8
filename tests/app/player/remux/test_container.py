"""Fragmented MP4 becomes MPEG-TS without losing a frame; DASH and CMAF play in the real mpv."""

from __future__ import annotations

import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.player.manifest.dash import filled, parse, seconds_of
from app.player.manifest.playlist import PlaylistUnreadable
from app.player.remux import mp4, ts
from app.player.remux.container import transmux
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.ladder import run_ffmpeg


@pytest.fixture(scope="module")
def cmaf(films: Path) -> Path:
    folder = films / "cmaf"
    folder.mkdir()
    source = ("-i", str(films / "film.mp4"), "-c", "copy")
    hls = ["-f", "hls", "-hls_time", "4", "-hls_segment_type", "fmp4", "-hls_list_size", "0"]
    run_ffmpeg(*source, *hls, "-hls_playlist_type", "vod", str(folder / "media.m3u8"))
    dash = ["-f", "dash", "-seg_duration", "4", "-use_template", "1", "-use_timeline"]
    run_ffmpeg(*source, *dash, "1", str(folder / "timeline.mpd"))
    run_ffmpeg(*source, *dash, "0", str(folder / "template.mpd"))
    return folder


def pictures(path: Path) -> list[str]:
    """A checksum of every decoded frame."""
    command = ["ffmpeg", "-v", "quiet", "-i", str(path), "-map", "0:v", "-f", "framemd5", "-"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [line.split(",")[-1] for line in lines.splitlines() if not line.startswith("#")]


def test_every_frame_survives(cmaf: Path, tmp_path: Path) -> None:
    """The transport stream decodes to the very pictures of the fragments."""
    init = (cmaf / "init.mp4").read_bytes()
    parts = sorted(cmaf.glob("media*.m4s"), key=lambda p: int(p.stem.removeprefix("media")))
    whole = tmp_path / "film.ts"
    whole.write_bytes(b"".join(transmux(init, part.read_bytes()) for part in parts))

    assert pictures(whole) == pictures(cmaf / "media.m3u8")


def starts(path: Path) -> dict[str, float]:
    """Where FFmpeg sees the picture and the sound begin."""
    entries = ["-show_entries", "stream=codec_type,start_time", "-of", "csv=p=0"]
    command = ["ffprobe", "-v", "quiet", *entries, str(path)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {kind: float(time) for kind, time in (line.split(",")[:2] for line in lines.split())}


@pytest.mark.parametrize("reordered", ["0", "2"])
def test_sound_keeps_its_place_beside_the_picture(tmp_path: Path, reordered: str) -> None:
    """Pictures that wait for a later one have their track begin late, which its edit list mends."""
    source = ("-f", "lavfi", "-i", "testsrc=s=64x48:d=2", "-f", "lavfi", "-i", "sine=d=2")
    hls = ("-f", "hls", "-hls_segment_type", "fmp4", "-hls_playlist_type", "vod")
    run_ffmpeg(*source, "-bf", reordered, *hls, str(tmp_path / "film.m3u8"))
    init, body = (tmp_path / "init.mp4").read_bytes(), (tmp_path / "film0.m4s").read_bytes()
    (tmp_path / "film.ts").write_bytes(transmux(init, body))

    wanted, made = starts(tmp_path / "film.m3u8"), starts(tmp_path / "film.ts")
    offset = wanted["video"] - wanted["audio"]
    assert made["video"] - made["audio"] == pytest.approx(offset, abs=0.002)


def test_packets_are_whole_and_carry_their_tables() -> None:
    """188 bytes each; the checksum of a table over itself is zero."""
    unit = ts.Unit(0, b"\0\0\0\1\x09\xf0" + bytes(1000), 900_000, 896_400, is_sync=True)
    written = ts.Muxer([ts.H264, ts.AAC]).write([unit])

    assert len(written) % 188 == 0
    assert {written[at] for at in range(0, len(written), 188)} == {0x47}
    assert ts.crc32(ts.section(0, b"\0\1\xf0\0")) == 0


@pytest.mark.parametrize("size", [1, 100, 188, 1000, 4096])
def test_filling_changes_nothing(size: int) -> None:
    """Whatever the chunks, the packets that mean something are the same, and in order."""
    numbered = [b"\x47\x01" + bytes([n]) + bytes(185) for n in range(50)]
    whole, filler = b"".join(numbered), ts.Filler()
    chunks = [whole[at : at + size] for at in range(0, len(whole), size)]
    filled = b"".join(filler.feed(c, pauses=n % 3 > 0) for n, c in enumerate(chunks))
    filled += filler.feed(b"", pauses=False)
    packets = [filled[at : at + 188] for at in range(0, len(filled), 188)]

    assert [p for p in packets if p[1] != 0x1F] == numbered
    assert len(filled) > len(whole) or size > 1000


def test_what_is_no_transport_stream_is_not_filled() -> None:
    """Sound by itself, or anything else."""
    assert ts.Filler().feed(b"ID3" + bytes(500), pauses=True) == b"ID3" + bytes(500)


@pytest.mark.parametrize("damage", [b"", b"\0\0\0\x08free", b"\xff" * 64])
def test_damaged_fragments_are_refused(damage: bytes) -> None:
    """A sentence, never a crash."""
    with pytest.raises(PlaylistUnreadable):
        transmux(damage, damage)


def box(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return (8 + len(data)).to_bytes(4, "big") + kind + data


def test_a_cut_off_header_is_refused(cmaf: Path) -> None:
    """Also where nothing but the header is short: a sentence, never a crash."""
    init = (cmaf / "init.mp4").read_bytes()
    track = init.index(b"tkhd") + 4
    cut = box(b"moov", box(b"trak", box(b"tkhd", init[track : track + 4])))
    with pytest.raises(PlaylistUnreadable):
        transmux(cut, b"")


def edited(elst: bytes) -> bytes:
    """The init segment of a picture at 1000 ticks a second, of a film at 600."""
    entry = box(b"avc1", bytes(78))
    stsd = box(b"stsd", bytes(8), entry)
    mdhd, hdlr = box(b"mdhd", bytes(12), struct.pack(">I", 1000)), box(b"hdlr", bytes(8), b"vide")
    mdia = box(b"mdia", mdhd, hdlr, box(b"minf", box(b"stbl", stsd)))
    trak = box(b"trak", box(b"tkhd", bytes(16)), box(b"edts", elst), mdia)
    return box(b"moov", box(b"mvhd", bytes(12), struct.pack(">I", 600)), trak)


@pytest.mark.parametrize(
    ("elst", "delay"),
    [
        (box(b"elst", struct.pack(">IIIiI", 0, 1, 0, 80, 1)), -80),
        (box(b"elst", struct.pack(">IIIiIIiI", 0, 2, 300, -1, 1, 0, 80, 1)), 500 - 80),
        (box(b"elst", struct.pack(">IIQqIQqI", 1 << 24, 2, 300, -1, 1, 0, 80, 1)), 500 - 80),
        (box(b"elst", struct.pack(">IIIiI", 0, 1, 300, -1, 1)), 500),
        (box(b"elst", struct.pack(">IIIiI", 0, 0xFFFFFFFF, 300, -1, 1)), 500),
        (box(b"elst", struct.pack(">IIIiI", 0, 0, 300, -1, 1)), 0),
        (b"", 0),
    ],
)
def test_an_edit_list_moves_its_track(elst: bytes, delay: int) -> None:
    """Later by an empty edit, earlier by what an edit leaves out; count and box both bound it."""
    [track] = mp4.tracks(edited(elst))
    assert track.delay == delay


HEADER = mp4.TrackHeader(1, 1000, b"avc1", b"", True, defaults=(40, 4, 0))


def fragment(runs: bytes) -> bytes:
    times = box(b"tfhd", struct.pack(">II", 0, 1)), box(b"tfdt", bytes(8))
    return box(b"moof", box(b"traf", *times, runs)) + box(b"mdat", b"data")


def test_samples_of_one_size_need_no_table() -> None:
    """Their number is all that a run says."""
    run = box(b"trun", struct.pack(">IIi", 1, 1, 76))
    [sample] = mp4.samples(fragment(run), (HEADER,))
    assert (bytes(sample.data), sample.decode_time, sample.is_sync) == (b"data", 0, True)


@pytest.mark.parametrize(
    ("size", "runs"),
    [
        (0, box(b"trun", struct.pack(">II", 0, 0xFFFFFFFF))),
        (0, box(b"trun", struct.pack(">II", 0, 1000))),
        (0, box(b"trun", struct.pack(">II", 0, mp4.MAX_SAMPLES)) * 2),
        (64, box(b"trun", struct.pack(">IIi", 1, 1, 0)) * 9),
        (4, box(b"trun", struct.pack(">II", 0x100, 5), bytes(16))),
    ],
)
def test_counts_have_a_bound(size: int, runs: bytes) -> None:
    """Samples without end, the same bytes again and again, more than their table holds."""
    with pytest.raises(PlaylistUnreadable):
        mp4.samples(fragment(runs), (replace(HEADER, defaults=(40, size, 0)),))


@pytest.mark.parametrize("name", ["media.m3u8", "timeline.mpd", "template.mpd"])
def test_fragments_play_and_seek(theatre: Theatre, cmaf: Path, name: str) -> None:
    """HLS or DASH, sound apart or not: exact as everything else."""
    theatre.session.open_url(theatre.origin.url(f"cmaf/{name}"))
    theatre.wait(lambda state: state.has_picture)
    theatre.session.pause()
    for seconds in (17.3, 2.1, 21.9):
        theatre.session.seek(seconds)
        theatre.wait_for_frame(frame_at(seconds))
    assert cmaf.exists()
    assert theatre.damaged == 0


def test_templates_are_filled() -> None:
    """Numbers can be padded, two dollars are one."""
    fields = {"RepresentationID": "v1", "Number": 7, "": "$"}
    assert filled("$RepresentationID$/$Number%05d$-$$.m4s", fields) == "v1/00007-$.m4s"


def test_durations_are_read() -> None:
    """As xs:duration writes them."""
    assert seconds_of("PT1H2M3.5S") == 3723.5
    assert seconds_of("P1DT1S") == 86401
    assert seconds_of(None) == 0


@pytest.mark.parametrize(
    "text",
    [
        b"<MPD",
        b"<MPD/>",
        b'<MPD type="dynamic"><Period/></MPD>',
        b'<!DOCTYPE x [<!ENTITY a "b">]><MPD>&a;</MPD>',
    ],
)
def test_manifests_that_are_none_are_refused(text: bytes) -> None:
    """Broken, empty, live, or with entities of its own."""
    with pytest.raises(PlaylistUnreadable):
        parse(text, "http://origin/m.mpd")

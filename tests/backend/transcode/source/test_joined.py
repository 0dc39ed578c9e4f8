"""Recordings joined byte by byte, whose clock starts anew: the ladder has all of each, in sync."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2s
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.transcode.api import Job
from backend.transcode.encode.embedded import CHUNKS_PER_RUN
from backend.transcode.encode.revision import Revision
from backend.transcode.errors import Changing, Restarting
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import make_plan
from backend.transcode.process import Stop
from backend.transcode.source.inspection import Inspection, inspect
from backend.transcode.source.stamps import PARSERS, move, stamped
from tests.backend.transcode.fakes import QUICK, FolderStore, make_clip, pictures

pytestmark = pytest.mark.slow
KEY = "sources/v/1"
SHOT = (64, 36)
SHOWN = ("-an", "-vf", f"scale={SHOT[0]}:{SHOT[1]}:flags=area,format=gray", "-vsync", "0")
HEARD = ("-vn", "-ac", "1", "-ar", "48000", "-af", "aresample=async=1:first_pts=0")
AS_RAW = {"gray": (*SHOWN, "-f", "rawvideo"), "f32": (*HEARD, "-f", "f32le")}
H264 = (*QUICK, "-g", "25")
MPEG2 = ("-c:v", "mpeg2video", "-g", "12", "-b:v", "3M", "-maxrate", "6M", "-bufsize", "2M",
         "-c:a", "mp2")  # fmt: skip
Pictures = NDArray[np.int16]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what is joined."""
    return tmp_path_factory.mktemp("films")


def bursts(seconds: float, hertz: int) -> tuple[str, ...]:
    """A tone in every first half of a second."""
    wave = f"0.5*sin(2*PI*{hertz}*t)*lt(mod(t,1),0.5)"
    return ("-f", "lavfi", "-i", f"aevalsrc='{wave}':s=48000:d={seconds}")


def part(
    folder: Path,
    suffix: str,
    seconds: float,
    *more: str,
    size: str = "",
    rate: str = "25",
    hertz: int = 440,
) -> Path:
    """Made once in the folder, which all tests share."""
    is_mpeg2 = suffix in (".mpg", ".vob")
    codecs, usual = (MPEG2, "480x270") if is_mpeg2 else (H264, "320x180")
    sound = bursts(seconds, hertz) if hertz else ()
    grey = ("-vf", "format=gray,format=yuv420p")
    options = (*pictures(size or usual, rate, seconds), *sound, *grey, *codecs, *more)
    path = folder / f"{blake2s(repr(options).encode()).hexdigest()}{suffix}"
    return path if path.exists() else make_clip(path, *options)


def decode(path: Path, *kinds: str) -> None:
    """Into raw files beside it."""
    outputs = [(*AS_RAW[kind], f"{path}.{kind}") for kind in kinds]
    *options, last = [word for output in outputs for word in output]
    make_clip(Path(last), "-copyts", "-i", str(path), *options)


def shots(path: Path) -> Pictures:
    """Every picture of a film, small and grey, and none made up."""
    raw = Path(f"{path}.gray")
    if not raw.exists():
        decode(path, "gray")
    data = np.frombuffer(raw.read_bytes(), np.uint8).astype(np.int16)
    return data.reshape(-1, SHOT[0] * SHOT[1])


def onsets(ladder: Ladder) -> list[float]:
    """When the bursts begin, in seconds after the first picture."""
    raw = Path(f"{ladder.whole}.f32").read_bytes()
    loud = np.abs(np.frombuffer(raw, np.float32)) > 0.05
    near = np.convolve(loud, np.ones(480), "same") > 0
    begins = np.flatnonzero(near[1:] & ~near[:-1])
    return [float(at + 240) / 48_000 for at in begins]


class Ladder:
    """The top rung of it, which is what is judged, and what is to be seen and heard of that."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.store = FolderStore(folder / "store")
        self.store.path(KEY).parent.mkdir(parents=True)
        self.store.path(KEY).symlink_to(source)
        self.seen: Inspection = inspect(self.store, KEY, Stop())
        plan = make_plan(self.seen.probe, self.seen.extent, Encoding(preset="ultrafast"))
        plan = replace(plan, rungs=plan.rungs[-1:])
        revision = Revision.resume(self.store, Job("v", "r", KEY, 1), lambda: plan)
        while (run := revision.take(most=CHUNKS_PER_RUN)) is not None:
            revision.do(run, self.store.signed_get(KEY, 60), folder / "scratch", Stop())
        self.whole = folder / "whole.ts"
        segments = sorted(self.store.path(f"media/v/r/hls/{plan.rungs[-1].name}").glob("*.ts"))
        self.whole.write_bytes(b"".join(segment.read_bytes() for segment in segments))
        kinds = {"gray": self.seen.probe.video, "f32": self.seen.probe.audio}
        decode(self.whole, *(kind for kind, stream in kinds.items() if stream))
        self.lead_seconds = float(plan.lead_frames / plan.timeline.rate)
        self.rate = float(plan.timeline.rate)


def joined(path: Path, *parts: Path) -> Path:
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def check_pictures(ladder: Ladder, parts: list[Path], rates: list[float]) -> None:
    """Each picture is the one that a decode of its part gives."""
    wanted = np.concatenate(
        [
            np.repeat(shots(part), round(ladder.rate / rate), axis=0)
            for part, rate in zip(parts, rates, strict=True)
        ]
    )
    got = shots(ladder.whole)
    assert len(got) == len(wanted)
    away = np.stack([np.abs(wanted - picture).mean(axis=1) for picture in got])
    # Neighbours that hardly differ may change places under the encoder.
    assert (away.diagonal() - away.min(axis=1)).max() < 0.2
    # How well the encoder does in a picture depends on how its threads took turns.
    assert away.diagonal().max() < 8


def check_sound(ladder: Ladder, seconds: list[float]) -> None:
    """Each burst is heard with the picture that it belongs to."""
    heard = [onset - ladder.lead_seconds for onset in onsets(ladder)]
    begins = np.cumsum([0, *seconds[:-1]])
    wanted = [
        begin + at
        for begin, length in zip(begins, seconds, strict=True)
        for at in range(round(length + 0.49))
    ]
    assert len(heard) == len(wanted), heard
    assert np.abs(np.array(heard) - wanted).max() <= 0.04, heard


def put_forward(film: Path, forward: Path, at: float, seconds: float, late: int = 0) -> Path:
    """From a share of its bytes on, its clock says so much more; the first `late` packets of sound
    behind that place still go by the old one."""
    parse = PARSERS["mpegts" if film.suffix == ".ts" else "mpeg"]
    data = bytearray(film.read_bytes())
    place, left = at * len(data), late
    for _, _, stamps in stamped([bytes(data)], parse):
        for stamp in (stamp for stamp in stamps if stamp.position >= place):
            left -= (is_late := left > 0 and not stamp.is_video)
            for field in range(stamp.fields if not is_late else 0):
                move(data, stamp.at + 5 * field, round(seconds * 90_000))
    forward.write_bytes(data)
    return forward


Parts = tuple[list[Path], list[float], list[float]]


def two(suffix: str, *later: str, size: str = "", rate: str = "25") -> Callable[[Path], Parts]:
    def make(folder: Path) -> Parts:
        second = part(folder, suffix, 3, *later, size=size, rate=rate, hertz=660)
        return [part(folder, suffix, 2), second], [2, 3], [25, float(rate)]

    return make


def three(folder: Path) -> Parts:
    parts = [part(folder, ".ts", n + 1, hertz=300 + 100 * n) for n in range(3)]
    return parts, [1, 2, 3], [25, 25, 25]


def back(folder: Path) -> Parts:
    later = ("-output_ts_offset", "30000")
    return [part(folder, ".ts", 2, *later), part(folder, ".ts", 3)], [2, 3], [25, 25]


@pytest.mark.parametrize(
    "make",
    [
        two(".ts"),
        two(".ts", size="480x270"),
        two(".ts", rate="50"),
        two(".ts", "-output_ts_offset", "100"),
        two(".ts", "-output_ts_offset", "30000"),
        two(".ts", "-output_ts_offset", "70000"),
        two(".ts", "-muxdelay", "0", "-bf", "2"),
        two(".m2ts"),
        two(".mpg"),
        two(".vob"),
        back,
        three,
    ],
    ids=[
        "same", "size", "rate", "soon", "later", "much_later", "delay", "m2ts", "mpg", "vob",
        "back", "three",
    ],
)  # fmt: skip
def test_joined_films_come_out_whole(
    make: Callable[[Path], Parts], films: Path, tmp_path: Path
) -> None:
    """Every picture and every sound of both, at its time."""
    parts, seconds, rates = make(films)
    source = joined(tmp_path / f"joined{parts[0].suffix}", *parts)

    ladder = Ladder(source, tmp_path)

    check_pictures(ladder, parts, rates)
    check_sound(ladder, seconds)
    assert ladder.seen.duration_seconds == pytest.approx(sum(seconds), abs=0.05)


@pytest.mark.parametrize("suffix", [".ts", ".vob"])
@pytest.mark.parametrize(
    "jumps",
    [[(0.3, 7200, 0), (0.65, -2, 0)], [(0.3, 7200, 2), (0.65, -90_000, 0)], [(0.45, 50_000, 2)]],
    ids=["hours_and_back", "sound_late_and_wraps", "half_round"],
)
def test_a_clock_may_be_set_in_the_middle(
    jumps: list[tuple[float, float, int]], suffix: str, films: Path, tmp_path: Path
) -> None:
    """Nothing is lost or added where it jumps."""
    film = forward = part(films, suffix, 6, "-bf", "2")
    for at, seconds, late in jumps:
        forward = put_forward(forward, tmp_path / f"forward{suffix}", at, seconds, late)

    ladder = Ladder(forward, tmp_path)

    check_pictures(ladder, [film], [25])
    check_sound(ladder, [6])


@pytest.mark.parametrize("hertz", [(0, 0), (440, 0), (0, 440)], ids=["mute", "ends", "begins"])
def test_parts_may_be_mute(hertz: tuple[int, int], films: Path, tmp_path: Path) -> None:
    """What is there of both is in the ladder."""
    parts = [part(films, ".ts", 2, hertz=hertz[n]) for n in range(2)]

    ladder = Ladder(joined(tmp_path / "joined.ts", *parts), tmp_path)

    check_pictures(ladder, parts, [25, 25])
    if any(hertz):
        heard = [onset - ladder.lead_seconds for onset in onsets(ladder)]
        wanted = [0, 1] if hertz[0] else [2, 3]
        assert heard == pytest.approx(wanted, abs=0.04)


def test_sound_alone_is_joined_too(tmp_path: Path) -> None:
    """A recording of the radio."""
    parts = [make_clip(tmp_path / f"{n}.ts", *bursts(n + 2, 440), "-c:a", "mp2") for n in range(2)]

    ladder = Ladder(joined(tmp_path / "joined.ts", *parts), tmp_path)

    heard = [onset - ladder.lead_seconds for onset in onsets(ladder)]
    assert np.diff(heard) == pytest.approx([1, 1, 1, 1], abs=0.04)


def test_a_clock_that_only_goes_round_is_left_alone(films: Path, tmp_path: Path) -> None:
    """Its times are 33 bits wide, and zero again after 26 and a half hours."""
    film = part(films, ".ts", 6, "-output_ts_offset", "95440.7")

    ladder = Ladder(film, tmp_path)

    assert ladder.seen.probe.clock == ()
    check_pictures(ladder, [film], [25])
    check_sound(ladder, [6])


def other_codec(folder: Path) -> list[Path]:
    return [part(folder, ".ts", 2), part(folder, ".ts", 2, "-c:v", "mpeg2video")]


def other_numbers(folder: Path) -> list[Path]:
    return [part(folder, ".ts", 2), part(folder, ".ts", 2, "-mpegts_start_pid", "0x200")]


def other_sound(folder: Path) -> list[Path]:
    return [part(folder, ".ts", 2), part(folder, ".ts", 2, "-c:a", "mp2")]


@pytest.mark.parametrize("make", [other_codec, other_numbers, other_sound])
def test_what_one_decoder_cannot_do_is_refused(
    make: Callable[[Path], list[Path]], films: Path, tmp_path: Path
) -> None:
    """FFmpeg would show half of it."""
    with pytest.raises(Changing):
        Ladder(joined(tmp_path / "joined.ts", *make(films)), tmp_path)


@pytest.mark.parametrize("suffix", [".mkv", ".webm"])
def test_other_containers_that_begin_anew_are_refused(
    suffix: str, films: Path, tmp_path: Path
) -> None:
    """Their times can't be moved without making them anew."""
    vp8 = ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus")
    codecs = vp8 if suffix == ".webm" else ()
    parts = [part(films, suffix, n + 14, *codecs, size="160x90", rate="5") for n in range(2)]

    with pytest.raises(Restarting):
        Ladder(joined(tmp_path / f"joined{suffix}", *parts), tmp_path)


def test_sound_that_begins_too_late_to_be_found_is_refused(films: Path, tmp_path: Path) -> None:
    """FFmpeg looks for streams at the beginning only."""
    parts = [part(films, ".ts", 12, hertz=0, rate="5"), part(films, ".ts", 2)]

    with pytest.raises(Changing):
        Ladder(joined(tmp_path / "joined.ts", *parts), tmp_path)

"""What is sent of a film that is trimmed: only what is kept, as it was, and in time."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from app.errors import Sentence
from app.upload.errors import FileMissing, Interrupted
from app.upload.trim.edges import run
from app.upload.trim.faults import CantTrim, NoFFmpeg, NoRoom
from app.upload.trim.file import TrimmedFile
from app.upload.trim.ranges import NothingKept, Range, Recipe
from app.upload.trim.trimming import forecast, open_film, open_trimmed, tidy
from tests.app.upload.trim.films import beeps, ffmpeg, kept_frames, packets, pictures

RANGES = ((1.25, 4.75), (5.5, 6.5), (8.0, 9.5))
EXACT = Recipe(tuple(Range(*each) for each in RANGES), exact=True)
PLAIN = Recipe(EXACT.ranges)


def written(source: TrimmedFile, path: Path) -> Path:
    data = memoryview(bytearray(source.identity().size_bytes))
    assert source.read_into(data, 0) == len(data)
    path.write_bytes(data)
    return path


def trim(film: Path, recipe: Recipe, folder: Path) -> Path:
    source = open_trimmed(film, recipe, folder / "trims", lambda: False)
    return written(source, folder / "trimmed.mp4")


@pytest.fixture(scope="module")
def exact(film: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trim(film, EXACT, tmp_path_factory.mktemp("exact"))


def looked_at(path: Path) -> dict[str, object]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_chapters", "-show_format"]
    done = subprocess.run([*command, "-of", "json", path], check=True, capture_output=True)
    return dict(json.loads(done.stdout))


def test_exact_cuts_keep_what_was_asked_for(exact: Path) -> None:
    """Each picture that is kept is shown once, in order, and no other."""
    assert pictures(exact) == kept_frames(*RANGES)


def test_all_but_the_edges_is_bit_for_bit_the_source(film: Path, exact: Path) -> None:
    """Of pictures whole groups lie within what is kept; sound is never encoded."""
    source, result = packets(film, "v"), packets(exact, "v")
    assert {*source[48:96], *source[192:216]} <= set(result)
    assert set(packets(exact, "a:1")) <= set(packets(film, "a:1"))


def test_cuts_at_key_frames_change_nothing(film: Path, tmp_path: Path) -> None:
    """What is kept is a little more, and all of it the source's."""
    made = trim(film, PLAIN, tmp_path)
    assert set(packets(made, "v")) <= set(packets(film, "v"))
    shown = pictures(made)
    assert shown[0] == 0
    assert 227 <= shown[-1] < 230
    assert set(kept_frames(*RANGES)) <= set(shown)


def test_sound_stays_in_time(film: Path, tmp_path: Path) -> None:
    """However many cuts there are, a beep is heard with its picture."""
    sound = tmp_path / "intra.mov"
    ffmpeg(
        *("-noautorotate", "-i", str(film), "-map", "0:v", "-map", "0:a:0"),
        *("-c:a", "copy", "-c:v", "mjpeg", "-q:v", "2"),
        str(sound),
    )
    ranges = tuple(Range(0.37 + 0.71 * n, 0.9 + 0.71 * n) for n in range(12))
    made = trim(sound, Recipe(ranges), tmp_path)
    shown, heard = pictures(made), beeps(made)
    with_beep = [place / 24 for place, number in enumerate(shown) if number % 24 == 0]
    assert with_beep
    assert all(min(abs(time - beep) for beep in heard) <= 0.04 for time in with_beep)


def test_what_goes_with_the_film_stays(exact: Path) -> None:
    """Sounds, the title, how it is turned, and chapters at their new times."""
    found = looked_at(exact)
    streams = found["streams"]
    assert isinstance(streams, list)
    assert [s["codec_type"] for s in streams].count("audio") == 2
    assert "rotation" in json.dumps(streams[0])
    assert found["format"]["tags"]["title"] == "The film"  # type: ignore[index]
    chapters = [(c["tags"]["title"], float(c["start_time"])) for c in found["chapters"]]  # type: ignore[attr-defined]
    assert chapters == [("First", 0.0), ("Second", pytest.approx(2.75, abs=0.05))]


def test_only_what_is_kept_is_sent(film: Path, tmp_path: Path) -> None:
    """Beside it hardly a byte; nothing is written but the edges, and the film is left alone."""
    before = film.read_bytes(), film.stat()
    source = open_trimmed(film, EXACT, tmp_path, lambda: False)
    data = before[0]
    in_source = sum(e.stop - e.start for e in source.result.extents if e.file == 0)
    assert in_source < len(data) * 0.6
    assert source.identity().size_bytes < len(data) * 0.75
    assert (film.read_bytes(), film.stat()) == before
    assert {path.name[:5] for path in tmp_path.rglob("*.*")} == {"edge-"}


def test_it_is_told_beforehand(film: Path, tmp_path: Path) -> None:
    """Which parts, how long, how large and how much of it is encoded."""
    found = forecast(open_film(film, tmp_path), EXACT)
    assert [(r.start, r.stop) for r in found.ranges] == list(RANGES)
    assert found.seconds == pytest.approx(6.0)
    assert 0 < found.encoded_seconds < 3


def test_it_is_the_same_the_next_time(film: Path, exact: Path) -> None:
    """After a restart nothing is encoded again, and parts that were sent fit the others."""
    folder = exact.parent
    first = exact.read_bytes()
    times = {path: path.stat().st_mtime_ns for path in (folder / "trims").rglob("*.mp4")}
    assert trim(film, EXACT, folder).read_bytes() == first
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_another_container_is_copied_first(film: Path, tmp_path: Path) -> None:
    """Without encoding anything; a name that looks like an option is none."""
    other = tmp_path / "-i 'film'\n\"%d.mkv"
    ffmpeg("-i", str(film), "-map", "0:v", "-map", "0:a", "-c", "copy", f"file:{other}")
    made = trim(other, PLAIN, tmp_path)
    assert set(packets(made, "a:0")) <= set(packets(film, "a:0"))
    assert set(kept_frames((1.5, 4.5))) <= set(pictures(made))


def test_sound_alone_can_be_trimmed(film: Path, tmp_path: Path) -> None:
    """Between its packets, without a word of encoding."""
    sound = tmp_path / "sound.m4a"
    ffmpeg("-i", str(film), "-map", "0:a:0", "-c", "copy", str(sound))
    found = open_film(sound, tmp_path)
    assert isinstance(found.encoding, Sentence)
    made = trim(sound, EXACT, tmp_path)
    assert set(packets(made, "a:0")) <= set(packets(sound, "a:0"))
    assert beeps(made)[0] == pytest.approx(0.75, abs=0.05)


def test_uncompressed_sound_is_no_million_of_samples(film: Path, tmp_path: Path) -> None:
    """As cameras and editors write it."""
    editing = tmp_path / "editing.mov"
    ffmpeg(
        *("-i", str(film), "-map", "0:v", "-map", "0:a:0", "-c:v", "copy", "-c:a", "pcm_s16le"),
        str(editing),
    )
    assert len(open_film(editing, tmp_path).movie.tracks[1].samples) < 1000
    made = trim(editing, EXACT, tmp_path)
    assert pictures(made) == kept_frames(*RANGES)
    assert beeps(made)[0] == pytest.approx(0.75, abs=0.002)


def test_a_film_that_no_encoder_fits_says_so(film: Path, tmp_path: Path) -> None:
    """And is cut at key frames, also where more was asked for."""
    other = tmp_path / "other.mp4"
    ffmpeg("-i", str(film), "-map", "0:v", "-c:v", "mpeg4", "-g", "24", str(other))
    found = open_film(other, tmp_path)
    assert str(found.encoding).startswith("Its pictures are MPEG-4")
    assert forecast(found, EXACT).encoded_seconds == 0


def test_nothing_kept_is_refused(film: Path, tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(NothingKept):
        open_trimmed(film, Recipe((Range(90, 95),)), tmp_path, lambda: False)


@pytest.mark.parametrize("content", [b"", b"no film at all" * 99, b"\0\0\0\x08moov"])
def test_what_is_no_film_is_refused(tmp_path: Path, content: bytes) -> None:
    """Nothing of it is left behind."""
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(CantTrim):
        open_film(path, tmp_path / "trims")
    assert not [each for each in (tmp_path / "trims").rglob("*") if each.is_file()]


def test_a_film_that_is_gone_is_missing(tmp_path: Path) -> None:
    """As with any upload."""
    with pytest.raises(FileMissing):
        open_film(tmp_path / "gone.mp4", tmp_path)


def test_an_index_that_claims_too_much_is_not_believed(film: Path, tmp_path: Path) -> None:
    """A film whose end was cut off is not cut as if it were whole."""
    broken = tmp_path / "broken.mp4"
    front = tmp_path / "front.mp4"
    ffmpeg("-i", str(film), "-map", "0:v", "-c", "copy", "-movflags", "+faststart", str(front))
    broken.write_bytes(front.read_bytes()[: front.stat().st_size * 2 // 3])
    found = open_film(broken, tmp_path / "trims")
    assert found.duration_seconds < 8


def test_without_ffmpeg_nothing_can_be_encoded(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what is needed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoFFmpeg):
        open_film(film, tmp_path)


def test_it_stops_when_told(film: Path, tmp_path: Path) -> None:
    """And leaves nothing half done."""
    with pytest.raises(Interrupted):
        open_trimmed(film, EXACT, tmp_path, lambda: True)
    assert not list(tmp_path.rglob("*.part"))


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    """It can be tried again once there is room."""
    full, part = tmp_path / "ffmpeg", tmp_path / "edge.part"
    full.write_text("#!/bin/sh\necho half > edge.part\necho No space left on device >&2\nexit 1\n")
    full.chmod(0o755)
    with pytest.raises(NoRoom) as told:
        run(["sh", "-c", f"cd {tmp_path} && ./ffmpeg"], part, lambda: False)
    assert told.value.retryable
    assert not part.exists()


def test_what_was_made_of_films_goes_with_them(film: Path, tmp_path: Path) -> None:
    """That of others stays."""
    open_trimmed(film, EXACT, tmp_path, lambda: False)
    tidy(tmp_path, [film])
    assert list(tmp_path.iterdir())
    tidy(tmp_path, [])
    assert not list(tmp_path.iterdir())


def test_a_source_that_changes_is_another_one(film: Path, tmp_path: Path) -> None:
    """Whoever reads it sees that by its identity."""
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(film.read_bytes())
    source = open_trimmed(copy, PLAIN, tmp_path, lambda: False)
    known = source.identity()
    assert source.identity_at_path() == known
    os.truncate(copy, copy.stat().st_size - 1)
    assert source.identity() != known

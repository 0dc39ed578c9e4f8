"""Films of other encoders, cameras and editors, trimmed: what is shown is what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Sentence
from app.upload.trim.edges import Encoding
from app.upload.trim.faults import CantTrim, NothingBetween
from app.upload.trim.ranges import Range, Recipe
from app.upload.trim.trimming import forecast, open_film
from tests.app.upload.trim.films import RATE, ffmpeg, kept_frames, packets, pictures
from tests.app.upload.trim.test_trimming import trim

X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "10", "-pix_fmt", "yuv420p")
OPEN = "open-gop=1:bframes=3:b-adapt=0:scenecut=0:keyint=48:min-keyint=48"
TWO = Recipe((Range(0.5, 2.7), Range(6.3, 8.5)), exact=True)


def made(film: Path, path: Path, *options: str) -> Path:
    """The film's picture in another way."""
    ffmpeg("-noautorotate", "-i", str(film), "-map", "0:v", *options, str(path))
    return path


def shown(film: Path, recipe: Recipe, folder: Path) -> list[int]:
    return pictures(trim(film, recipe, folder))


def test_open_groups_of_pictures_are_encoded_behind_a_cut(film: Path, tmp_path: Path) -> None:
    """A decoder would take their numbers for those of pictures that it has shown already."""
    path = made(film, tmp_path / "open.mp4", *X264, "-x264-params", OPEN)
    found = open_film(path, tmp_path)
    assert str(found.why_at_key_frames).startswith("Its pictures depend on each other")
    told = forecast(found, TWO)
    assert told.encoded_seconds == pytest.approx(2.2, abs=0.05)
    assert shown(path, TWO, tmp_path) == kept_frames(*((r.start, r.stop) for r in told.ranges))


def test_an_open_group_at_the_beginning_is_copied(film: Path, tmp_path: Path) -> None:
    """There is nothing before it that it could be mixed up with."""
    path = made(film, tmp_path / "open.mp4", *X264, "-x264-params", OPEN)
    recipe = Recipe((Range(4.1, 7.0),), exact=True)
    assert shown(path, recipe, tmp_path)[:4] == [96, 97, 98, 99]
    assert set(packets(tmp_path / "trimmed.mp4", "v")) <= set(packets(path, "v"))


def test_hevc_is_not_cut_where_that_would_mix_it_up(film: Path, tmp_path: Path) -> None:
    """It can be shortened, and the reason is said."""
    parameters = "keyint=48:min-keyint=48:scenecut=0:bframes=3:open-gop=1:log-level=none"
    options = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", parameters)
    path = made(film, tmp_path / "hevc.mp4", *options, "-tag:v", "hvc1")
    with pytest.raises(NothingBetween):
        forecast(open_film(path, tmp_path), TWO)
    assert shown(path, Recipe((Range(4.1, 7.0),)), tmp_path)[0] == 96


def test_what_an_editor_hid_stays_hidden(film: Path, tmp_path: Path) -> None:
    """A film that was shortened before has more in it than it shows."""
    path = tmp_path / "edited.mp4"
    ffmpeg("-ss", "1.3", "-i", str(film), "-map", "0:v", "-c", "copy", str(path))
    source = pictures(path)
    found = open_film(path, tmp_path)
    assert isinstance(found.encoding, Encoding)
    for recipe in (Recipe((Range(0, 2.2), Range(6.6, 7.4)), exact=True), Recipe((Range(0, 3.4),))):
        times = [n / RATE for n in range(len(source))]
        early = 410 / 12288  # FFmpeg has what is shown first be shown at once
        ranges = forecast(found, recipe).ranges
        kept = [
            number
            for number, at in zip(source, times, strict=True)
            if any(each.start - 1e-4 <= at + early < each.stop - 1e-4 for each in ranges)
        ]
        assert shown(path, recipe, tmp_path) == kept


def test_a_film_without_key_frames_is_refused(film: Path, tmp_path: Path) -> None:
    """Where each picture refreshes a bit, none is whole by itself."""
    path = made(film, tmp_path / "film.mp4", *X264, "-x264-params", "intra-refresh=1:keyint=48")
    with pytest.raises(CantTrim, match=r"film\.mp4"):
        open_film(path, tmp_path)


@pytest.mark.parametrize("options", [("-use_editlist", "0"), ("-movflags", "frag_keyframe")])
def test_no_picture_at_a_cut_is_left_as_the_one_before(
    film: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Not in a film without an edit list, and not in one that is in fragments."""
    path = made(film, tmp_path / "film.mp4", "-c", "copy", *options)
    found = open_film(path, tmp_path)
    assert not isinstance(found.encoding, Sentence)
    late = found.movie.main.shown[0] / found.movie.main.timescale
    ranges = [(1.25, 3.0), (5.0, 5.875)]
    recipe = Recipe(tuple(Range(a + late, b + late) for a, b in ranges), exact=True)
    assert shown(path, recipe, tmp_path) == kept_frames(*ranges)

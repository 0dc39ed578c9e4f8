"""FFmpeg's command for a chunk, as words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from backend.transcode.encode.commands import encode
from backend.transcode.plan.copying import Copyable
from backend.transcode.plan.ladder import Encoding
from backend.transcode.plan.plan import Plan, make_plan
from backend.transcode.source.extent import Extent
from backend.transcode.source.probe import AudioStream, Probe, VideoStream

RATE = Fraction(25)
FILM = Probe(
    "mov,mp4",
    10.0,
    0.0,
    VideoStream(0, "h264", 1280, 720, nominal_rate=RATE, average_rate=RATE),
    (AudioStream(1, "aac", 2, 48_000),),
)


def plan_of(film: Probe, copied: Copyable | None = None) -> Plan:
    return make_plan(film, Extent(10.0, 10.0), Encoding(), copied)


def graphs(words: list[str]) -> list[str]:
    return [words[at + 1] for at, word in enumerate(words) if word == "-filter_complex"]


def test_picture_and_sound_have_a_graph_each() -> None:
    """Where one changes its format, the other goes on."""
    words = encode(plan_of(FILM), 0, 1, ["360p", "480p", "720p"], "file:/x")

    picture, sound = graphs(words)
    assert picture.count("scale=") == 3
    assert "aresample" not in picture
    assert "aresample" in sound


def test_a_copied_rung_without_sound_has_none() -> None:
    """There is nothing to filter."""
    silent = plan_of(replace(FILM, audios=()), Copyable(50, 512))

    assert graphs(encode(silent, 0, 1, ["720p"], "file:/x")) == []


def test_pictures_that_are_right_already_are_not_copied() -> None:
    """A scaler that is told of two matrices makes new pictures, even of the same size."""
    assert FILM.video is not None
    old = replace(FILM, video=replace(FILM.video, matrix="smpte170m"))

    (right, _), (wrong, _) = (
        graphs(encode(plan_of(film), 0, 1, ["720p"], "file:/x")) for film in (FILM, old)
    )

    assert "out_color_matrix" not in right
    assert "in_color_matrix=bt601" in wrong
    assert "out_color_matrix=bt709" in wrong


def test_every_encoder_is_told_the_rate() -> None:
    """FFmpeg 7 encodes at 25 pictures a second otherwise; a copied rung has its own."""
    fast = Fraction(30000, 1001)
    assert FILM.video is not None
    film = replace(FILM, video=replace(FILM.video, nominal_rate=fast, average_rate=fast))

    words = encode(plan_of(film, Copyable(50, 512)), 0, 1, ["360p", "480p", "720p"], "file:/x")

    rates = {word: words[at + 1] for at, word in enumerate(words) if word.startswith("-r")}
    assert rates.pop("-reinit_filter:v") == "0"
    assert rates == {"-r:v:0": "30000/1001", "-r:v:1": "30000/1001"}

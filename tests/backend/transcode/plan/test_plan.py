"""What a plan fixes for every chunk: a probe and an encoding in, numbers and names out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from backend.transcode.plan.copying import Copyable
from backend.transcode.plan.ladder import Encoding, Rung, Timeline
from backend.transcode.plan.plan import Plan, first_sample, make_plan
from backend.transcode.source.extent import Extent
from backend.transcode.source.probe import AudioStream, Probe, VideoStream

RATE = Fraction(25)
HD = VideoStream(0, "h264", 1920, 1080, nominal_rate=RATE, average_rate=RATE)
SOUNDS = tuple(AudioStream(index, "aac", 2, 48_000) for index in (1, 2, 3))
FILM = Probe("mov,mp4", 10.0, 0.0, HD, SOUNDS)
ENCODING = Encoding()
SONG = Probe("wav", 10.0, 0.5, None, SOUNDS)


def plan(probe: Probe = FILM, encoding: Encoding = ENCODING, end: float = 10.0) -> Plan:
    video_end = None if probe.video is None else end
    return make_plan(probe, Extent(video_end, end), encoding)


def test_a_film_has_its_ladder_on_a_grid_of_pictures() -> None:
    """Four seconds a segment, from the first picture to the last."""
    made = plan()

    assert made.timeline == Timeline(RATE, 250, 100, 0.0)
    assert [rung.name for rung in made.rungs] == ["360p", "480p", "720p", "1080p"]
    assert (made.copied_ticks, made.deferred) == (0, ())
    assert not any(rung.copied for rung in made.rungs)


def test_a_copied_source_is_the_top_rung_and_gives_the_cuts() -> None:
    """The rungs below are encoded to its GOPs."""
    made = make_plan(FILM, Extent(10.0, 10.0), Encoding(), Copyable(30, 512))

    assert [rung.copied for rung in made.rungs] == [False, False, False, True]
    assert made.timeline.segment_frames == 90
    assert made.copied_ticks == 512


def test_a_lazy_ladder_puts_off_what_is_tall() -> None:
    """Until somebody asks, everything else is the plan."""
    made = plan(encoding=Encoding(lazy=True))

    assert made.deferred == ("1080p",)
    assert [rung.name for rung in made.undemanded.rungs] == ["360p", "480p", "720p"]
    assert made.undemanded.deferred == ()


def test_sound_alone_has_one_rung_on_a_grid_of_aac_frames() -> None:
    """1024 samples each: the last one may be part silence, and a segment is just over 4 s."""
    made = plan(SONG, Encoding(audio_bits_per_second=96_000), end=10.5)

    assert made.rungs == (Rung("audio", 0, 0, 96_000),)
    assert made.timeline == Timeline(Fraction(48_000, 1024), 469, 188, 0.5)
    assert plan(SONG, end=0.5).timeline.frames == 1


def test_further_sound_tracks_come_with_the_lowest_rung() -> None:
    """The track that every rung carries is not among them, and sound alone has no others."""
    made = plan()

    assert made.more_audios == SOUNDS[1:]
    assert made.sound_renditions == ("audio-1", "audio-2")
    assert made.renditions(["360p", "480p"]) == ("360p", "480p", "audio-1", "audio-2")
    assert made.renditions(["480p"]) == ("480p",)
    assert plan(SONG).more_audios == ()


@pytest.mark.parametrize(
    ("container", "seekable"),
    [("mov,mp4,m4a", True), ("matroska,webm", True), ("mpegts", False), ("mpeg", False)],
)
def test_a_chunk_begins_in_the_middle_where_there_is_an_index(
    container: str, seekable: bool
) -> None:
    """The first of the container's names tells."""
    assert plan(replace(FILM, container=container)).is_seekable is seekable


@pytest.mark.parametrize(("rate", "lead"), [("25", 25), ("30000/1001", 30), ("24000/1001", 24)])
def test_outputs_run_a_second_ahead(rate: str, lead: int) -> None:
    """In whole pictures."""
    video = replace(HD, nominal_rate=Fraction(rate), average_rate=Fraction(rate))
    assert plan(replace(FILM, video=video)).lead_frames == lead


@pytest.mark.parametrize(("segment", "aac_frame"), [(0, 0), (1, 188), (2, 375), (3, 469), (4, 469)])
def test_a_segments_sound_begins_with_the_first_frame_in_it(segment: int, aac_frame: int) -> None:
    """4 s are 187.5 AAC frames, so the 188th begins in the second segment; after the last picture
    there is no more."""
    assert first_sample(plan(), segment) == aac_frame * 1024

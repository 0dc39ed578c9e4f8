"""What a viewer does with a local file, in the real mpv: tracks, frames, loops, pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.player.engine.adjustments import Fit, PictureSettings, SoundSettings, SubtitleSettings
from app.player.engine.api import ChapterMark, Loop, Phase, PlayerState
from app.player.engine.mpv_player import NoPicture
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.ladder import run_ffmpeg

LINES = """1
00:00:01,000 --> 00:00:03,000
{words}

2
00:00:08,000 --> 00:00:11,000
{words}
"""
CHAPTERS = """;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1
START=0
END=10
title=One
[CHAPTER]
TIMEBASE=1/1
START=10
END=20
"""


@pytest.fixture(scope="module")
def local(films: Path) -> Path:
    """The film with two sounds, two subtitles and two chapters in it."""
    folder = films / "local"
    folder.mkdir()
    for name in ("deu", "eng"):
        (folder / f"{name}.srt").write_text(LINES.format(words=name))
    (folder / "chapters.txt").write_text(CHAPTERS)
    inputs = (films / "film.mp4", *(folder / name for name in ("deu.srt", "eng.srt")))
    given = [part for path in (*inputs, folder / "chapters.txt") for part in ("-i", str(path))]
    maps = ["-map", "0:v", "-map", "0:a", "-map", "0:a", "-map", "1", "-map", "2"]
    tags = [
        part
        for kind in ("a", "s")
        for number, tag in enumerate(("deu", "eng"))
        for part in (f"-metadata:s:{kind}:{number}", f"language={tag}")
    ]
    tags += ["-map_chapters", "3", "-disposition:s:0", "default"]
    run_ffmpeg(*given, *maps, *tags, "-c", "copy", "-c:s", "srt", str(folder / "film.mkv"))
    return folder


@pytest.fixture
def opened(theatre: Theatre, local: Path) -> Theatre:
    theatre.session.open_file(local / "film.mkv")
    theatre.wait(lambda state: state.has_picture and bool(state.subtitles))
    theatre.session.pause()
    theatre.wait(lambda state: state.phase is Phase.PAUSED)
    return theatre


def test_what_the_file_has_is_offered_and_can_be_turned_off(opened: Theatre, local: Path) -> None:
    """Its default is on; a second one stands beside it; a file that is given comes to them."""
    state = opened.session.state
    assert [track.language for track in state.subtitles] == ["deu", "eng"]
    assert [track.language for track in state.sounds] == ["deu", "eng"]
    assert (state.subtitle_now, state.sound_now) == (0, 0)
    assert state.chapters == (ChapterMark(0.0, "One"), ChapterMark(10.0, ""))

    core = opened.player.core
    opened.session.set_subtitle(None)
    opened.wait(lambda state: state.subtitle_now is None and core["sid"] is False)
    opened.session.set_subtitle(1)
    opened.session.set_subtitle(0, second=True)
    opened.session.set_sound(1)
    opened.wait(lambda s: (s.subtitle_now, s.second_subtitle, s.sound_now) == (1, 0, 1))
    opened.wait(lambda _: (core["sid"], core["secondary-sid"], core["aid"]) == (2, 1, 2))

    opened.session.add_subtitle_file(local / "eng.srt")
    opened.wait(lambda state: len(state.subtitles) == 3)
    opened.wait(lambda state: state.subtitle_now == 2 and core["sid"] == 3)
    opened.session.add_subtitle_file(local / "chapters.txt")
    opened.wait(lambda state: state.message == "These subtitles can't be read.")


def test_the_next_film_has_its_own_default(opened: Theatre, local: Path) -> None:
    """Subtitles that were turned off there are on here."""
    opened.session.set_subtitle(None)
    opened.session.open_file(local / "film.mkv")
    opened.wait(lambda state: state.has_picture and state.subtitle_now == 0)


def test_frame_by_frame(opened: Theatre) -> None:
    """Both ways, from where it stands."""
    opened.session.seek(5.0)
    opened.wait_for_frame(frame_at(5.0))
    for forward, frame in ((True, 1), (True, 2), (False, 1), (False, 0), (False, -1)):
        opened.session.step_frame(forward=forward)
        opened.wait(lambda _, frame=frame: opened.seen(frame_at(5.0) + frame, within=0))  # type: ignore[misc]
        opened.wait(settled)


def settled(state: PlayerState) -> bool:
    return state.phase is Phase.PAUSED


def test_line_by_line(opened: Theatre) -> None:
    """To where the next line of the subtitles begins, and back."""
    opened.session.seek(2.0)
    opened.wait_for_frame(frame_at(2.0))
    opened.session.seek_subtitle(1)
    opened.wait_for_frame(frame_at(8.0))


def test_a_part_is_played_again_and_again(opened: Theatre) -> None:
    """Until a seek leads out of it."""
    opened.session.set_loop(Loop(2.0, 2.5))
    opened.session.seek(2.0)
    opened.wait_for_frame(frame_at(2.0))
    opened.session.play()
    opened.wait(lambda state: state.position_seconds >= 2.4)
    opened.wait(lambda state: state.position_seconds < 2.2)
    opened.session.seek(9.0)
    opened.wait(lambda state: state.loop is None and state.position_seconds > 9.1)


def test_a_picture_of_it_is_written(opened: Theatre, tmp_path: Path) -> None:
    """Where there is a place for it."""
    opened.session.screenshot(tmp_path / "frame.png", with_subtitles=True)
    assert (tmp_path / "frame.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(NoPicture):
        opened.session.screenshot(tmp_path / "nowhere" / "frame.png", with_subtitles=False)


def test_mpv_takes_all_that_can_be_adjusted(opened: Theatre) -> None:
    """And each lasts until it is set otherwise."""
    picture = PictureSettings(Fit.FILL, 2.0, 0.1, -0.1, 1, True, True, 10, -10, 20, -20)
    look = SubtitleSettings(0.5, 1.5, 0.1, "serif", "#ffff00", "#112233", 2.0, 0.5, True)
    for adjustment in (picture, SoundSettings(-0.25), look):
        opened.session.adjust(adjustment)
    opened.session.set_volume(150.0)
    state = opened.wait(lambda state: state.volume == 150.0 and state.look == look)
    assert (state.picture, state.sound) == (picture, SoundSettings(-0.25))
    core = opened.player.core
    opened.wait(lambda _: core["volume"] == 100.0 and bool(core["af"]))
    told = {name: core[name] for name in ("panscan", "video-zoom", "sub-delay")}
    assert told == {"panscan": 1.0, "video-zoom": 1.0, "sub-delay": 0.5}
    assert [one["name"] for one in core["vf"]] == ["lavfi", "hflip", "lavfi"]
    assert core["audio-delay"] == -0.25
    opened.session.adjust(PictureSettings())
    opened.session.set_volume(50.0)
    opened.wait(lambda _: not core["vf"] and not core["af"] and core["volume"] == 50.0)


def test_a_film_on_its_side_is_turned(theatre: Theatre, films: Path) -> None:
    """As telephones make them; mpv's software renderer would end the program over it."""
    turned = films / "turned.mp4"
    run_ffmpeg(
        *("-i", str(films / "film.mp4"), "-c", "copy", "-metadata:s:v", "rotate=90"), str(turned)
    )
    theatre.session.open_file(turned)
    theatre.wait(lambda state: state.has_picture)
    theatre.wait(lambda _: [f["name"] for f in theatre.player.core["vf"]] == ["lavfi"])

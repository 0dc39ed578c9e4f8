"""The real mpv plays from the gateway: start, seeks, switches, and the end."""

from __future__ import annotations

import random
import shutil
from functools import partial
from pathlib import Path

import pytest

from app.player.engine.api import Phase, PlayerState
from tests.app.player.conftest import Theatre, frame_at
from tests.app.player.ladder import FILM_SECONDS, FRAME_RATE, RUNGS, SEGMENT_SECONDS

NULL_PACKET = b"\x47\x1f\xff\x10" + b"\xff" * 184


def test_plays_from_the_first_frame_to_the_last(theatre: Theatre) -> None:
    """Every part of the film is shown, in order, and then it has ended."""
    theatre.open()
    state = theatre.watch_to_the_end()

    assert state.phase is Phase.ENDED
    assert theatre.screen.frames[0].number in (0, 1)
    assert theatre.damaged == 0
    assert theatre.largest_jump() < 24
    assert theatre.seen(FILM_SECONDS * 24 - 1, within=3)
    assert state.statistics.rebuffers == 0


def test_seeks_are_exact(theatre: Theatre) -> None:
    """Wherever the viewer goes, the very frame of that moment is shown."""
    theatre.open()
    theatre.session.pause()
    theatre.wait(lambda state: state.phase is Phase.PAUSED)
    chosen = random.Random(7)

    for _ in range(12):
        seconds = chosen.uniform(0, FILM_SECONDS - 1)
        theatre.session.seek(seconds)
        wanted = frame_at(seconds)
        theatre.wait_for_frame(wanted)
    assert theatre.damaged == 0


def test_a_fixed_quality_is_shown_at_once(theatre: Theatre) -> None:
    """The choice takes effect where the viewer is, and holds."""
    theatre.open()
    theatre.session.choose_rendition("180p")
    theatre.wait(lambda _: theatre.screen.last is not None and theatre.screen.last.rung == "180p")
    seen = len(theatre.screen.frames)
    theatre.session.choose_rendition("360p")
    theatre.wait(lambda _: theatre.screen.last is not None and theatre.screen.last.rung == "360p")

    assert theatre.session.state.rendition_chosen == "360p"
    former = [frame for frame in theatre.screen.frames[seen:] if frame.rung == "180p"]
    assert len(former) < FRAME_RATE * SEGMENT_SECONDS
    assert theatre.damaged == 0


def is_shown(theatre: Theatre, rung: str, goal: float, state: PlayerState) -> bool:
    """Whether it plays that rung, little after the goal."""
    frame = theatre.screen.last
    near = goal <= state.position_seconds < goal + 3
    return state.phase is Phase.PLAYING and near and frame is not None and frame.rung == rung


@pytest.mark.parametrize("goal", [0.0, 5.5, 20.0])
@pytest.mark.parametrize("seek_first", [True, False])
def test_a_quality_chosen_around_a_seek_is_shown_at_its_goal(
    theatre: Theatre, goal: float, seek_first: bool
) -> None:
    """In either order both are carried out, and it plays on."""
    choose = theatre.session.choose_rendition
    theatre.open()
    for name in ("180p", "360p", "270p"):
        theatre.session.seek(9.0)
        theatre.wait(lambda state: state.phase is Phase.PLAYING and state.position_seconds >= 9)
        calls = [partial(theatre.session.seek, goal), partial(choose, name)]
        for call in calls if seek_first else reversed(calls):
            call()
        theatre.wait(partial(is_shown, theatre, name, goal))
    assert theatre.damaged == 0


def test_a_seek_while_it_opens_is_carried_out(theatre: Theatre) -> None:
    """The viewer need not wait for the first frame."""
    theatre.session.open("film")
    theatre.session.seek(17.5)
    theatre.session.pause()
    theatre.wait(lambda state: state.phase is Phase.PAUSED and theatre.seen(frame_at(17.5)))


def test_quality_follows_the_connection(theatre: Theatre) -> None:
    """A slow one keeps the rung down, and nothing stops; a fast one raises it."""
    theatre.path = padded(theatre.origin.folder)
    theatre.origin.bps = 750_000
    theatre.open()
    theatre.wait(lambda _: len(rungs_asked(theatre)) == 3)
    theatre.origin.bps = None
    theatre.wait(lambda _: len(rungs_asked(theatre)) == 6)

    assert rungs_asked(theatre)[:3] == ["180p"] * 3
    assert set(rungs_asked(theatre)[3:]) & {"270p", "360p"}
    assert theatre.session.state.statistics.rebuffers == 0


def rungs_asked(theatre: Theatre) -> list[str]:
    """Of each segment that was asked for, in order."""
    return [path.split("/")[-2] for path in theatre.origin.requests if path.endswith(".ts")]


def padded(folder: Path) -> str:
    """The address of a ladder whose segments are as large as its rungs say."""
    shutil.copytree(folder / "hls", folder / "padded")
    for rung in RUNGS:
        for segment in (folder / "padded" / rung.name).glob("*.ts"):
            missing = rung.bps * 4 // 8 - segment.stat().st_size
            with segment.open("ab") as data:
                data.write(NULL_PACKET * (missing // len(NULL_PACKET)))
    return "padded/multivariant.m3u8"


def test_opens_where_it_was_left(theatre: Theatre) -> None:
    """A start position shows that frame first."""
    theatre.session.open("film", start_seconds=21.3)
    theatre.wait(lambda _: any(frame.number for frame in theatre.screen.frames))

    first = next(f.number for f in theatre.screen.frames if f.number)
    assert abs(first - frame_at(21.3)) <= 1


def test_a_progressive_file_plays_and_seeks(theatre: Theatre) -> None:
    """One MP4 goes through the gateway too, byte ranges and all."""
    theatre.kind, theatre.path = "progressive", "film.mp4"
    theatre.open()
    theatre.session.pause()
    theatre.session.seek(19.25)
    theatre.wait_for_frame(frame_at(19.25))

    assert theatre.session.state.renditions == ()


def test_closes_in_any_state(theatre: Theatre) -> None:
    """Leaving while it loads, or in the middle of a seek, is no error."""
    theatre.session.open("film")
    theatre.session.seek(20)
    theatre.session.stop()
    theatre.wait(lambda state: state.phase is Phase.IDLE)
    theatre.open()
    theatre.session.seek(20)
    theatre.session.stop()
    state = theatre.wait(lambda state: state.phase is Phase.IDLE)

    assert (state.video_id, state.has_picture, state.position_seconds) == (None, False, 0.0)
    assert [told.error for told in theatre.states if told.error] == []


def test_a_film_of_somebody_else_opens_by_its_address(theatre: Theatre) -> None:
    """Playlist or file: it is found out by looking."""
    theatre.session.open_url(theatre.origin.url("hls/multivariant.m3u8"))
    assert len(theatre.wait(lambda state: state.has_picture).renditions) == 3
    theatre.session.open_url(theatre.origin.url("film.mp4"))
    theatre.wait(lambda state: state.has_picture and not state.renditions)


def test_what_can_not_be_played_is_told_in_a_sentence(theatre: Theatre) -> None:
    """A page that is no film ends in a reason, not in silence."""
    (theatre.origin.folder / "page.html").write_text("<html>No film here</html>")
    theatre.session.open_url(theatre.origin.url("page.html"))
    state = theatre.wait(lambda state: state.phase is Phase.FAILED)
    assert state.error


def test_the_ladder_takes_over_from_the_one_file(theatre: Theatre) -> None:
    """A film that is watched while it is made moves to adaptive playing where it is."""
    theatre.kind, theatre.path = "progressive", "film.mp4"
    theatre.open()
    theatre.session.set_speed(4)
    theatre.kind, theatre.path = "hls", "hls/multivariant.m3u8"
    theatre.wait(lambda state: len(state.renditions) == 3 and state.rendition_now is not None)
    theatre.wait(lambda state: state.phase is Phase.PLAYING and state.position_seconds > 6)

    assert theatre.damaged == 0
    assert theatre.largest_jump() < 12

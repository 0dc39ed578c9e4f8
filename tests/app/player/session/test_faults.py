"""What fails on the way to the origin is mended behind mpv's back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import ServerRefused, TakenAway, WayOn
from app.player import http
from app.player.engine.api import Phase
from tests.app.player.conftest import Theatre
from tests.app.player.ladder import FILM_SECONDS
from tests.app.player.origin_server import Fault, unmade


class Once:
    """A fault at the first request for each path that contains a word."""

    def __init__(self, word: str, fault: Fault, times: int = 1) -> None:
        self._word, self._fault, self._times = word, fault, times
        self._seen: dict[str, int] = {}

    def __call__(self, path: str) -> Fault | None:
        if self._word not in path:
            return None
        self._seen[path] = self._seen.get(path, 0) + 1
        return self._fault if self._seen[path] <= self._times else None


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", 503),
        Fault("status", 404),
        Fault("truncate", after_bytes=20_000),
        Fault("reset", after_bytes=20_000),
    ],
    ids=lambda fault: f"{fault.how}-{fault.status}",
)
def test_each_segment_fails_once(theatre: Theatre, fault: Fault) -> None:
    """Nothing is skipped, damaged or waited for."""
    theatre.origin.fault_for = Once(".ts", fault)
    theatre.open()
    state = theatre.watch_to_the_end()

    assert state.phase is Phase.ENDED
    assert theatre.damaged == 0
    assert theatre.largest_jump() < 24
    assert state.statistics.failures > 0


@pytest.mark.parametrize("status", [404, 503])
def test_a_broken_rung_is_avoided(theatre: Theatre, status: int) -> None:
    """The others carry the film when one never answers."""
    broken = Fault("status", status)
    theatre.origin.fault_for = lambda path: broken if "360p/0" in path else None
    theatre.open()
    state = theatre.watch_to_the_end()

    assert state.phase is Phase.ENDED
    assert theatre.largest_jump() < 24
    assert {frame.rung for frame in theatre.screen.frames} <= {"180p", "270p"}


def test_a_connection_that_hangs_is_replaced(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence counts as a fault after a while; what had come is kept."""
    monkeypatch.setattr(http, "SILENCE_SECONDS", 1.0)
    theatre.origin.fault_for = Once("00002.ts", Fault("hang", after_bytes=10_000))
    theatre.open()
    state = theatre.watch_to_the_end(speed=4)
    assert state.phase is Phase.ENDED
    assert theatre.largest_jump() < 24


def test_a_trickle_is_shown_as_it_comes(theatre: Theatre) -> None:
    """mpv would wait for 32 KiB; the first picture is in fewer bytes, and the rest hangs."""
    theatre.origin.fault_for = Once("00000.ts", Fault("hang", after_bytes=20_000))
    theatre.open()
    theatre.wait(lambda _: theatre.screen.last is not None)
    assert theatre.session.state.statistics.bytes_received < 32 * 1024


def test_an_outage_is_survived_and_said(theatre: Theatre) -> None:
    """It plays what it has, says what is wrong, and goes on by itself."""
    theatre.origin.bps = 3_000_000
    theatre.open()
    theatre.session.set_speed(4)
    theatre.origin.down = True
    theatre.wait(lambda state: bool(state.message))
    theatre.wait(lambda state: state.phase is Phase.BUFFERING)
    theatre.origin.down = False
    theatre.origin.bps = None
    state = theatre.watch_to_the_end()

    assert state.phase is Phase.ENDED
    assert theatre.largest_jump() < 24
    assert not state.message


def test_a_signature_that_expires_is_renewed(theatre: Theatre) -> None:
    """Refused requests are repeated with what the backend says anew."""
    theatre.query = theatre.origin.needed_query = "sig=one"
    theatre.origin.bps = 3_000_000
    theatre.open()
    theatre.query = theatre.origin.needed_query = "sig=two"
    theatre.origin.bps = None
    state = theatre.watch_to_the_end()

    assert state.phase is Phase.ENDED
    assert theatre.largest_jump() < 24
    assert theatre.asked >= 2


def test_a_signature_is_renewed_before_it_expires(theatre: Theatre) -> None:
    """Nothing has to fail first."""
    theatre.lifetime_seconds = 1
    theatre.open()
    theatre.wait(lambda _: theatre.asked >= 2)
    assert theatre.session.state.statistics.failures == 0


def test_a_growing_film_plays_to_its_real_end(theatre: Theatre) -> None:
    """What is not made yet is waited for; the length is known from the beginning."""
    whole = theatre.origin.folder / "hls"
    growing = theatre.origin.folder / "growing"
    texts = grow(whole, growing, 3)
    theatre.path, theatre.complete = "growing/multivariant.m3u8", False
    theatre.origin.is_missing = unmade(3)
    state = theatre.open()
    assert state.duration_seconds == pytest.approx(FILM_SECONDS, abs=0.2)
    theatre.session.set_speed(4)
    theatre.wait(lambda state: state.position_seconds > 8)
    theatre.wait(lambda state: "still making" in state.message)
    for path, text in texts.items():
        path.write_text(text)
    theatre.origin.is_missing = lambda _path: False
    state = theatre.watch_to_the_end()

    assert state.phase is Phase.ENDED
    assert theatre.largest_jump() < 24
    assert theatre.seen(FILM_SECONDS * 24 - 1, within=3)
    assert not any(seen.message for seen in theatre.states if seen.phase is Phase.PLAYING)


@pytest.mark.parametrize("made", [0, 1])
def test_another_quality_plays_while_the_chosen_one_is_made(theatre: Theatre, made: int) -> None:
    """The viewer goes back to the start, and picks what only begins to be made."""
    whole, growing = theatre.origin.folder / "hls", theatre.origin.folder / f"growing-{made}"
    texts = grow(whole, growing, 3)
    chosen = growing / "360p" / "media.m3u8"
    chosen.write_text("#EXTINF".join(chosen.read_text().split("#EXTINF")[: made + 1]))
    theatre.path, theatre.complete = f"{growing.name}/multivariant.m3u8", False
    theatre.open()
    theatre.session.seek(0)
    theatre.session.choose_rendition("360p")
    theatre.session.set_speed(4)
    others = ("180p", "270p")  # whichever was at hand
    theatre.wait(lambda state: state.position_seconds > 4.5 and state.rendition_now in others)
    chosen.write_text(texts[chosen])
    theatre.wait(lambda state: state.rendition_now == "360p")

    assert theatre.session.state.phase is Phase.PLAYING
    assert theatre.session.state.position_seconds < 12.5


def grow(whole: Path, growing: Path, segments: int) -> dict[Path, str]:
    """A copy whose media playlists end after some segments; the whole ones by path."""
    texts = {}
    for playlist in sorted(whole.rglob("*.m3u8")):
        path = growing / playlist.relative_to(whole)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = playlist.read_text()
        path.write_text(text)
        if playlist.name == "media.m3u8":
            texts[path] = text
            lines = text.split("#EXTINF")
            head = lines[0].replace("VOD", "EVENT")
            path.write_text("#EXTINF".join([head, *lines[1 : segments + 1]]))
            for segment in playlist.parent.glob("*.ts"):
                (path.parent / segment.name).write_bytes(segment.read_bytes())
    return texts


def test_a_seek_ahead_of_the_encoder_plays_what_is_made_there(theatre: Theatre) -> None:
    """Which it makes first, since it is asked for; its playlist ends at the first gap still."""
    grow(theatre.origin.folder / "hls", theatre.origin.folder / "growing", 1)
    theatre.path, theatre.complete = "growing/multivariant.m3u8", False
    theatre.origin.is_missing = unmade(1)
    theatre.open()
    theatre.session.seek(13.0)
    theatre.wait(lambda state: "still making" in state.message)
    assert "growing/180p/00003.ts" in theatre.origin.asked
    theatre.origin.is_missing = unmade(1, but="180p/00003.ts")
    theatre.wait(lambda state: state.phase is Phase.PLAYING and state.position_seconds > 13)
    assert theatre.damaged == 0


def test_a_film_that_is_taken_away_says_so(theatre: Theatre) -> None:
    """Also where a seek leads that nothing will come of any more."""
    theatre.origin.bps = 600_000
    theatre.open()
    theatre.refusal = ServerRefused(404, "not_found", "There is no such video.")
    theatre.origin.fault_for = lambda _: Fault("status", 404)
    theatre.session.seek(20)
    state = theatre.wait(lambda state: state.phase is Phase.FAILED)

    assert (state.error, state.way_on) == (TakenAway().sentence, WayOn.NONE)


def test_a_file_that_is_no_film_says_so_at_once(theatre: Theatre, tmp_path: Path) -> None:
    """In our words, not in mpv's: one that is missing, one of something else, a folder."""
    (tmp_path / "letter.mp4").write_text("Dear reader, " * 1000)
    said = []
    for path in (tmp_path / "missing.mp4", tmp_path / "letter.mp4", tmp_path):
        theatre.session.open_file(path)
        theatre.wait(lambda state: state.phase is Phase.LOADING)
        said.append(theatre.wait(lambda state: state.phase is Phase.FAILED).error)

    assert said == [
        "This file is not there, or can't be read.",
        "This file is not a video, or of a kind that can't be played.",
        "This is a list of files. Open one of them.",
    ]

"""Fetching goes on after whatever stood in its way, or says why it can't."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import (
    MatineeError,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
    TakenAway,
)
from app.player.gateway.server import Gateway
from app.player.manifest import presentation
from app.player.manifest.playlist import NoPlaylist
from app.player.session.play import FilePlay, SegmentedPlay
from app.player.session.prefetch import Habits, Plays
from app.server.videos import Playback
from tests.app.player.origin_server import OriginServer

FAULTS = [ServerUnreachable("backend"), SignInNeeded(), NoPlaylist()]


class Backend:
    """Says how to play a video, but for the first `faults` renewals."""

    def __init__(self, origin: OriginServer) -> None:
        self.origin = origin
        self.kind, self.path = "hls", "hls/multivariant.m3u8"
        self.query = origin.needed_query = "sig=one"
        self.faults: list[MatineeError] = []
        self.asked = 0

    def playback_of(self, video_id: str) -> Playback:
        self.asked += 1
        if self.faults and self.asked > 1:
            raise self.faults.pop()
        return Playback(video_id, self.kind, self.origin.url(self.path), 3600, query=self.query)

    def expire(self, fault: MatineeError) -> None:
        self.query = self.origin.needed_query = "sig=two"
        self.faults = [fault]


@pytest.fixture
def backend(films: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    monkeypatch.setattr(presentation, "LEAST_SECONDS_BETWEEN_RENEWALS", 0.0)
    origin = OriginServer(films)
    yield Backend(origin)
    origin.close()


@pytest.fixture
def plays(backend: Backend) -> Iterator[Plays]:
    gateway = Gateway()
    made = Plays(gateway, backend.playback_of, Habits())
    yield made
    made.close()
    gateway.close()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_segments_come_when_the_backend_answers_again(
    backend: Backend, plays: Plays, fault: MatineeError
) -> None:
    """A renewal that fails, for whatever reason, is tried again."""
    play = plays.of_video("film").play
    assert isinstance(play, SegmentedPlay)
    play.prepare()
    backend.expire(fault)
    play.load(0.0)

    assert play.picture is not None
    assert play.picture.claim(0, 10.0, lambda: False) is not None
    assert backend.asked == 3


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_file_comes_when_the_backend_answers_again(
    backend: Backend, plays: Plays, films: Path, fault: MatineeError
) -> None:
    """The same for a film that is one file."""
    backend.kind = "progressive"
    backend.path = next(films.rglob("*.mp4")).relative_to(films).as_posix()
    play = plays.of_video("film").play
    assert isinstance(play, FilePlay)
    backend.expire(fault)
    play.load(0.0)

    proxy = play.ends.mount.file
    assert proxy is not None
    answer = proxy.answer("bytes=0-9")
    assert answer is not None
    assert len(b"".join(answer[2])) == 10
    assert backend.asked == 3


DAMAGED = """#EXTM3U
#EXT-X-TARGETDURATION:4
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4,
damaged.m4s
#EXT-X-ENDLIST
"""


def test_a_film_that_cannot_be_converted_says_so(tmp_path: Path) -> None:
    """Instead of loading for ever."""
    (tmp_path / "play.m3u8").write_text(DAMAGED)
    for name in ("init.mp4", "damaged.m4s"):
        (tmp_path / name).write_bytes(bytes(100))
    origin, gateway = OriginServer(tmp_path), Gateway()
    plays = Plays(gateway, Backend(origin).playback_of, Habits())
    origin.needed_query = ""
    play = plays.of_url(origin.url("play.m3u8"), 0.0).play
    play.load(0.0)

    assert isinstance(play, SegmentedPlay)
    assert play.picture is not None
    given_up = lambda: play.reading(0.0).tally.error is not None  # noqa: E731
    assert play.picture.claim(0, 10.0, given_up) is None
    assert "codec is not supported" in str(play.reading(0.0).tally.error)
    for each in (plays, gateway, origin):
        each.close()


TAKEN = ServerRefused(404, "not_found", "There is no such video.")


def test_a_film_that_is_taken_away_is_not_waited_for(backend: Backend, plays: Plays) -> None:
    """The backend says that there is nothing any more: so does the player."""
    play = plays.of_video("film").play
    assert isinstance(play, SegmentedPlay)
    play.prepare()
    backend.expire(TAKEN)
    play.load(0.0)

    given_up = lambda: play.reading(0.0).tally.error is not None  # noqa: E731
    assert play.picture is not None
    assert play.picture.claim(0, 10.0, given_up) is None
    assert play.reading(0.0).tally.error == TakenAway().sentence


def test_a_file_that_is_taken_away_is_not_waited_for(
    backend: Backend, plays: Plays, films: Path
) -> None:
    """The same for a film that is one file."""
    backend.kind = "progressive"
    backend.path = next(films.rglob("*.mp4")).relative_to(films).as_posix()
    play = plays.of_video("film").play
    assert isinstance(play, FilePlay)
    backend.expire(TAKEN)
    play.load(0.0)

    proxy = play.ends.mount.file
    assert proxy is not None
    assert proxy.answer("bytes=0-9") is None
    assert play.reading(0.0).tally.error == TakenAway().sentence

"""Makes the plays of a session, some before they are asked for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain
from weakref import WeakSet

from app.errors import MatineeError, ServerRefused, TakenAway, WayOn
from app.player import bounds
from app.player.abr import controller
from app.player.abr.network_history import NetworkHistory
from app.player.address import WebAddress
from app.player.connections import StreamRefused
from app.player.gateway.server import Gateway
from app.player.http import HttpFault, MediaCredentials, Resource, Trouble, gathered
from app.player.manifest.playlist import Sidecar
from app.player.manifest.presentation import OriginalPlace, Source, Text
from app.player.manifest.sniff import SNIFFED_BYTES, is_playlist, is_text
from app.player.session.play import Endpoints, FilePlay, Film, Play, SegmentedPlay
from app.server.videos import Playback

logger = logging.getLogger(__name__)

MOST_PREFETCHED = 3
LASTING_SECONDS = 60.0


class Preload(StrEnum):
    """What is fetched of a video that may be opened soon: nothing, playlists, or the start too."""

    NONE = "none"
    METADATA = "metadata"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Habits:
    """How plays are made; asked anew for each, so that the user's settings take effect at once."""

    links: NetworkHistory = field(default_factory=NetworkHistory)
    preload: Callable[[], Preload] = lambda: Preload.AUTO
    tells_cmcd: Callable[[], bool] = lambda: False
    choose: Callable[[controller.View], controller.Choice] = controller.choose
    languages: Callable[[], tuple[str, ...]] = lambda: ()
    allowed_hosts: Callable[[], tuple[str, ...]] = lambda: ()


@dataclass(frozen=True, slots=True)
class Made:
    """A play, and where it starts."""

    play: Play
    start_seconds: float


class Plays:
    """Safe from any thread; what it makes blocks. `playback_of` asks the backend."""

    def __init__(
        self, gateway: Gateway, playback_of: Callable[[str], Playback], habits: Habits
    ) -> None:
        self._gateway = gateway
        self._playback_of = playback_of
        self._habits = habits
        self._lock = threading.Lock()
        self._ahead: dict[str, Future[Made]] = {}
        self._made: WeakSet[Play] = WeakSet()
        self._closed = False

    def of_video(
        self, video_id: str, playback: Playback | None = None, start: float | None = None
    ) -> Made:
        """The play of a video, perhaps one that was prefetched; raises `MatineeError`. A
        `playback` may be of another version than that, and goes before it."""
        with self._lock:
            ahead = self._ahead.pop(video_id, None)
        if ahead is not None and playback is not None:
            ahead.add_done_callback(_close)
            ahead = None
        if ahead is not None and ahead.exception() is None:
            made = ahead.result()
        else:
            made = self._make(playback or self._playback_of(video_id))
        return made if start is None else Made(made.play, start)

    def of_url(
        self, url: str, start: float, began: Callable[[Endpoints], None] = lambda _: None
    ) -> Made:
        """Somebody else's playlist, manifest or file; raises `MatineeError`. To close what `began`
        is given ends the opening at once."""
        address, habits = WebAddress.parse(url), self._habits
        film = Film(
            Source(address.url, MediaCredentials(headers=address.headers)),
            network=habits.links.to(address.url),
            choose=habits.choose,
            languages=habits.languages(),
            allowed_hosts=habits.allowed_hosts(),
        )
        ends = Endpoints(film, self._gateway)
        began(ends)
        try:
            return Made(self._noted(found_out(ends)), start)
        except BaseException:
            ends.close()
            raise

    def ladder_of(self, video_id: str, at_seconds: float) -> Play | None:
        """The video as a ladder, loaded, if it has one by now; raises `MatineeError`."""
        playback = self._playback_of(video_id)
        if playback.kind != "hls":
            return None
        ladder = self._make(playback).play
        try:
            ladder.load(at_seconds)
        except BaseException:
            ladder.close()
            raise
        # One that will soon have been played out is not worth two changes.
        if playback.original is not None and not lasts(ladder, at_seconds):
            ladder.close()
            return None
        return ladder

    def original_of(self, video_id: str) -> Play | None:
        """The file that the video's ladder is made from, where that may be played meanwhile;
        raises `MatineeError`."""
        playback = self._playback_of(video_id)
        file = as_before(playback, "progressive")
        return self._make(file).play if file.kind == "progressive" else None

    def beside(self, play: Play, at_seconds: float, *, sound_alone: bool) -> Play:
        """The same ladder once more, or its sound alone, loaded; raises `MatineeError`."""
        film = replace(play.ends.film, source=play.ends.origin.source)
        ends = Endpoints(film, self._gateway)
        other = self._noted(SegmentedPlay(ends, sound_alone=sound_alone))
        try:
            other.load(at_seconds)
        except BaseException:
            other.close()
            raise
        return other

    def prefetch(self, video_id: str) -> None:
        """Have ready what the first frame needs, as far as the user likes that."""
        preload = self._habits.preload()
        ahead: Future[Made] = Future()
        with self._lock:
            if preload is Preload.NONE or video_id in self._ahead:
                return None
            self._ahead[video_id] = ahead
            oldest = next(iter(self._ahead)) if len(self._ahead) > MOST_PREFETCHED else None
            dropped = self._ahead.pop(oldest) if oldest is not None else None
        if dropped is not None:
            dropped.add_done_callback(_close)
        try:
            made = self._make(self._playback_of(video_id))
        except Exception as fault:
            ahead.set_exception(fault)
            if not isinstance(fault, MatineeError):
                raise
            return None
        ahead.set_result(made)
        return self._load_ahead(made, preload)

    def _load_ahead(self, made: Made, preload: Preload) -> None:
        try:
            if preload is Preload.AUTO:
                made.play.load(made.start_seconds)
            else:
                made.play.prepare()
        except MatineeError as fault:
            logger.info("Nothing prefetched: %s", fault)

    def close(self) -> None:
        """Close whatever was made and not closed yet, also what somebody still makes."""
        with self._lock:
            self._closed = True
            left = list(self._made)
        for play in left:
            play.close()

    def _noted(self, play: Play) -> Play:
        with self._lock:
            self._made.add(play)
            closed = self._closed
        if closed:
            play.close()
        return play

    def _make(self, playback: Playback) -> Made:
        def renewed() -> Source:
            try:
                return source_of(as_before(self._playback_of(playback.video_id), playback.kind))
            except ServerRefused as refusal:
                if refusal.way_on is WayOn.NONE:
                    raise TakenAway from refusal
                raise

        habits = self._habits
        film = Film(
            source_of(playback),
            renewed,
            habits.links.to(playback.url),
            tuple(Sidecar(t.url, t.label, t.language) for t in playback.subtitles),
            habits.choose,
            tells_cmcd=habits.tells_cmcd(),
            languages=habits.languages(),
            allowed_hosts=habits.allowed_hosts(),
        )
        ends = Endpoints(film, self._gateway)
        play = SegmentedPlay(ends) if playback.kind == "hls" else FilePlay(ends)
        return Made(self._noted(play), playback.position_seconds)


def lasts(play: Play, from_seconds: float) -> bool:
    """Whether its ladder is made for some time to come."""
    if isinstance(play, FilePlay):
        return True
    until = play.presentation.timeline.made_until()
    return until is None or until - from_seconds >= LASTING_SECONDS


def as_before(playback: Playback, kind: str) -> Playback:
    """A new leave, for the original if that is what plays: it may be offered beside its ladder."""
    original = playback.original
    if kind != "progressive" or original is None:
        return playback
    return replace(
        playback,
        kind=kind,
        url=original.url,
        query=original.query,
        cookies=original.cookies,
        original=None,
    )


def source_of(playback: Playback) -> Source:
    original = playback.original
    return Source(
        url=playback.url,
        credentials=MediaCredentials(playback.query, playback.cookies),
        total_seconds=playback.duration_seconds,
        expires_in_seconds=playback.expires_in_seconds,
        original=OriginalPlace(original.url, MediaCredentials(original.query, original.cookies))
        if original is not None
        else None,
    )


def _close(ahead: Future[Made]) -> None:
    if ahead.exception() is None:
        ahead.result().play.close()


def found_out(ends: Endpoints) -> Play:
    """Look what is there: a playlist, or else a file. Blocks, raises `MatineeError`."""
    try:
        body = ends.origin.http.open(Resource(ends.origin.source.url))
    except HttpFault as fault:
        if fault.trouble is Trouble.MISSING:
            raise StreamRefused("There is no video at this address.") from fault
        if fault.trouble is Trouble.REFUSED:
            raise StreamRefused(
                "The site doesn't give this video away. It may want you to sign in."
            ) from fault
        raise
    try:
        chunks = body.chunks()
        head = beginning(chunks)
        if not is_playlist(head):
            body.abort()
            return FilePlay(ends)
        text = gathered(chain([head], chunks), bounds.TEXT_BYTES)
    finally:
        body.close()
    return SegmentedPlay(ends, Text(text, body.url))


def beginning(chunks: Iterator[bytes]) -> bytes:
    """Enough to tell what it is."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= SNIFFED_BYTES or not is_text(head):
            break
    return head

"""Carries out what a session orders: of mpv and the plays at once, of workers what may block."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.errors import MatineeError
from app.player.engine.api import Medium, Player, PlayerState
from app.player.gateway.server import Gateway
from app.player.session.effects import (
    AdjustEngine,
    CancelLoads,
    ChangePlay,
    ChangeSpeed,
    ClosePlay,
    Effect,
    EndAll,
    EngineEffect,
    FindLadder,
    FindOriginal,
    FixRung,
    HearSound,
    LiftEnd,
    LoadSubtitleFile,
    LoadUrl,
    LoadVideo,
    MuteEngine,
    NoteNetwork,
    OpenLocalFile,
    OpenPlay,
    PauseEngine,
    PlayEffect,
    PrepareSeek,
    SeekBegun,
    SeekEngine,
    SeekSubtitleEngine,
    SelectSound,
    SelectSubtitles,
    ServeSubtitle,
    ShowSubtitle,
    StepEngine,
    StopEngine,
    TellLeft,
    TellPlay,
    TellState,
    TurnVolume,
    WatchPlay,
    WishOfPlay,
    WorkEffect,
)
from app.player.session.events import (
    Event,
    LadderFound,
    LadderMissing,
    OriginalFound,
    OriginalMissing,
    OtherRungGiven,
    PlayChanged,
    PlayFailed,
    PlayLoaded,
    PlayMade,
    PlayUnchanged,
    SubtitleFailed,
    SubtitleFileAdded,
    SubtitleServed,
    SubtitleShown,
)
from app.player.session.play import Endpoints, Play, SegmentedPlay
from app.player.session.prefetch import Habits, Made, Plays
from app.player.session.reading import Reading
from app.player.session.watching import BROKEN
from app.server.videos import Playback
from app.webvtt import cue_starts
from runtime.workers import WorkerPool

logger = logging.getLogger(__name__)

# So many calls may hang in the network before the next one has to wait.
MOST_WORKERS = 32


class Performer:
    """Holds what a session's numbers stand for.

    `perform` is called on the session's thread and never waits for the network. What workers
    answer goes to `post`; what can be answered at once is left in `answers`.
    """

    def __init__(
        self,
        player: Player,
        playback_of: Callable[[str], Playback],
        habits: Habits,
        on_change: Callable[[PlayerState], None],
        on_left: Callable[[PlayerState], None],
        post: Callable[[Event], None],
        clock: Callable[[], float],
    ) -> None:
        self.answers: deque[Event] = deque()
        self._player = player
        self._habits = habits
        self._on_change = on_change
        self._on_left = on_left
        self._post = post
        self._clock = clock
        self._gateway = Gateway()
        self._plays = Plays(self._gateway, playback_of, habits)
        self._workers = WorkerPool("matinee-opening", MOST_WORKERS)
        self._open: dict[int, Play] = {}
        self._lock = threading.Lock()
        self._opening: dict[int, Endpoints] = {}
        self._cancelled = 0

    def perform(self, effect: Effect) -> None:
        if isinstance(effect, EngineEffect):
            return self._tell_engine(effect)
        if isinstance(effect, PlayEffect):
            return self._tell_play(effect)
        if isinstance(effect, WorkEffect):
            return self._workers.do(partial(self._work, effect))
        match effect:
            case CancelLoads(number):
                return self._cancel(number)
            case TellState(state):
                return self._on_change(state)
            case TellLeft(state):
                return self._on_left(state)
            case EndAll():
                return self._end()

    def prefetch(self, video_id: str) -> None:
        """From any thread."""
        self._workers.do(partial(self._plays.prefetch, video_id))

    def reading(self, number: int, seconds: float) -> Reading:
        """How fetching stands for what is opened, and what is shown at that time."""
        play = self._open.get(number)
        return Reading() if play is None else play.reading(seconds)

    def has(self, number: int, seconds: float) -> bool:
        """Whether the bytes of that moment are here, or mpv gets them by itself."""
        play = self._open.get(number)
        return not isinstance(play, SegmentedPlay) or play.has(seconds)

    def rungs_played(self, number: int) -> tuple[int, ...]:
        play = self._open.get(number)
        picture = play.picture if isinstance(play, SegmentedPlay) else None
        return picture.rungs() if picture is not None else ()

    def _end(self) -> None:
        self._workers.close(0.0)
        self._plays.close()
        self._gateway.close()
        self._player.close()

    # mpv

    def _tell_engine(self, effect: EngineEffect) -> None:
        player = self._player
        match effect:
            case OpenPlay(number, start, paused, end):
                medium = self._open[number].medium(start, paused=paused)
                player.open(replace(medium, number=number, end_seconds=end))
            case OpenLocalFile(number, path, start_seconds):
                player.open(Medium(str(path), start_seconds, number=number))
            case PauseEngine(paused):
                (player.pause if paused else player.play)()
            case SeekEngine(seconds, drop_cache):
                player.seek(seconds, drop_cache=drop_cache)
            case LiftEnd():
                player.lift_end()
            case TurnVolume(percent):
                player.set_volume(percent)
            case MuteEngine(muted):
                player.set_muted(muted)
            case ChangeSpeed(factor):
                player.set_speed(factor)
            case SelectSubtitles(first, second):
                player.choose_subtitles(first, second)
            case ShowSubtitle() | LoadSubtitleFile():
                self._add_subtitle(effect)
            case SeekSubtitleEngine(lines):
                player.seek_subtitle(lines)
            case SelectSound(track):
                player.choose_sound(track)
            case AdjustEngine(adjustment):
                player.adjust(adjustment)
            case StepEngine():
                player.step_frame()
            case StopEngine():
                player.stop()

    def _add_subtitle(self, effect: ShowSubtitle | LoadSubtitleFile) -> None:
        number = effect.number
        try:
            if isinstance(effect, ShowSubtitle):
                track = self._player.add_subtitle(effect.address)
                self.answers.append(SubtitleShown(number, effect.index, track))
            else:
                track = self._player.add_subtitle(str(effect.path))
                self.answers.append(SubtitleFileAdded(number, track, effect.path.name))
        except MatineeError as fault:
            self.answers.append(SubtitleFailed(number, fault.sentence))

    # Plays

    def _tell_play(self, effect: PlayEffect) -> None:
        if isinstance(effect, ClosePlay):
            return self._open.pop(effect.number).close()
        play = self._open[effect.number]
        if isinstance(effect, NoteNetwork):
            ends = play.ends
            return self._habits.links.note(ends.film.network, ends.throughput.estimate)
        assert isinstance(play, SegmentedPlay), effect
        match effect:
            case WatchPlay():
                play.watch()
            case WishOfPlay():
                play.wish(effect.wishes)
            case FixRung():
                self._fix_rung(play, effect)
            case TellPlay():
                play.observe(effect.status)
            case PrepareSeek():
                play.prepare_seek(effect.seconds)
            case SeekBegun():
                play.seek_begun()
            case HearSound():
                play.hear(effect.sound, effect.seconds)
        return None

    def _fix_rung(self, play: SegmentedPlay, effect: FixRung) -> None:
        rung = effect.wishes.fixed
        other = rung is not None and not play.shows_only(rung, effect.seconds)
        play.wish(effect.wishes)
        if other:
            self.answers.append(OtherRungGiven(effect.number))

    # On a worker's thread

    def _work(self, effect: WorkEffect) -> None:
        match effect:
            case LoadVideo(number, video_id, playback, start):
                self._load(number, lambda: self._plays.of_video(video_id, playback, start))
            case LoadUrl(number, url, start):
                began = partial(self._began, number)
                try:
                    self._load(number, lambda: self._plays.of_url(url, start, began))
                finally:
                    self._over(number)
            case FindLadder():
                self._find_ladder(effect)
            case FindOriginal(number, video_id):
                self._find_original(number, video_id)
            case ChangePlay():
                self._change_play(effect)
            case ServeSubtitle():
                self._serve_subtitle(effect)

    def _began(self, number: int, ends: Endpoints) -> None:
        with self._lock:
            self._opening[number] = ends
            cancelled = number <= self._cancelled
        if cancelled:
            ends.close()

    def _over(self, number: int) -> None:
        """It has failed, or is the session's to close."""
        with self._lock:
            self._opening.pop(number, None)

    def _cancel(self, number: int) -> None:
        with self._lock:
            self._cancelled = number
            left = [ends for known, ends in self._opening.items() if known <= number]
        for ends in left:
            ends.close()

    def _load(self, number: int, make: Callable[[], Made]) -> None:
        try:
            made = make()
        except MatineeError as fault:
            return self._post(PlayFailed(number, fault.sentence, fault.way_on))
        except Exception:
            self._post(PlayFailed(number, BROKEN))
            raise
        return self._load_made(number, made)

    def _load_made(self, number: int, made: Made) -> None:
        """The play is this thread's to close until mpv may open it."""
        play, start = made.play, made.start_seconds
        early = isinstance(play, SegmentedPlay) and play.opens_early
        if early:
            self._hand_over(number, play, PlayMade(number, start, segmented=True))
        try:
            play.load(start)
        except Exception as fault:
            if not early:
                play.close()
            if not isinstance(fault, MatineeError):
                self._post(PlayFailed(number, BROKEN))
                raise
            self._post(PlayFailed(number, fault.sentence, fault.way_on))
            return
        if not early:
            segmented = isinstance(play, SegmentedPlay)
            self._hand_over(number, play, PlayMade(number, start, segmented))
        self._post(PlayLoaded(number, play.offer(), self._clock()))

    def _hand_over(
        self, number: int, play: Play, event: PlayMade | LadderFound | PlayChanged | OriginalFound
    ) -> None:
        self._open[number] = play
        self._post(event)

    def _find_ladder(self, effect: FindLadder) -> None:
        number = effect.number
        try:
            ladder = self._plays.ladder_of(effect.video_id, effect.at_seconds)
        except MatineeError as fault:
            logger.info("Still the one file: %s", fault)
            ladder = None
        if ladder is None:
            return self._post(LadderMissing(number, self._clock()))
        return self._hand_over(number, ladder, LadderFound(number, ladder.offer()))

    def _find_original(self, number: int, video_id: str) -> None:
        try:
            play = self._plays.original_of(video_id)
        except MatineeError as fault:
            logger.info("No original either: %s", fault)
            play = None
        if play is None:
            return self._post(OriginalMissing(number, self._clock()))
        play.load(0.0)
        return self._hand_over(number, play, OriginalFound(number, play.offer(), self._clock()))

    def _change_play(self, effect: ChangePlay) -> None:
        number, play = effect.number, self._open.get(effect.of)
        if play is None:
            return  # left in the meantime
        try:
            other = self._plays.beside(play, effect.at_seconds, sound_alone=effect.sound_alone)
        except MatineeError as fault:
            self._post(PlayUnchanged(number, fault.sentence))
        else:
            self._hand_over(number, other, PlayChanged(number, other.offer()))

    def _serve_subtitle(self, effect: ServeSubtitle) -> None:
        number, index = effect.number, effect.index
        name = f"subtitle{index}.vtt"
        if (play := self._open.get(number)) is None:
            return  # left in the meantime
        try:
            address = play.ends.serve_subtitle(play.subtitles[index], name)
        except MatineeError as fault:
            self._post(SubtitleFailed(number, fault.sentence))
        else:
            text = play.ends.mount.texts[name]()
            self._post(SubtitleServed(number, index, address, cue_starts(text)))

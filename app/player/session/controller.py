"""What happens behind a session: one play at a time, from the click to the last report."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from app.errors import MatineeError
from app.player.abr import controller
from app.player.engine.api import Medium, Phase, Player, PlayerState, Report
from app.player.engine.seeks import Seeks
from app.player.fetch.playback_status import PlaybackStatus, Wishes
from app.player.gateway.server import Gateway
from app.player.session.mailbox import TICK_SECONDS, Mailbox
from app.player.session.play import FilePlay, Play, SegmentedPlay
from app.player.session.prefetch import Habits, Made, Plays
from app.player.session.qoe import QoeMeter
from app.player.session.reading import Offer, Reading
from app.player.session.state import observed, offering
from app.server.videos import Playback

logger = logging.getLogger(__name__)

END_TOLERANCE_SECONDS = 2.0
LADDER_POLL_SECONDS = 3.0


class PlaybackController:
    """Joins the engine, the gateway and the controller.

    All calls come from one thread, the session's, but for `hear` and `prefetch`, which blocks.
    """

    def __init__(
        self,
        player: Player,
        playback_of: Callable[[str], Playback],
        mailbox: Mailbox,
        habits: Habits,
        on_change: Callable[[PlayerState], None],
        on_left: Callable[[PlayerState], None],
    ) -> None:
        self._player = player
        self._mailbox = mailbox
        self._habits = habits
        self._on_change = on_change
        self._on_left = on_left
        self._gateway = Gateway()
        self._plays = Plays(self._gateway, playback_of, habits)
        self._report = Report()
        self._url = ""
        self._first_frame_at: float | None = None
        self._state = self._told = PlayerState()
        self._play: Play | None = None
        self._qoe = QoeMeter()
        self._opening = 0
        self._limits = controller.Limits()
        self._offer = Offer()
        self._fixed: int | None = None
        self._seeks = Seeks()
        self._paused = False
        self._recoveries = 0
        self._last_tick = 0.0
        self.closed = False
        self._ended = threading.Event()

    @property
    def state(self) -> PlayerState:
        return self._state

    @property
    def play(self) -> Play | None:
        """What is open."""
        return self._play

    def hear(self, report: Report) -> bool:
        """What the engine says, on its thread; False if it is not about what is open."""
        if report.url != self._url:
            return False
        if report.first_frame and self._first_frame_at is None:
            self._first_frame_at = time.monotonic()
        if report.seeks != self._report.seeks and isinstance(play := self._play, SegmentedPlay):
            play.seek_begun()
        self._report = report
        return True

    # Opening

    def prefetch(self, video_id: str) -> None:
        self._plays.prefetch(video_id)

    def open_video(self, video_id: str, playback: Playback | None, start: float | None) -> None:
        self._open(lambda: self._plays.of_video(video_id, playback, start), video_id)

    def open_url(self, url: str, start: float) -> None:
        self._open(lambda: self._plays.of_url(url, start), None)

    def _open(self, make: Callable[[], Made], video_id: str | None) -> None:
        turn = self._fresh_start(video_id)
        self._mailbox.aside(lambda: self._load(make, turn))

    def open_file(self, path: Path) -> None:
        self._fresh_start(None)
        self._start(Medium(str(path)))

    def _fresh_start(self, video_id: str | None) -> int:
        """Leave what plays for what will; a number that tells this opening from later ones."""
        self._leave()
        self._opening += 1
        self._qoe = QoeMeter(time.monotonic())
        self._recoveries = 0
        self._paused = False
        self._publish(replace(self._fresh(), phase=Phase.LOADING, video_id=video_id))
        return self._opening

    def _load(self, make: Callable[[], Made], turn: int) -> None:
        play: Play | None = None
        try:
            made = make()
            play, start = made.play, made.start_seconds
            early = isinstance(play, SegmentedPlay) and play.opens_early
            if early:
                self._begin_soon(play, start, turn)
            play.load(start)
        except MatineeError as fault:
            message = str(fault)
            self._mailbox.post(lambda: self._give_up(message, turn))
            if play is not None:
                play.close()
            return
        if not early:
            self._begin_soon(play, start, turn)
        ready = play
        self._mailbox.post(lambda: self._loaded(ready))

    def _begin_soon(self, play: Play, start: float, turn: int) -> None:
        self._mailbox.post(lambda: self._begin(play, start, turn))

    def _begin(self, play: Play, start: float, turn: int) -> None:
        """Have mpv open it, perhaps while it still loads."""
        if turn != self._opening or self.closed:
            return play.close()
        self._play = play
        self._state = replace(self._state, position_seconds=start)
        return self._start(play.medium(start, paused=self._paused))

    def _look_for_ladder(self, video_id: str, play: Play) -> None:
        """Ask from time to time whether the film that plays as one file has its ladder by now."""
        while play is self._play and not self._ended.wait(LADDER_POLL_SECONDS):
            try:
                better = self._plays.ladder_of(video_id, self._report.position_seconds)
            except MatineeError as fault:
                logger.info("Still the one file: %s", fault)
                continue
            if better is not None:
                return self._mailbox.post(partial(self._move_over, play, better))
        return None

    def _move_over(self, old: Play, new: Play) -> None:
        """Go on in the ladder, from the frame that is shown."""
        if old is not self._play:
            return new.close()
        self._play = new
        goal, self._seeks = self._seeks.goal, Seeks()
        at = self._report.position_seconds if goal is None else goal
        self._start(new.medium(at, paused=self._paused))
        self._loaded(new)
        return old.close()

    def _loaded(self, play: Play) -> None:
        if play is self._play:
            self._offer = play.offer()
            if isinstance(play, SegmentedPlay):
                self._wish(play)
                play.watch()
            self._state = offering(self._state, self._offer)
            if isinstance(play, FilePlay) and (video_id := self._state.video_id) is not None:
                self._mailbox.aside(lambda: self._look_for_ladder(video_id, play))

    def _give_up(self, message: str, turn: int) -> None:
        if turn == self._opening:
            self._leave()
            self.fail(message)

    def _start(self, medium: Medium) -> None:
        self._url = medium.url
        self._report = replace(Report(), url=medium.url, paused=medium.paused)
        self._first_frame_at = None
        self._player.open(medium)

    def _fresh(self) -> PlayerState:
        """What stays from film to film."""
        state = self._state
        return PlayerState(volume=state.volume, muted=state.muted, speed=state.speed)

    def _leave(self) -> None:
        self._seeks = Seeks()
        state = self._state
        if state.video_id is not None and state.phase is not Phase.IDLE:
            self._on_left(state)
        self._offer, self._fixed = Offer(), None
        if self._play is not None:
            ends = self._play.ends
            self._habits.links.note(ends.film.network, ends.throughput.estimate)
            self._play.close()
            self._play = None
        self._url = ""
        self._report = Report()
        self._player.stop()

    def stop(self) -> None:
        self._opening += 1
        self._leave()
        self._publish(self._fresh())

    def end(self) -> None:
        """Nothing may be called after this."""
        self._leave()
        self._opening += 1
        self._plays.close()
        self.closed = True
        self._ended.set()
        self._gateway.close()
        self._player.close()

    # Controls

    def _is_running(self) -> bool:
        return not self._paused and self._state.phase is not Phase.ENDED

    def toggle(self) -> None:
        (self.pause if self._is_running() else self.resume)()

    def pause(self) -> None:
        self._paused = True  # also while it still opens
        self._player.pause()

    def resume(self) -> None:
        self._paused = False
        if self._state.phase is Phase.ENDED:
            self.seek(0.0)
        self._player.play()

    def seek(self, wanted: float) -> None:
        duration = self._state.duration_seconds
        self._seeks = self._seeks.to(
            max(0.0, wanted if duration is None else min(wanted, duration))
        )

    def _carry_on_seeking(self) -> None:
        """Order the seek that is due, if any."""
        goal, play = self._seeks.goal, self._play
        if goal is None:
            return
        at_hand = not isinstance(play, SegmentedPlay) or play.has(goal)
        now = time.monotonic()
        self._seeks, seek = self._seeks.next(self._report, now, at_hand=at_hand)
        if seek is None:
            return
        drop = False
        if seek.fresh and isinstance(play, SegmentedPlay):
            drop = True
            play.prepare_seek(seek.seconds)
        # Drop, or mpv might find that it has the place after all, and not ask.
        self._player.seek(seek.seconds, drop_cache=drop)

    def set_volume(self, percent: float) -> None:
        self._player.set_volume(max(0.0, min(100.0, percent)))

    def set_muted(self, muted: bool) -> None:
        self._player.set_muted(muted)

    def set_speed(self, factor: float) -> None:
        self._player.set_speed(max(0.25, min(4.0, factor)))

    def choose(self, name: str | None) -> None:
        play = self._play
        if not isinstance(play, SegmentedPlay):
            return
        rung = self._offer.rung(name)
        self._state = replace(self._state, rendition_chosen=name if rung is not None else None)
        goal = self._seeks.goal
        where = self._report.position_seconds if goal is None else goal
        shown_already = rung is None or play.shows_only(rung, where)
        self._fixed = rung
        self._wish(play)
        if not shown_already:
            self._seeks = self._seeks.to(where, fresh=True)

    def limit(self, **changes: Any) -> None:
        """Change some of `abr.Limits`."""
        self._limits = replace(self._limits, **changes)
        if isinstance(self._play, SegmentedPlay) and self._offer.ladder:
            self._wish(self._play)

    def _wish(self, play: SegmentedPlay) -> None:
        cap = controller.cap(self._offer.ladder, self._limits)
        play.wish(Wishes(fixed=self._fixed, cap=cap))

    def choose_sound(self, index: int) -> None:
        self._player.choose_sound(index)
        self._state = replace(self._state, sound_now=index)

    def set_subtitle(self, index: int | None) -> None:
        self._state = replace(self._state, subtitle_now=None, message="")
        self._player.hide_subtitles()
        if index is not None and (play := self._play) is not None:
            self._mailbox.aside(lambda: self._fetch_subtitle(play, index))

    def _fetch_subtitle(self, play: Play, index: int) -> None:
        try:
            address = play.ends.serve_subtitle(play.subtitles[index], f"subtitle{index}.vtt")
        except MatineeError as fault:
            message = str(fault)
            return self._mailbox.post(lambda: self._say(message))
        return self._mailbox.post(lambda: self._show_subtitle(play, index, address))

    def _show_subtitle(self, play: Play, index: int, address: str) -> None:
        if play is not self._play:
            return None
        try:
            self._player.add_subtitle(address)
        except MatineeError as fault:
            return self._say(str(fault))
        self._state = replace(self._state, subtitle_now=index)
        return None

    # What is going on

    def _say(self, message: str) -> None:
        self._state = replace(self._state, message=message)

    def fail(self, sentence: str) -> None:
        self._publish(replace(self._state, phase=Phase.FAILED, error=sentence))

    def look(self) -> None:
        """See how things are, and do what is due."""
        self._carry_on_seeking()
        self._tick()

    def _tick(self) -> None:
        now = time.monotonic()
        appeared = self._report.first_frame and not self._state.has_picture
        early = now - self._last_tick < TICK_SECONDS and not appeared
        if early or self._state.phase in (Phase.IDLE, Phase.FAILED):
            return
        self._last_tick = now
        report, play, goal = self._report, self._play, self._seeks.goal
        if isinstance(play, SegmentedPlay) and (report.first_frame or goal is not None):
            waiting = not report.first_frame or goal is not None or report.starved
            where = report.position_seconds if goal is None else goal
            play.observe(PlaybackStatus(where, report.cached_seconds, waiting))
        if self._url:
            self._recover(report)
            if self._first_frame_at is not None:
                self._qoe.started(self._first_frame_at)
            where = report.position_seconds if report.first_frame else self._state.position_seconds
            reading = Reading() if play is None else play.reading(where if goal is None else goal)
            self._publish(observed(self._state, report, reading, self._qoe, goal))

    def _recover(self, report: Report) -> None:
        """mpv takes a stream that breaks off for the end; it is told to go on."""
        duration = report.duration_seconds or 0.0
        early = report.ended and report.position_seconds < duration - END_TOLERANCE_SECONDS
        if early and self._recoveries < 5 and self._seeks.goal is None:
            self._recoveries += 1
            self._seeks = self._seeks.to(report.position_seconds, fresh=True)

    def _publish(self, state: PlayerState) -> None:
        if state != self._told:
            self._told = state
            self._on_change(state)
        self._state = state

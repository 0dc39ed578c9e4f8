"""What the window talks to: calls from any thread, carried out one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.player.engine.adjustments import Adjustment
from app.player.engine.api import Clip, Loop, Player, PlayerState
from app.player.session.events import (
    AddSubtitleFile,
    Adjust,
    ChooseRendition,
    ChooseSound,
    ChooseSubtitle,
    EndSession,
    EngineReported,
    Event,
    OpenPath,
    OpenUrl,
    OpenVideo,
    PlayerTicked,
    PlayWhole,
    PreferCaptions,
    SeekDue,
    SeekSubtitle,
    SeekTo,
    SessionBroke,
    SetLimits,
    SetLoop,
    SetMuted,
    SetPaused,
    SetSpeed,
    SetVolume,
    SetWindowPixels,
    StepFrame,
    StopPlayback,
    TogglePaused,
    Withdraw,
)
from app.player.session.performer import Performer
from app.player.session.prefetch import Habits
from app.player.session.state import SessionState
from app.player.session.step import step
from app.player.session.watching import TICK_SECONDS, is_due, is_watched
from app.server.videos import Playback
from runtime.mailbox import Machine, Mailbox


class PlaybackSession:
    """One viewer with one player.

    Every method returns at once and may be called from any thread. `on_change` hears each new
    `PlayerState` on the session's thread, at most ten times a second and for each call.
    `playback_of` asks the backend how to play a video; it blocks, and is called on a worker's
    thread. `on_left` hears what each play of a video was like once it is over, on the session's
    thread.
    """

    def __init__(
        self,
        player: Player,
        playback_of: Callable[[str], Playback],
        on_change: Callable[[PlayerState], None],
        *,
        habits: Habits | None = None,
        on_left: Callable[[PlayerState], None] = lambda _state: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock, self._player = clock, player
        self._mailbox: Mailbox[Event] = Mailbox("matinee-player", self._handle, self._rest)
        self._post = self._mailbox.post
        self._performer = Performer(
            player, playback_of, habits or Habits(), on_change, on_left, self._post, clock
        )
        self._machine = Machine(SessionState(), step, self._performer.perform)
        player.listen(lambda report: self._post(EngineReported(report, clock())))
        self._mailbox.start()

    @property
    def state(self) -> PlayerState:
        return self._machine.state.shown

    def rungs_played(self) -> tuple[int, ...]:
        """The rung of each segment so far, in the film's order; for reports and benches."""
        opened = self._machine.state.opened
        return self._performer.rungs_played(opened.number) if opened is not None else ()

    # Opening

    def open(
        self,
        video_id: str,
        playback: Playback | None = None,
        start_seconds: float | None = None,
        clip: Clip | None = None,
    ) -> None:
        """Play a video of the backend, or a part of it; from where it was left, unless told
        otherwise."""
        self._post(OpenVideo(video_id, playback, start_seconds, self._clock(), clip))

    def open_url(self, url: str, start_seconds: float = 0.0) -> None:
        """Play an HLS playlist, a DASH manifest or a file of somebody else's."""
        self._post(OpenUrl(url, start_seconds, self._clock()))

    def open_file(self, path: Path, start_seconds: float = 0.0) -> None:
        """Play a local file."""
        self._post(OpenPath(path.absolute(), self._clock(), start_seconds))

    def prefetch(self, video_id: str) -> None:
        """Fetch what the first frame needs: the pointer rests on a video."""
        self._performer.prefetch(video_id)

    def stop(self) -> None:
        self._post(StopPlayback())

    def withdraw(self, video_id: str, why: str) -> None:
        """The video was taken away; end it, if it is the one that plays."""
        self._post(Withdraw(video_id, why))

    def close(self) -> None:
        """End everything, the engine too; blocks for about a second at most.

        The picture's surface must have been released before.
        """
        self._post(EndSession())
        self._mailbox.stop()
        self._mailbox.drain()

    # Controls

    def play(self) -> None:
        self._post(SetPaused(paused=False))

    def pause(self) -> None:
        self._post(SetPaused(paused=True))

    def toggle(self) -> None:
        self._post(TogglePaused())

    def seek(self, seconds: float) -> None:
        self._post(SeekTo(seconds))

    def play_whole(self) -> None:
        """Go on past the ends of the part."""
        self._post(PlayWhole())

    def set_volume(self, percent: float) -> None:
        self._post(SetVolume(percent))

    def set_muted(self, muted: bool) -> None:
        self._post(SetMuted(muted))

    def set_speed(self, factor: float) -> None:
        self._post(SetSpeed(factor))

    def choose_rendition(self, name: str | None) -> None:
        """Keep to one quality from the present moment on; None chooses by itself again."""
        self._post(ChooseRendition(name))

    def set_subtitle(self, index: int | None, *, second: bool = False) -> None:
        """The `second` one is shown above the film, beside the first."""
        self._post(ChooseSubtitle(index, second))

    def add_subtitle_file(self, path: Path) -> None:
        """Show a file of this machine with what plays."""
        self._post(AddSubtitleFile(path.resolve()))

    def seek_subtitle(self, lines: int) -> None:
        """To where the line begins that is so many on, or back."""
        self._post(SeekSubtitle(lines))

    def adjust(self, adjustment: Adjustment) -> None:
        """Picture, sound or subtitles are as it says, from film to film."""
        self._post(Adjust(adjustment))

    def step_frame(self, *, forward: bool) -> None:
        self._post(StepFrame(forward))

    def set_loop(self, loop: Loop | None) -> None:
        self._post(SetLoop(loop))

    def screenshot(self, path: Path, *, with_subtitles: bool) -> None:
        """Write the frame that is shown; blocks, and raises `NoPicture`."""
        self._player.screenshot(str(path), with_subtitles=with_subtitles)

    def set_sound(self, index: int) -> None:
        self._post(ChooseSound(index))

    def set_window_pixels(self, width: int, height: int) -> None:
        """The size of the picture on the screen: no rendition far above it is fetched."""
        self._post(SetWindowPixels(width, height))

    def set_limits(self, max_height: int | None, max_bps: float | None) -> None:
        """The user's cap, and what a metered network may cost."""
        self._post(SetLimits(max_height, max_bps))

    def prefer_captions(self, languages: tuple[str, ...]) -> None:
        """Show those for the hard of hearing by themselves, in one of these languages; none: no."""
        self._post(PreferCaptions(languages))

    # The session's thread

    def _handle(self, event: Event) -> None:
        answers = self._performer.answers
        with self._owning_up():
            self._machine.handle(event)
            while answers:
                self._machine.handle(answers.popleft())

    def _rest(self) -> float | None:
        """Look around; the seconds until the next look."""
        with self._owning_up():
            now = self._clock()
            self._look_after_seek(now)
            state = self._machine.state
            if state.opened is not None and is_due(state, now):
                reading = self._performer.reading(state.opened.number, state.place)
                self._machine.handle(PlayerTicked(now, reading))
        state = self._machine.state
        return max(0.0, state.ticked_at + TICK_SECONDS - now) if is_watched(state) else None

    def _look_after_seek(self, now: float) -> None:
        state = self._machine.state
        goal, opened = state.seeks.goal, state.opened
        if goal is not None and opened is not None:
            at_hand = self._performer.has(opened.number, goal)
            self._machine.handle(SeekDue(now, at_hand))

    @contextmanager
    def _owning_up(self) -> Iterator[None]:
        """A bug of ours is shown here, and told to whom it concerns by the mailbox."""
        try:
            yield
        except Exception:
            self._machine.handle(SessionBroke())
            raise

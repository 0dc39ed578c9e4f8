"""What the player is to the rest of the application: values, and two protocols.

`Player` is the engine below (mpv is the only one), `PlayerState` what the controls show.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.errors import WayOn
from app.player.engine.adjustments import (
    Adjustment,
    PictureSettings,
    SoundSettings,
    SubtitleLift,
    SubtitleSettings,
)


class Phase(StrEnum):
    """What the viewer would say the player is doing."""

    IDLE = "idle"
    LOADING = "loading"
    PLAYING = "playing"
    PAUSED = "paused"
    BUFFERING = "buffering"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Rendition:
    """One choice of quality. `bandwidth_bps` is the average where it is known, else the peak."""

    name: str
    bandwidth_bps: float
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    codec: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """A subtitle or sound track that can be chosen; the index is its place in the tuple.

    `is_forced`: only what viewers of the film's own language need, `is_sdh`: for who does not hear,
    with what is heard besides words.
    """

    label: str
    language: str = ""
    codec: str = ""
    channels: int | None = None
    is_forced: bool = False
    is_sdh: bool = False


@dataclass(frozen=True, slots=True)
class EngineTrack:
    """A track that an engine has found or was given; `id` is the engine's."""

    id: int
    title: str = ""
    language: str = ""
    codec: str = ""
    channels: int | None = None
    is_forced: bool = False
    is_sdh: bool = False

    @property
    def shown(self) -> Track:
        return Track(
            self.title, self.language, self.codec, self.channels, self.is_forced, self.is_sdh
        )


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """Where a chapter of a file begins; the title may be missing."""

    start_seconds: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """A part that is played again and again, up to (without) its end."""

    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """One play, measured by the player itself. Totals since it was opened, never deltas.

    `watched` are the parts of the film that it has shown, in order and apart from each other.
    `dropped_frames` were decoded and not shown, `late_frames` shown too late, `skipped_frames` not
    decoded. `cache_hits` are the `answers` of a cache before the `server`.
    """

    startup_seconds: float | None = None
    rebuffers: int = 0
    rebuffer_seconds: float = 0.0
    switches: int = 0
    seconds_by_rendition: Mapping[str, float] = field(default_factory=dict)
    watched: tuple[tuple[float, float], ...] = ()
    dropped_frames: int = 0
    late_frames: int = 0
    skipped_frames: int = 0
    bytes_received: int = 0
    bytes_wasted: int = 0
    bytes_held: int = 0
    throughput_bps: float | None = None
    failures: int = 0
    video_codec: str = ""
    hardware_decoder: str = ""
    picture_width: int | None = None
    picture_height: int | None = None
    frame_rate: float | None = None
    av_offset_seconds: float = 0.0
    transfer: str = ""
    primaries: str = ""
    server: str = ""
    answers: int = 0
    cache_hits: int = 0


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a film, up to (without) its end; None: to the end of the film. `whole`: the viewer
    may go on with all of it."""

    start_seconds: float = 0.0
    end_seconds: float | None = None
    whole: bool = True

    def kept(self, seconds: float) -> float:
        """The nearest moment that is in it, or its end."""
        most = math.inf if self.end_seconds is None else self.end_seconds
        return min(max(self.start_seconds, seconds), most)


@dataclass(frozen=True, slots=True)
class PlayerState:
    """All that the controls show.

    `buffered_seconds` is the media time up to which everything is at hand (in mpv or in the
    gateway), never less than the position; `buffered` are all stretches at hand, in order.
    `made_seconds` is how far a film is made that is still encoded, None where that is no matter.
    `rendition_chosen` is None for automatic; `sound_alone` can be chosen, too.
    `message` says what is going on ("Reconnecting…"), `error` why it gave up, and `way_on` what
    can be done about it. `clip` is the part that is played, where it is not the whole film.
    `second_subtitle` is shown beside the first; `chapters` are those that the file itself has.
    `title` is what a film calls itself, where nobody else says it; `path` is that of a file of
    this machine.
    """

    phase: Phase = Phase.IDLE
    video_id: str | None = None
    path: Path | None = None
    title: str = ""
    position_seconds: float = 0.0
    duration_seconds: float | None = None
    buffered_seconds: float = 0.0
    buffered: tuple[tuple[float, float], ...] = ()
    made_seconds: float | None = None
    volume: float = 100.0
    muted: bool = False
    speed: float = 1.0
    renditions: tuple[Rendition, ...] = ()
    rendition_now: str | None = None
    rendition_chosen: str | None = None
    sound_alone: Rendition | None = None
    subtitles: tuple[Track, ...] = ()
    subtitle_now: int | None = None
    subtitle_by_itself: bool = True
    """Nobody chose it: it is what the film, or a wish for captions of any film, has."""
    second_subtitle: int | None = None
    sounds: tuple[Track, ...] = ()
    sound_now: int | None = None
    has_picture: bool = False
    message: str = ""
    clip: Clip | None = None
    loop: Loop | None = None
    chapters: tuple[ChapterMark, ...] = ()
    picture: PictureSettings = field(default_factory=PictureSettings)
    sound: SoundSettings = field(default_factory=SoundSettings)
    look: SubtitleSettings = field(default_factory=SubtitleSettings)
    lift: SubtitleLift = field(default_factory=SubtitleLift)
    error: str | None = None
    way_on: WayOn = WayOn.AGAIN
    statistics: Statistics = field(default_factory=Statistics)

    @property
    def lasting(self) -> PlayerState:
        """What is not one film's, of a player that has none."""
        return PlayerState(
            volume=self.volume,
            muted=self.muted,
            speed=self.speed,
            picture=self.picture,
            sound=self.sound,
            look=self.look,
            lift=self.lift,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What an engine says of itself, from a thread of its own.

    `medium` is the number of what it is about (0: nothing), `first_frame` is true once a frame of
    it was shown, `seeks` counts the seeks that it has begun to carry out, `arrivals` those that
    playing has gone on from, `cached_seconds` is what the engine holds ahead of the position,
    `cached_from` and `cached_until` bound the range that it can seek in by itself, `starved` that
    it waits for bytes, `failure` why the medium ended early. `subtitle` and `sound` are the ids of
    what is shown and heard.
    """

    medium: int = 0
    loaded: bool = False
    first_frame: bool = False
    seeks: int = 0
    arrivals: int = 0
    position_seconds: float = 0.0
    duration_seconds: float | None = None
    paused: bool = True
    starved: bool = False
    seeking: bool = False
    ended: bool = False
    failure: str | None = None
    cached_seconds: float = 0.0
    cached_from: float = 0.0
    cached_until: float = 0.0
    volume: float = 100.0
    muted: bool = False
    speed: float = 1.0
    dropped_frames: int = 0
    late_frames: int = 0
    skipped_frames: int = 0
    av_offset_seconds: float = 0.0
    transfer: str = ""
    primaries: str = ""
    video_codec: str = ""
    hardware_decoder: str = ""
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    subtitles: tuple[EngineTrack, ...] = ()
    subtitle: int | None = None
    sounds: tuple[EngineTrack, ...] = ()
    sound: int | None = None
    chapters: tuple[ChapterMark, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Medium:
    """What an engine opens: an address, where to start and to end, and the tracks beside it.

    `number` tells it from others in the engine's reports, even if the address is the same.
    `known`: its segments are of our own making, whose first packets show all that there is.
    `sound` is the one to begin with, where there are `sounds`. `sealed`: a stranger's file, which
    may not have others opened.
    """

    url: str
    start_seconds: float = 0.0
    segmented: bool = False
    known: bool = False
    sounds: tuple[str, ...] = ()
    sound: int = 0
    sealed: bool = False
    paused: bool = False
    number: int = 0
    end_seconds: float | None = None


class Player(Protocol):
    """Plays one medium at a time.

    All calls come from one thread (the session's); reports go out on another. Nothing may be
    called after `close`.
    """

    def listen(self, on_report: Callable[[Report], None]) -> None: ...
    def open(self, medium: Medium) -> None: ...
    def play(self) -> None: ...
    def pause(self) -> None: ...
    def seek(self, seconds: float, *, drop_cache: bool = False) -> None: ...
    def lift_end(self) -> None:
        """Play on past the end that the medium was opened with."""

    def set_volume(self, percent: float) -> None: ...
    def set_muted(self, muted: bool) -> None: ...
    def set_speed(self, factor: float) -> None: ...
    def adjust(self, adjustment: Adjustment) -> None:
        """All of that kind is as it says, from film to film."""

    def step_frame(self) -> None:
        """Show the next frame, and stand there."""

    def add_subtitle(self, path: str) -> int:
        """Have the subtitle file at `path` among the tracks; returns its id, and raises
        `SubtitleUnreadable`."""

    def choose_subtitles(self, first: int | None, second: int | None) -> None:
        """The tracks with these ids, the second one above the film."""

    def seek_subtitle(self, lines: int) -> None:
        """So many lines on or back, in a film that needs no help with seeking."""

    def choose_sound(self, track: int) -> None: ...
    def screenshot(self, path: str, *, with_subtitles: bool) -> None:
        """Write the frame that is shown; blocks, and raises `NoPicture`. From any thread."""

    def stop(self) -> None: ...
    def close(self) -> None: ...

"""All that a session knows while it decides: one frozen value, each fact in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.player.abr import controller
from app.player.engine.api import PlayerState, Report
from app.player.engine.seeks import Seeks
from app.player.fetch.playback_status import Wishes
from app.player.session.effects import Effect
from app.player.session.qoe import Qoe
from app.player.session.reading import Offer


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of this machine, which mpv reads by itself."""

    number: int


@dataclass(frozen=True, slots=True)
class OpenedPlay:
    """A play that mpv reads from the gateway; `offer` is None while it loads."""

    number: int
    segmented: bool
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class SessionState:
    """A viewer with a player.

    `opened` is what mpv was given, `awaited` the number of a play that a worker makes: for an
    opening, or, while a video plays as one file, of its ladder, which is next asked for at
    `ladder_due_at`; or of the one file where a ladder is not made yet, no sooner than at
    `original_due_at`. `report` is what mpv said last, of what is opened alone. `paused` is what the
    viewer wants; whether it is so stands in the report. `sidecar_tracks` are the engine's ids of
    those of the server's subtitles that it has, `line_starts` the times of their lines.
    `caption_languages`: who watches wants captions for the hard of hearing, and can read these.
    """

    shown: PlayerState = field(default_factory=PlayerState)
    opened: OpenedFile | OpenedPlay | None = None
    last_number: int = 0
    awaited: int | None = None
    ladder_due_at: float | None = None
    original_due_at: float = 0.0
    report: Report = field(default_factory=Report)
    seeks: Seeks = field(default_factory=Seeks)
    paused: bool = False
    limits: controller.Limits = field(default_factory=controller.Limits)
    subtitles_wanted: tuple[int | None, int | None] = (None, None)
    has_chosen_subtitles: bool = False
    has_captions_by_itself: bool = False
    """What counts as chosen is what anybody who wants captions gets."""
    caption_languages: tuple[str, ...] = ()
    sidecar_tracks: Mapping[int, int] = field(default_factory=dict)
    line_starts: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    recoveries: int = 0
    qoe: Qoe = field(default_factory=Qoe)
    ticked_at: float = 0.0
    said: str = ""
    said_at: float = 0.0
    closed: bool = False

    @property
    def play(self) -> OpenedPlay | None:
        return self.opened if isinstance(self.opened, OpenedPlay) else None

    @property
    def segmented(self) -> OpenedPlay | None:
        """The play, if it is fetched in segments."""
        return self.play if self.play is not None and self.play.segmented else None

    @property
    def place(self) -> float:
        """Where playing is, or will be once a seek is done."""
        if self.seeks.goal is not None:
            return self.seeks.goal
        report = self.report
        return report.position_seconds if report.first_frame else self.shown.position_seconds


Decision = tuple[SessionState, tuple[Effect, ...]]


def wishes_of(state: SessionState, offer: Offer) -> Wishes:
    """What the viewer's choice and the limits come to, for a play that offers this."""
    fixed = offer.rung(state.shown.rendition_chosen)
    return Wishes(fixed, controller.cap(offer.ladder, state.limits))


def reset(report: Report, number: int, *, paused: bool) -> Report:
    """What is known of another medium before mpv says anything; the rest of it lasts."""
    return Report(
        medium=number,
        paused=paused,
        volume=report.volume,
        muted=report.muted,
        speed=report.speed,
    )


def say(state: SessionState, message: str) -> SessionState:
    """For a while, unless something more important is to be said."""
    shown = replace(state.shown, message=message)
    return replace(state, shown=shown, said=message, said_at=state.ticked_at)

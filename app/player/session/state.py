"""From the engine's report and the play to what the window shows."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from app.player.engine.api import Phase, PlayerState, Rendition, Report, Track
from app.player.session.play import Play
from app.player.session.qoe import QoeMeter


def offered(play: Play) -> dict[str, Any]:
    """The choices that a play gives, as fields of `PlayerState`."""
    presentation = play.presentation
    variants = presentation.timeline.variants if presentation else ()
    sounds = presentation.sounds if presentation else ()
    return {
        "renditions": tuple(
            Rendition(v.name, v.average_bps, v.width or None, v.height or None, v.frame_rate)
            for v in variants
        ),
        "subtitles": tuple(Track(s.label, s.language) for s in play.subtitles),
        "sounds": tuple(Track(sound.label, sound.language) for sound, _ in sounds),
        "sound_now": 0 if sounds else None,
    }


def phase_of(report: Report, *, seeking: bool) -> Phase:
    """What a viewer would call it."""
    if not report.first_frame:
        return Phase.LOADING
    if report.ended and not seeking:
        return Phase.ENDED
    if report.starved or seeking:
        return Phase.BUFFERING
    return Phase.PAUSED if report.paused else Phase.PLAYING


def observed(
    state: PlayerState, report: Report, play: Play | None, qoe: QoeMeter, goal: float | None
) -> PlayerState:
    """The state as the report changes it; `goal` is where a seek under way leads."""
    if report.failure is not None or (play is not None and is_stuck(play, report)):
        error = (play.tally().error if play else None) or report.failure
        return replace(state, phase=Phase.FAILED, error=error)
    phase = phase_of(report, seeking=goal is not None)
    position = report.position_seconds if report.first_frame else state.position_seconds
    position = position if goal is None else goal
    rung = rendition_at(play, position)
    qoe.observe(time.monotonic(), report, phase, rung)
    return replace(
        state,
        phase=phase,
        position_seconds=position,
        duration_seconds=report.duration_seconds or known_duration(play),
        buffered_seconds=max(position, buffered_until(report, play)),
        volume=report.volume,
        muted=report.muted,
        speed=report.speed,
        rendition_now=rung or state.rendition_now,
        has_picture=report.first_frame and report.width is not None,
        message=message_of(play, phase),
        statistics=qoe.statistics(report, play),
    )


def is_stuck(play: Play, report: Report) -> bool:
    """Whether fetching was given up and all that was there is played."""
    return play.tally().error is not None and (report.starved or not report.first_frame)


def rendition_at(play: Play | None, seconds: float) -> str | None:
    if play is None or play.picture is None or play.presentation is None:
        return None
    rung = play.picture.rung_at(seconds)
    return None if rung is None else play.presentation.timeline.variants[rung].name


def known_duration(play: Play | None) -> float | None:
    if play is None:
        return None
    if play.presentation is not None:
        return play.presentation.timeline.duration_seconds or None
    return play.source.total_seconds


def buffered_until(report: Report, play: Play | None) -> float:
    until = report.cached_until
    if play is not None and play.picture is not None:
        ahead = play.picture.buffered_until()
        until = max(until, ahead) if ahead >= report.position_seconds else until
    return until


def message_of(play: Play | None, phase: Phase) -> str:
    """A line for the viewer while something is wrong, or waited for, else nothing."""
    if play is None:
        return ""
    tally, waiting = play.tally(), phase in (Phase.LOADING, Phase.BUFFERING)
    if tally.trouble:
        return f"{tally.trouble} Trying again…" if waiting else tally.trouble
    return "The server is still making this part." if tally.awaits and waiting else ""

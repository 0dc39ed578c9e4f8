"""What the window is shown, from what the engine reports and how fetching stands."""

from __future__ import annotations

import time
from dataclasses import replace

from app.player.engine.api import Phase, PlayerState, Report
from app.player.fetch.playback_status import Tally
from app.player.session.qoe import QoeMeter
from app.player.session.reading import Offer, Reading


def offering(shown: PlayerState, offer: Offer) -> PlayerState:
    return replace(
        shown,
        renditions=offer.renditions,
        subtitles=offer.subtitles,
        sounds=offer.sounds,
        sound_now=0 if offer.sounds else None,
    )


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
    shown: PlayerState, report: Report, reading: Reading, qoe: QoeMeter, goal: float | None
) -> PlayerState:
    """The state as the report changes it; `goal` is where a seek under way leads."""
    if report.failure is not None or is_stuck(reading, report):
        return replace(shown, phase=Phase.FAILED, error=reading.tally.error or report.failure)
    phase = phase_of(report, seeking=goal is not None)
    position = report.position_seconds if report.first_frame else shown.position_seconds
    position = position if goal is None else goal
    qoe.observe(time.monotonic(), report, phase, reading.rendition)
    return replace(
        shown,
        phase=phase,
        position_seconds=position,
        duration_seconds=report.duration_seconds or reading.duration_seconds,
        buffered_seconds=max(position, buffered_until(report, reading)),
        volume=report.volume,
        muted=report.muted,
        speed=report.speed,
        rendition_now=reading.rendition or shown.rendition_now,
        has_picture=report.first_frame and report.width is not None,
        message=message_of(reading.tally, phase),
        statistics=qoe.statistics(report, reading),
    )


def is_stuck(reading: Reading, report: Report) -> bool:
    """Whether fetching was given up and all that was there is played."""
    return reading.is_given_up and (report.starved or not report.first_frame)


def buffered_until(report: Report, reading: Reading) -> float:
    """As far as mpv and the gateway go together, if the gateway goes on from where mpv is."""
    joins = reading.buffered_until >= report.position_seconds
    return max(report.cached_until, reading.buffered_until if joins else 0.0)


def message_of(tally: Tally, phase: Phase) -> str:
    """A line for the viewer while something is wrong, or waited for, else nothing."""
    waiting = phase in (Phase.LOADING, Phase.BUFFERING)
    if tally.trouble:
        return f"{tally.trouble} Trying again…" if waiting else tally.trouble
    return "The server is still making this part." if tally.awaits and waiting else ""

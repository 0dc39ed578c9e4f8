"""How playing goes: what mpv reports, and what is done about it and shown of it."""

from __future__ import annotations

from dataclasses import replace

from app.errors import Sentence
from app.player.engine.api import Phase, PlayerState, Report
from app.player.engine.seeks import is_cached
from app.player.fetch.playback_status import PlaybackStatus, Tally
from app.player.session.effects import Effect, PrepareSeek, SeekBegun, SeekEngine, TellPlay
from app.player.session.events import EngineReported, PlayerTicked, SeekDue
from app.player.session.opening import look_for_ladder, look_for_original
from app.player.session.reading import Reading
from app.player.session.state import Decision, SessionState
from app.player.session.tracks import missing, with_tracks
from app.player.session.watched import united

TICK_SECONDS = 0.1
SAID_SECONDS = 4.0
LONGEST_TITLE = 200
END_TOLERANCE_SECONDS = 2.0
CHANGEOVER_SECONDS = 2.0
MOST_RECOVERIES = 5
BROKEN = Sentence("Something went wrong in the player. Open the video again.")


def hear(state: SessionState, event: EngineReported) -> Decision:
    """What is not about what is open is not heard."""
    report = event.report
    if report.medium != state.report.medium:
        return state, ()
    begun = report.seeks != state.report.seeks and state.segmented is not None
    effects: tuple[Effect, ...] = (SeekBegun(report.medium),) if begun else ()
    if report.loaded and not state.report.loaded:
        effects += missing(state)
    qoe = state.qoe.started(event.at) if report.first_frame else state.qoe
    return replace(state, report=report, qoe=qoe, seeks=state.seeks.noted(report)), effects


def carry_on_seeking(state: SessionState, event: SeekDue) -> Decision:
    """Order the seek that is due, if any."""
    if state.opened is None:
        return state, ()
    seeks, order = state.seeks.next(state.report, event.at, at_hand=event.at_hand)
    state = replace(state, seeks=seeks)
    if order is None:
        return state, ()
    if not order.fresh or (play := state.segmented) is None:
        return state, (SeekEngine(order.seconds, drop_cache=False),)
    prepare = PrepareSeek(play.number, order.seconds)
    # Drop, or mpv might find that it has the place after all, and not ask.
    return state, (prepare, SeekEngine(order.seconds, drop_cache=True))


def is_watched(state: SessionState) -> bool:
    """Whether there is anything to look after."""
    return state.opened is not None and state.shown.phase is not Phase.FAILED


def is_due(state: SessionState, now: float) -> bool:
    """Whether it is time for another look; the first frame is worth one at once."""
    appeared = state.report.first_frame and not state.shown.has_picture
    return is_watched(state) and (appeared or now >= state.ticked_at + TICK_SECONDS)


def tick(state: SessionState, event: PlayerTicked) -> Decision:
    """See how things are, and do what is due."""
    if not is_watched(state):
        return state, ()
    state = looped(recovered(replace(state, ticked_at=event.at)))
    state = begun_anew(state, event.reading)
    state, asked = look_for_ladder(state, event.at)
    if is_left_by_ladder(state, event.reading):
        state, asked = look_for_original(state, event.at)
    return observed(state, event.at, event.reading), (*status_of(state), *asked)


def is_left_by_ladder(state: SessionState, reading: Reading) -> bool:
    """Whether what it has ends here, and the original can only be played for itself."""
    if state.segmented is None or not (reading.tally.awaits and reading.plays_apart):
        return False
    left = buffered_until(state.report, reading) - state.place
    return left < CHANGEOVER_SECONDS


def status_of(state: SessionState) -> tuple[Effect, ...]:
    """What fetching must know of playing."""
    report, seeking = state.report, state.seeks.goal is not None
    if (play := state.segmented) is None or not (report.first_frame or seeking):
        return ()
    waiting = not report.first_frame or seeking or report.starved
    return (TellPlay(play.number, PlaybackStatus(state.place, report.cached_seconds, waiting)),)


def recovered(state: SessionState) -> SessionState:
    """mpv takes a stream that breaks off for the end; it is told to go on."""
    report = state.report
    end, clip = report.duration_seconds or 0.0, state.shown.clip
    end = end if clip is None else clip.kept(end)
    early = report.position_seconds < end - END_TOLERANCE_SECONDS
    spent = state.recoveries >= MOST_RECOVERIES or state.seeks.goal is not None
    if spent or not (report.ended and early):
        return state
    seeks = state.seeks.to(report.position_seconds, fresh=True)
    return replace(state, seeks=seeks, recoveries=state.recoveries + 1)


def begun_anew(state: SessionState, reading: Reading) -> SessionState:
    """On a line that fell, from where it stands still, in a rung that the line carries by now."""
    under_way = state.seeks.wanted is not None and state.seeks.wanted.fresh
    if not reading.stuck or not state.report.first_frame or under_way:
        return state
    return replace(state, seeks=state.seeks.to(state.place, fresh=True))


def looped(state: SessionState) -> SessionState:
    """At the end of a loop it goes on from its start."""
    report, loop = state.report, state.shown.loop
    if loop is None or state.seeks.goal is not None or not report.first_frame:
        return state
    if report.position_seconds < loop.end_seconds and not report.ended:
        return state
    return replace(state, seeks=state.seeks.to(loop.start_seconds))


def observed(state: SessionState, at: float, reading: Reading) -> SessionState:
    """What is shown, as the report and the reading change it."""
    report, shown = state.report, state.shown
    if report.failure is not None or is_stuck(state, reading):
        tally, error = reading.tally, reading.tally.error or report.failure
        failed = replace(
            shown,
            phase=Phase.FAILED,
            has_picture=shown.has_picture or has_picture(report),
            error=error,
            way_on=tally.way_on,
        )
        return replace(state, shown=failed)
    phase = phase_of(report, seeking=state.seeks.goal is not None)
    qoe = state.qoe.observed(at, report, phase, reading.rendition)
    state = replace(state, qoe=qoe)
    return replace(state, shown=pictured(state, phase, reading))


def pictured(state: SessionState, phase: Phase, reading: Reading) -> PlayerState:
    report, place = state.report, state.place
    return replace(
        with_tracks(state, state.shown),
        chapters=report.chapters,
        phase=phase,
        title=state.shown.title or (report.title or "").strip()[:LONGEST_TITLE],
        position_seconds=place,
        duration_seconds=report.duration_seconds or reading.duration_seconds,
        buffered_seconds=max(place, buffered_until(report, reading)),
        buffered=at_hand(report, reading),
        made_seconds=reading.made_until,
        volume=report.volume,
        muted=report.muted,
        speed=report.speed,
        rendition_now=reading.rendition or state.shown.rendition_now,
        has_picture=has_picture(report),
        message=message_of(reading.tally, phase) or still_said(state),
        statistics=state.qoe.statistics(report, reading),
    )


def has_picture(report: Report) -> bool:
    return report.first_frame and report.width is not None


def phase_of(report: Report, *, seeking: bool) -> Phase:
    """What a viewer would call it."""
    if not report.first_frame:
        return Phase.LOADING
    if report.ended and not seeking:
        return Phase.ENDED
    if report.starved or seeking:
        return Phase.BUFFERING
    return Phase.PAUSED if report.paused else Phase.PLAYING


def is_stuck(state: SessionState, reading: Reading) -> bool:
    """Whether fetching was given up, and all that is here is played, or a seek leads beyond it."""
    report, goal = state.report, state.seeks.goal
    waits = report.starved or not report.first_frame
    beyond = goal is not None and not is_cached(report, goal)
    return reading.tally.error is not None and (waits or beyond)


def buffered_until(report: Report, reading: Reading) -> float:
    """As far as mpv and the gateway go together, if the gateway goes on from where mpv is."""
    joins = reading.buffered_until >= report.position_seconds
    return max(report.cached_until, reading.buffered_until if joins else 0.0)


def at_hand(report: Report, reading: Reading) -> tuple[tuple[float, float], ...]:
    """What can be gone to without waiting, in mpv or in the gateway."""
    return united((*reading.held, (report.cached_from, report.cached_until)))


def still_said(state: SessionState) -> str:
    return state.said if state.ticked_at < state.said_at + SAID_SECONDS else ""


def message_of(tally: Tally, phase: Phase) -> str:
    """A line for the viewer while something is wrong, or waited for, else nothing."""
    waiting = phase in (Phase.LOADING, Phase.BUFFERING)
    if tally.trouble:
        again = Sentence("{trouble} Trying again…", trouble=tally.trouble)
        return again if waiting else tally.trouble
    if not (tally.awaits and waiting):
        return ""
    making = Sentence("The server is still making this part.")
    if tally.instead:
        return Sentence("{making} {instead}", making=making, instead=tally.instead)
    return making


def own_up(state: SessionState) -> SessionState:
    return replace(state, shown=replace(state.shown, phase=Phase.FAILED, error=BROKEN))

"""Sessions as values, to put events into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.player.abr.controller import Rung
from app.player.engine.api import Rendition, Report, Track
from app.player.session.effects import (
    Effect,
    TellState,
)
from app.player.session.events import (
    EngineReported,
    Event,
    OpenVideo,
    PlayerTicked,
    PlayLoaded,
    PlayMade,
)
from app.player.session.reading import Offer, Reading
from app.player.session.state import SessionState
from app.player.session.step import step

HEIGHTS = (180, 360, 720)
LADDER = Offer(
    tuple(Rendition(f"{h}p", h * 1e3, h * 16 // 9, h) for h in HEIGHTS),
    tuple(Rung(f"{h}p", h * 16 // 9, h, h * 1e3, h * 1e3, h * 2e3) for h in HEIGHTS),
    (Track("English", "en"),),
    sound_alone=Rendition("Audio only", 96e3),
)
SOUND_ALONE = replace(LADDER, ladder=(Rung("Audio only", 1920, 1080, 96e3, 96e3, 96e3),))
PLAYING = Report(
    medium=1,
    loaded=True,
    first_frame=True,
    paused=False,
    position_seconds=5.0,
    duration_seconds=90.0,
    cached_until=20.0,
    width=640,
)


def after(*events: Event, state: SessionState | None = None) -> SessionState:
    return told(*events, state=state)[0]


def told(*events: Event, state: SessionState | None = None) -> tuple[SessionState, list[Effect]]:
    """The state after all, and what was ordered of others than the window."""
    state, effects = state or SessionState(), list[Effect]()
    for event in events:
        state, more = step(state, event)
        effects += more
    return state, [e for e in effects if not isinstance(e, TellState)]


def only(effects: Iterable[Effect], kind: type[Effect]) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, kind)]


def opening(at: float = 0.0) -> OpenVideo:
    return OpenVideo("film", None, None, at)


def playing(*, segmented: bool = True, report: Report = PLAYING) -> SessionState:
    offer = LADDER if segmented else Offer()
    return after(
        opening(),
        PlayMade(1, 3.0, segmented),
        PlayLoaded(1, offer, 1.0),
        EngineReported(report, 2.0),
        PlayerTicked(2.0, Reading()),
    )

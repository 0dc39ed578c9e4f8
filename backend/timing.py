"""How long the backend waits for what, in one value: who starts it passes it in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """As it is in production; tests wait less."""

    lease_seconds: float = 30.0
    """After so long without a sign of its owner a job is anybody's."""
    busy_seconds: float = 0.25
    """Between two rounds of the pipeline while it has work under way, …"""
    idle_seconds: float = 5.0
    """… while it has none, …"""
    breath_seconds: float = 0.1
    """… and at the least: a thousand arrivals are looked at together, a single one at once."""
    troubled_seconds: float = 2.0
    """After a round of which something failed: what was away may be back."""
    retry_delays: tuple[float, ...] = (5.0, 60.0)
    """How long a job waits before it is tried again after a fault that may pass."""
    arriving_seconds: float = 0.5
    """So soon after one film others are likely to follow, …"""
    patient_seconds: float = 5.0
    """… and meanwhile only so often one is inspected: sending a heap has the right of way."""
    poll_seconds: float = 15.0
    """Between two questions about a managed service's job."""
    sweep_seconds: float = 60.0
    """Between two rounds of the cleanup."""
    grace_seconds: float = 2.0
    """A tombstone stands at least this long, so that everyone who listens has heard of it."""
    undo_seconds: float = 12.0
    """So long a deleted film can be had back, unless the administrator says otherwise: the ten
    seconds that a window offers, and the way there."""
    ending_seconds: float = 3.0
    """A former server in the same folder may still be ending."""
    look_seconds: float = 5.0
    """Between two looks at what other processes changed, and at what is published by the clock, for
    whoever listens."""
    lost_seconds: int = 30
    """A worker that shows no sign for so long has lost its order to another one."""


PRODUCTION = Timing()

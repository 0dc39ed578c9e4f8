"""Seldom asked, at once after an event."""

from __future__ import annotations

import pytest

from backend.errors import Unavailable
from backend.transcode.api import Finished, Job, Status, Working
from backend.transcode.encode.paced import Paced


class Service:
    ahead = None

    def __init__(self) -> None:
        self.asked = 0
        self.cancelled: list[str] = []
        self.released: list[str] = []
        self.shows: Status | Exception = Working(1.0)

    def start(self, job: Job) -> str:
        return job.revision

    def status(self, external_id: str) -> Status:  # noqa: ARG002
        self.asked += 1
        if isinstance(self.shows, Exception):
            raise self.shows
        return self.shows

    def release(self, external_id: str) -> None:
        self.released.append(external_id)

    def cancel(self, external_id: str) -> None:
        self.cancelled.append(external_id)

    def wanted(self, external_id: str, seconds: float) -> None: ...

    def close(self) -> None: ...


def test_asks_once_an_interval() -> None:
    """Ten questions of the pipeline are one to the service."""
    now = [100.0]
    service = Service()
    paced = Paced(service, 10, clock=lambda: now[0])

    for _ in range(10):
        assert paced.status("j") == Working(1.0)
    assert service.asked == 1

    now[0] += 10
    paced.status("j")
    assert service.asked == 2


def test_an_event_makes_it_ask_at_once() -> None:
    """And so the end is seen when it happens."""
    service = Service()
    paced = Paced(service, 10, clock=lambda: 100.0)
    paced.status("j")
    service.shows = Finished()

    paced.nudge("j")

    assert paced.status("j") == Finished()


def test_a_busy_service_is_left_alone() -> None:
    """For as long as it asked for; the pipeline hears the same sentence meanwhile."""
    now = [100.0]
    service = Service()
    paced = Paced(service, 10, clock=lambda: now[0])
    busy = Unavailable("MediaConvert is busy.")
    busy.retry_after_seconds = 30
    service.shows = busy

    for external_id in ("a", "b", "a"):
        with pytest.raises(Unavailable, match="busy"):
            paced.status(external_id)
    assert service.asked == 1

    now[0] += 30
    service.shows = Working(2.0)
    assert paced.status("a") == Working(2.0)


def test_a_lost_lease_cancels_nothing() -> None:
    """The process that follows the job now would see it die."""
    service = Service()
    paced = Paced(service, 10)

    paced.release("theirs")
    paced.cancel("nobody's")

    assert (service.released, service.cancelled) == (["theirs"], ["nobody's"])

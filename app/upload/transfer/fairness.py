"""Who gets the next free connection: the first file first, yet none of the next few starves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Of every four connections one goes to a file that is not the first; of fewer, every fourth part.
ONE_IN = 4


@dataclass(frozen=True, slots=True)
class Demand:
    """A file that could use a connection; `ready` parts could go out this moment."""

    upload_id: str
    ready: int
    in_flight: int


def next_upload(demands: Sequence[Demand], connections: int, turn: int) -> str | None:
    """Whose part goes out next, `turn` having gone before. `demands` come in order of priority;
    None: nobody's.

    With 16 connections the first file holds 12 and each of the next four one, as long as all
    have parts; whatever one can't use falls to the first in order that can.
    """
    if sum(demand.in_flight for demand in demands) >= connections:
        return None
    hungry = [demand for demand in demands if demand.ready]
    if not hungry:
        return None
    first, *others = hungry
    if connections < ONE_IN:
        return others[0].upload_id if others and turn % ONE_IN == ONE_IN - 1 else first.upload_id
    followers = others[: connections // ONE_IN]
    if first.in_flight >= connections - len(followers):
        for follower in followers:
            if follower.in_flight == 0:
                return follower.upload_id
    return first.upload_id

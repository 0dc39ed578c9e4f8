"""How often somebody may guess, and register: kept in the database, for all processes together.

A try is counted before what is guessed is looked at, so that tries at the same time count like
those one after the other; the right ones are given back. Tries at one account are counted by the
network that they come from: so a stranger keeps nobody out but himself. Only where they come from
many networks at once do those from networks where the account has no session wait, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from math import ceil

from backend.accounts.errors import SlowDown
from backend.accounts.rates import Rate, network
from backend.database.database import Database
from backend.signing import HmacSigner

FROM_HERE = Rate(burst=5, per_second=1 / 60)
"""At one account or link, from one network."""
FROM_STRANGERS = Rate(burst=100, per_second=1 / 20)
"""At one account or link, from all networks where it is not known."""
OF_A_NETWORK = Rate(burst=30, per_second=1 / 10)
"""At all accounts and links, from one network."""
REGISTERING = Rate(burst=30, per_second=1 / 60)
"""A class may come in together, which is one address; a flood of accounts may not."""

ENTERING = Rate(burst=60, per_second=1)
"""By an issuer, which is asked each time."""


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Left:
    """So many are left as of a moment."""

    count: float
    at: float


Kept = Mapping[str, Left]


def left_now(limit: Limit, kept: Kept, now: float) -> float:
    rate = limit.rate
    known = kept.get(limit.name, Left(rate.burst, now))
    return min(rate.burst, known.count + max(0.0, now - known.at) * rate.per_second)


def seconds_to_wait(limits: Sequence[Limit], kept: Kept, now: float) -> int:
    """Until each of them has one left."""
    missing = ((1 - left_now(limit, kept, now)) / limit.rate.per_second for limit in limits)
    return max(0, *(ceil(seconds) for seconds in missing))


def changed_by(change: float, limits: Sequence[Limit], kept: Kept, now: float) -> dict[str, Left]:
    """So many more of each, or fewer."""
    counts = {each.name: left_now(each, kept, now) + change for each in limits}
    return {limit.name: Left(min(limit.rate.burst, counts[limit.name]), now) for limit in limits}


class Limiter:
    """Blocks; safe from any thread and any process."""

    def __init__(self, database: Database, signer: HmacSigner) -> None:
        self._database, self._signer = database, signer

    def place(self, address: str) -> str:
        """A network by a name that tells nobody who it is."""
        return self._signer.sign("network", network(address))

    def guess(self, subject: str, address: str, *, is_known: bool = False) -> Guess:
        """Count a try at what belongs to `subject`, who `is_known` there; raises SlowDown."""
        place = self.place(address)
        here = Limit(self._signer.sign("here", subject, place), FROM_HERE)
        others = [Limit(self._signer.sign("from", place), OF_A_NETWORK)]
        if not is_known:
            others.append(Limit(self._signer.sign("at", subject), FROM_STRANGERS))
        self.take(here, *others)
        return Guess(self, here, others)

    def registration(self, address: str) -> None:
        """Raises SlowDown."""
        self.take(Limit(self._signer.sign("register", self.place(address)), REGISTERING))

    def entry(self, address: str) -> None:
        """Raises SlowDown."""
        self.take(Limit(self._signer.sign("enter", self.place(address)), ENTERING))

    def together(self) -> AbstractContextManager[object]:
        """One transaction around several changes."""
        return self._database.write()

    def take(self, *limits: Limit) -> None:
        """One of each, or none of any."""
        with self._database.write():
            kept, now = self._kept(limits), self._database.clock()
            if seconds := seconds_to_wait(limits, kept, now):
                raise SlowDown(seconds)
            self._keep(limits, changed_by(-1, limits, kept, now))

    def give_back(self, change: float, *limits: Limit) -> None:
        with self._database.write():
            kept, now = self._kept(limits), self._database.clock()
            self._keep(limits, changed_by(change, limits, kept, now))

    def _kept(self, limits: Sequence[Limit]) -> Kept:
        full = [row_of(limit, Left(limit.rate.burst, 0.0)) for limit in limits]
        rows = self._database.allowances(full)
        return {name: Left(row.left, row.at) for name, row in rows.items()}

    def _keep(self, limits: Sequence[Limit], left: Mapping[str, Left]) -> None:
        self._database.set_allowances([row_of(limit, left[limit.name]) for limit in limits])


def row_of(limit: Limit, left: Left) -> dict[str, object]:
    full_at = left.at + (limit.rate.burst - left.count) / limit.rate.per_second
    return {"name": limit.name, "left": left.count, "at": left.at, "full_at": full_at}


@dataclass(frozen=True, slots=True)
class Guess:
    """One that is counted."""

    limiter: Limiter
    here: Limit
    others: Sequence[Limit]

    def was_right(self) -> None:
        """Whoever comes in has no failures behind them."""
        with self.limiter.together():
            self.limiter.give_back(self.here.rate.burst, self.here)
            self.limiter.give_back(1, *self.others)

    def was_none(self) -> None:
        """Nobody has looked at it."""
        self.limiter.give_back(1, self.here, *self.others)

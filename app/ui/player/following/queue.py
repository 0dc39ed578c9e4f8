"""What plays, what comes next, and what was before: a value, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile
from operator import attrgetter

from app.server.videos import Video

Shuffle = Callable[[list["Entry"]], None]
"""Brings a list into random order, as `random.shuffle` does."""


class Repeat(StrEnum):
    OFF = "off"
    ALL = "all"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Entry:
    """A video in its place; `number` tells it from the same video in another place, and grows in
    the order of the list that it came from. `by_hand`: somebody queued it."""

    number: int
    video: Video
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class PlayQueue:
    """Nothing is lost from it but by `remove`, `drop` and another `play`: what was played is
    `behind`, the last one last, and what comes is `ahead`, what was queued by hand before the
    rest."""

    now: Entry | None = None
    behind: tuple[Entry, ...] = ()
    ahead: tuple[Entry, ...] = ()
    repeat: Repeat = Repeat.OFF
    shuffled: bool = False
    last_number: int = 0

    # What to play

    def play(self, video: Video, videos: Sequence[Video], shuffle: Shuffle) -> PlayQueue:
        """Another one, and behind it the others of its list; what was queued by hand stays."""
        fresh = replace(self, now=None, behind=())
        fresh = replace(fresh, ahead=tuple(e for e in self.ahead if e.by_hand))
        ids = [other.id for other in videos]
        if video.id not in ids:
            videos, ids = [video, *videos], [video.id, *ids]
        return fresh._of_list(ids.index(video.id), videos, shuffle)

    def _of_list(self, at: int, videos: Sequence[Video], shuffle: Shuffle) -> PlayQueue:
        made = tuple(Entry(self.last_number + 1 + n, video) for n, video in enumerate(videos))
        last, before, after = self.last_number + len(made), made[:at], made[at + 1 :]
        if self.shuffled:
            before, after = (), in_random_order(before + after, shuffle)
        return replace(
            self, now=made[at], behind=before, ahead=self.ahead + after, last_number=last
        )

    def follow(self, videos: Sequence[Video], shuffle: Shuffle) -> PlayQueue:
        """More of the list that is played has come; what is here already is not meant again."""
        known = {entry.video.id for entry in self.all if not entry.by_hand}
        new = [video for video in videos if video.id not in known]
        made = tuple(Entry(self.last_number + 1 + n, video) for n, video in enumerate(new))
        ahead, last = self.ahead + made, self.last_number + len(made)
        queue = replace(self, ahead=ahead, last_number=last)
        return queue.shuffle(shuffle) if self.shuffled and made else queue

    @property
    def all(self) -> tuple[Entry, ...]:
        """In the order of playing."""
        now = (self.now,) if self.now is not None else ()
        return self.behind + now + self.ahead

    @property
    def next(self) -> Entry | None:
        """What Next would play."""
        if self.ahead or self.repeat is not Repeat.ALL:
            return self.ahead[0] if self.ahead else None
        return next(iter(self.all), None)

    def forward(self) -> PlayQueue:
        """On to the next one; the same where there is none."""
        if self.ahead:
            return self.jump(0)
        if self.repeat is Repeat.ALL and self.all:
            first, *rest = self.all
            return replace(self, now=first, behind=(), ahead=tuple(rest))
        return self

    def back(self) -> PlayQueue:
        """To the one before; the same where there is none."""
        if not self.behind:
            return self
        *behind, last = self.behind
        now = (self.now,) if self.now is not None else ()
        return replace(self, now=last, behind=tuple(behind), ahead=now + self.ahead)

    def jump(self, index: int) -> PlayQueue:
        """Over what is before it, which counts as played."""
        if not 0 <= index < len(self.ahead):
            return self
        now = (self.now,) if self.now is not None else ()
        return replace(
            self,
            behind=self.behind + now + self.ahead[:index],
            now=self.ahead[index],
            ahead=self.ahead[index + 1 :],
        )

    def to(self, number: int) -> PlayQueue:
        """Forwards or back to an entry; the same where it is not among them."""
        ahead, behind = ([e.number for e in part] for part in (self.ahead, self.behind))
        if number in ahead:
            return self.jump(ahead.index(number))
        queue = self
        for _ in behind[behind.index(number) :] if number in behind else ():
            queue = queue.back()
        return queue

    # What comes, by hand

    def play_next(self, video: Video) -> PlayQueue:
        return self._insert(0, video)

    def add(self, video: Video) -> PlayQueue:
        """Behind what is queued by hand already."""
        return self._insert(len(list(takewhile(attrgetter("by_hand"), self.ahead))), video)

    def _insert(self, index: int, video: Video) -> PlayQueue:
        entry = Entry(self.last_number + 1, video, by_hand=True)
        ahead = (*self.ahead[:index], entry, *self.ahead[index:])
        return replace(self, ahead=ahead, last_number=entry.number)

    def remove(self, number: int) -> PlayQueue:
        """One of what comes."""
        return replace(self, ahead=tuple(e for e in self.ahead if e.number != number))

    def drop(self, video_ids: Collection[str]) -> PlayQueue:
        """These can't be watched any more; what plays is left alone."""
        kept = [
            tuple(e for e in part if e.video.id not in video_ids)
            for part in (self.behind, self.ahead)
        ]
        return replace(self, behind=kept[0], ahead=kept[1])

    def clear(self) -> PlayQueue:
        """Nothing comes any more."""
        return replace(self, ahead=())

    def move(self, number: int, to: int) -> PlayQueue:
        """One of what comes to another place among it."""
        rest = [e for e in self.ahead if e.number != number]
        moved = [e for e in self.ahead if e.number == number]
        to = max(0, min(to, len(rest)))
        return replace(self, ahead=(*rest[:to], *moved, *rest[to:]))

    # Orders

    def repeating(self, repeat: Repeat) -> PlayQueue:
        return replace(self, repeat=repeat)

    def shuffle(self, shuffle: Shuffle) -> PlayQueue:
        """What comes of the list, in random order; what was queued by hand stays before it."""
        queued, listed = self._parts()
        ahead = queued + in_random_order(listed, shuffle)
        return replace(self, ahead=ahead, shuffled=True)

    def unshuffle(self) -> PlayQueue:
        """In the order of the list again, from what plays on; what is before that in the list
        counts as played."""
        queued, listed = self._parts()
        played = [e.number for e in self.behind if not e.by_hand]
        if self.now is not None and not self.now.by_hand:
            played.append(self.now.number)
        here = played[-1] if played else 0
        listed = tuple(sorted(listed, key=attrgetter("number")))
        before = tuple(e for e in listed if e.number < here)
        after = tuple(e for e in listed if e.number > here)
        return replace(self, behind=before + self.behind, ahead=queued + after, shuffled=False)

    def _parts(self) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        queued = tuple(e for e in self.ahead if e.by_hand)
        return queued, tuple(e for e in self.ahead if not e.by_hand)


def in_random_order(entries: Sequence[Entry], shuffle: Shuffle) -> tuple[Entry, ...]:
    mixed = list(entries)
    shuffle(mixed)
    return tuple(mixed)

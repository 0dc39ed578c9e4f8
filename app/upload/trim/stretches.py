"""Which pictures are kept, which of them are copied and which are encoded anew. Pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.upload.trim.movie import FilmTrack, Movie
from app.upload.trim.ranges import Range, Recipe, kept

REACH = 64
"""No picture is decoded so many places before or after the one at which it is shown."""
NEAR_SECONDS = 0.001
"""Whoever writes down when a picture is shown rounds a little."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A kept part from `start` to `stop`, in ticks of the main track: `head` and `tail` are the
    times of the pictures that are encoded anew before and after those `copied`."""

    start: int
    stop: int
    copied: tuple[range, ...]
    head: tuple[int, ...] = ()
    tail: tuple[int, ...] = ()

    @property
    def begin(self) -> int:
        """When it begins to be shown: what a film hides before its own beginning stays hidden."""
        return max(0, self.start)

    @property
    def encoded(self) -> int:
        return len(self.head) + len(self.tail)


def stretches_of(
    movie: Movie, recipe: Recipe, may_follow: Callable[[int], bool] = lambda _key: True
) -> tuple[Stretch, ...]:
    """Of the main track. A part that would begin with a key frame that may not follow other
    pictures is encoded. Raises NothingKept."""
    track = movie.main
    made: list[tuple[Range, Stretch]] = []
    for wanted in kept(recipe.ranges, movie.duration_seconds):
        stretch = _stretch(track, wanted, recipe.exact)
        if made and stretch.start < made[-1][1].stop:
            wanted = Range(made.pop()[0].start, wanted.stop)
            stretch = _stretch(track, wanted, recipe.exact)
        made.append((wanted, stretch))
    (_, first), *others = made
    return first, *(
        stretch
        if not stretch.copied or may_follow(stretch.copied[0].start)
        else _anew(track, wanted)
        for wanted, stretch in others
    )


def key_frame_times(track: FilmTrack) -> Sequence[int]:
    """Where the film can be cut as it is."""
    if track.samples.sync is None:
        return track.shown
    return array("q", map(track.pts, track.samples.sync))


def _stretch(track: FilmTrack, wanted: Range, exact: bool) -> Stretch:
    start, stop = _pictures(track, wanted)
    return _exact(track, start, stop) if exact else _at_key_frames(track, start, stop)


def _pictures(track: FilmTrack, wanted: Range) -> tuple[int, int]:
    """From the picture that is shown at its start, up to the first one at its stop."""
    near = track.ticks(NEAR_SECONDS)
    place = bisect_right(track.shown, track.ticks(wanted.start) + near)
    start = track.shown[max(0, place - 1)]
    return start, max(
        track.next_shown(start + 1), track.next_shown(track.ticks(wanted.stop) - near)
    )


def _at_key_frames(track: FilmTrack, start: int, stop: int) -> Stretch:
    """A little more than was asked for, and nothing less."""
    first = _key_before(track, start)
    after, stop = _clean_after(track, first, stop)
    return Stretch(track.pts(first), stop, _without_leading(track, first, after))


def _exact(track: FilmTrack, start: int, stop: int) -> Stretch:
    if start <= 0:
        first: int | None = _key_before(track, start)
    else:
        first = _key_after(track, start)
    if first is not None and track.pts(first) < stop:
        after, covered = _clean_before(track, first, stop)
        if after > first:
            start = min(start, track.pts(first))
            head = _between(track, start, track.pts(first))
            tail = _between(track, covered, stop)
            return Stretch(start, stop, _without_leading(track, first, after), head, tail)
    return Stretch(start, stop, (), _between(track, start, stop))


def _anew(track: FilmTrack, wanted: Range) -> Stretch:
    start, stop = _pictures(track, wanted)
    return Stretch(start, stop, (), _between(track, start, stop))


def _between(track: FilmTrack, start: int, stop: int) -> tuple[int, ...]:
    shown = track.shown
    return tuple(shown[bisect_left(shown, start) : bisect_left(shown, stop)])


def _key_before(track: FilmTrack, ticks: int) -> int:
    times = key_frame_times(track)
    place = max(0, bisect_right(times, ticks) - 1)
    return place if track.samples.sync is None else track.samples.sync[place]


def _key_after(track: FilmTrack, ticks: int) -> int | None:
    times = key_frame_times(track)
    place = bisect_left(times, ticks)
    if place == len(times):
        return None
    return place if track.samples.sync is None else track.samples.sync[place]


def _leading(track: FilmTrack, key: int) -> list[int]:
    """Pictures that are decoded after a key frame but shown before it: without what came before
    they are nothing."""
    reach = range(key + 1, min(len(track.samples), key + REACH))
    return [index for index in reach if track.pts(index) < track.pts(key)]


def _without_leading(track: FilmTrack, first: int, after: int) -> tuple[range, ...]:
    dropped = [index for index in _leading(track, first) if index < after]
    bounds = zip([first, *(index + 1 for index in dropped)], [*dropped, after], strict=True)
    return tuple(range(a, b) for a, b in bounds if a < b)


def _near(track: FilmTrack, first: int, ticks: int) -> range:
    """The samples among which those shown around that time are."""
    place = bisect_left(track.shown, ticks)
    return range(max(first, place - REACH), min(len(track.samples), place + REACH))


def _clean_after(track: FilmTrack, first: int, stop: int) -> tuple[int, int]:
    """After which sample the copy may end so that all before `stop` is there, with nothing missing
    in between; and when it ends then."""
    near = _near(track, first, stop)
    after = 1 + max((i for i in near if track.pts(i) < stop), default=first)
    while True:
        latest = max(track.pts(i) for i in range(max(first, after - REACH), after))
        reach = range(after, min(len(track.samples), after + REACH))
        missing = [i for i in reach if track.pts(i) < latest]
        if not missing:
            return after, track.next_shown(latest + 1)
        after = missing[-1] + 1


def _clean_before(track: FilmTrack, first: int, stop: int) -> tuple[int, int]:
    """The same, with nothing that is shown at `stop` or later."""
    near, leading = _near(track, first, stop), set(_leading(track, first))
    after = min((i for i in near if track.pts(i) >= stop), default=near.stop)
    while after > first:
        latest = max(track.pts(i) for i in range(max(first, after - REACH), after))
        if not any(track.pts(i) < latest for i in _rest(track, after, leading)):
            return after, track.next_shown(latest + 1)
        after -= 1
    return first, stop


def _rest(track: FilmTrack, after: int, leading: set[int]) -> Iterator[int]:
    reach = range(after, min(len(track.samples), after + REACH))
    return (index for index in reach if index not in leading)

"""The queue as a value: nothing is lost, and what comes next is what a viewer expects."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.server.videos import Video
from app.ui.player.following.queue import Entry, PlayQueue, Repeat
from tests.app.ui.fakes import FILM
from tests.examples import examples


def film(name: str) -> Video:
    return replace(FILM, id=name, title=name)


def films(names: str) -> list[Video]:
    return [film(name) for name in names]


def as_it_is(_entries: list[Entry]) -> None:
    """A shuffle that leaves all in place."""


def turned(entries: list[Entry]) -> None:
    """A shuffle that everybody can follow."""
    entries.reverse()


def queue_of(names: str, at: str, queue: PlayQueue | None = None) -> PlayQueue:
    return (queue or PlayQueue()).play(film(at), films(names), as_it_is)


def named(entries: Sequence[Entry]) -> str:
    return "".join(entry.video.id for entry in entries)


def shown(queue: PlayQueue) -> str:
    """What is behind, what plays, what is ahead: "ab>c<de"."""
    now = queue.now.video.id if queue.now else ""
    return f"{named(queue.behind)}>{now}<{named(queue.ahead)}"


def number_of(queue: PlayQueue, name: str) -> int:
    return next(entry.number for entry in queue.all if entry.video.id == name)


def test_a_video_is_followed_by_the_rest_of_its_list() -> None:
    """What stands before it in the list is what Previous finds."""
    queue = queue_of("abcd", "b")
    assert shown(queue) == "a>b<cd"
    assert shown(queue.forward()) == "ab>c<d"
    assert shown(queue.back()) == ">a<bcd"
    assert shown(queue.jump(1)) == "abc>d<"


def test_a_video_without_a_list_is_followed_by_nothing() -> None:
    """Nor is there anything before it."""
    queue = queue_of("", "b")
    assert (shown(queue), queue.next) == (">b<", None)
    assert queue.forward() == queue == queue.back()


def test_what_is_queued_by_hand_comes_first() -> None:
    """In the order of queueing; "Play next" before all."""
    queue = queue_of("abc", "a").add(film("x")).add(film("y")).play_next(film("z"))
    assert shown(queue) == ">a<zxybc"


def test_what_is_queued_by_hand_survives_another_list() -> None:
    """Whoever queued it still wants to see it."""
    queue = queue_of("abc", "a").add(film("x"))
    assert shown(queue_of("pqr", "q", queue)) == "p>q<xr"


def test_the_same_video_may_be_queued_twice() -> None:
    """Each is removed and moved by itself."""
    queue = queue_of("ab", "a").add(film("b"))
    first, second = queue.ahead
    assert shown(queue.remove(first.number)) == ">a<b"
    assert queue.remove(first.number).ahead == (second,)


def test_it_can_be_moved_and_removed() -> None:
    """Wherever it is let go, be it outside of the list."""
    queue = queue_of("abcd", "a")
    assert shown(queue.move(number_of(queue, "d"), 0)) == ">a<dbc"
    assert shown(queue.move(number_of(queue, "b"), 99)) == ">a<cdb"
    assert shown(queue.remove(number_of(queue, "c"))) == ">a<bd"
    assert queue.remove(99) == queue.move(99, 0) == queue
    assert shown(queue.clear()) == ">a<"


def test_repeat_all_begins_anew() -> None:
    """With everything that was played."""
    queue = queue_of("ab", "b").repeating(Repeat.ALL)
    assert queue.next is not None
    assert queue.next.video.id == "a"
    assert shown(queue.forward()) == ">a<b"


def test_shuffle_and_back() -> None:
    """What was queued by hand stays first; in order again it goes on from what plays."""
    queue = queue_of("abcdef", "b").add(film("x")).shuffle(turned)
    assert shown(queue) == "a>b<xfedc"
    queue = queue.forward().forward().forward()
    assert shown(queue) == "abxf>e<dc"
    assert shown(queue.unshuffle()) == "cdabxf>e<"


def test_a_shuffled_queue_takes_another_list_shuffled() -> None:
    """All of it, wherever in it one begins."""
    queue = PlayQueue(shuffled=True).play(film("c"), films("abcd"), turned)
    assert shown(queue) == ">c<dba"


def test_more_of_the_list_follows() -> None:
    """What is there already does not come twice."""
    queue = queue_of("abc", "b").add(film("d"))
    assert shown(queue.follow(films("abcde"), as_it_is)) == "a>b<dcde"
    assert shown(queue.shuffle(as_it_is).follow(films("fg"), turned)) == "a>b<dgfc"


def test_what_is_gone_is_dropped() -> None:
    """But for what plays, of which the player tells itself."""
    assert shown(queue_of("abcd", "b").drop({"a", "b", "d"})) == ">b<c"


Step = Callable[[PlayQueue], PlayQueue]

shuffles = st.integers(0, 99).map(lambda seed: random.Random(seed).shuffle)
places = st.integers(-2, 9)
conserving: st.SearchStrategy[Step] = st.one_of(
    st.sampled_from((PlayQueue.forward, PlayQueue.back, PlayQueue.unshuffle)),
    places.map(lambda index: lambda queue: queue.jump(index)),
    shuffles.map(lambda shuffle: lambda queue: queue.shuffle(shuffle)),
    st.sampled_from(Repeat).map(lambda repeat: lambda queue: queue.repeating(repeat)),
    st.tuples(places, places).map(lambda move: lambda queue: queue.move(*move)),
)
lists = st.text("abcdefgh", min_size=1, max_size=8).map(lambda text: "".join(dict.fromkeys(text)))


@given(lists, st.lists(conserving, max_size=12), st.data())
@settings(max_examples=examples(200))
def test_nothing_is_lost_and_nothing_comes_twice(
    names: str, steps: list[Step], data: st.DataObject
) -> None:
    """Whatever is done with the order of things."""
    queue = queue_of(names, data.draw(st.sampled_from(names))).add(film("x"))
    entries = sorted(queue.all, key=lambda entry: entry.number)
    for step in steps:
        queue = step(queue)
        assert sorted(queue.all, key=lambda entry: entry.number) == entries
        assert queue.now is not None


@given(lists, shuffles)
@settings(max_examples=examples(100))
def test_previous_undoes_next(names: str, shuffle: Callable[[list[Entry]], None]) -> None:
    """As long as there is a next one."""
    queue = queue_of(names, names[0]).shuffle(shuffle)
    while queue.ahead:
        assert queue.forward().back() == queue
        assert queue.next == queue.forward().now
        queue = queue.forward()


@given(lists, shuffles, st.data())
@settings(max_examples=examples(100))
def test_unshuffling_restores_the_order_of_the_list(
    names: str, shuffle: Callable[[list[Entry]], None], data: st.DataObject
) -> None:
    """Before and behind what plays."""
    queue = queue_of(names, data.draw(st.sampled_from(names)))
    assert queue.shuffle(shuffle).unshuffle() == queue


@pytest.mark.parametrize("index", [-1, 3])
def test_a_jump_to_nowhere_changes_nothing(index: int) -> None:
    """The list may have changed under the pointer."""
    queue = queue_of("abcd", "a")
    assert queue.jump(index) == queue

"""One device's requests wait for each other, and for nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack

import pytest

from backend.http.turns import Turns, is_counted


class Work:
    """Requests that last until they are told to end."""

    def __init__(self) -> None:
        self.turns = Turns(most=2)
        self.at_work: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}

    async def do(self, token: str, name: str) -> None:
        self.ends[name] = asyncio.Event()
        async with self.turns.of((token.encode(), True)):
            self.at_work.append(name)
            await self.ends[name].wait()
            self.at_work.remove(name)

    async def begin(self, *names: str) -> list[asyncio.Task[None]]:
        """Each is called by its device and a number."""
        tasks = [asyncio.create_task(self.do(name[0], name)) for name in names]
        await settled()
        return tasks


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def played(scene: Callable[[Work], Coroutine[None, None, None]]) -> None:
    asyncio.run(scene(Work()))


def test_too_many_of_one_wait_in_their_order() -> None:
    """Others are worked on at once."""

    async def scene(work: Work) -> None:
        tasks = await work.begin("a1", "a2", "a3", "a4", "b1")
        assert work.at_work == ["a1", "a2", "b1"]
        for name in ("a2", "a1", "b1", "a3", "a4"):
            work.ends[name].set()
            await settled()
            if name == "a2":
                assert work.at_work == ["a1", "b1", "a3"]
        await asyncio.gather(*tasks)
        assert not work.at_work

    played(scene)


@pytest.mark.parametrize("has_come", [False, True])
def test_whoever_gives_up_leaves_the_turn_to_the_next(has_come: bool) -> None:
    """Before its turn, or in the moment that it comes: none is lost."""

    async def scene(work: Work) -> None:
        async with AsyncExitStack() as first:
            await first.enter_async_context(work.turns.of((b"a", True)))
            tasks = await work.begin("a2", "a3", "a4")
            if has_come:
                await first.aclose()  # without a pause: a3 has heard of it, and not gone on
            tasks[1].cancel()
            await settled()
            assert work.at_work == (["a2", "a4"] if has_come else ["a2"])
        await settled()
        assert work.at_work == ["a2", "a4"]
        tasks += await work.begin("a5", "a6")
        for name in ("a2", "a4", "a5", "a6"):
            work.ends[name].set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not work.at_work
        await work.begin("a7", "a8", "a9")
        assert work.at_work == ["a7", "a8"]

    played(scene)


@pytest.mark.parametrize(
    ("path", "is_so"),
    [
        ("/api/videos", True),
        ("/watch/x", True),
        ("/api/videos/x/events", False),
        ("/media/x/y", False),
        ("/store/x", False),
    ],
)
def test_streams_and_media_are_not_counted(path: str, is_so: bool) -> None:
    """They have bounds of their own."""
    assert is_counted(path) is is_so

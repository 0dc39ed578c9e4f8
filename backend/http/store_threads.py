"""Threads for what asks the store, apart from those that answer everything else: a store that
says nothing keeps only those waiting who want something of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

THREADS = 32
Given = ParamSpec("Given")
Answer = TypeVar("Answer")

LIMITER: RunVar[CapacityLimiter] = RunVar("store threads")
"""Each event loop has its own."""


def asks_store(route: Callable[Given, Answer]) -> Callable[Given, Awaitable[Answer]]:
    """For a route that blocks until the store has answered."""

    @wraps(route)
    async def answer(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        return await on_store_thread(partial(route, *args, **kwargs))

    return answer


async def on_store_thread(call: Callable[[], Answer]) -> Answer:
    return await to_thread.run_sync(call, limiter=limiter())


def limiter() -> CapacityLimiter:
    try:
        return LIMITER.get()
    except LookupError:
        made = CapacityLimiter(THREADS)
        LIMITER.set(made)
        return made

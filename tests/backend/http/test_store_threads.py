"""A store that says nothing keeps only those waiting who ask it."""

from __future__ import annotations

import ast
import inspect
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest

from backend.http.routes import operations, pages
from backend.http.routes import uploads as upload_routes
from backend.http.store_threads import THREADS, asks_store
from backend.server import ROUTES, STORE_CALLS
from backend.storage.disk import DiskStore
from tests.backend.serving import Running

ASKED = {"StoreDep", "UploadsDep", "StillsDep"}
MARK = asks_store.__name__
ELSEWHERE = {
    (operations, "ready"): "it has to answer when all of those threads wait",
    (operations, "metrics"): "so do figures, which tell that they wait",
    (pages, "watch_page"): "it only makes addresses",
    (pages, "embed_page"): "it only makes addresses",
    (upload_routes, "space"): "it asks the database",
}


def functions(module: ModuleType) -> list[ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(module))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def is_route(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(mark).startswith("router.") for mark in function.decorator_list)


@pytest.mark.parametrize("module", ROUTES, ids=lambda module: module.__name__)
def test_routes_ask_the_store_on_its_threads(module: ModuleType) -> None:
    """All that are given it; those that wait for it otherwise say how."""
    for function in filter(is_route, functions(module)):
        given = {ast.unparse(each.annotation) for each in function.args.args if each.annotation}
        is_marked = MARK in map(ast.unparse, function.decorator_list)
        if given & ASKED and (module, function.name) not in ELSEWHERE:
            assert is_marked, (module.__name__, function.name)


def test_others_are_answered_while_it_says_nothing(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many wait."""
    awake, waiting = threading.Event(), threading.Semaphore(0)
    really: Callable[..., str] = DiskStore.create_multipart

    def silent(*args: object) -> str:
        waiting.release()
        awake.wait(60)
        return really(*args)

    monkeypatch.setattr(DiskStore, "create_multipart", silent)
    callers = [server.account() for _ in range(THREADS + 18)]
    anna = server.account()
    with ThreadPoolExecutor(len(callers)) as pool:
        made = [pool.submit(caller.create, 3) for caller in callers]
        try:
            assert all(waiting.acquire(timeout=30) for _ in range(STORE_CALLS))
            assert anna.json("GET", "/api/channels")["channels"]
            assert anna.json("PATCH", "/api/me", {"history_paused": True})
        finally:
            awake.set()
        assert all(each.result()["id"] for each in made)

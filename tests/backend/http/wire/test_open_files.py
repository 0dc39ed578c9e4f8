"""How many connections there can be."""

from __future__ import annotations

import resource

import pytest

from backend.http.wire.open_files import most_connections


@pytest.mark.parametrize(
    ("soft", "hard", "most", "asked"),
    [
        (1024, 524_288, 5461, [(16_384, 524_288)]),
        (1024, 4096, 1365, [(4096, 4096)]),
        (1024, resource.RLIM_INFINITY, 5461, [(16_384, resource.RLIM_INFINITY)]),
        (60_000, 60_000, 20_000, []),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 5461, []),
    ],
)
def test_as_many_as_the_system_has_files_for(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, most: int, asked: list[object]
) -> None:
    """Its usual limit is raised, never lowered."""
    done: list[object] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: done.append(limits))

    assert (most_connections(), done) == (most, asked)

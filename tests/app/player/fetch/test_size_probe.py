"""What no playlist tells is asked for: how large the coming segments are."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.player.abr.controller import Rung, View
from app.player.fetch.cache import Piece
from app.player.fetch.segment_buffer import SegmentBuffer
from app.player.fetch.size_probe import MOST_REFUSALS, SizeProbe, to_ask
from app.player.http import HttpClient
from app.player.manifest.hls import parse
from app.player.manifest.playlist import MediaPlaylist, Variant
from app.player.manifest.timeline import Timeline
from tests.app.player.origin_server import OriginServer
from tests.waiting import until

SEGMENTS = 30
LADDER = tuple(Rung(f"{rung}", 640, 360, 1e6, 1e6, 1e6) for rung in range(4))


def seen(**changes: object) -> View:
    """The first segment was fetched at rung 1; the next one is to be chosen."""
    sizes: list[list[int | None]] = [[None] * SEGMENTS for _ in LADDER]
    sizes[1][0] = 500
    view = View(LADDER, (4.0,) * SEGMENTS, sizes, 1, 4.0, 1, None)
    return replace(view, **changes)  # type: ignore[arg-type]


def all_asked(view: View, exists: set[int]) -> list[tuple[int, int]]:
    """Every question there is, each answered before the next."""
    asked: list[tuple[int, int]] = []
    sizes = [list(row) for row in view.sizes]
    while wanted := to_ask(replace(view, sizes=sizes), lambda rung, _: rung in exists):
        asked.append(wanted)
        sizes[wanted[0]][wanted[1]] = 1
    return asked


def test_the_latest_rung_and_its_neighbours_are_asked_for_as_far_as_one_looks_ahead() -> None:
    """Segment by segment, the latest rung first, then the better one; 40 s on."""
    asked = all_asked(seen(), {0, 1, 2, 3})
    assert asked[:4] == [(1, 1), (2, 1), (0, 1), (1, 2)]
    assert {segment for _, segment in asked} == set(range(1, 12))


def test_a_rung_is_asked_for_once_its_playlist_is_here() -> None:
    assert {rung for rung, _ in all_asked(seen(), {1, 3})} == {1}


@pytest.mark.parametrize(
    "view",
    [
        seen(last_rung=None),
        seen(sizes=[[None] * SEGMENTS for _ in LADDER]),
        seen(sizes=[[9] * SEGMENTS for _ in LADDER]),
        seen(next_segment=SEGMENTS),
    ],
    ids=["after a seek", "at the start", "told by the playlist", "at the end"],
)
def test_nothing_is_asked_for_in_need_or_without_need(view: View) -> None:
    assert to_ask(view, lambda _rung, _segment: True) is None


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[OriginServer]:
    for index in range(3):
        (tmp_path / f"{index}.ts").write_bytes(bytes(1000 + index))
    server = OriginServer(tmp_path)
    yield server
    server.close()


@pytest.fixture
def buffer(origin: OriginServer) -> SegmentBuffer:
    """A film of three segments, the first of which is here."""
    timeline = Timeline([Variant(origin.url("play.m3u8"), "only", 1e6, 1e6)])
    lines = "".join(f"#EXTINF:4,\n{index}.ts\n" for index in range(3))
    found = parse(f"#EXTM3U\n{lines}#EXT-X-ENDLIST\n", origin.url("play.m3u8"))
    assert isinstance(found, MediaPlaylist)
    timeline.set_playlist(0, found)
    buffer = SegmentBuffer(timeline)
    piece = buffer.begin(Piece(0, 0))
    buffer.add(piece, bytes(1000))
    buffer.finish(piece)
    return buffer


def sizes_of(buffer: SegmentBuffer) -> list[int | None]:
    view = buffer.view_of(1, None)
    assert view is not None
    return list(view.sizes[0])


def test_what_the_server_tells_is_what_one_decides_by(
    buffer: SegmentBuffer, origin: OriginServer
) -> None:
    probe = SizeProbe(buffer, HttpClient())
    probe.start()
    until(lambda: sizes_of(buffer) == [1000, 1001, 1002])
    probe.close()
    assert origin.asked == ["1.ts", "2.ts"]


def test_a_server_that_does_not_tell_is_left_alone(
    buffer: SegmentBuffer, origin: OriginServer
) -> None:
    """After each refusal the next segment is waited for."""
    origin.head_status = 405
    probe = SizeProbe(buffer, HttpClient())
    probe.start()
    for refusals in range(1, MOST_REFUSALS + 1):
        until(lambda: len(origin.asked) == refusals)  # noqa: B023 (called at once)
        until(lambda: refusals == MOST_REFUSALS or rests(buffer))  # noqa: B023
        advance(buffer)
    until(lambda: not is_asking())
    assert len(origin.asked) == MOST_REFUSALS
    assert sizes_of(buffer) == [1000, None, None]


def test_nothing_to_ask_costs_nothing(buffer: SegmentBuffer) -> None:
    """It looks only when there is one more segment, and ends when it is closed."""
    probe = SizeProbe(buffer, HttpClient())
    probe.start()
    until(lambda: rests(buffer))
    looked: list[object] = []
    buffer.next_view = looked.append  # type: ignore[method-assign, assignment]
    advance(buffer)
    until(lambda: rests(buffer))
    with buffer.changed:
        buffer.changed.notify_all()
    assert len(looked) == 1
    probe.close()
    until(lambda: not is_asking())


def advance(buffer: SegmentBuffer) -> None:
    with buffer.changed:
        buffer.advanced.notify_all()


def rests(buffer: SegmentBuffer) -> bool:
    """Whether somebody waits for the next segment."""
    with buffer.changed:
        return bool(buffer.advanced._waiters)  # type: ignore[attr-defined]


def is_asking() -> bool:
    return "matinee-sizes" in [thread.name for thread in threading.enumerate()]

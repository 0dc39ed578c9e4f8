"""The order of a queue: as it was added, as it was put, and the same after a restart."""

from __future__ import annotations

from pathlib import Path

from app.upload.engine.progress import Progress, State
from app.upload.transfer.retry import Fault
from tests.app.upload.conftest import Bench, wait_for


def names(bench: Bench) -> list[str]:
    return [upload.filename for upload in bench.queue.uploads()]


def paused(bench: Bench, folder: Path, count: int) -> list[str]:
    """So many uploads that rest."""
    bench.queue.start()
    ids = []
    for number in range(count):
        (path := folder / f"{number}.mp4").write_bytes(b"film")
        ids.append(bench.queue.add(path))
        bench.queue.pause(ids[-1])
    wait_for(lambda: all(u.state is State.PAUSED for u in bench.queue.uploads()))
    return ids


def test_the_order_of_adding_survives_a_restart(bench: Bench, tmp_path: Path) -> None:
    """Twice, with more added in between: what is new goes behind."""
    paused(bench, tmp_path, 12)
    added = [f"{number}.mp4" for number in range(12)]
    assert names(bench) == added
    bench.restart()
    assert names(bench) == added
    (path := tmp_path / "new.mp4").write_bytes(b"film")
    bench.queue.add(path)
    assert names(bench) == [*added, "new.mp4"]
    bench.restart()
    assert names(bench) == [*added, "new.mp4"]


def test_what_is_moved_stays_there(bench: Bench, tmp_path: Path) -> None:
    """Before another one, or behind all; also after a restart, and what is added later is last."""
    ids = paused(bench, tmp_path, 5)
    bench.queue.move([ids[3], ids[4]], ids[0])
    bench.queue.move([ids[1]], None)
    order = ["3.mp4", "4.mp4", "0.mp4", "2.mp4", "1.mp4"]
    wait_for(lambda: names(bench) == order)
    (path := tmp_path / "new.mp4").write_bytes(b"film")
    bench.queue.add(path)
    bench.restart()
    assert names(bench) == [*order, "new.mp4"]


def test_everybody_hears_of_a_move(bench: Bench, tmp_path: Path) -> None:
    """Each event says where its upload stands."""
    ids = paused(bench, tmp_path, 2)
    bench.queue.move([ids[1]], ids[0])

    def is_before(event: Progress) -> bool:
        first = next(u for u in bench.queue.uploads() if u.upload_id == ids[0])
        return event.upload_id == ids[1] and event.place < first.place

    assert bench.until(is_before).state is State.PAUSED


def test_what_failed_says_what_it_is_about(bench: Bench, tmp_path: Path) -> None:
    """So that its row can offer what helps; after a restart too."""
    (path := tmp_path / "film.mp4").write_bytes(b"film")
    ids = paused(bench, tmp_path, 1)
    bench.queue.resume(ids[0])
    bench.until_state(State.DONE)
    path.unlink()
    bench.queue.add(path)
    failed = bench.until_state(State.FAILED)
    assert (failed.reason, failed.path) == (Fault.MISSING, path)
    bench.restart()
    assert [u.reason for u in bench.queue.uploads() if u.path == path] == [Fault.MISSING]

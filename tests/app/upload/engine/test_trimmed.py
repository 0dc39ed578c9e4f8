"""Films that are trimmed, from the outside: a file and a recipe in, only what is kept stored."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from blake3 import blake3

from app.upload.engine.progress import State
from app.upload.trim.ranges import Range, Recipe
from app.upload.trim.trimming import open_trimmed
from tests.app.upload.conftest import Bench
from tests.app.upload.fake_server import FakeServer, running, stalled_after
from tests.app.upload.trim.films import make_film, pictures

KEPT = Recipe((Range(2.05, 4), Range(6.05, 8)))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("film") / "film.mkv")


def expected(film: Path, folder: Path) -> bytes:
    source = open_trimmed(film, KEPT, folder / "other", lambda: False)
    data = memoryview(bytearray(source.identity().size_bytes))
    source.read_into(data, 0)
    return bytes(data)


def test_only_what_is_kept_arrives(film: Path, tmp_path: Path) -> None:
    """Under a name that fits what it is; what was made on the way is taken away again."""
    with running(FakeServer(part_size=4096)) as server:
        bench = Bench(server.url, tmp_path)
        bench.queue.start()
        upload_id = bench.queue.add(film, recipe=KEPT)
        bench.until_state(State.DONE)
        bench.queue.forget(upload_id)
        bench.close()
        stored = server.only.content
    assert len(stored) < film.stat().st_size
    assert stored == expected(film, tmp_path)
    (tmp_path / "arrived.mp4").write_bytes(stored)
    shown = pictures(tmp_path / "arrived.mp4")
    assert {*range(50, 94), *range(146, 190)} <= set(shown) <= {*range(48, 98), *range(144, 194)}
    assert not list(tmp_path.glob("uploads.trims/*"))


def test_a_restart_goes_on(film: Path, tmp_path: Path) -> None:
    """The journal knows the recipe; what was stored is not sent again."""
    with running(FakeServer(part_size=4096)) as server:
        bench = Bench(server.url, tmp_path)
        server.mishaps["put"] = stalled_after(2)
        bench.queue.start()
        bench.queue.add(film, recipe=KEPT)
        bench.until(lambda event: event.sent_bytes > 0)
        server.mishaps.clear()
        bench.restart()
        bench.until_state(State.DONE)
        bench.close()
        assert server.only.content == expected(film, tmp_path)
        assert server.sent_again == []


ENGINE = """
import sys
from pathlib import Path
from app.upload.engine.progress import State
from tests.app.upload.conftest import Bench
from tests.app.upload.engine.test_trimmed import KEPT
bench = Bench(sys.argv[1], Path(sys.argv[2]))
bench.queue.start()
for film in sys.argv[3:]:
    bench.queue.add(Path(film), recipe=KEPT)
bench.until_state(State.DONE)
bench.queue.wait_until_settled(20)
bench.close()
"""


@pytest.mark.slow
def test_one_that_is_killed_goes_on_with_the_same_bytes(film: Path, tmp_path: Path) -> None:
    """Another process makes the same of the film: what is stored by then is not sent again, and
    what arrives has the hash of what is kept."""
    with running(FakeServer(part_size=4096)) as server:
        command = [sys.executable, "-c", ENGINE, server.url, str(tmp_path)]
        server.mishaps["put"] = stalled_after(2)
        with subprocess.Popen([*command, str(film)]) as first:
            deadline = monotonic() + 30
            while not server.uploads or len(server.only.parts) < 2:
                assert first.poll() is None
                assert monotonic() < deadline
                sleep(0.01)
            first.kill()
        server.mishaps.clear()
        assert subprocess.run(command, check=False).returncode == 0
        stored = server.only
    assert server.sent_again == []
    assert stored.content == expected(film, tmp_path)
    assert stored.blake3 == blake3(stored.content).hexdigest()


def test_a_film_that_changes_is_not_passed_off(film: Path, tmp_path: Path) -> None:
    """It fails as any upload whose file changed; resuming trims the new one."""
    copy = tmp_path / "copy.mkv"
    copy.write_bytes(film.read_bytes())
    with running(FakeServer(part_size=4096)) as server:
        bench = Bench(server.url, tmp_path)
        server.mishaps["put"] = stalled_after(2)
        bench.queue.start()
        upload_id = bench.queue.add(copy, recipe=KEPT)
        bench.until(lambda event: event.sent_bytes > 0)
        make_film(copy, "-crf", "30")
        os.utime(copy, (1, 1))
        server.mishaps.clear()
        bench.restart()
        assert "changed" in bench.until_state(State.FAILED).message
        bench.queue.resume(upload_id)
        bench.until_state(State.DONE)
        bench.close()


def test_nothing_kept_is_told(film: Path, tmp_path: Path) -> None:
    """It fails with one sentence, and nothing is sent."""
    with running(FakeServer()) as server:
        bench = Bench(server.url, tmp_path)
        bench.queue.start()
        bench.queue.add(film, recipe=Recipe((Range(900, 950),)))
        assert "Nothing of the film would be left" in bench.until_state(State.FAILED).message
        bench.close()
        assert not server.calls["put"]

"""What a process that reads a stranger's file can do, should that file take it over."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from backend.transcode.confine import bubblewrap, landlock
from backend.transcode.confine.api import Answerer, Confinement, Reach, Start, tried
from backend.transcode.confine.door import SourceDoor
from backend.transcode.confine.landlock import Landlock
from backend.transcode.confine.limits_only import LimitsOnly
from tests.backend.http_stub import answering
from tests.backend.transcode.confine import escaping
from tests.backend.transcode.fakes import make_clip, tone

FINDS: dict[str, Callable[[], Confinement]] = {
    "bubblewrap": bubblewrap.find,
    "landlock": landlock.find,
    "landlock of Linux 6.1": lambda: replace(landlock.find(), version=2),
    "limits only": LimitsOnly,
}
MEANT = ["reads its source", "writes its folder"]
PYTHON = bubblewrap.interpreter()


@pytest.fixture(params=FINDS)
def box(request: pytest.FixtureRequest) -> Confinement:
    try:
        return FINDS[request.param]()
    except OSError as error:
        pytest.skip(f"not on this machine: {error}")


@pytest.fixture
def around(tmp_path: Path) -> Iterator[dict[str, str]]:
    """All that is not the process's business, and who would hear it knock."""
    uploads, folder = tmp_path / "uploads", tmp_path / "folder"
    uploads.mkdir()
    folder.mkdir()
    given = {
        "uploads": uploads,
        "folder": folder,
        "source": uploads / "source",
        "other": uploads / "other",
        "secret": tmp_path / "secret",
        "socket": tmp_path / "socket",
        "name": f"matinee-test-{os.getpid()}",
        "backend": os.getpid(),
        "home": Path.home(),
    }
    for name, path in (
        ("source", uploads / "source"),
        ("other", uploads / "other"),
        ("secret", tmp_path / "secret"),
    ):
        path.write_text(name)
    with (
        socket.create_server(("127.0.0.1", 0)) as loopback,
        closing(socket.socket(socket.AF_UNIX)) as by_path,
        closing(socket.socket(socket.AF_UNIX)) as by_name,
    ):
        by_path.bind(str(given["socket"]))
        by_path.listen()
        by_name.bind("\0" + str(given["name"]))
        by_name.listen()
        yield {name: str(value) for name, value in given.items()} | {
            "port": str(loopback.getsockname()[1])
        }


def done_inside(
    box: Confinement, around: dict[str, str], server: Answerer | None = None
) -> list[str]:
    reach = Reach(Path(around["source"]), Path(around["folder"]), server)
    script = Path(escaping.__file__).read_text()
    command = (PYTHON, "-I", "-S", "-c", script, json.dumps(around))
    with box.started(Start(command, reach, environment={"PATH": os.environ["PATH"]})) as process:
        out, said = process.communicate()
    assert process.returncode == 0, said
    done: list[str] = json.loads(out)
    return done


def test_nothing_but_its_source_and_its_folder(box: Confinement, around: dict[str, str]) -> None:
    """Without a box, what it tries would work: so the test could fail."""
    done = done_inside(box, around)

    if isinstance(box, LimitsOnly):
        assert {"reads the secret", "connects to loopback", "signals the backend"} <= set(done)
    else:
        assert done == MEANT
        assert Path(around["source"]).read_text() == "source"


def test_a_source_behind_a_network_is_all_it_hears_of_that(
    box: Confinement, around: dict[str, str]
) -> None:
    """It may talk to the door of its own source, and to nobody else on this machine."""
    with (
        answering(lambda _: (206, {"Content-Range": "bytes 0-3/4"}, b"film")) as url,
        closing(SourceDoor(url, silent_seconds=5)) as door,
    ):
        done = done_inside(box, around, door)

    assert not door.was_cut_off
    if isinstance(box, LimitsOnly):
        assert "asks its server" in done
    else:
        is_open = isinstance(box, Landlock) and box.version < landlock.PORTS_FROM
        assert ("other hosts" in box.promise) == is_open
        assert set(done) - ({"connects to loopback"} if is_open else set()) == {
            *MEANT,
            "asks its server",
        }


def test_ffmpeg_does_its_work_in_it(box: Confinement, tmp_path: Path) -> None:
    """With all of its libraries, and with nothing to say about what it was not let do."""
    source, folder = tmp_path / "tone.wav", tmp_path / "folder"
    make_clip(source, *tone(1))
    folder.mkdir()
    command = ("ffmpeg", "-nostdin", "-v", "error", "-i", f"file:{source}", "tone.mp4")
    start = Start(command, Reach(source, folder), environment={"PATH": os.environ["PATH"]})
    with box.started(start) as process:
        _, said = process.communicate()

    assert (process.returncode, said) == (0, b"")
    assert (folder / "tone.mp4").stat().st_size > 1000


def test_a_box_is_tried_without_the_backends_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a moment that process is in everybody's list, too, and has an environment."""
    monkeypatch.setenv("MATINEE_SECRET", "a secret for signing")
    started: list[Start] = []

    class Noting(LimitsOnly):
        @contextmanager
        def started(self, start: Start) -> Iterator[subprocess.Popen[bytes]]:
            started.append(start)
            with super().started(start) as process:
                yield process

    tried(Noting())
    [start] = started
    assert set(start.environment) <= {"PATH", "LANG", "LD_LIBRARY_PATH"}
    assert start.environment["PATH"] == os.environ["PATH"]


def test_a_source_that_has_gone_is_the_processs_to_tell(box: Confinement, tmp_path: Path) -> None:
    """As it would without a box: with a bad exit, and no fault of ours."""
    gone = tmp_path / "gone"
    start = Start(("cat", str(gone)), Reach(gone), environment={"PATH": os.environ["PATH"]})
    with box.started(start) as process:
        _, said = process.communicate()

    assert (process.returncode, b"gone" in said) == (1, True)

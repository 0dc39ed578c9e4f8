"""`./dev demo`: the whole of Matinee, headless, on the sample film, with a picture of each step."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.display import NoDisplay, virtual_display
from tests.e2e.driven import ROOT, Driven, Trouble, until

FILM = ROOT / ".cache" / "film" / "video.mp4"
TITLE = "Big Buck Bunny.mp4"
NICE_MOMENT = "5"
"""The key for half way through: a bird on a branch, in daylight."""


def tell(words: str) -> None:
    sys.stdout.write(f"· {words}\n")
    sys.stdout.flush()


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    tell(f"{what}: {time.monotonic() - start:.1f} s")


def upload(app: Driven, film: Path, shots: Path) -> None:
    tell(f"Dropping {film.name} ({film.stat().st_size / 1e6:.1f} MB) onto the window")
    app.do("drop", str(film))
    with timed("Uploaded, verified part by part"):
        app.until(("uploads",), lambda rows: rows and rows[0]["done"] == 1, 120, "the upload")
    with timed("Adaptive, while the rest is still encoded"):
        app.until(
            ("cards",), lambda cards: cards and cards[0]["playable"] == "adaptive", 600, "adaptive"
        )
    app.do("grab_widget", "main_window", str(shots / "uploading.png"))
    with timed("Ready, every rung"):
        app.until(("cards",), lambda cards: cards and cards[0]["state"] == "ready", 900, "ready")
    until_shown = time.monotonic() + 1.5
    until(time.monotonic, lambda now: now > until_shown, 5, "the poster")
    app.do("grab_widget", "main_window", str(shots / "library.png"))


def watch(app: Driven, shots: Path) -> None:
    app.do("open_card", 0)
    app.until(("player",), lambda state: state["position_seconds"] > 3, 60, "playing")
    app.do("key", NICE_MOMENT)
    app.until(("player",), lambda state: state["position_seconds"] > 15.5, 60, "after the seek")
    app.do("move_to", "player_view", 0.5, 0.4)
    app.until(("exists", "seek_bar"), bool, 5, "the controls")
    app.do("grab_widget", "main_window", str(shots / "player.png"))
    state = app.do("player")
    numbers = state["statistics"]
    tell(f"First frame after {1000 * numbers['startup_seconds']:.0f} ms")
    tell(f"Playing {state['rendition_now']}, at {state['position_seconds']:.1f} s")
    tell(f"{numbers['switches']} switches, {numbers['rebuffers']} stalls")


@contextmanager
def opened(data: Path, log: Path) -> Iterator[Driven]:
    """Matinee on its own data; when the block ends, it ends as its user would have it."""
    with Driven(["--data-dir", str(data)], log, patient=False) as app:
        try:
            yield app
        finally:
            app.end()


def show(film: Path, data: Path, shots: Path) -> None:
    """Raises `Trouble` with the first thing that goes wrong."""
    with timed("All in all"), opened(data, shots / "matinee.log") as app:
        app.until(("exists", "drop_zone"), bool, 60, "the library")
        tell("The window is open, its backend answers")
        upload(app, film, shots)
        watch(app, shots)
        if code := app.quit():
            raise Trouble(f"Matinee ended with exit code {code}.")
    tell(f"Closed; pictures: {os.path.relpath(shots)}/uploading.png, library.png, player.png")


def perform(source: Path, shots: Path) -> None:
    """On a display and in a folder of its own; what was logged there stays beside the pictures."""
    shots.mkdir(parents=True, exist_ok=True)
    (shots / "matinee.log").unlink(missing_ok=True)
    with (
        virtual_display("1240x800x24"),
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
    ):
        film, data = Path(folder) / TITLE, Path(folder) / "data"
        shutil.copyfile(source, film)
        try:
            show(film, data, shots)
        except Trouble as trouble:
            words = str(trouble).replace(str(data / "logs"), os.path.relpath(shots))
            raise Trouble(f"{words} (Logs: {os.path.relpath(shots)})") from trouble
        finally:
            for log in (data / "logs").glob("backend*.log"):
                shutil.copy(log, shots)


def stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("./dev demo", description=__doc__)
    parser.add_argument("into", nargs="?", type=Path, default=ROOT / "build" / "demo")
    parser.add_argument("--film", type=Path, default=FILM, help="another one than the sample")
    options = parser.parse_args(arguments)
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        perform(options.film, options.into.absolute())
    except (Trouble, NoDisplay) as error:
        return failed(str(error))
    except OSError as error:
        return failed(f"{error.strerror}: {error.filename or error.filename2 or ''}")
    except KeyboardInterrupt:
        tell("Stopped")
        return 130
    return 0


def failed(words: str) -> int:
    sys.stderr.write(f"demo: {words}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

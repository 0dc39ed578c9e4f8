"""`./dev demo`: the whole of Matinee, headless, on the sample film, with a picture of each step."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.display import virtual_display
from tests.e2e.driven import ROOT, Driven, until

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
        app.until(("cards",), lambda cards: cards[0]["playable"] == "adaptive", 600, "adaptive")
    app.do("grab_widget", "main_window", str(shots / "uploading.png"))
    with timed("Ready, every rung"):
        app.until(("cards",), lambda cards: cards[0]["state"] == "ready", 900, "ready")
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("into", nargs="?", type=Path, default=ROOT / "build" / "demo")
    shots = parser.parse_args().into.absolute()
    shots.mkdir(parents=True, exist_ok=True)
    with virtual_display("1240x800x24"), tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / TITLE
        shutil.copyfile(FILM, film)
        log = shots / "matinee.log"
        log.unlink(missing_ok=True)
        with timed("All in all"), Driven(["--data-dir", f"{folder}/data"], log) as app:
            app.until(("exists", "drop_zone"), bool, 60, "the library")
            tell("The window is open, its backend answers")
            upload(app, film, shots)
            watch(app, shots)
            tell(f"Closed; exit code {app.quit()}")
    tell(f"Pictures: {os.path.relpath(shots)}/uploading.png, library.png, player.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())

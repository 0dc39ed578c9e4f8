"""Opens the real application on a server that was made for it, goes everywhere, takes pictures."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.display import NoDisplay, virtual_display
from tests.e2e.driven import ROOT, Driven, Trouble, until
from tests.screenshots.seed import ADA, BEN, PASSWORD, Seeded, seeded

SIZES = ((1280, 800), (880, 700), (620, 700), (380, 640))
PATIENCE_SECONDS = 6.0
PLACES = ("home", "following", "yours", "playlists", "history", "uploads")


@dataclass(frozen=True, slots=True)
class Look:
    """How the window is shown."""

    theme: str
    scale: int

    @property
    def name(self) -> str:
        return self.theme if self.scale == 1 else f"{self.theme}-{self.scale}x"


LOOKS = (Look("dark", 1), Look("light", 1), Look("dark", 2), Look("light", 2))


class Camera:
    """Takes pictures of one window into one folder."""

    def __init__(self, app: Driven, into: Path, look: Look) -> None:
        self._app, self._into, self._look = app, into, look

    def take(self, name: str) -> None:
        """As soon as it is the same twice: then all pictures are there, and nothing moves."""
        path = self._into / f"{name}-{self._look.name}.png"
        seen = [b"", b"-"]

        def is_still() -> bool:
            self._app.do("grab_widget", "main_window", str(path))
            seen[:] = [seen[1], path.read_bytes()]
            return seen[0] == seen[1]

        with suppress(Trouble):  # of what never stands still, the last one is as good as any
            until(is_still, bool, PATIENCE_SECONDS, name, pause_seconds=0.3)
        sys.stdout.write(f"· {os.path.relpath(path)}\n")
        sys.stdout.flush()


@contextmanager
def opened(data: Path, look: Look, *arguments: str) -> Iterator[Driven]:
    data.mkdir(parents=True, exist_ok=True)
    (data / "settings.toml").write_text(f'theme = "{look.theme}"\n')
    environment = {"QT_SCALE_FACTOR": str(look.scale)}
    with Driven(["--data-dir", str(data), *arguments], data / "stderr.log", environment) as app:
        yield app


def newcomer(folder: Path, into: Path, look: Look) -> None:
    """The first screen, with the bundled backend."""
    with opened(folder, look) as app:
        camera = Camera(app, into, look)
        app.until(("exists", "drop_zone"), bool, 60, "the drop zone")
        camera.take("newcomer")
        app.do("click", "go_settings")
        app.until(("exists", "settings_dialog"), bool, 10, "the settings")
        camera.take("newcomer-settings")


def viewer(server: Seeded, folder: Path, into: Path, look: Look) -> None:
    """Every place, as somebody sees it who follows and watches."""
    with opened(folder, look, "--server", server.url) as app:
        camera = Camera(app, into, look)
        sign_in(app, BEN, camera)
        for place in (*PLACES, f"channel/{server.channel_id}", f"playlist/{server.playlist_id}"):
            app.do("go", place)
            camera.take(place.partition("/")[0])
        search(app, camera)
        dialogs(app, camera)
        app.do("go", "home")
        for width, height in SIZES[1:] if look.scale == 1 else ():
            app.do("resize", width, height)
            camera.take(f"home-{width}")


def creator(server: Seeded, folder: Path, into: Path, look: Look) -> None:
    """What only somebody sees who has films there."""
    with opened(folder, look, "--server", server.url) as app:
        camera = Camera(app, into, look)
        sign_in(app, ADA)
        app.do("go", f"figures/{server.unwatched_id}")
        camera.take("figures-unwatched")
        app.do("go", f"channel_figures/{server.channel_id}")
        camera.take("channel-figures")
        app.do("go", f"figures/{server.watched_id}")
        app.until(("exists", "views_chart"), bool, 20, "the charts")
        app.do("move_to", "views_chart", 0.6, 0.5)
        camera.take("figures")
        app.do("click", "as_table")
        camera.take("figures-table")
        app.do("click", "as_table")
        for width, height in SIZES[1:] if look.scale == 1 else ():
            app.do("resize", width, height)
            camera.take(f"figures-{width}")


def sign_in(app: Driven, email: str, camera: Camera | None = None) -> None:
    app.until(("exists", "email"), bool, 60, "the sign-in page")
    if camera is not None:
        camera.take("sign-in")
    app.do("text_into", "email", email)
    app.do("text_into", "password", PASSWORD)
    app.do("click", "sign_in")
    app.until(("exists", "sidebar"), bool, 30, "the first page")
    app.do("resize", *SIZES[0])


def search(app: Driven, camera: Camera) -> None:
    for name, words in (("search", "a"), ("nothing-found", "qqqq")):
        app.do("text_into", "search", words)
        camera.take(name)
    app.do("text_into", "search", "")


def dialogs(app: Driven, camera: Camera) -> None:
    app.do("click", "go_settings")
    app.until(("exists", "settings_dialog"), bool, 10, "the settings")
    camera.take("settings")
    app.do("key", "Escape")
    app.do("go", "home")
    app.until(("cards",), bool, 10, "cards")
    app.do("wish", "share", 0)
    app.until(("exists", "share_dialog"), bool, 10, "the dialog to share")
    camera.take("share")
    app.do("key", "Escape")
    app.do("wish", "playlist", 0)
    app.until(("exists", "choose_playlist"), bool, 10, "the playlists")
    camera.take("choose-playlist")
    app.do("key", "Escape")


def perform(into: Path, looks: Sequence[Look]) -> None:
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with virtual_display("2800x1900x24"), seeded(folder / "server") as server:
            for look in looks:
                newcomer(folder / f"new-{look.name}", into, look)
                viewer(server, folder / f"viewer-{look.name}", into, look)
                creator(server, folder / f"creator-{look.name}", into, look)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("./dev screenshots", description=__doc__)
    parser.add_argument("into", nargs="?", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--only", choices=[look.name for look in LOOKS], help="one look")
    options = parser.parse_args(arguments)
    looks = [look for look in LOOKS if options.only in (None, look.name)]
    try:
        perform(options.into.absolute(), looks)
    except (Trouble, NoDisplay) as error:
        sys.stderr.write(f"screenshots: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

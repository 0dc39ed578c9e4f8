"""Originals onto this disk."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from app.cli import values, words
from app.cli.console import Console
from app.cli.exit_codes import Denied, ExitCode, Misused
from app.cli.target import connected, owner_of, target_of
from app.download.original import OriginalGone, Told, download_original
from app.errors import Sentence
from app.server.client import Client

TOLD_SECONDS = 1.0


def download(console: Console, options: argparse.Namespace) -> ExitCode:
    """What breaks off goes on with the same command; a file is there once it is verified."""
    if options.output is not None and len(options.videos) > 1:
        raise Misused("--output is of one video; --into takes several.")
    into = values.folder(options.into)
    with connected(target_of(options)) as connection:
        owner_of(connection)
        for video_id in map(values.video_id, options.videos):
            file = options.output or into / name_of(connection.client, video_id)
            download_one(console, connection.client, video_id, file.absolute())
    return ExitCode.DONE


def name_of(client: Client, video_id: str) -> str:
    """As it was called where it came from, without a way to any other folder."""
    if (found := client.studio.original_file(video_id)) is None:
        raise OriginalGone
    return Path(found.filename.replace("\\", "/")).name.lstrip(".") or f"{video_id}.mp4"


def download_one(console: Console, client: Client, video_id: str, file: Path) -> None:
    if file.exists():
        raise Denied("{file} is there already. --output takes another name.", file=file)
    with shown(console, file) as show:
        tell = told_to(console, video_id, file)

        def told(have: int, size: int) -> None:
            show(have, size)
            tell(have, size)

        download_original(client.studio, video_id, file, told)
    size = file.stat().st_size
    console.result(
        "downloaded",
        Sentence("{file}: downloaded, {size}", file=file, size=words.size(size)),
        video_id=video_id,
        file=str(file),
        size_bytes=size,
    )


@contextmanager
def shown(console: Console, file: Path, clock: Callable[[], float] = monotonic) -> Iterator[Told]:
    """A bar where there is a terminal, else a line."""
    if not console.has_bars:
        console.note(Sentence("{file}: downloading", file=file.name))
        yield lambda _have, _size: None
        return
    from app.cli.bars import BarRow, Bars  # its library takes longer than the command itself

    first: tuple[float, int] | None = None
    with Bars(console.err, console.translations) as bars:

        def show(have: int, size: int) -> None:
            nonlocal first
            first = first or (clock(), have)
            said = line_of(have, size, have - first[1], clock() - first[0])
            bars.show({file.name: BarRow(file.name, have / size if size else 0.0, said)})

        yield show


def line_of(have: int, size: int, come: int, seconds: float) -> str:
    """What stands beside a bar: so much came in so many seconds."""
    rate = come / seconds if seconds else 0.0
    return words.join(
        f"{words.size(have)} of {words.size(size)}",
        f"{words.size(rate)}/s" if rate else "",
        words.time_left((size - have) / rate if rate else None),
    )


def told_to(console: Console, video_id: str, file: Path) -> Told:
    """Programs hear of it once a second."""
    at = [0.0]

    def told(have: int, size: int) -> None:
        if monotonic() - at[0] >= TOLD_SECONDS:
            at[0] = monotonic()
            console.event(
                "progress",
                video_id=video_id,
                file=str(file),
                received_bytes=have,
                size_bytes=size,
            )

    return told

"""Films that the account has already: said before a byte goes out, sent only if that is wanted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from app.cli.console import Console
from app.cli.exit_codes import ThereAlready
from app.errors import MatineeError, Sentence
from app.server.editing import Duplicate
from app.upload.source.duplicates import KnownContent, Lookup, find_duplicates

log = logging.getLogger(__name__)
Known = KnownContent[Duplicate]


class IfThere(StrEnum):
    """What is done with one that is there. `ask` sends it where there is nobody to ask."""

    ASK = "ask"
    SEND = "send"
    SKIP = "skip"
    FAIL = "fail"


def without_known(
    console: Console,
    files: Sequence[Path],
    lookup: Lookup[Duplicate],
    wish: IfThere,
    address: Callable[[str], str] = str,
) -> list[Path]:
    """Those that are to be sent. Raises ThereAlready, once all were said."""
    known = {} if wish is IfThere.SEND else found_known(files, lookup, wish)
    for each in known.values():
        say(console, each, address)
    if known and wish is IfThere.FAIL:
        raise ThereAlready(len(known))
    return [file for file in files if file not in known or is_sent(console, file, wish)]


def found_known(
    files: Sequence[Path], lookup: Lookup[Duplicate], wish: IfThere
) -> dict[Path, Known]:
    """A look that fails holds up only who wants to be sure."""
    try:
        return {each.path: each for each in find_duplicates(files, (), lookup)}
    except MatineeError as error:
        if wish is not IfThere.ASK:
            raise
        log.info("No look for duplicates: %s", error)
        return {}


def say(console: Console, known: Known, address: Callable[[str], str]) -> None:
    name, ids = known.path.name, [film.video.id for film in known.films]
    if known.films:
        console.note(
            Sentence(
                "{file} is in your videos already: “{title}”, {address}",
                file=name,
                title=known.films[0].video.title,
                address=address(ids[0]),
            )
        )
    elif known.earlier is not None:
        other = known.earlier.name
        console.note(Sentence("{file} is the same film as {other}.", file=name, other=other))
    same = str(known.earlier) if known.earlier else None
    console.event("duplicate", file=str(known.path), video_ids=ids, same_as=same)


def is_sent(console: Console, file: Path, wish: IfThere) -> bool:
    if wish is IfThere.ASK:
        question = Sentence("Send {file} again? [y/N]", file=file.name)
        sent = not console.is_interactive or console.agreed(question)
    else:
        sent = wish is IfThere.SEND
    if not sent:
        console.result("skipped", Sentence("{file}: skipped", file=file.name), file=str(file))
    return sent

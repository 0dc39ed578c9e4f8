"""Captions of films that a command sends: those that are named and those that lie beside them, at
the times of what is kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.cli.details import Step
from app.cli.values import Captions
from app.edits.beside import MOST_BYTES, tracks_in
from app.edits.shortened import shortened
from app.edits.sidecars import sidecars_of
from app.server.client import Client
from app.upload.trim.ranges import Range, Recipe, played_at
from app.upload.trim.trimming import forecast, open_film

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CaptionSender:
    """Of one film. `trims` is where films lie that are trimmed; None where only what is named is to
    be sent."""

    client: Client
    named: Sequence[Captions]
    file: Path
    recipe: Recipe | None
    trims: Path | None = None

    def steps(self, video_id: str) -> list[Step]:
        """The calls that tell the server, each of which may be repeated."""
        return [partial(self._send, video_id, each) for each in self.found()]

    def found(self) -> list[Captions]:
        """What is named goes before what lies there in its language."""
        beside = captions_beside(self.file) if self.trims is not None else ()
        return list({each.language.lower(): each for each in (*beside, *self.named)}.values())

    def _send(self, video_id: str, captions: Captions) -> None:
        if self.recipe is None:
            self.client.add_subtitles(video_id, captions.language, captions.file)
            return
        moved = partial(played_at, self._kept)
        suffix = captions.file.suffix
        if (data := shortened(captions.file.read_bytes(), suffix, moved)) is None:
            log.info("%s says nothing in what is kept", captions.file.name)
            return
        with NamedTemporaryFile(suffix=suffix) as fitting:
            fitting.write(data)
            fitting.flush()
            self.client.add_subtitles(video_id, captions.language, Path(fitting.name))

    @cached_property
    def _kept(self) -> Sequence[Range]:
        """What is sent: at key frames it is a little more than what was asked for."""
        assert self.recipe is not None
        assert self.trims is not None
        return forecast(open_film(self.file, self.trims), self.recipe).ranges


def captions_beside(file: Path) -> list[Captions]:
    tracks = sidecars_of(file, tracks_in(file.parent))
    return [Captions(path, language) for path, language in tracks if is_readable(path)]


def is_readable(path: Path) -> bool:
    """What is too large for captions is left where it is."""
    try:
        return path.stat().st_size <= MOST_BYTES
    except OSError as error:
        log.info("Captions beside a film were left out: %s", error)
        return False

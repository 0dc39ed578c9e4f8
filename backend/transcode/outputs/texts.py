"""Puts a revision's subtitles and chapters into the store, as WebVTT."""

from __future__ import annotations

import html
import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.storage.api import ObjectStore, Writing
from backend.transcode.api import Job, Outputs
from backend.transcode.errors import EncodingFailed
from backend.transcode.outputs import subtitles, webvtt
from backend.transcode.outputs.webvtt import Cue
from backend.transcode.process import Stop
from backend.transcode.source.doubt import believed
from backend.transcode.source.probe import Chapter, Probe

log = logging.getLogger(__name__)
CHAPTERS = "chapters.vtt"
WEBVTT = Writing("text/vtt; charset=utf-8")


def put(store: ObjectStore, job: Job, found: Probe, url: str, folder: Path, stop: Stop) -> Outputs:
    """Writes `subtitles/{language}.vtt` and `chapters.vtt`, as far as the source has any.

    A broken track is no reason to refuse a film: it is left out.
    """
    if found.chapters:
        store.put(job.prefix + CHAPTERS, chapters(found.chapters).encode(), WEBVTT)
    tracks = _tracks(store, job, found, url, folder, stop) if found.subtitles else {}
    names = {language: f"subtitles/{language}.vtt" for language in tracks}
    for language, track in tracks.items():
        store.put(job.prefix + names[language], track.encode(), WEBVTT)
    return Outputs(chapters=CHAPTERS if found.chapters else None, subtitles=names)


def _tracks(
    store: ObjectStore, job: Job, found: Probe, url: str, folder: Path, stop: Stop
) -> Mapping[str, str]:
    try:
        extract = lambda: subtitles.extract(url, found.subtitles, folder, stop)  # noqa: E731
        return believed(extract, store, job.source_key)
    except EncodingFailed as error:
        log.warning("Subtitles below %s were left out: %s", job.prefix, error)
        return {}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def chapters(found: Sequence[Chapter]) -> str:
    """Chapters as a WebVTT track of that kind: one cue each, its text the title."""
    return webvtt.write(
        [
            Cue(c.start_seconds, c.end_seconds, html.escape(c.title, False) or f"Chapter {number}")
            for number, c in enumerate(found, 1)
        ]
    )

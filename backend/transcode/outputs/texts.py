"""Puts a revision's subtitles and chapters into the store, as WebVTT."""

from __future__ import annotations

import html
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

from backend.storage.api import ObjectStore, Writing
from backend.transcode.api import Job
from backend.transcode.errors import EncodingFailed
from backend.transcode.outputs import subtitles
from backend.transcode.outputs.subtitles import Cue
from backend.transcode.process import Stop
from backend.transcode.source.doubt import believed
from backend.transcode.source.probe import Chapter, Probe

log = logging.getLogger(__name__)
WEBVTT = Writing("text/vtt; charset=utf-8")


def put(store: ObjectStore, job: Job, found: Probe, url: str, folder: Path, stop: Stop) -> None:
    """Writes `subtitles/{language}.vtt` and `chapters.vtt`, as far as the source has any.

    A broken track is no reason to refuse a film: it is left out.
    """
    prefix = job.prefix
    if found.chapters:
        store.put(f"{prefix}chapters.vtt", chapters(found.chapters).encode(), WEBVTT)
    if not found.subtitles:
        return
    try:
        extract = lambda: subtitles.extract(url, found.subtitles, folder, stop)  # noqa: E731
        tracks = believed(extract, store, job.source_key)
    except EncodingFailed as error:
        log.warning("Subtitles below %s were left out: %s", prefix, error)
        tracks = {}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for language, track in tracks.items():
        store.put(f"{prefix}subtitles/{language}.vtt", track.encode(), WEBVTT)


def chapters(found: Sequence[Chapter]) -> str:
    """Chapters as a WebVTT track of that kind: one cue each, its text the title."""
    return subtitles.write(
        [
            Cue(c.start_seconds, c.end_seconds, html.escape(c.title, False) or f"Chapter {number}")
            for number, c in enumerate(found, 1)
        ]
    )

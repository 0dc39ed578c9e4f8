"""What is in a file that is copied into an MP4 before it is cut, and what of it comes along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.errors import Sentence
from app.upload.source.probe import FORMATS, finished
from app.upload.trim.edges import LOOK_SECONDS, ffmpeg

TEXTS = ("subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text")
"""Subtitles that an MP4 may have; all others are pictures, or of a kind that FFmpeg can't turn
into one of these."""
SECOND_PICTURE = Sentence("It has more than one picture: only the first one is sent.")
PICTURE_SUBTITLES = Sentence("Its subtitles that are pictures are left out.")

Stream = Mapping[str, Any]


def streams_of(path: Path) -> Sequence[Stream]:
    """None of what is no film. Raises NoFFmpeg."""
    command = [
        *(ffmpeg("ffprobe"), "-v", "error", "-protocol_whitelist", "file"),
        *("-format_whitelist", FORMATS, "-of", "json"),
        *("-show_entries", "stream=index,codec_type,codec_name:stream_disposition=attached_pic"),
        *("-i", f"file:{path}"),
    ]
    done = finished(command, LOOK_SECONDS)
    found = json.loads(done.stdout or "{}") if done is not None else {}
    return list(found.get("streams", []))


def to_copy(streams: Sequence[Stream]) -> tuple[tuple[str, ...], tuple[Sentence, ...]]:
    """FFmpeg's names of those that come along, and what is to be said of the others."""
    pictures = [each for each in of_kind(streams, "video") if not is_cover(each)]
    subtitles = of_kind(streams, "subtitle")
    texts = [each for each in subtitles if each.get("codec_name") in TEXTS]
    said = {
        SECOND_PICTURE: len(pictures) > 1,
        PICTURE_SUBTITLES: len(texts) < len(subtitles),
    }
    kept = (*pictures[:1], *of_kind(streams, "audio"), *texts)
    names = tuple(f"0:{each['index']}" for each in kept)
    return names, tuple(words for words, is_so in said.items() if is_so)


def of_kind(streams: Sequence[Stream], kind: str) -> list[Stream]:
    return [each for each in streams if each.get("codec_type") == kind and each.get("codec_name")]


def is_cover(stream: Stream) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))

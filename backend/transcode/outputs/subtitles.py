"""Subtitles of any common kind as WebVTT: the source's own tracks and uploaded files."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from charset_normalizer import from_bytes

from backend.transcode.errors import Refused
from backend.transcode.outputs.webvtt import Cue, time_of, write
from backend.transcode.process import FFMPEG, Stop, execute, input_options
from backend.transcode.source.probe import SubtitleStream

STYLED = frozenset({"ass", "ssa"})
SAMPLE_BYTES = 64 * 1024
"""Enough to tell an encoding by; the rest of a long file would only take longer."""
MOST_BYTES = 16 * 1024 * 1024
TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,:](\d{1,3})"
ARROW = re.compile(rf"\s*{TIME}\s*-->\s*{TIME}")
ABSURD_REFERENCE = re.compile(r"&#\d{9,};?")
"""No character has such a number, and Python refuses to read one of 4,300 digits."""
KEPT_TAG = re.compile(r"&lt;(/?[biu])&gt;", re.IGNORECASE)
OTHER_TAG = re.compile(r"</?(?:font|span|c|v|lang|ruby|rt|s)\b[^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
OVERRIDE = re.compile(r"\{[^{}]*\}")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Nobody can read them, and two of them stand for the ends of a tag here."""
DRAWING = re.compile(r"\{[^{}]*\\p[1-9]")


class NotSubtitles(Refused):
    code = "not_subtitles"

    sentence = "not_subtitles"


def to_webvtt(data: bytes, *, strict: bool = True) -> str:
    """A file as WebVTT. Raises `NotSubtitles`, in a `strict` way also for a cue that ends before
    it begins: who added the file can correct it. What stands for no time at all is left out."""
    if len(data) > MOST_BYTES:
        raise NotSubtitles
    text = decode(data)
    cues = list(_ass_cues(text) if "[Events]" in text else _timed_cues(text))
    backwards = [cue for cue in cues if cue.end_seconds < cue.start_seconds]
    if strict and backwards:
        raise NotSubtitles("subtitles_backwards", time=time_of(backwards[0].start_seconds))
    kept = [cue for cue in cues if cue.end_seconds > cue.start_seconds]
    if not kept:
        raise NotSubtitles
    return write(kept)


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes say so, or the likeliest of the old encodings."""
    if (unmarked := _utf16_of(data[:SAMPLE_BYTES])) is not None:
        return _lines(data.decode(unmarked, errors="replace"))
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                return _lines(data.decode(encoding))
            except UnicodeDecodeError:
                continue
    sample = data[:SAMPLE_BYTES].rpartition(b"\n")[0] or data[:SAMPLE_BYTES]
    likeliest = from_bytes(sample).best()
    return _lines(data.decode(likeliest.encoding if likeliest else "cp1252", errors="replace"))


def _utf16_of(sample: bytes) -> str | None:
    """UTF-16 without a mark: of two bytes the same one is mostly zero, as in any text that has
    digits, colons and spaces."""
    pairs = len(sample) // 2
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[first::2].count(0), sample[1 - first :: 2].count(0)
        if pairs and zeros > pairs // 4 and others < zeros // 8:
            return encoding
    return None


def _lines(text: str) -> str:
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _timed_cues(text: str) -> Iterator[Cue]:
    """SRT and WebVTT: a line with an arrow, then text up to an empty line."""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        for number, line in enumerate(lines):
            if (match := ARROW.match(line)) is None:
                continue
            words = _marked("\n".join(lines[number + 1 :]))
            if cue := _cue(match.groups(), words):
                yield cue
            break


def _cue(times: Sequence[str | None], text: str) -> Cue | None:
    start, end = _seconds(times[:4]), _seconds(times[4:])
    return Cue(start, end, text) if text else None


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _marked(text: str) -> str:
    """Bold, italics and underlining stay; all else that looks like markup is shown or dropped."""
    plain = CONTROLS.sub("", html.unescape(ABSURD_REFERENCE.sub("\ufffd", text)))
    escaped = html.escape(OTHER_TAG.sub("", plain), quote=False)
    kept = KEPT_TAG.sub(lambda match: f"<{match[1].lower()}>", escaped)
    return "\n".join(line.strip() for line in kept.split("\n") if line.strip())


def _ass_cues(text: str) -> Iterator[Cue]:
    """The dialogue of SSA and ASS; styles, positions and drawings are left behind."""
    columns: list[str] = []
    for line in text.partition("[Events]")[2].split("\n"):
        kind, _, rest = line.partition(":")
        if kind.strip() == "Format":
            columns = [name.strip() for name in rest.split(",")]
        elif kind.strip() == "Dialogue" and columns:
            fields = dict(zip(columns, rest.split(",", len(columns) - 1), strict=False))
            if cue := _dialogue(fields):
                yield cue


def _dialogue(fields: dict[str, str]) -> Cue | None:
    start = re.fullmatch(TIME, fields.get("Start", "").strip())
    end = re.fullmatch(TIME, fields.get("End", "").strip())
    text = fields.get("Text", "")
    if start is None or end is None or DRAWING.search(text):
        return None
    text = re.sub(r"\{\\i1\}", "\x01i\x02", re.sub(r"\{\\i0\}", "\x01/i\x02", text))
    text = re.sub(r"\\[Nn]", "\n", OVERRIDE.sub("", text)).replace(r"\h", " ")
    escaped = html.escape(text, quote=False).replace("\x01", "<").replace("\x02", ">")
    lines = "\n".join(line.strip() for line in escaped.split("\n") if line.strip())
    return _cue((*start.groups(), *end.groups()), lines)


def extract(
    url: str, streams: Sequence[SubtitleStream], folder: Path, stop: Stop
) -> dict[str, str]:
    """WebVTT by language for the source's own tracks; a track without a line is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    before = [word for key, value in input_options(url).items() for word in (f"-{key}", str(value))]
    command = [*FFMPEG, "-y", *before, "-i", url]
    for stream in streams:
        kind = ("copy", "ass") if stream.codec in STYLED else ("srt", "srt")
        command += ["-map", f"0:{stream.index}", "-c:s", kind[0], "-f", kind[1]]
        command.append(f"{stream.index}.txt")
    execute(command, folder, stop, lambda _: None, url=url)
    return dict(_tracks(streams, folder))


def _tracks(streams: Sequence[SubtitleStream], folder: Path) -> Iterator[tuple[str, str]]:
    taken: dict[str, int] = {}
    for stream in streams:
        path = folder / f"{stream.index}.txt"
        try:
            track = to_webvtt(path.read_bytes() if path.exists() else b"", strict=False)
        except NotSubtitles:
            continue
        language = stream.language or "und"
        taken[language] = taken.get(language, 0) + 1
        yield language if taken[language] == 1 else f"{language}-{taken[language]}", track

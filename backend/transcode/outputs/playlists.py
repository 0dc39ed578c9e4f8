"""Writes HLS playlists (RFC 8216 and its bis draft) with what was measured from the bytes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.transcode.plan.ladder import SEGMENT_SECONDS, Rung, Timeline
from backend.transcode.plan.plan import Plan

AAC_CODEC = "mp4a.40.2"
SOUND_GROUP = "sound"
SEGMENT = re.compile(r"hls/([^/]+)/(\d+)\.ts")


@dataclass(frozen=True, slots=True)
class Rendition:
    """A playlist's segments so far: sizes in bytes, from the first one without a gap."""

    name: str
    sizes: tuple[int, ...]
    codec: str = ""


def segment_name(number: int) -> str:
    """Beside its playlist."""
    return f"{number:05d}.ts"


def media_path(name: str) -> str:
    """Below `hls/`."""
    return f"{name}/media.m3u8"


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """One segment of a rendition, as it lies in a revision and as players ask for it."""

    rendition: str
    number: int

    @property
    def path(self) -> str:
        """Below the revision's prefix."""
        return f"hls/{self.rendition}/{segment_name(self.number)}"

    @property
    def begins_seconds(self) -> float:
        return self.number * SEGMENT_SECONDS

    @classmethod
    def at(cls, path: str) -> SegmentFile | None:
        """The segment at this path below the prefix, if it is one's."""
        found = SEGMENT.fullmatch(path)
        return cls(found[1], int(found[2])) if found else None


def media(timeline: Timeline, sizes: Sequence[int], complete: bool) -> str:
    """A media playlist. It only ever grows at its end, so each version continues the one before
    (RFC 8216 §6.2.1), and that is why it stays an EVENT when it is complete."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:6",
        f"#EXT-X-TARGETDURATION:{target_duration(timeline)}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:EVENT",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    for number, size in enumerate(sizes):
        seconds = timeline.seconds_of(number)
        lines.append(f"#EXT-X-BITRATE:{max(1, round(size * 8 / seconds / 1000))}")
        lines += [f"#EXTINF:{seconds:.6f},", segment_name(number)]
    lines += ["#EXT-X-ENDLIST"] if complete else []
    return "\n".join(lines) + "\n"


def target_duration(timeline: Timeline) -> int:
    """No EXTINF, rounded to a whole second, may exceed it (RFC 8216 §4.3.3.1)."""
    return max(1, round(timeline.seconds_of(0)))


def multivariant(plan: Plan, renditions: Mapping[str, Rendition], complete: bool) -> str:
    """Lists the rungs that have begun; the middle of the ladder first, where players start."""
    begun = [rung for rung in plan.rungs if rung.name in renditions]
    sounds = _sounds(plan, renditions)
    extra = max((_rates(plan, renditions[s].sizes) for s in sounds), default=(0, 0))
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += ["#EXT-X-START:TIME-OFFSET=0", *_sound_lines(plan, sounds)]
    for rung in begun:
        rendition = renditions[rung.name]
        peak, average = _rates(plan, rendition.sizes)
        if not complete:
            peak = max(peak, rung.bits_per_second * 5 // 4 + plan.encoding.audio_bits_per_second)
        lines.append(_variant(plan, rung, rendition, (peak + extra[0], average + extra[1]), sounds))
        lines.append(media_path(rung.name))
    return "\n".join(lines) + "\n"


def _variant(
    plan: Plan, rung: Rung, rendition: Rendition, rates: tuple[int, int], sounds: Sequence[str]
) -> str:
    codecs = [rendition.codec] if rendition.codec else []
    codecs += [AAC_CODEC] if plan.probe.audio else []
    attributes = [
        f"BANDWIDTH={rates[0]}",
        f"AVERAGE-BANDWIDTH={rates[1]}",
        f'CODECS="{",".join(codecs)}"',
    ]
    if plan.probe.video:
        attributes.append(f"RESOLUTION={rung.width}x{rung.height}")
        attributes.append(f"FRAME-RATE={float(plan.timeline.rate):.3f}")
        attributes.append("VIDEO-RANGE=SDR")
    attributes += [f'AUDIO="{SOUND_GROUP}"'] if sounds else []
    return "#EXT-X-STREAM-INF:" + ",".join(attributes)


def _sounds(plan: Plan, renditions: Mapping[str, Rendition]) -> list[str]:
    return [name for name in plan.sound_renditions if name in renditions]


def _sound_lines(plan: Plan, sounds: Sequence[str]) -> Iterator[str]:
    """The sound of the rungs is a member of the group without a URI (RFC 8216 §4.3.4.2.1)."""
    if not sounds or plan.probe.audio is None:
        return
    tracks = [(plan.probe.audio, ""), *zip(plan.more_audios, sounds, strict=False)]
    for number, (track, rendition) in enumerate(tracks, 1):
        name = "".join(c for c in track.title if c.isprintable() and c != '"')[:60]
        label = f"{number}. {name or track.language or 'Sound'}"
        first = "YES" if not rendition else "NO"
        line = f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{SOUND_GROUP}",NAME="{label}"'
        line += f',LANGUAGE="{track.language}"' if track.language else ""
        line += f',DEFAULT={first},AUTOSELECT=YES,CHANNELS="2"'
        yield line + (f',URI="{media_path(rendition)}"' if rendition else "")


def _rates(plan: Plan, sizes: Sequence[int]) -> tuple[int, int]:
    """Peak and average bits per second. The peak is over any run of segments that lasts between
    half and one and a half target durations (RFC 8216 §4.3.4.2)."""
    if not sizes:
        return 0, 0
    seconds = [plan.timeline.seconds_of(number) for number in range(len(sizes))]
    target = target_duration(plan.timeline)
    peak = max(_run_rates(sizes, seconds, target), default=0.0)
    average = 8 * sum(sizes) / sum(seconds)
    return round(max(peak, average)) + 1, round(average)


def _run_rates(sizes: Sequence[int], seconds: Sequence[float], target: int) -> Iterator[float]:
    for start in range(len(sizes)):
        size, length = 0, 0.0
        for stop in range(start, len(sizes)):
            size, length = size + sizes[stop], length + seconds[stop]
            if length > 1.5 * target:
                break
            if length >= 0.5 * target:
                yield 8 * size / length

"""The engine: libmpv through python-mpv. This module and `mpv_render` alone know it."""

from __future__ import annotations

import locale
import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import mpv

from app.errors import MatineeError, Sentence
from app.player.engine.adjustments import (
    Adjustment,
    PictureSettings,
    SoundSettings,
    SubtitleLift,
    SubtitleSettings,
)
from app.player.engine.api import Medium, Report
from app.player.engine.mpv_options import (
    chapters_in,
    picture_options,
    selected_in,
    subtitle_options,
    tracks_in,
    turns_in,
    volume_options,
)

logger = logging.getLogger(__name__)

DEMUXER_OFFSET = 0.2  # seconds that mpv goes back further, for key frames just behind a cut
SEEK_TOLERANCE = 0.005  # seconds that mpv takes a frame to be at the place that it seeks to
NOTABLE_DRIFT = 0.005
ADDRESS = re.compile(r"\w+://\S+")

OPTIONS: Mapping[str, str] = {
    "vo": "libmpv",
    "hwdec": "no",  # until there is a GPU to draw with
    "config": "no",
    "ytdl": "no",
    "load-scripts": "no",
    "osc": "no",
    "input-default-bindings": "no",
    "input-vo-keyboard": "no",
    "terminal": "no",
    "idle": "yes",
    "keep-open": "yes",
    "keep-open-pause": "no",  # a stream that broke off would stay paused when it goes on
    "audio-fallback-to-null": "yes",
    "sub-auto": "no",
    "audio-file-auto": "no",
    "audio-display": "embedded-first",  # a cover; libmpv shows none by itself
    "cache": "yes",
    "cache-pause-initial": "no",
    "demuxer-donate-buffer": "no",  # what is behind would take all that is not needed ahead
    "network-timeout": "600",
    "video-rotate": "no",  # by a filter; see mpv_options
    "hr-seek": "yes",
    "hr-seek-framedrop": "no",
}
# The gateway answers for itself and keeps the long buffer, so mpv only holds a few seconds;
# more in flight than one segment would be chosen too early.
SEGMENTED: Mapping[str, str] = {
    "cache-secs": "10",
    "demuxer-max-bytes": "32MiB",
    "demuxer-max-back-bytes": "8MiB",
    "demuxer-readahead-secs": "10",
    "demuxer-lavf-o": "http_multiple=0,live_start_index=0",
    "demuxer-lavf-analyzeduration": "0.1",
    "demuxer-lavf-probe-info": "yes",
}
# Enough to see the parameters of both streams in a ladder of ours; what others made, joined from
# fragments above all, takes longer until its order of frames is clear, and would seek wrongly.
# The sound is that of the ladder also where the original, whose sound may differ, stands in.
KNOWN: Mapping[str, str] = {
    "demuxer-lavf-analyzeduration": "0.02",
    "audio-channels": "stereo",
    "audio-samplerate": "48000",
}
# A choice of tracks is one film's.
BY_ITSELF: Mapping[str, str] = {"sid": "auto", "secondary-sid": "no", "aid": "auto"}
WHOLE: Mapping[str, str] = {
    "cache-secs": "60",
    "demuxer-max-bytes": "48MiB",
    "demuxer-max-back-bytes": "16MiB",
}
# What poses as a film may be a list of others, on this disk or in this network.
SEALED: Mapping[str, str] = {"access-references": "no"}

# mpv's property → the field of `Report` that it fills.
PROPERTIES: Mapping[str, str] = {
    "time-pos": "position_seconds",
    "duration": "duration_seconds",
    "pause": "paused",
    "paused-for-cache": "starved",
    "seeking": "seeking",
    "eof-reached": "ended",
    "demuxer-cache-duration": "cached_seconds",
    "mute": "muted",
    "speed": "speed",
    "frame-drop-count": "dropped_frames",
    "vo-delayed-frame-count": "late_frames",
    "decoder-frame-drop-count": "skipped_frames",
    "avsync": "av_offset_seconds",
    "video-params/gamma": "transfer",
    "video-params/primaries": "primaries",
    "video-codec": "video_codec",
    "hwdec-current": "hardware_decoder",
    "width": "width",
    "height": "height",
    "container-fps": "frame_rate",
    "metadata/by-key/title": "title",
}

LASTING = {"paused", "volume", "muted", "speed"}  # what does not belong to one medium


class EngineMissing(MatineeError):
    """libmpv could not be started."""

    def __init__(self) -> None:
        super().__init__("Can't start the player. Is libmpv installed?")


class SubtitleUnreadable(MatineeError):
    """mpv found no subtitles in the file."""

    def __init__(self) -> None:
        super().__init__("These subtitles can't be read.")


class NoPicture(MatineeError):
    """There is no frame to write, or no place to write it to."""

    def __init__(self) -> None:
        super().__init__("The picture can't be saved.")


class MpvPlayer:
    """Plays with libmpv. Make it after the QApplication, which changes the locale.

    `options` overrides mpv's, for tests without sound or picture.
    """

    def __init__(self, **options: str) -> None:
        locale.setlocale(locale.LC_NUMERIC, "C")  # libmpv refuses to start otherwise
        self._lock = threading.Lock()
        self._report = Report()
        self._listener: Callable[[Report], None] = lambda _: None
        self._goal: float | None = None
        self._opening = threading.Lock()  # what starts is known by its number, once that is there
        self._entry = 0
        self._started = False
        self._given = dict[str, Any]()
        self._picture, self._file_turns = PictureSettings(), 0
        self._look, self._lift = SubtitleSettings(), SubtitleLift()
        given = {name.replace("_", "-"): value for name, value in options.items()}
        try:
            self._mpv = mpv.MPV(log_handler=self._log, loglevel="warn", **{**OPTIONS, **given})
        except (OSError, SystemError, ValueError) as failure:
            raise EngineMissing from failure
        self._mpv.register_event_callback(self._hear)
        for name in (*PROPERTIES, "demuxer-cache-state", "track-list", "chapter-list"):
            self._mpv.observe_property(name, self._changed)

    @property
    def core(self) -> Any:
        """python-mpv's own object, for the renderer alone."""
        return self._mpv

    def listen(self, on_report: Callable[[Report], None]) -> None:
        self._listener = on_report

    def open(self, medium: Medium) -> None:
        options = dict(BY_ITSELF) | dict(SEGMENTED if medium.segmented else WHOLE)
        options |= KNOWN if medium.known else {}
        options |= SEALED if medium.sealed else {}
        if medium.sounds:
            options["aid"] = str(medium.sound + 1)
            options["audio-files"] = os.pathsep.join(map(_listed, medium.sounds))
        options["start"] = f"{medium.start_seconds:.3f}" if medium.start_seconds else "none"
        options["end"] = end_of(medium.end_seconds)
        options["pause"] = "yes" if medium.paused else "no"
        self._goal = None
        self._begin(Report(medium=medium.number, paused=medium.paused))
        self._mpv["pause"] = medium.paused
        given = ",".join(f"{name}={_quoted(value)}" for name, value in options.items())
        with self._opening:
            entry = self._mpv.command("loadfile", url=medium.url, flags="replace", options=given)
            self._entry = entry["playlist_entry_id"]

    def play(self) -> None:
        self._mpv["pause"] = False

    def pause(self) -> None:
        self._mpv["pause"] = True

    def seek(self, seconds: float, *, drop_cache: bool = False) -> None:
        # FFmpeg refuses to seek before the first time stamp, and mpv then stays where it is.
        self._mpv["hr-seek-demuxer-offset"] = DEMUXER_OFFSET if seconds > 2 * DEMUXER_OFFSET else 0
        if drop_cache:
            self._tell(cached_from=0.0, cached_until=0.0)
            self._mpv.command_async("drop-buffers")
        self._goal = seconds
        self._mpv.command_async("seek", f"{seconds:.6f}", "absolute+exact")

    def lift_end(self) -> None:
        self._mpv["end"] = "none"

    def set_volume(self, percent: float) -> None:
        self._set(volume_options(percent))
        self._tell(volume=percent)

    def set_muted(self, muted: bool) -> None:
        self._mpv["mute"] = muted

    def set_speed(self, factor: float) -> None:
        self._mpv["speed"] = factor

    def adjust(self, adjustment: Adjustment) -> None:
        match adjustment:
            case PictureSettings():
                self._picture = adjustment
                self._set(picture_options(adjustment, self._file_turns))
            case SoundSettings(delay):
                self._set({"audio-delay": delay})
            case SubtitleSettings():
                self._look = adjustment
                self._set(subtitle_options(adjustment, self._lift))
            case SubtitleLift():
                self._lift = adjustment
                self._set(subtitle_options(self._look, adjustment))

    def step_frame(self) -> None:
        self._mpv.command_async("frame-step")

    def add_subtitle(self, path: str) -> int:
        try:
            self._mpv.command("sub-add", path, "auto")
        except SystemError as failure:
            raise SubtitleUnreadable from failure
        return max(track.id for track in tracks_in(self._mpv.track_list, "sub"))

    def choose_subtitles(self, first: int | None, second: int | None) -> None:
        # One after the other, or a track would be wanted in both places for a moment.
        self._mpv["secondary-sid"] = "no"
        self._mpv["sid"] = "no" if first is None else first
        if second is not None:
            self._mpv["secondary-sid"] = second

    def seek_subtitle(self, lines: int) -> None:
        self._mpv.command_async("sub-seek", str(lines))

    def choose_sound(self, track: int) -> None:
        self._mpv["aid"] = track

    def screenshot(self, path: str, *, with_subtitles: bool) -> None:
        included = "subtitles" if with_subtitles else "video"
        try:
            self._mpv.command("screenshot-to-file", path, included)
        except (SystemError, mpv.ShutdownError) as failure:
            raise NoPicture from failure

    def _set(self, options: Mapping[str, Any]) -> None:
        """Only what is new: a filter that is set again begins anew."""
        for name, value in options.items():
            if self._given.get(name) != value:
                self._given[name] = value
                self._mpv[name] = value

    def stop(self) -> None:
        self._begin(Report())
        self._mpv.command("stop")

    def close(self) -> None:
        """End mpv; its render context must have been freed before, or mpv aborts."""
        self._listener = lambda _: None
        self._mpv.terminate()

    def _begin(self, report: Report) -> None:
        """Forget the medium before; what still comes of it is not heard."""
        with self._lock:
            kept = self._report
            self._report = replace(report, volume=kept.volume, muted=kept.muted, speed=kept.speed)
            self._entry, self._started = -1, False

    def _changed(self, name: str, value: Any) -> None:
        if name == "demuxer-cache-state":
            return self._tell(**_cached_range(value or {}))
        if name == "track-list":
            return self._take_tracks(value or [])
        if name == "chapter-list":
            return self._tell(chapters=chapters_in(value or []))
        field = PROPERTIES[name]
        if name == "avsync" and not self._has_drifted(value or 0.0):
            return None
        changes = {field: getattr(Report(), field) if value is None else value}
        return self._tell(**changes)

    def _take_tracks(self, found: Sequence[Mapping[str, Any]]) -> None:
        turns = turns_in(found)
        if found and turns != self._file_turns:
            self._file_turns = turns
            self._set(picture_options(self._picture, turns))
        self._tell(**_tracks(found))

    def _has_drifted(self, seconds: float) -> bool:
        """It is another number with each picture, which nobody could read."""
        return abs(seconds - self._report.av_offset_seconds) >= NOTABLE_DRIFT

    def _hear(self, event: Any) -> None:
        kind = event.event_id.value
        if kind == mpv.MpvEventID.START_FILE:
            with self._opening, self._lock:
                self._started = event.data.playlist_entry_id == self._entry
        elif kind == mpv.MpvEventID.FILE_LOADED:
            self._tell(loaded=True)
        elif kind == mpv.MpvEventID.SEEK:
            goal, self._goal = self._goal, None  # at the end of a film mpv seeks by itself
            position = self._report.position_seconds if goal is None else goal
            self._tell(seeks=self._report.seeks + 1, position_seconds=position)
        elif kind == mpv.MpvEventID.PLAYBACK_RESTART:
            self._tell(first_frame=True, arrivals=self._report.seeks)
        elif kind == mpv.MpvEventID.END_FILE and event.data.reason == mpv.MpvEventEndFile.ERROR:
            self._tell(failure=failure_of(event.data.error))
        elif kind == mpv.MpvEventID.END_FILE and event.data.reason == mpv.MpvEventEndFile.REDIRECT:
            self._tell(failure=Sentence("This is a list of files. Open one of them."))
            self._mpv.command_async("stop")

    def _tell(self, **changes: Any) -> None:
        with self._lock:
            if not (self._started or changes.keys() <= LASTING):
                return
            self._report = report = replace(self._report, **changes)
        self._listener(report)

    def _log(self, level: str, prefix: str, text: str) -> None:
        line = ADDRESS.sub("(address)", text).strip()  # an address may carry a signature
        logger.debug("mpv %s: %s: %s", level, prefix, line)


def failure_of(error: int) -> Sentence:
    """Why mpv opened nothing; its own words are in the log."""
    match error:
        case mpv.ErrorCode.LOADING_FAILED:
            return Sentence("This file is not there, or can't be read.")
        case mpv.ErrorCode.UNKNOWN_FORMAT:
            return Sentence("This file is not a video, or of a kind that can't be played.")
        case mpv.ErrorCode.NOTHING_TO_PLAY:
            return Sentence("This file has neither picture nor sound that can be played.")
        case _:
            return Sentence("The file can't be played.")


def end_of(seconds: float | None) -> str:
    """mpv's `end` for a part whose end is a frame that a seek there would show, or just behind."""
    return "none" if seconds is None else f"{max(0.0, seconds - SEEK_TOLERANCE):.6f}"


def url_of_parts(path: Path, parts: Iterable[tuple[float, float]]) -> str:
    """Parts of a local file, from and up to these seconds, as one film without gaps: mpv's EDL,
    with the name as an address, which holds no bytes but those of ASCII."""
    name = path.absolute().as_uri()
    return "edl://" + ";".join(f"{name},{start:.6f},{stop - start:.6f}" for start, stop in parts)


def _listed(url: str) -> str:
    """As one of mpv's list of paths. One option given several times would keep the last alone."""
    return url.replace(os.pathsep, "\\" + os.pathsep)


def _quoted(value: str) -> str:
    """mpv's `%length%text` quoting: option values of loadfile may hold commas."""
    return f"%{len(value.encode())}%{value}"


def _tracks(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "subtitles": tracks_in(found, "sub"),
        "subtitle": selected_in(found, "sub"),
        "sounds": tracks_in(found, "audio"),
        "sound": selected_in(found, "audio"),
    }


def _cached_range(state: Mapping[str, Any]) -> dict[str, float]:
    """The range around the reader that mpv seeks in without asking for bytes."""
    ranges = state.get("seekable-ranges") or []
    if not ranges:
        return {"cached_from": 0.0, "cached_until": 0.0}
    until = state.get("cache-end", ranges[-1]["end"])
    around = [r for r in ranges if r["start"] <= until <= r["end"] + 0.001] or ranges[-1:]
    return {"cached_from": around[0]["start"], "cached_until": around[0]["end"]}

"""The words of MPRIS for what plays and for what is asked; pure.

https://specifications.freedesktop.org/mpris-spec/2.2/
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any
from xml.sax.saxutils import quoteattr

from app.desktop.bus import PROPERTIES, Body, IncomingCall
from app.desktop.media.now_playing import (
    AddressWanted,
    FilmWanted,
    ListedFilm,
    LoopStatus,
    LoopWanted,
    MediaButton,
    MediaCommand,
    NowPlaying,
    PlaybackState,
    PositionWanted,
    RateWanted,
    ShuffleWanted,
    VolumeWanted,
)

PATH = "/org/mpris/MediaPlayer2"
ROOT = "org.mpris.MediaPlayer2"
PLAYER = ROOT + ".Player"
TRACK_LIST = ROOT + ".TrackList"
FILM = "/org/matinee/film/"
NO_FILM = PATH + "/TrackList/NoTrack"
MICROSECONDS = 1_000_000
RATES = 0.25, 4.0
JUMP_SECONDS = 1.5
"""So much off what the clock says is a seek; what is less comes of waiting and of late reports."""

Variants = Mapping[str, tuple[str, Any]]

METHODS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    ROOT: {"Raise": ("", ""), "Quit": ("", "")},
    PLAYER: {
        **dict.fromkeys(("Next", "Previous", "Pause", "PlayPause", "Stop", "Play"), ("", "")),
        "Seek": ("x", ""),
        "SetPosition": ("ox", ""),
        "OpenUri": ("s", ""),
    },
    TRACK_LIST: {
        "GetTracksMetadata": ("ao", "aa{sv}"),
        "AddTrack": ("sob", ""),
        "RemoveTrack": ("o", ""),
        "GoTo": ("o", ""),
    },
}
"""What each takes and gives."""
SIGNALS = {PLAYER: {"Seeked": "x"}, TRACK_LIST: {"TrackListReplaced": "aoo"}}
WRITABLE = {"LoopStatus", "Rate", "Shuffle", "Volume"}


def properties(now: NowPlaying) -> dict[str, Variants]:
    """All that can be asked for, by interface."""
    return {ROOT: root_properties(), PLAYER: player_properties(now), TRACK_LIST: listed(now)}


def root_properties() -> Variants:
    return {
        "CanQuit": ("b", True),
        "CanRaise": ("b", True),
        "HasTrackList": ("b", True),
        "Identity": ("s", "Matinee"),
        "DesktopEntry": ("s", "matinee"),
        "SupportedUriSchemes": ("as", ["file", "http", "https", "matinee"]),
        "SupportedMimeTypes": ("as", ["video/mp4", "video/webm", "video/x-matroska"]),
    }


def player_properties(now: NowPlaying) -> Variants:
    """`Position` too, which is asked for and never told."""
    film = now.film
    can_seek = film is not None and bool(film.duration_seconds)
    least, most = RATES
    return {
        "PlaybackStatus": ("s", str(now.state)),
        "LoopStatus": ("s", str(now.loop)),
        "Rate": ("d", now.rate),
        "Shuffle": ("b", now.shuffled),
        "Metadata": ("a{sv}", metadata(film)),
        "Volume": ("d", now.volume_percent / 100),
        "Position": ("x", microseconds(now.position_seconds)),
        "MinimumRate": ("d", least),
        "MaximumRate": ("d", most),
        "CanGoNext": ("b", now.has_next),
        "CanGoPrevious": ("b", now.has_previous),
        "CanPlay": ("b", film is not None),
        "CanPause": ("b", film is not None),
        "CanSeek": ("b", can_seek),
        "CanControl": ("b", True),
    }


def listed(now: NowPlaying) -> Variants:
    return {"Tracks": ("ao", tracks(now)), "CanEditTracks": ("b", False)}


def tracks(now: NowPlaying) -> list[str]:
    return [track_id(film) for film in now.films]


def metadata(film: ListedFilm | None) -> Variants:
    """What is not known is left out."""
    if film is None:
        return {"mpris:trackid": ("o", NO_FILM)}
    known: dict[str, tuple[str, Any]] = {
        "mpris:trackid": ("o", track_id(film)),
        "xesam:title": ("s", film.title),
    }
    if film.duration_seconds:
        known["mpris:length"] = ("x", microseconds(film.duration_seconds))
    if film.by:
        known["xesam:artist"] = ("as", [film.by])
    if film.picture:
        known["mpris:artUrl"] = ("s", film.picture)
    return known


def track_id(film: ListedFilm | None) -> str:
    return f"{FILM}{film.number}" if film is not None else NO_FILM


def changes(before: Variants, after: Variants) -> Variants:
    """Of a player's properties, those to tell."""
    return {
        name: value
        for name, value in after.items()
        if name != "Position" and before.get(name) != value
    }


def has_jumped(before: NowPlaying, after: NowPlaying, elapsed_seconds: float) -> bool:
    """Whether the same film is somewhere else than playing would have brought it."""
    if before.film is None or after.film is None or before.film.number != after.film.number:
        return False
    plays = before.state is PlaybackState.PLAYING
    most = elapsed_seconds * max(before.rate, after.rate) if plays else 0.0
    moved = after.position_seconds - before.position_seconds
    return not -JUMP_SECONDS < moved < most + JUMP_SECONDS


def command_of(asked: IncomingCall, now: NowPlaying) -> MediaCommand | None:
    """What a call means; None where it means nothing, as of a film that does not play any more."""
    if asked.interface == PROPERTIES:
        return setting_of(asked.body) if asked.member == "Set" else None
    match asked.member, asked.body:
        case "Seek", (int(offset),):
            return sought(now.position_seconds + offset / MICROSECONDS, now)
        case "SetPosition", (track, int(position)) if track == track_id(now.film):
            return placed(position / MICROSECONDS, now)
        case "OpenUri", (str(address),):
            return AddressWanted(address)
        case "GoTo", (str(track),):
            return next((FilmWanted(f.number) for f in now.films if track_id(f) == track), None)
        case member, () if METHODS.get(asked.interface, {}).get(member) == ("", ""):
            return MediaButton(member)
    return None


def sought(seconds: float, now: NowPlaying) -> MediaCommand | None:
    """Beyond the end is the next one."""
    if now.film is None or not (duration := now.film.duration_seconds):
        return None
    return MediaButton.NEXT if seconds > duration else PositionWanted(max(0.0, seconds))


def placed(seconds: float, now: NowPlaying) -> PositionWanted | None:
    """What is not in the film is not meant."""
    duration = now.film.duration_seconds if now.film is not None else None
    return PositionWanted(seconds) if 0 <= seconds <= (duration or 0.0) else None


def setting_of(body: Body) -> MediaCommand | None:
    match body:
        case (_, "Volume", ("d", float(share))) if isfinite(share):
            return VolumeWanted(min(1.0, max(0.0, share)) * 100)
        case (_, "Rate", ("d", float(0.0))):
            return MediaButton.PAUSE
        case (_, "Rate", ("d", float(factor))) if isfinite(factor):
            return RateWanted(min(RATES[1], max(RATES[0], factor)))
        case (_, "Shuffle", ("b", bool(shuffled))):
            return ShuffleWanted(shuffled)
        case (_, "LoopStatus", ("s", loop)) if loop in set(LoopStatus):
            return LoopWanted(LoopStatus(loop))
    return None


def microseconds(seconds: float) -> int:
    return round(seconds * MICROSECONDS)


def introspection(now: NowPlaying) -> str:
    """What there is, for who asks before calling."""
    lines = ["<node>", described(PROPERTIES, PROPERTY_METHODS, {}, {})]
    for interface, known in properties(now).items():
        lines.append(described(interface, METHODS[interface], SIGNALS.get(interface, {}), known))
    return "\n".join([*lines, "</node>"])


PROPERTY_METHODS = {"Get": ("ss", "v"), "GetAll": ("s", "a{sv}"), "Set": ("ssv", "")}


def described(
    interface: str,
    methods: Mapping[str, tuple[str, str]],
    signals: Mapping[str, str],
    known: Variants,
) -> str:
    lines = [f"<interface name={quoteattr(interface)}>"]
    for name, (takes, gives) in methods.items():
        lines.append(f'<method name="{name}">{arguments(takes, "in")}{arguments(gives, "out")}')
        lines.append("</method>")
    for name, carries in signals.items():
        lines.append(f'<signal name="{name}">{arguments(carries)}</signal>')
    for name, (signature, _value) in known.items():
        access = "readwrite" if name in WRITABLE else "read"
        lines.append(f'<property name="{name}" type="{signature}" access="{access}"/>')
    return "\n".join([*lines, "</interface>"])


def arguments(signature: str, direction: str = "") -> str:
    """The signatures here are of short types one after the other, or of one long one."""
    towards = f' direction="{direction}"' if direction else ""
    types = {"ao": ["ao"], "aa{sv}": ["aa{sv}"], "a{sv}": ["a{sv}"], "aoo": ["ao", "o"]}
    return "".join(f'<arg type="{kind}"{towards}/>' for kind in types.get(signature, signature))

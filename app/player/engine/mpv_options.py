"""What mpv is told for a viewer's adjustments, and what its lists of tracks mean. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.player.engine.adjustments import (
    Fit,
    PictureSettings,
    SubtitleLift,
    SubtitleSettings,
)
from app.player.engine.api import ChapterMark, EngineTrack

FULL_PERCENT = 100.0
LIMIT = 0.97
NO_TITLE = "(unnamed)"
TURNS = ((), ("lavfi=[transpose=clock]",), ("hflip", "vflip"), ("lavfi=[transpose=cclock]",))


def picture_options(picture: PictureSettings, file_turns: int = 0) -> dict[str, Any]:
    """mpv's properties, and what they are to be; `file_turns` are those that a film wants."""
    return {
        "keepaspect": picture.fit is not Fit.STRETCH,
        "panscan": 1.0 if picture.fit is Fit.FILL else 0.0,
        "video-zoom": math.log2(picture.zoom),
        "video-pan-x": picture.pan_x,
        "video-pan-y": picture.pan_y,
        "deinterlace": picture.deinterlaced,
        "vf": ",".join(filters_for(picture, file_turns)),
    }


def filters_for(picture: PictureSettings, file_turns: int) -> list[str]:
    """By filters, because not every renderer of mpv's does it by itself: the software one ends the
    whole program over a picture that is turned."""
    filters = list(TURNS[(picture.quarter_turns + file_turns) % 4])
    filters += ["hflip"] if picture.mirrored else []
    changes = {
        "brightness": picture.brightness / 200,
        "contrast": 2 ** (picture.contrast / 100),
        "saturation": 1 + picture.saturation / 100,
        "gamma": 2 ** (picture.gamma / 100),
    }
    if any((picture.brightness, picture.contrast, picture.saturation, picture.gamma)):
        given = ":".join(f"{name}={value:.3f}" for name, value in changes.items())
        filters.append(f"lavfi=[eq={given}]")
    return filters


def subtitle_options(look: SubtitleSettings, lift: SubtitleLift) -> dict[str, Any]:
    opacity = round(255 * look.box_opacity)
    return {
        "sub-delay": look.delay_seconds,
        "sub-scale": look.scale,
        "sub-pos": round(100 * max(0.0, 1 - look.raised - lift.share)),
        "sub-font": look.font,
        "sub-color": look.colour,
        "sub-border-color": look.outline,
        "sub-border-size": look.outline_width,
        "sub-back-color": f"#{opacity:02x}000000",
        "sub-ass-override": "force" if look.overrides else "yes",
    }


def volume_options(percent: float) -> dict[str, Any]:
    """Louder than full is a filter's work, and what would clip is limited; both go along the cube
    that mpv's own volume follows."""
    if percent <= FULL_PERCENT:
        return {"volume": percent, "af": ""}
    gain = (percent / FULL_PERCENT) ** 3
    limited = f"lavfi=[volume={gain:.3f},alimiter=limit={LIMIT}:level=false]"
    return {"volume": FULL_PERCENT, "af": limited}


def turns_in(found: Sequence[Mapping[str, Any]]) -> int:
    """The quarter turns that the film itself wants, as telephones write them."""
    degrees = (t.get("demux-rotation") or 0 for t in found if t["type"] == "video")
    return round(next(degrees, 0) / 90) % 4


def tracks_in(found: Sequence[Mapping[str, Any]], kind: str) -> tuple[EngineTrack, ...]:
    return tuple(
        EngineTrack(
            track["id"],
            track.get("title") or "",
            track.get("lang") or "",
            track.get("codec") or "",
            track.get("audio-channels") or track.get("demux-channel-count"),
            is_forced=bool(track.get("forced")),
            is_sdh=bool(track.get("hearing-impaired")),  # mpv tells from 0.38 on
        )
        for track in found
        if track["type"] == kind
    )


def selected_in(found: Sequence[Mapping[str, Any]], kind: str) -> int | None:
    """The one that is shown or heard first."""
    ids = (t["id"] for t in found if t["type"] == kind and t.get("main-selection") == 0)
    return next(ids, None)


def chapters_in(found: Iterable[Mapping[str, Any]]) -> tuple[ChapterMark, ...]:
    return tuple(ChapterMark(max(0.0, one["time"]), title_of(one)) for one in found)


def title_of(chapter: Mapping[str, Any]) -> str:
    """mpv has words of its own for one that has none."""
    title = chapter.get("title") or ""
    return "" if title == NO_TITLE else title

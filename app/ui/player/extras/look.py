"""How subtitles look, as the settings say."""

from __future__ import annotations

from dataclasses import replace

from app.player.engine.adjustments import SubtitleSettings
from app.settings import Settings


def look_of(settings: Settings, now: SubtitleSettings | None = None) -> SubtitleSettings:
    """What is of the film or the moment stays as it is now."""
    return replace(
        now or SubtitleSettings(),
        scale=settings.subtitle_size / 100,
        raised=settings.subtitle_raised / 100,
        font=settings.subtitle_font,
        colour=settings.subtitle_colour,
        outline=settings.subtitle_outline,
        outline_width=float(settings.subtitle_outline_width),
        box_opacity=settings.subtitle_box / 100,
        overrides=settings.subtitle_overrides,
    )

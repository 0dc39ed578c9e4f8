"""What a viewer may change of picture, sound and subtitles: values, each set whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fit(StrEnum):
    """How a picture takes the room that it has: all of it shown, the room filled, or both."""

    FIT = "fit"
    FILL = "fill"
    STRETCH = "stretch"


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """`zoom` is a factor, a pan a share of the picture's size; turns are quarters, clockwise;
    colours go from -100 to 100."""

    fit: Fit = Fit.FIT
    zoom: float = 1.0
    pan_x: float = 0.0
    pan_y: float = 0.0
    quarter_turns: int = 0
    mirrored: bool = False
    deinterlaced: bool = False
    brightness: int = 0
    contrast: int = 0
    saturation: int = 0
    gamma: int = 0


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """The sound comes that much later than the picture, or earlier."""

    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SubtitleSettings:
    """`scale` is a factor of the size, `raised` the share of the picture's height that they stand
    above their place; `overrides` the styles that a film brings. Colours are "#rrggbb"."""

    delay_seconds: float = 0.0
    scale: float = 1.0
    raised: float = 0.0
    font: str = "sans-serif"
    colour: str = "#ffffff"
    outline: str = "#000000"
    outline_width: float = 3.0
    box_opacity: float = 0.0
    overrides: bool = False


@dataclass(frozen=True, slots=True)
class SubtitleLift:
    """So much of the picture's height is covered just now, which subtitles stand above."""

    share: float = 0.0


Adjustment = PictureSettings | SoundSettings | SubtitleSettings | SubtitleLift

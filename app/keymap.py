"""Which keys do what in the player: two presets as people know them, and one's own. Pure.

Keys are written as Qt's portable text has them: "Shift+N", "Ctrl+Left", ",".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

Keys = tuple[str, ...]

MOST_KEYS = 6
MOST_LETTERS = 40
TENTHS: Mapping[str, Keys] = {f"tenth_{tenth}": (str(tenth),) for tenth in range(10)}
COMMON: Mapping[str, Keys] = {
    "escape": ("Escape",),
    "sheet": ("?", "F1"),
    "palette": ("Ctrl+K",),
    "go_to": ("Ctrl+G",),
    "pip": ("Ctrl+P",),
    "mini": ("Ctrl+M",),
    "new_window": ("Ctrl+N",),
    "next_screen": ("Ctrl+Shift+F",),
    "boost": ("Shift+Up",),
    "zoom_in": ("Alt++", "Alt+="),
    "zoom_out": ("Alt+-",),
    "pan_left": ("Alt+Left",),
    "pan_right": ("Alt+Right",),
    "pan_up": ("Alt+Up",),
    "pan_down": ("Alt+Down",),
    "reset_picture": ("Alt+Backspace",),
    "copy_link": ("Ctrl+Shift+C",),
}
YOUTUBE: Mapping[str, Keys] = {
    **COMMON,
    **TENTHS,
    "toggle": ("Space", "K"),
    "back_5": ("Left",),
    "ahead_5": ("Right",),
    "back_10": ("J",),
    "ahead_10": ("L",),
    "start": ("Home",),
    "end": ("End",),
    "slower": ("<",),
    "faster": (">",),
    "next": ("Shift+N",),
    "previous": ("Shift+P",),
    "mark_start": ("[",),
    "mark_end": ("]",),
    "louder": ("Up",),
    "quieter": ("Down",),
    "mute": ("M",),
    "subtitles": ("C",),
    "full_screen": ("F",),
    "statistics": ("I",),
    "queue": ("Q",),
    "next_frame": (".",),
    "previous_frame": (",",),
    "next_chapter": ("Ctrl+Right",),
    "previous_chapter": ("Ctrl+Left",),
    "bit_slower": ("Shift+Left",),
    "bit_faster": ("Shift+Right",),
    "loop": ("Shift+L",),
    "next_subtitles": ("Shift+C",),
    "next_line": ("Ctrl+Shift+Right",),
    "previous_line": ("Ctrl+Shift+Left",),
    "larger_subtitles": ("+", "="),
    "smaller_subtitles": ("-",),
    "next_sound": ("A",),
    "fit": ("W",),
    "rotate": ("R",),
    "screenshot": ("S",),
    "copy_screenshot": ("Ctrl+Shift+S",),
}
MPV: Mapping[str, Keys] = {
    **COMMON,
    "toggle": ("Space", "P"),
    "back_5": ("Left",),
    "ahead_5": ("Right",),
    "back_60": ("Down",),
    "ahead_60": ("Up",),
    "start": ("Home",),
    "end": ("End",),
    "slower": ("[",),
    "faster": ("]",),
    "normal_speed": ("Backspace",),
    "next": (">", "Return"),
    "previous": ("<",),
    "louder": ("0", "*"),
    "quieter": ("9", "/"),
    "mute": ("M",),
    "subtitles": ("V",),
    "full_screen": ("F",),
    "statistics": ("I",),
    "queue": ("F8",),
    "next_frame": (".",),
    "previous_frame": (",",),
    "next_chapter": ("PgUp",),
    "previous_chapter": ("PgDown",),
    "bit_slower": ("{",),
    "bit_faster": ("}",),
    "loop": ("L",),
    "next_subtitles": ("J",),
    "next_line": ("Ctrl+Right",),
    "previous_line": ("Ctrl+Left",),
    "subtitles_earlier": ("Z",),
    "subtitles_later": ("Shift+Z", "X"),
    "higher_subtitles": ("R",),
    "lower_subtitles": ("Shift+R",),
    "larger_subtitles": ("Shift+G",),
    "smaller_subtitles": ("Shift+F",),
    "next_sound": ("#",),
    "sound_later": ("Ctrl++", "Ctrl+="),
    "sound_earlier": ("Ctrl+-",),
    "fit": ("W",),
    "deinterlace": ("D",),
    "less_contrast": ("1",),
    "more_contrast": ("2",),
    "less_brightness": ("3",),
    "more_brightness": ("4",),
    "less_gamma": ("5",),
    "more_gamma": ("6",),
    "less_saturation": ("7",),
    "more_saturation": ("8",),
    "screenshot": ("S",),
    "plain_screenshot": ("Shift+S",),
    "copy_screenshot": ("Ctrl+Shift+S",),
}
PRESETS: Mapping[str, Mapping[str, Keys]] = {"youtube": YOUTUBE, "mpv": MPV}


@dataclass(frozen=True, slots=True)
class Keymap:
    """A preset, and what is different in it; a command without keys has an empty tuple."""

    preset: str = "youtube"
    own: Mapping[str, Keys] = field(default_factory=lambda: MappingProxyType({}))

    def keys(self, command: str) -> Keys:
        return self.own.get(command, PRESETS[self.preset].get(command, ()))

    def with_keys(self, command: str, keys: Keys) -> Keymap:
        """What is as in the preset is not one's own."""
        if keys == PRESETS[self.preset].get(command, ()):
            return self.as_preset(command)
        return replace(self, own={**self.own, command: keys})

    def as_preset(self, command: str) -> Keymap:
        return replace(self, own={name: k for name, k in self.own.items() if name != command})

    def to_toml(self) -> dict[str, Any]:
        return {"preset": self.preset, "own": {name: list(keys) for name, keys in self.own.items()}}

    @classmethod
    def from_toml(cls, document: Any) -> Keymap:
        """Raises ValueError for what is no such map."""
        if not isinstance(document, dict) or document.get("preset") not in PRESETS:
            raise ValueError(document)
        own = document.get("own", {})
        if not isinstance(own, dict):
            raise ValueError(document)
        return cls(document["preset"], {name: checked_keys(keys) for name, keys in own.items()})


def checked_keys(keys: Any) -> Keys:
    good = isinstance(keys, list) and len(keys) <= MOST_KEYS
    if not good or not all(isinstance(key, str) and 0 < len(key) <= MOST_LETTERS for key in keys):
        raise ValueError(keys)
    return tuple(keys)


def conflicts(keymap: Keymap, commands: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each key that several of the commands have, and these, in their order: the first has it."""
    holders = defaultdict[str, list[str]](list)
    for command in commands:
        for key in keymap.keys(command):
            holders[key].append(command)
    return {key: tuple(names) for key, names in holders.items() if len(names) > 1}

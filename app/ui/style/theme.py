"""Colours, and the style sheet made from them."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

Role = QPalette.ColorRole
USUAL_POINTS = 10.0
SIDE = re.compile(r"((?:border|padding|margin)-)(left|right)")


@dataclass(slots=True)
class Colours:
    """Named by what they are for. Every text colour has a contrast of 4.5 or more on `window`,
    `panel`, `raised` and `hover`, but `disabled`, which has it on the first three; `on_accent` has
    it on `accent`, which fills.

    The window has one of these, which takes on others when the theme changes: whoever paints asks
    it while painting. The values here are the dark ones.
    """

    window: str = "#14161b"
    panel: str = "#1a1d23"
    raised: str = "#23272f"
    hover: str = "#2c313b"
    line: str = "#363c48"
    control_line: str = "#747d8e"
    text: str = "#eceef2"
    quiet: str = "#a9b0bd"
    disabled: str = "#959eae"
    accent: str = "#f2b84b"
    accent_hover: str = "#f7c76d"
    accent_soft: str = "#8f7440"
    accent_text: str = "#f2b84b"
    on_accent: str = "#1c1606"
    focus: str = "#f2b84b"
    good: str = "#6fce9b"
    bad: str = "#ff8f88"
    bad_ground: str = "#3a2325"
    over_picture: str = "#d9101216"
    """The ground of what lies on a picture or film, which is dark in every theme, …"""
    on_picture: str = "#eceef2"
    """… and the words there."""

    def become(self, others: Colours) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(others, each.name))


def light() -> Colours:
    return Colours(
        window="#f6f6f8",
        panel="#ffffff",
        raised="#eceef2",
        hover="#e2e5eb",
        line="#d3d7df",
        control_line="#7a8292",
        text="#16181d",
        quiet="#565d6b",
        disabled="#5f6776",
        accent="#f5b643",
        accent_hover="#eaa72f",
        accent_soft="#e2c48c",
        accent_text="#855600",
        focus="#b36b00",
        good="#16703f",
        bad="#b3261e",
        bad_ground="#fbe5e3",
    )


def high_contrast() -> Colours:
    """Black, white, and yellow for what can be done."""
    return Colours(
        window="#000000",
        panel="#000000",
        raised="#000000",
        hover="#2b2b2b",
        line="#5e5e5e",
        control_line="#ffffff",
        text="#ffffff",
        quiet="#ffffff",
        disabled="#a6a6a6",
        accent="#ffff00",
        accent_hover="#ffff99",
        accent_soft="#ffffff",
        accent_text="#ffff00",
        on_accent="#000000",
        focus="#ffff00",
        good="#ffffff",
        bad="#ffffff",
        bad_ground="#000000",
        over_picture="#f2000000",
        on_picture="#ffffff",
    )


def of_system(given: QPalette) -> Colours:
    """The system's own colours as they come, for who needs much contrast, and what lies between
    them for lines and what is chosen."""

    def of(role: Role) -> str:
        return given.color(role).name()

    window, text, marked = of(Role.Window), of(Role.WindowText), of(Role.Highlight)
    return Colours(
        window=window,
        panel=window,
        raised=window,
        hover=between(window, text, 0.15),
        line=between(window, text, 0.45),
        control_line=text,
        text=text,
        quiet=text,
        disabled=text,
        accent=marked,
        accent_hover=marked,
        accent_soft=text,
        accent_text=text,
        on_accent=of(Role.HighlightedText),
        focus=text,
        good=text,
        bad=text,
        bad_ground=window,
    )


def between(one: str, other: str, share: float) -> str:
    """So much of the way from one colour to another."""
    start, end = QColor(one), QColor(other)
    mixed = QColor.fromRgbF(
        start.redF() + share * (end.redF() - start.redF()),
        start.greenF() + share * (end.greenF() - start.greenF()),
        start.blueF() + share * (end.blueF() - start.blueF()),
    )
    return mixed.name()


class Look(StrEnum):
    """What the colours are taken from."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"
    SYSTEM = "system"


def look_for(choice: str, scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference) -> Look:
    """`choice` is the user's, of `Look`; where the system says nothing it is dark."""
    if choice != Look.SYSTEM:
        return Look(choice)
    if contrast == Qt.ContrastPreference.HighContrast:
        return Look.SYSTEM
    return Look.LIGHT if scheme == Qt.ColorScheme.Light else Look.DARK


class Theme(QObject):
    """Dresses the application as the user or else the system wants, and anew when that changes."""

    def __init__(self, application: QApplication, colours: Colours) -> None:
        super().__init__(application)
        self._application, self._colours = application, colours
        self._choice = str(Look.SYSTEM)
        self._hints = application.styleHints()
        self._hints.colorSchemeChanged.connect(self._dress)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._dress)

    def choose(self, choice: str) -> None:
        """Called with every change of the settings: mostly it is the same."""
        if choice != self._choice or not self._application.styleSheet():
            self._choice = choice
            self._dress()

    def _dress(self) -> None:
        hints = self._hints
        look = look_for(
            self._choice, hints.colorScheme(), hints.accessibility().contrastPreference()
        )
        made = {Look.DARK: Colours, Look.LIGHT: light, Look.CONTRAST: high_contrast}
        wanted = made.get(look, Colours)()
        if look is Look.SYSTEM:
            self._application.setPalette(QPalette())  # ours is off: there is the system's
            wanted = of_system(self._application.palette())
        if look is Look.SYSTEM or wanted != self._colours or not self._application.styleSheet():
            self._colours.become(wanted)
            dress(self._application, self._colours)


def resource(name: str) -> Path:
    """A file of `resources/`, in the source tree or in the frozen package."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[3]))
    return root / "resources" / name


def style_sheet(colours: Colours, scale: float = 1.0, *, mirrored: bool = False) -> str:
    """`resources/style.qss` with `@name` replaced by the colour of that name; `@ground` is the
    folder of the icons that are seen on it. `scale` is how large letters are, of the usual size."""
    dark = QColor(colours.window).lightnessF() < 0.5
    values = asdict(colours) | {"ground": "on-dark" if dark else "on-light"}
    # What is less than a line of text would let layouts squeeze the letters.
    values |= {"row": f"{round(18 * scale)}px", "item": f"{round(30 * scale)}px"}
    sheet = resource("style.qss").read_text(encoding="utf-8")
    sheet = re.sub(r"@(\w+)", lambda match: values[match[1]], sheet)
    sheet = re.sub(r"(\d+)pt", lambda match: f"{float(match[1]) * scale:g}pt", sheet)
    other = {"left": "right", "right": "left"}
    return re.sub(SIDE, lambda match: match[1] + other[match[2]], sheet) if mirrored else sheet


ROLES = {
    Role.Window: "window",
    Role.Base: "panel",
    Role.AlternateBase: "raised",
    Role.Button: "raised",
    Role.ToolTipBase: "raised",
    Role.Text: "text",
    Role.WindowText: "text",
    Role.ButtonText: "text",
    Role.ToolTipText: "text",
    Role.BrightText: "bad",
    Role.Highlight: "accent",
    Role.HighlightedText: "on_accent",
    Role.Link: "accent_text",
    Role.PlaceholderText: "quiet",
}
"""What Qt calls our colours."""


def palette(colours: Colours) -> QPalette:
    result = QPalette(QColor(colours.raised), QColor(colours.window))
    for role, name in ROLES.items():
        result.setColor(role, QColor(getattr(colours, name)))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.disabled))
    return result


def dress(application: QApplication, colours: Colours) -> None:
    """Give the whole application its looks."""
    application.setStyle("Fusion")
    application.setPalette(palette(colours))
    font = QFont(application.font())
    font.setPointSizeF(max(font.pointSizeF(), USUAL_POINTS))
    application.setFont(font)
    mirrored = application.layoutDirection() == Qt.LayoutDirection.RightToLeft
    # The style sheet says `icons:`; whatever the path has in it, Qt's CSS never sees.
    QDir.setSearchPaths("icons", [str(resource("icons"))])
    scale = font.pointSizeF() / USUAL_POINTS
    application.setStyleSheet(style_sheet(colours, scale, mirrored=mirrored))

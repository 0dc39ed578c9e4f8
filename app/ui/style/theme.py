"""Colours, and the style sheet made from them."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Colours:
    """Named by what they are for. Every text colour has a contrast of 4.5 or more on `window`,
    `panel`, `raised` and `hover`; `on_accent` has it on `accent`."""

    window: str = "#14161b"
    panel: str = "#1a1d23"
    raised: str = "#23272f"
    hover: str = "#2c313b"
    line: str = "#363c48"
    control_line: str = "#747d8e"
    text: str = "#eceef2"
    quiet: str = "#a9b0bd"
    accent: str = "#f2b84b"
    accent_hover: str = "#f7c76d"
    accent_soft: str = "#8f7440"
    on_accent: str = "#1c1606"
    good: str = "#6fce9b"
    bad: str = "#ff8f88"
    bad_ground: str = "#3a2325"


def resource(name: str) -> Path:
    """A file of `resources/`, in the source tree or in the frozen package."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[3]))
    return root / "resources" / name


def style_sheet(colours: Colours) -> str:
    """`resources/style.qss` with `@name` replaced by the colour of that name."""
    values = asdict(colours)
    sheet = resource("style.qss").read_text(encoding="utf-8")
    return re.sub(r"@(\w+)", lambda match: values[match[1]], sheet)


def palette(colours: Colours) -> QPalette:
    roles = QPalette.ColorRole
    result = QPalette()
    for role, colour in (
        (roles.Window, colours.window),
        (roles.Base, colours.panel),
        (roles.AlternateBase, colours.raised),
        (roles.Button, colours.raised),
        (roles.ToolTipBase, colours.raised),
        (roles.Text, colours.text),
        (roles.WindowText, colours.text),
        (roles.ButtonText, colours.text),
        (roles.ToolTipText, colours.text),
        (roles.BrightText, colours.bad),
        (roles.Highlight, colours.accent),
        (roles.HighlightedText, colours.on_accent),
        (roles.Link, colours.accent),
        (roles.PlaceholderText, colours.quiet),
    ):
        result.setColor(role, QColor(colour))
    return result


def dress(application: QApplication, colours: Colours) -> None:
    """Give the whole application its looks."""
    application.setStyle("Fusion")
    application.setPalette(palette(colours))
    font = QFont(application.font())
    font.setPointSizeF(max(font.pointSizeF(), 10))
    application.setFont(font)
    # The style sheet says `icons:`; whatever the path has in it, Qt's CSS never sees.
    QDir.setSearchPaths("icons", [str(resource("icons"))])
    application.setStyleSheet(style_sheet(colours))

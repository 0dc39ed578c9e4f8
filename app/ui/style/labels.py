"""Labels for words that somebody else wrote."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.ui.style.parts import given

JOINER = "\N{WORD JOINER}"
"""Without width, and in no tag."""


def plain_label(name: str) -> QLabel:
    """Shows words as they are, on as many lines as they take; the longest of all makes nothing
    wider."""
    label = given(QLabel(wordWrap=True), name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    label.setSizePolicy(policy)
    return label


def plain_tip(words: str) -> str:
    """For a tool tip: Qt takes what has a tag in it for HTML, which a title may not be."""
    return words.replace("<", f"<{JOINER}")


def in_lines(words: str, metrics: QFontMetrics, most: int) -> str:
    """Broken where it would be wider, for what doesn't break lines by itself."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if metrics.horizontalAdvance(longer) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)

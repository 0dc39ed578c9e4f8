"""Words in lines."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetrics

from app.ui.style.labels import in_lines


@pytest.mark.usefixtures("qapp")
def test_what_is_too_long_goes_on_below() -> None:
    """Between words; one that is too long by itself stays whole."""
    metrics = QFontMetrics(QFont("DejaVu Sans", 10))
    most = metrics.horizontalAdvance("Tell the server")
    assert in_lines("Tell the server how it was", metrics, most) == "Tell the server\nhow it was"
    assert in_lines("Tell me", metrics, most) == "Tell me"
    assert in_lines("Donaudampfschiffahrt an", metrics, 10) == "Donaudampfschiffahrt\nan"

"""Bars on a terminal."""

from __future__ import annotations

import io

import pytest

from app.cli.bars import BarRow, Bars, elided


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name, value in (("TERM", "xterm"), ("COLUMNS", "100"), ("LINES", "30")):
        monkeypatch.setenv(name, value)
    return Terminal()


def test_a_name_is_shown_as_it_is(terminal: Terminal) -> None:
    """It neither colours the terminal nor moves its cursor; lines stand above the bars."""
    with Bars(terminal, {}) as bars:
        bars.show({"a": BarRow("[red]\x1b[2Ja.mp4", 0.4, "40 bytes of 100 bytes")})
        bars.print("[b]one.mp4[/b]: uploaded")
    said = terminal.getvalue()
    assert "[red]\ufffd[2Ja.mp4" in said
    assert "[b]one.mp4[/b]: uploaded\n" in said
    assert " 40 % 40 bytes of 100 bytes" in said


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a.mp4", "a.mp4"), ("holiday in the mountains 1.mp4", "holiday in the…untains 1.mp4")],
)
def test_a_long_name_loses_its_middle(name: str, shown: str) -> None:
    """What tells files apart is often at their end."""
    assert elided(name) == shown
    assert len(shown) <= 28

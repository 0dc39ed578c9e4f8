"""The reader's words, and numbers as people read them; without Qt."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import words
from app.errors import Sentence

GERMAN = """<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="de"><context><name>Matinee</name><message>
<source>Can't reach {host}. {more}</source><translation>{host} antwortet nicht. {more}</translation>
</message><message><source>Later.</source><translation>Später.</translation></message>
<message><source>New</source><translation type="unfinished"></translation></message></context>
<context><name>Window</name><message><source>Later.</source><translation>Nachher</translation>
</message></context></TS>"""


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de_DE"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "fr_CA"}, "fr_CA"),
        ({"LC_ALL": "", "LC_MESSAGES": "uk", "LANG": "de"}, "uk"),
        ({"LC_ALL": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_that_is_asked_for(environment: dict[str, str], language: str) -> None:
    """By POSIX's variables, the most particular first."""
    assert words.language_of(environment) == language


def test_a_sentence_is_translated_with_what_it_is_made_of(tmp_path: Path) -> None:
    """From the window's own file; what is not translated stays English."""
    (tmp_path / "matinee_de.ts").write_text(GERMAN)
    german = words.translations_for("de_AT", tmp_path)
    sentence = Sentence("Can't reach {host}. {more}", host="x", more=Sentence("Later."))
    assert words.told(sentence, german) == "x antwortet nicht. Später."
    assert words.told(Sentence("New"), german) == "New"
    assert words.told("Later.", german) == "Later."  # somebody else's words
    assert words.translations_for("fr", tmp_path) == {}


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (22_700_000, "22.7 MB"), (1.5e15, "1500 TB")],
)
def test_sizes(count: float, text: str) -> None:
    """In decimal units, as in the window."""
    assert words.size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0.2, "1 s left"), (240, "4 min left"), (7800, "2 h 10 min left")],
)
def test_time_left(seconds: float | None, text: str) -> None:
    """Rounded to what is known."""
    assert words.time_left(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, ""), (65.9, "1:05"), (3723, "1:02:03"), (-1, "0:00")]
)
def test_clock(seconds: float | None, text: str) -> None:
    """A time of a film."""
    assert words.clock(seconds) == text


def test_only_what_is_there_is_joined() -> None:
    """With a dot between."""
    assert words.join("a", "", "b") == "a · b"

"""What of a description is a list of chapters."""

from __future__ import annotations

import pytest

from backend.catalogue.chapters import ChapterMark, from_json, in_text, to_json

LISTED = "A film.\n\n0:00 Intro\n1:05 The forest\n1:02:03 The end\n\nThanks!"


def test_lines_that_begin_with_a_time_are_chapters() -> None:
    """The first one at the beginning, each later than the one before."""
    assert in_text(LISTED) == (
        ChapterMark(0.0, "Intro"),
        ChapterMark(65.0, "The forest"),
        ChapterMark(3723.0, "The end"),
    )


@pytest.mark.parametrize("line", ["- 0:00 - A", "(0:00) A", "[00:00] A", "• 0:00: A", "0:00\tA"])
def test_a_list_may_look_as_lists_do(line: str) -> None:
    """Bullets, brackets and dashes are no part of the title."""
    assert in_text(f"{line}\n0:10 B\n0:20 C")[0] == ChapterMark(0.0, "A")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0:00 Intro\n1:05 The forest",
        "0:05 Intro\n1:05 The forest\n2:00 The end",
        "0:00 Intro\n2:00 The end\n1:05 The forest",
        "0:00 Intro\n0:00 Again\n1:05 The forest",
        "We start at 0:00 and\nend at 1:00 or\nat 2:00",
        "0:00\n1:00\n2:00",
        "0:00 Intro\n0:75 The forest\n2:00 The end",
    ],
)
def test_times_that_are_mentioned_are_no_chapters(text: str) -> None:
    """Fewer than three, not from the beginning, in disorder, in the middle of a line."""
    assert in_text(text) == ()


def test_chapters_survive_being_kept() -> None:
    """As they were."""
    assert from_json(to_json(in_text(LISTED))) == in_text(LISTED)

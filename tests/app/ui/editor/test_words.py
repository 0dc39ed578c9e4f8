"""What can't be saved and why, and how it stands with what was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.edits.outbox import DraftStanding
from app.server.editing import Chapter
from app.ui.editor import checks
from app.ui.editor.chapters import clock, seconds_of
from app.ui.editor.publishing import same
from app.ui.editor.words import standing_words

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SAVED = DraftStanding("video:a", "a", True)
UNDER_WAY = DraftStanding("video:b", "b", False)
NO_VIDEO = DraftStanding("upload:c", None, False)
AWAY = DraftStanding("video:d", "d", False, "Can't reach it.")
REFUSED = DraftStanding("video:e", "e", False, "That won't do.", goes_on=False)

BAD_FILE = replace(REFUSED, fault="Correct the file.", of_file=True)


@pytest.mark.parametrize(
    ("standings", "words"),
    [
        ([SAVED], "Saved"),
        ([SAVED, UNDER_WAY], "Saving…"),
        ([SAVED, NO_VIDEO], "Saved on this computer. The server has it when the upload begins."),
        ([SAVED, AWAY], "Not saved: Can't reach it. Matinee tries again."),
        ([BAD_FILE], "Not saved: Correct the file."),
        ([BAD_FILE, REFUSED], "Not saved: Correct the file. Change it to try again."),
        ([AWAY, REFUSED], "Not saved: Can't reach it. Change it to try again."),
    ],
)
def test_it_says_how_it_stands(standings: list[DraftStanding], words: str) -> None:
    """The worst of all films."""
    assert standing_words(standings, is_typing=False, fault="") == words


def test_what_is_being_typed_is_not_saved_yet() -> None:
    """Nor what this computer can't keep."""
    assert standing_words([SAVED], is_typing=True, fault="") == "Saving…"
    assert standing_words([SAVED], is_typing=True, fault="Full.") == (
        "Not saved: Full. Matinee tries again."
    )


def test_a_description_of_a_megabyte_is_told_before_it_is_sent() -> None:
    """With its length."""
    assert checks.description_fault("x" * 20_000) == ""
    told = checks.description_fault("x" * 2**20)
    assert "1048576" in told.replace(",", "")


def test_tags_are_typed_with_commas() -> None:
    """Each once, without the sign that others put before them."""
    assert checks.tags_of(" #nature, deep  sea,,nature\nlight ") == ["nature", "deep sea", "light"]
    assert "at most 30 tag" in checks.tags_fault(["x"] * 31)
    assert "at most 60 letter" in checks.tags_fault(["x" * 61])


@pytest.mark.parametrize(
    ("when", "is_fault", "is_note"),
    [
        (NOW + timedelta(days=1), False, False),
        (NOW - timedelta(days=1), False, True),
        (datetime(9998, 12, 31, tzinfo=UTC), True, False),
    ],
)
def test_a_time_of_publication(when: datetime, *, is_fault: bool, is_note: bool) -> None:
    """One that is over means at once, and says so; one that nobody will see is refused."""
    assert bool(checks.publish_fault(when, NOW)) is is_fault
    assert bool(checks.publish_note(when, NOW)) is is_note


def test_a_moment_is_the_same_however_it_is_written() -> None:
    """With another zone, or with thousandths."""
    assert same("2026-01-01T12:00:00.000+00:00", "2026-01-01T13:00:00+01:00")
    assert not same("2026-01-01T12:00:00+00:00", None)
    assert same(None, None)


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("0:00", 0.0),
        ("1:05", 65.0),
        ("1:02:03.5", 3723.5),
        ("75", None),
        ("1:75", None),
        ("", None),
    ],
)
def test_times_of_chapters_are_read(time: str, seconds: float | None) -> None:
    """Minutes and seconds, with hours before them where there are any."""
    assert seconds_of(time) == seconds
    if seconds is not None:
        assert clock(seconds) == time


@pytest.mark.parametrize(
    ("chapters", "duration", "words"),
    [
        ([Chapter(0, "A"), Chapter(5, "B")], 10.0, ""),
        ([Chapter(5, "A"), Chapter(5, "B")], None, "later than the one before"),
        ([Chapter(0, " ")], None, "needs a title"),
        ([Chapter(0, "A"), Chapter(10, "B")], 10.0, "before the video ends"),
    ],
)
def test_chapters_make_sense(chapters: list[Chapter], duration: float | None, words: str) -> None:
    """Or say what does not."""
    fault = checks.chapters_fault(chapters, duration)
    assert words in fault
    assert bool(words) is bool(fault)

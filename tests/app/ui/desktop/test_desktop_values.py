"""Sums of uploads, and what closing means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.ui.desktop.closing import Closing, what_closing_means
from app.ui.desktop.tally import Overall, UploadTally
from app.upload.engine.progress import Progress, State
from tests.app.ui.fake_queue import progress


def tally_of(*uploads: Progress) -> UploadTally:
    tally = UploadTally()
    for upload in uploads:
        tally.take("ann", upload)
    return tally


def test_what_is_done_counts_until_all_is() -> None:
    """So that the bar does not run backwards when one of two is finished."""
    tally = tally_of(progress(sent=500), progress(sent=0, upload_id="u2"))
    assert tally.overall() == Overall(2, 2, 0, 0.25)
    tally.take("ann", progress(State.DONE, sent=1000))
    assert tally.overall() == Overall(1, 1, 0, 0.5)
    tally.take("ann", progress(State.DONE, sent=1000, upload_id="u2"))
    assert tally.overall() == Overall()
    tally.take("ann", progress(sent=100, upload_id="u3"))
    assert tally.overall() == Overall(1, 1, 0, 0.1)


def test_what_fails_takes_its_bytes_along() -> None:
    """What waits is under way, what is paused is not."""
    tally = tally_of(
        progress(sent=500),
        progress(State.FAILED, sent=100, upload_id="u2"),
        progress(State.PAUSED, sent=100, upload_id="u3"),
        replace(progress(State.WAITING, sent=0, upload_id="u4"), size_bytes=0),
    )
    assert tally.overall() == Overall(2, 1, 1, 0.5)
    assert tally_of(progress(State.PAUSED)).overall().words == "1 upload paused"


def test_accounts_are_counted_apart() -> None:
    """Ids are an account's own."""
    tally = tally_of(progress())
    tally.take("ben", progress())
    assert tally.overall().count == 2
    tally.keep(["ben"])
    assert tally.overall().count == 1


@pytest.mark.parametrize(
    ("wanted", "has_tray", "is_uploading", "means"),
    [
        (Closing.ASK, True, True, Closing.ASK),
        (Closing.ASK, True, False, Closing.QUIT),
        (Closing.ASK, False, True, Closing.QUIT),
        (Closing.TRAY, True, False, Closing.TRAY),
        (Closing.TRAY, False, True, Closing.QUIT),
        (Closing.QUIT, True, True, Closing.QUIT),
    ],
)
def test_what_closing_means(
    wanted: Closing, has_tray: bool, is_uploading: bool, means: Closing
) -> None:
    """Nobody's window goes where there is no way back to it."""
    found = what_closing_means(wanted, has_tray=has_tray, is_uploading=is_uploading)
    assert found is means

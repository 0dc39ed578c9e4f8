"""Each fault has the one button that helps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import (
    CantWrite,
    ConnectionNotSecure,
    MatineeError,
    NotMatinee,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
)
from app.ui.uploads.entries import UploadEntry
from app.ui.uploads.remedies import Help, help_for, label
from app.upload.engine.progress import State
from app.upload.errors import (
    EmptyFile,
    EngineFault,
    FileChanged,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    JournalUnwritable,
    NoStreams,
    NotAVideo,
    OtherAccount,
    StoreRefused,
)
from app.upload.transfer.retry import Fault, setback_of
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM


@pytest.mark.parametrize(
    ("error", "helping"),
    [
        (FileMissing("f", "/films"), Help.LOCATE),
        (FileChanged("f"), Help.START_AGAIN),
        (FileUnreadable("f", "denied"), Help.RETRY),
        (EmptyFile("f"), Help.DETAILS),
        (FileTooLarge("f"), Help.DETAILS),
        (NotAVideo("f"), Help.DETAILS),
        (NoStreams("f"), Help.DETAILS),
        (SignInNeeded(), Help.SIGN_IN),
        (OtherAccount(), Help.SIGN_IN),
        (ServerRefused(413, "quota_exceeded", "Full."), Help.FREE_SPACE),
        (StoreRefused(507, "", "", None), Help.FREE_SPACE),
        (CantWrite("/films", "full"), Help.FREE_SPACE),
        (JournalUnwritable("full"), Help.FREE_SPACE),
        (ServerRefused(422, "not_a_video", "No."), Help.DETAILS),
        (ServerRefused(503, "unavailable", "Soon.", retryable=True), Help.RETRY),
        (ServerUnreachable("h"), Help.RETRY),
        (NotMatinee("h"), Help.RETRY),
        (EngineFault(), Help.RETRY),
        (ConnectionNotSecure("h"), Help.DETAILS),
    ],
)
def test_what_failed_has_a_button(error: MatineeError, helping: Help) -> None:
    """By the error that failed it."""
    setback = setback_of(error)
    failed = progress(State.FAILED, message=setback.message, retryable=setback.retryable)
    assert help_for(UploadEntry(replace(failed, reason=setback.fault))) is helping


@pytest.mark.parametrize("fault", [None, *Fault])
def test_whatever_failed_has_one(fault: Fault | None) -> None:
    """Also what an earlier Matinee noted nothing of."""
    assert help_for(UploadEntry(replace(progress(State.FAILED), reason=fault))) is not None


@pytest.mark.parametrize(
    ("fault", "helping"),
    [
        (Fault.SIGNED_OUT, Help.SIGN_IN),
        (Fault.NO_ROOM, Help.FREE_SPACE),
        (Fault.UNREACHABLE, None),
        (Fault.BUSY, None),
        (None, None),
    ],
)
def test_what_waits_has_one_only_where_somebody_can_help(
    fault: Fault | None, helping: Help | None
) -> None:
    """Everything else goes on by itself."""
    assert help_for(UploadEntry(replace(progress(State.WAITING), reason=fault))) is helping


def test_what_the_server_could_not_make() -> None:
    """Is tried again, where that may help."""
    done = progress(State.DONE)
    failed = replace(FILM, state="failed", error="Damaged.")
    assert help_for(UploadEntry(done, failed)) is Help.DETAILS
    assert help_for(UploadEntry(done, replace(failed, error_retryable=True))) is Help.RETRY
    assert help_for(UploadEntry(done, FILM)) is None
    assert help_for(UploadEntry(done)) is None


@pytest.mark.parametrize("state", [s for s in State if s not in (State.FAILED, State.WAITING)])
def test_nothing_else_needs_help(state: State) -> None:
    """Whatever went wrong before."""
    assert help_for(UploadEntry(replace(progress(state), reason=Fault.REFUSED))) is None


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("helping", list(Help))
def test_each_button_has_words(helping: Help) -> None:
    """Its own."""
    assert label(helping)
    assert [each for each in Help if label(each) == label(helping)] == [helping]

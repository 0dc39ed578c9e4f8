"""How a command ends that a fault ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.exit_codes import MEANINGS, Denied, ExitCode, InUse, Misused, code_of
from app.errors import (
    CantWrite,
    MatineeError,
    NotMatinee,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
)
from app.server.local_backend import BackendFailed
from app.server.servers import BadAddress, NothingThere
from app.upload.errors import JournalInUse, NoStreams


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Misused("x"), 2),
        (BadAddress("x y"), 2),
        (Denied("x"), 3),
        (NoStreams("x"), 3),
        (ServerRefused(404, "not_found", "x"), 3),
        (ServerRefused(503, "busy", "x", retryable=True), 4),
        (ServerUnreachable("x"), 4),
        (NotMatinee("x"), 4),
        (NothingThere("x"), 4),
        (BackendFailed("x", Path("x")), 4),
        (ServerRefused(401, "wrong_password", "x"), 5),
        (SignInNeeded(), 5),
        (InUse("x"), 6),
        (JournalInUse(), 6),
        (CantWrite("x", "full"), 1),
    ],
)
def test_each_kind_of_fault_has_its_code(error: MatineeError, code: int) -> None:
    """Which scripts go by."""
    assert code_of(error) == code


def test_each_code_is_told_of() -> None:
    """In the manual."""
    assert set(MEANINGS) == set(ExitCode)

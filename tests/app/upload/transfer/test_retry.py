"""The table of faults: errors in, remedies and delays out."""

from __future__ import annotations

import pytest

from app.errors import (
    ConnectionNotSecure,
    MatineeError,
    NotMatinee,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
)
from app.upload.errors import EmptyFile, FileChanged, OtherAccount, StoreRefused, StoreUnreachable
from app.upload.transfer.retry import (
    TABLE,
    Fault,
    Remedy,
    asked_delay,
    delay_seconds,
    fault_of,
    is_exhausted,
)


def store(status: int, code: str = "") -> StoreRefused:
    return StoreRefused(status, code, "", None)


def backend(status: int, code: str, retryable: bool = False) -> ServerRefused:
    return ServerRefused(status, code, "A sentence.", retryable=retryable)


@pytest.mark.parametrize(
    ("error", "fault", "remedy"),
    [
        (StoreUnreachable("h", "reset"), Fault.UNREACHABLE, Remedy.AGAIN),
        (ServerUnreachable("h"), Fault.UNREACHABLE, Remedy.AGAIN),
        (store(503, "SlowDown"), Fault.BUSY, Remedy.AGAIN),
        (store(400, "RequestTimeout"), Fault.BUSY, Remedy.AGAIN),
        (store(408), Fault.BUSY, Remedy.AGAIN),
        (store(429), Fault.BUSY, Remedy.AGAIN),
        (store(500, "InternalError"), Fault.BUSY, Remedy.AGAIN),
        (store(507, "disk_full"), Fault.NO_ROOM, Remedy.AGAIN),
        (store(403, "AccessDenied"), Fault.URL_REFUSED, Remedy.SIGN_AGAIN),
        (store(403, "RequestTimeTooSkewed"), Fault.URL_REFUSED, Remedy.SIGN_AGAIN),
        (store(400, "ExpiredToken"), Fault.URL_REFUSED, Remedy.SIGN_AGAIN),
        (store(400, "BadDigest"), Fault.BAD_CHECKSUM, Remedy.HASH_AGAIN),
        (store(400, "bad_checksum"), Fault.BAD_CHECKSUM, Remedy.HASH_AGAIN),
        (store(404, "NoSuchUpload"), Fault.UPLOAD_GONE, Remedy.START_AGAIN),
        (backend(404, "upload_gone"), Fault.UPLOAD_GONE, Remedy.START_AGAIN),
        (backend(409, "incomplete", True), Fault.INCOMPLETE, Remedy.ASK_STORE),
        (backend(503, "unavailable", True), Fault.BUSY, Remedy.AGAIN),
        (backend(413, "quota_exceeded"), Fault.REFUSED, Remedy.STOP),
        (backend(422, "not_a_video"), Fault.REFUSED, Remedy.STOP),
        (SignInNeeded(), Fault.SIGNED_OUT, Remedy.WAIT_FOR_USER),
        (OtherAccount(), Fault.SIGNED_OUT, Remedy.WAIT_FOR_USER),
        (ConnectionNotSecure("h"), Fault.NOT_SECURE, Remedy.AGAIN),
        (NotMatinee("h"), Fault.PORTAL, Remedy.AGAIN),
        (FileChanged("f"), Fault.CHANGED, Remedy.STOP),
        (EmptyFile("f"), Fault.REFUSED, Remedy.STOP),
    ],
)
def test_every_fault_has_its_remedy(error: MatineeError, fault: Fault, remedy: Remedy) -> None:
    """The table, row by row."""
    assert fault_of(error) is fault
    assert TABLE[fault].remedy is remedy


def test_every_fault_is_in_the_table() -> None:
    """None is forgotten."""
    assert set(TABLE) == set(Fault)


def test_delays_double_up_to_their_ceiling_with_full_jitter() -> None:
    """The ceiling is shown by a die that always shows one, the floor by one that shows nought."""
    rule = TABLE[Fault.UNREACHABLE]
    most = [delay_seconds(rule, n, 1.0) for n in (1, 2, 3, 10)]
    assert most == [0.5, 1.0, 2.0, 30.0]
    assert delay_seconds(rule, 10, 0.0) == 0.0


def test_offline_is_waited_out_however_long() -> None:
    """A night without network is no failure."""
    assert not is_exhausted(TABLE[Fault.UNREACHABLE], 10_000)
    assert is_exhausted(TABLE[Fault.BAD_CHECKSUM], 7)
    assert is_exhausted(TABLE[Fault.REFUSED], 1)


def test_retry_after_is_obeyed_within_reason() -> None:
    """Ten minutes at most."""
    assert asked_delay(StoreRefused(503, "SlowDown", "", 7.0)) == 7.0
    assert asked_delay(StoreRefused(503, "SlowDown", "", 1e9)) == 600.0
    assert asked_delay(SignInNeeded()) == 0.0

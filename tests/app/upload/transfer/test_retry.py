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
from app.upload.errors import (
    EmptyFile,
    FileChanged,
    FileMissing,
    JournalUnwritable,
    OtherAccount,
    PartTooLarge,
    StoreRefused,
    StoreUnreachable,
)
from app.upload.transfer.retry import (
    TABLE,
    Fault,
    Remedy,
    asked_delay,
    delay_seconds,
    fault_of,
    is_exhausted,
    setback_of,
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
        (PartTooLarge("h"), Fault.PART_TOO_LARGE, Remedy.SMALLER_PARTS),
        (store(503, "SlowDown"), Fault.BUSY, Remedy.AGAIN),
        (store(400, "RequestTimeout"), Fault.BUSY, Remedy.AGAIN),
        (store(408), Fault.BUSY, Remedy.AGAIN),
        (store(429), Fault.BUSY, Remedy.AGAIN),
        (store(500, "InternalError"), Fault.BUSY, Remedy.AGAIN),
        (store(409, "superseded"), Fault.BUSY, Remedy.AGAIN),
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
        (backend(413, "quota_exceeded"), Fault.NO_QUOTA, Remedy.STOP),
        (FileMissing("f", "/films"), Fault.MISSING, Remedy.STOP),
        (JournalUnwritable("full"), Fault.NO_ROOM, Remedy.AGAIN),
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


def test_a_networks_own_page_is_looked_behind_often() -> None:
    """It answers at once, and whoever has just signed in there looks on."""
    rule = TABLE[Fault.PORTAL]
    assert [delay_seconds(rule, n, 1.0) for n in (1, 2, 3, 4, 100)] == [1.0, 2.0, 4.0, 5.0, 5.0]


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


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (200, Fault.PORTAL),
        (302, Fault.PORTAL),
        (399, Fault.PORTAL),
        (400, Fault.URL_REFUSED),
        (401, Fault.URL_REFUSED),
        (402, Fault.REFUSED),
        (403, Fault.URL_REFUSED),
        (404, Fault.UPLOAD_GONE),
        (405, Fault.REFUSED),
        (408, Fault.BUSY),
        (409, Fault.REFUSED),
        (428, Fault.REFUSED),
        (429, Fault.BUSY),
        (499, Fault.REFUSED),
        (500, Fault.BUSY),
        (506, Fault.BUSY),
        (507, Fault.NO_ROOM),
        (508, Fault.BUSY),
    ],
)
def test_without_a_code_the_status_decides(status: int, fault: Fault) -> None:
    """Each one for itself; what is unknown is not tried again."""
    assert fault_of(store(status)) is fault


def test_a_setback_keeps_what_decides() -> None:
    """Only a store that was there and is not reached is a connection's own trouble."""
    cut = setback_of(StoreUnreachable("h", "reset"))
    assert (cut.fault, cut.retryable, cut.cut, cut.unsure) == (Fault.UNREACHABLE, True, True, False)
    assert setback_of(StoreUnreachable("h", "reset", unsure=True)).unsure
    assert not setback_of(StoreUnreachable("h", "refused", absent=True)).cut

    busy = setback_of(StoreRefused(503, "SlowDown", "", 7.0))
    assert (busy.fault, busy.asked_seconds) == (Fault.BUSY, 7.0)
    assert (busy.cut, busy.unsure) == (False, False)
    assert busy.rule is TABLE[Fault.BUSY]
    away = setback_of(ServerUnreachable("h"))
    assert (away.retryable, away.cut, away.unsure) == (True, False, False)
    assert not setback_of(EmptyFile("f")).retryable


def test_a_fault_is_tried_as_often_as_its_rule_says() -> None:
    """And once is the first time."""
    rule = TABLE[Fault.BAD_CHECKSUM]
    assert rule.attempts is not None
    assert not is_exhausted(rule, 1)
    assert not is_exhausted(rule, rule.attempts)
    assert is_exhausted(rule, rule.attempts + 1)
    assert is_exhausted(TABLE[Fault.CHANGED], 0)
    assert [delay_seconds(rule, n, 0.5) for n in (1, 2, 3)] == [0.1, 0.2, 0.4]

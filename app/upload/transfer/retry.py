"""What each fault calls for, how soon and how often: one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto

from app.errors import (
    CantWrite,
    ConnectionNotSecure,
    MatineeError,
    NotMatinee,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
)
from app.http.retry_after import MOST_SECONDS
from app.upload.errors import (
    FileChanged,
    FileMissing,
    FileTouched,
    JournalUnwritable,
    OtherAccount,
    PartTooLarge,
    StoreRefused,
    StoreUnreachable,
)


class Fault(StrEnum):
    """Journals hold these words."""

    UNREACHABLE = auto()
    BUSY = auto()
    URL_REFUSED = auto()
    BAD_CHECKSUM = auto()
    PART_TOO_LARGE = auto()
    SIGNED_OUT = auto()
    UPLOAD_GONE = auto()
    INCOMPLETE = auto()
    NO_ROOM = auto()
    NOT_SECURE = auto()
    PORTAL = auto()
    CHANGED = auto()
    TOUCHED = auto()
    MISSING = auto()
    NO_QUOTA = auto()
    REFUSED = auto()


class Remedy(Enum):
    AGAIN = auto()  # the same request after a delay
    SIGN_AGAIN = auto()  # a fresh URL for the same bytes
    HASH_AGAIN = auto()  # look at the file again, then a fresh URL
    LOOK_AGAIN = auto()  # compare the file with what is stored, then send the rest
    SMALLER_PARTS = auto()  # the same upload, from the start
    ASK_STORE = auto()  # what is stored? then send the rest
    WAIT_FOR_USER = auto()  # goes on by itself once somebody has signed in
    START_AGAIN = auto()  # a new upload
    STOP = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """`attempts` in a row without an acknowledged byte between; None: for ever."""

    remedy: Remedy
    base_seconds: float = 0.0
    most_seconds: float = 0.0
    attempts: int | None = None


# For ever where the world may heal while nobody looks (a night offline is no failure); few
# times where the same answer would come again.
TABLE: dict[Fault, Rule] = {
    Fault.UNREACHABLE: Rule(Remedy.AGAIN, 0.5, 30),
    Fault.BUSY: Rule(Remedy.AGAIN, 1.0, 60),
    Fault.PORTAL: Rule(Remedy.AGAIN, 1.0, 5),
    Fault.NOT_SECURE: Rule(Remedy.AGAIN, 30.0, 300, attempts=3),
    Fault.NO_ROOM: Rule(Remedy.AGAIN, 10.0, 60),
    Fault.URL_REFUSED: Rule(Remedy.SIGN_AGAIN, 0.2, 10, attempts=6),
    Fault.BAD_CHECKSUM: Rule(Remedy.HASH_AGAIN, 0.2, 10, attempts=6),
    Fault.PART_TOO_LARGE: Rule(Remedy.SMALLER_PARTS, attempts=6),
    Fault.INCOMPLETE: Rule(Remedy.ASK_STORE, 0.2, 10, attempts=6),
    Fault.TOUCHED: Rule(Remedy.LOOK_AGAIN, 0.2, 30),
    Fault.SIGNED_OUT: Rule(Remedy.WAIT_FOR_USER, 5.0, 15),
    Fault.UPLOAD_GONE: Rule(Remedy.START_AGAIN, 0.2, 10, attempts=3),
    Fault.CHANGED: Rule(Remedy.STOP),
    Fault.MISSING: Rule(Remedy.STOP),
    Fault.NO_QUOTA: Rule(Remedy.STOP),
    Fault.REFUSED: Rule(Remedy.STOP),
}

# Words of S3, of servers like it, and of our own store.
CODES: dict[str, Fault] = {
    "SlowDown": Fault.BUSY,
    "RequestTimeout": Fault.BUSY,
    "InternalError": Fault.BUSY,
    "ServiceUnavailable": Fault.BUSY,
    "BadDigest": Fault.BAD_CHECKSUM,
    "InvalidDigest": Fault.BAD_CHECKSUM,
    "XAmzContentChecksumMismatch": Fault.BAD_CHECKSUM,
    "XAmzContentSHA256Mismatch": Fault.BAD_CHECKSUM,
    "IncompleteBody": Fault.BUSY,
    # A request that a proxy still had when its connection was cut arrived after the next one.
    "superseded": Fault.BUSY,
    "OperationAborted": Fault.BUSY,
    "bad_checksum": Fault.BAD_CHECKSUM,
    "NoSuchUpload": Fault.UPLOAD_GONE,
    "upload_gone": Fault.UPLOAD_GONE,
    "incomplete": Fault.INCOMPLETE,
    "quota_exceeded": Fault.NO_QUOTA,
}


def fault_of(error: MatineeError) -> Fault:
    """Sort an error into the table; codes speak before statuses do."""
    match error:
        case PartTooLarge():
            return Fault.PART_TOO_LARGE
        case StoreRefused() | ServerRefused() if error.code in CODES:
            return CODES[error.code]
        case StoreRefused():
            return fault_of_store_status(error.status)
        case ServerRefused():
            return Fault.BUSY if error.retryable else Fault.REFUSED
        case StoreUnreachable() | ServerUnreachable():
            return Fault.UNREACHABLE
        case SignInNeeded() | OtherAccount():
            return Fault.SIGNED_OUT
        case ConnectionNotSecure():
            return Fault.NOT_SECURE
        case NotMatinee():
            return Fault.PORTAL
        case FileChanged():
            return Fault.CHANGED
        case FileTouched():
            return Fault.TOUCHED
        case FileMissing():
            return Fault.MISSING
        case JournalUnwritable() | CantWrite():
            return Fault.NO_ROOM
        case _:
            return Fault.REFUSED


def fault_of_store_status(status: int) -> Fault:
    """S3-compatible servers disagree on codes; of 400 and 403 a fresh URL is the cure."""
    if status == 507:
        return Fault.NO_ROOM
    if status in (408, 429) or status >= 500:
        return Fault.BUSY
    if status in (400, 401, 403):
        return Fault.URL_REFUSED
    if status == 404:
        return Fault.UPLOAD_GONE
    if status < 400:
        return Fault.PORTAL
    return Fault.REFUSED


@dataclass(frozen=True, slots=True)
class Setback:
    """An error as far as it decides anything. `cut` is a connection's own trouble, others may do
    well; `unsure` says that what was sent may have arrived all the same."""

    fault: Fault
    message: str
    retryable: bool = False
    asked_seconds: float = 0.0
    cut: bool = False
    unsure: bool = False

    @property
    def rule(self) -> Rule:
        return TABLE[self.fault]


def setback_of(error: MatineeError) -> Setback:
    setback = Setback(fault_of(error), error.sentence, error.retryable, asked_delay(error))
    if isinstance(error, StoreUnreachable):
        return replace(setback, cut=not error.absent, unsure=error.unsure)
    return setback


def delay_seconds(rule: Rule, failures: int, chance: float) -> float:
    """Full jitter: anywhere up to base × 2^(failures − 1), so that clients don't march in step.
    `chance` is from 0 to 1."""
    doubled: float = rule.base_seconds * 2 ** min(failures - 1, 20)
    return chance * min(rule.most_seconds, doubled)


def is_exhausted(rule: Rule, failures: int) -> bool:
    return rule.remedy is Remedy.STOP or (rule.attempts is not None and failures > rule.attempts)


def asked_delay(error: MatineeError) -> float:
    """What Retry-After asked for; within reason, also where it did not come as a header."""
    asked: float | None = getattr(error, "retry_after_seconds", None)
    return min(MOST_SECONDS, float(asked)) if asked else 0.0

"""How a command ends: one table, for scripts, for the manual and for whoever decides."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from app.errors import (
    ConnectionNotSecure,
    MatineeError,
    NotMatinee,
    ServerRefused,
    ServerUnreachable,
    SignInNeeded,
)
from app.server.local_backend import BackendFailed
from app.server.servers import BadAddress, NoMatineeThere, NothingThere
from app.upload.errors import EmptyFile, FileTooLarge, JournalInUse, NotAVideo, OtherAccount


class ExitCode(IntEnum):
    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    UNREACHABLE = 4
    NOT_SIGNED_IN = 5
    IN_USE = 6
    THERE_ALREADY = 7
    INTERRUPTED = 130
    PIPE_CLOSED = 141
    TERMINATED = 143


MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.DONE: "Done.",
    ExitCode.FAILED: "Something failed: a disk, a file that changed, a fault of Matinee's own.",
    ExitCode.USAGE: "The command line can't be meant so; nothing was done.",
    ExitCode.REFUSED: "The server refused it, or the file is no video.",
    ExitCode.UNREACHABLE: "The server can't be reached, or does not answer as it should.",
    ExitCode.NOT_SIGNED_IN: "Nobody is signed in there, or not any more.",
    ExitCode.IN_USE: "Another Matinee is using what this command needs.",
    ExitCode.THERE_ALREADY: "A film is there already, and --if-there=fail; nothing was sent.",
    ExitCode.INTERRUPTED: "Interrupted (Ctrl+C). Uploads can go on.",
    ExitCode.PIPE_CLOSED: "Whoever read the output reads no more. Uploads can go on.",
    ExitCode.TERMINATED: "Asked to end (SIGTERM, SIGHUP). Uploads can go on.",
}


class Misused(MatineeError):
    """The command line can't be meant so."""


class InUse(MatineeError):
    """Another Matinee is using what this command needs."""


class Denied(MatineeError):
    """It can't be had, as things are: there is no such channel, or it is not for others."""


class ThereAlready(MatineeError):
    """Films of the same content, which were not to be sent again."""

    def __init__(self, count: int) -> None:
        super().__init__("{count} film(s) are there already, so nothing was sent.", count=count)


class NobodySignedIn(SignInNeeded):
    """As far as this computer knows."""

    def __init__(self, host: str) -> None:
        MatineeError.__init__(
            self, "Nobody is signed in to {host}. To do so: matinee sign-in {host}", host=host
        )


class NoKeyring(SignInNeeded):
    """Somebody may be signed in, but their session can't be read."""

    def __init__(self) -> None:
        MatineeError.__init__(
            self,
            "This computer's keyring is not available, and sessions are kept there. "
            "`matinee sign-in --print-token` prints a token for MATINEE_TOKEN.",
        )


KINDS: tuple[tuple[ExitCode, tuple[type[MatineeError], ...]], ...] = (
    (ExitCode.USAGE, (Misused, BadAddress)),
    (ExitCode.NOT_SIGNED_IN, (SignInNeeded, OtherAccount)),
    (ExitCode.IN_USE, (InUse, JournalInUse)),
    (ExitCode.THERE_ALREADY, (ThereAlready,)),
    (ExitCode.REFUSED, (Denied, NotAVideo, EmptyFile, FileTooLarge)),
    (
        ExitCode.UNREACHABLE,
        (
            *(ServerUnreachable, ConnectionNotSecure, NotMatinee),
            *(NothingThere, NoMatineeThere, BackendFailed),
        ),
    ),
)


def code_of(error: MatineeError) -> ExitCode:
    """How a command ends that `error` ended."""
    if isinstance(error, ServerRefused):
        return code_of_refusal(error)
    return next((code for code, kinds in KINDS if isinstance(error, kinds)), ExitCode.FAILED)


def code_of_refusal(error: ServerRefused) -> ExitCode:
    if error.status == 401:
        return ExitCode.NOT_SIGNED_IN
    return ExitCode.UNREACHABLE if error.retryable else ExitCode.REFUSED

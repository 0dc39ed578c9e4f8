"""Faults that only uploads know."""

from __future__ import annotations

from app.errors import MatineeError, proxys_limit


class EmptyFile(MatineeError):
    def __init__(self, name: str) -> None:
        super().__init__("{name} is empty.", name=name)


class FileTooLarge(MatineeError):
    def __init__(self, name: str) -> None:
        super().__init__("{name} is larger than 48.8 TiB, the most that can be stored.", name=name)


class NotAVideo(MatineeError):
    def __init__(self, name: str) -> None:
        super().__init__("{name} is not a video.", name=name)


class NoStreams(NotAVideo):
    def __init__(self, name: str) -> None:
        MatineeError.__init__(
            self, "{name} is not a video: it has neither picture nor sound.", name=name
        )


class CutOff(NotAVideo):
    def __init__(self, name: str) -> None:
        MatineeError.__init__(
            self,
            "{name} is incomplete: its end is missing. Export or copy it again.",
            name=name,
        )


class FileMissing(MatineeError):
    """Perhaps on a drive that is not connected; trying again looks again."""

    retryable = True

    def __init__(self, name: str, folder: str) -> None:
        super().__init__(
            "{name} is no longer in {folder}. Put it back, then resume.", name=name, folder=folder
        )


class FileUnreadable(MatineeError):
    retryable = True

    def __init__(self, name: str, why: str) -> None:
        super().__init__("{name} can't be read: {why}.", name=name, why=why)


class FileChanged(MatineeError):
    """What is stored and what is on disk no longer belong together; resuming starts again."""

    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} changed after its upload began. Resume to send the new version from the start.",
            name=name,
        )


class FileTouched(MatineeError):
    """Something was done to it, perhaps only to its name: what is stored has to be compared."""

    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__("{name} was touched. What was sent is compared with it.", name=name)


class OtherAccount(MatineeError):
    def __init__(self) -> None:
        super().__init__("This upload belongs to another account. Sign in to that one to go on.")


class JournalInUse(MatineeError):
    def __init__(self) -> None:
        super().__init__("Another Matinee is uploading already. Close it first.")


class QueueClosed(MatineeError):
    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} was not taken: the list of uploads was closed just then.", name=name
        )


class JournalTooNew(MatineeError):
    def __init__(self) -> None:
        super().__init__("The list of uploads was written by a newer Matinee. Update this one.")


class JournalUnwritable(MatineeError):
    """The disk is full, or failing."""

    retryable = True

    def __init__(self, why: str) -> None:
        super().__init__(
            "The list of uploads can't be saved: {why}. Matinee keeps trying.", why=why
        )


class StoreUnreachable(MatineeError):
    """The connection failed, stalled or was cut. `unsure`: every byte had gone out, so the part
    may be stored all the same; `absent`: nobody was there, which was known at once."""

    retryable = True

    def __init__(
        self,
        host: str,
        why: str,
        *,
        unsure: bool = False,
        stalled: bool = False,
        absent: bool = False,
    ) -> None:
        super().__init__("Can't reach {host}. The upload goes on when it is back.", host=host)
        self.why = why
        self.absent = absent
        self.unsure = unsure
        self.stalled = stalled


class StoreRefused(MatineeError):
    """The store answered a part with an error; `code` is S3's or the backend's word."""

    def __init__(
        self, status: int, code: str, message: str, retry_after_seconds: float | None
    ) -> None:
        if message:
            super().__init__(message)
        else:
            super().__init__(
                "The store refused a part ({status} {code}).", status=status, code=code
            )
        self.status = status
        self.code = code
        self.retry_after_seconds = retry_after_seconds


class PartTooLarge(StoreRefused):
    """For a proxy before the store, which has no word for it. Helped once its limit is raised."""

    retryable = True

    def __init__(self, host: str) -> None:
        super().__init__(413, "", proxys_limit(host), None)


class Interrupted(Exception):
    """Not a fault: the part was paused, cancelled, or the application closes."""


class EngineFault(MatineeError):
    """A bug of ours; the exception itself goes to the excepthook."""

    retryable = True

    def __init__(self) -> None:
        super().__init__("Something went wrong inside Matinee. Resume to try again.")

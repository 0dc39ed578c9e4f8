"""Why a source can't become a video; each is a sentence that its creator reads."""

from __future__ import annotations

from backend.errors import BackendError


class Refused(BackendError):
    """The source itself is at fault, so trying again with the same file can't help."""

    status = 422
    code = "not_a_video"


class NotAVideo(Refused):
    def __init__(self) -> None:
        super().__init__("This file is not a video that Matinee can read.")


class NothingToPlay(Refused):
    def __init__(self) -> None:
        super().__init__("This file holds neither a picture track nor a sound track.")


class Incomplete(Refused):
    def __init__(self) -> None:
        super().__init__("This file is incomplete: its end is missing. Export or copy it again.")


class SourceGone(Refused):
    def __init__(self) -> None:
        super().__init__("The uploaded file is gone from the store. Upload it again.")


class SourceReplaced(Refused):
    def __init__(self) -> None:
        super().__init__("The uploaded file was replaced in the store. Upload it again.")


class Damaged(Refused):
    def __init__(self) -> None:
        super().__init__("This file is damaged: its picture can't be decoded.")


class Changing(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This file changes its format in the middle. Export it again in one format throughout."
        )


class Restarting(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This file's clock starts anew in the middle, as if films had been joined. "
            "Export it again as one film."
        )


class TooLarge(Refused):
    def __init__(self, width: int, height: int) -> None:
        super().__init__(
            f"The picture is too large ({width} × {height}); 8192 × 8192 is the limit."
        )


class TooLong(Refused):
    def __init__(self) -> None:
        super().__init__("The film is too long: 24 hours is the limit.")


class Cancelled(BackendError):
    """Somebody asked to stop; not a fault of the source or the machine."""

    status = 409
    code = "cancelled"
    retryable = True

    def __init__(self) -> None:
        super().__init__("Processing was cancelled.")


class EncodingFailed(BackendError):
    """The machine could not do it now: another try may."""

    status = 500
    code = "encoding_failed"
    retryable = True

    def __init__(self, cause: str) -> None:
        super().__init__(f"Processing failed: {cause}.")


class GaveUp(EncodingFailed):
    """FFmpeg ended by itself, and not for want of anything."""

    def __init__(self, code: int) -> None:
        super().__init__(f"FFmpeg stopped with code {code}")


class HalfRead(EncodingFailed):
    """The source is behind a network or a disk, and that has stopped."""

    def __init__(self) -> None:
        super().__init__("the source could not be read on")


class NotInstalled(EncodingFailed):
    def __init__(self) -> None:
        super().__init__("FFmpeg is not installed on the server")

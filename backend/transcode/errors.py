"""Why a source can't become a video; each is a sentence that its creator reads."""

from __future__ import annotations

from backend.errors import BackendError, NotFound


class Refused(BackendError):
    """The source itself is at fault, so trying again with the same file can't help."""

    status = 422
    code = "not_a_video"


class NotAVideo(Refused):
    sentence = "not_a_video"


class NothingToPlay(Refused):
    sentence = "nothing_to_play"


class Incomplete(Refused):
    sentence = "file_incomplete"


class SourceGone(Refused):
    sentence = "source_gone"


class SourceReplaced(Refused):
    sentence = "source_replaced"


class Damaged(Refused):
    sentence = "file_damaged"


class Changing(Refused):
    sentence = "format_changes"


class Restarting(Refused):
    sentence = "clock_restarts"


class TooLarge(Refused):
    def __init__(self, width: int, height: int) -> None:
        super().__init__("picture_too_large", width=width, height=height)


class TooLong(Refused):
    sentence = "film_too_long"


class Cancelled(BackendError):
    """Somebody asked to stop; not a fault of the source or the machine."""

    status = 409
    code = "cancelled"
    retryable = True

    sentence = "processing_cancelled"


class EncodingFailed(BackendError):
    """The machine could not do it now: another try may."""

    status = 500
    code = "encoding_failed"
    retryable = True

    sentence = "encoding_failed"


class GaveUp(EncodingFailed):
    """FFmpeg ended by itself, and not for want of anything."""

    def __init__(self, code: int) -> None:
        super().__init__("ffmpeg_stopped", code=code)


class HalfRead(EncodingFailed):
    """The source is behind a network or a disk, and that has stopped."""

    sentence = "source_half_read"


class NotInstalled(EncodingFailed):
    sentence = "ffmpeg_not_installed"


class NoPicture(NotFound):
    """Of a film, at a moment."""

    sentence = "no_picture_there"

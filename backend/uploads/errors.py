"""What can go wrong with an upload, as sentences."""

from __future__ import annotations

from backend.errors import BackendError, Conflict, NotFound


class UploadGone(NotFound):
    code = "upload_gone"

    sentence = "upload_gone"


class UploadTooLarge(BackendError):
    status = 413
    code = "too_large"


class QuotaExceeded(BackendError):
    status = 413
    code = "quota_exceeded"


class Empty(BackendError):
    status = 422
    code = "not_a_video"

    sentence = "empty_file"


class UploadIncomplete(Conflict):
    code = "incomplete"
    retryable = True


class ChecksumMismatch(Conflict):
    code = "checksum_mismatch"


class BadPart(BackendError):
    status = 422
    code = "bad_part"

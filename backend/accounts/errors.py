"""Why somebody does not come in."""

from __future__ import annotations

from backend.errors import BackendError

LEAST_PASSWORD = 8


class WrongPassword(BackendError):
    status = 401
    code = "wrong_password"

    sentence = "wrong_password"


class WrongCurrentPassword(BackendError):
    """Not a 401: whoever asks stays signed in."""

    status = 403
    code = "wrong_password"

    sentence = "wrong_current_password"


class BadEmail(BackendError):
    status = 422
    code = "bad_email"

    sentence = "bad_email"


class BadPassword(BackendError):
    status = 422
    code = "bad_password"

    def __init__(self) -> None:
        super().__init__("bad_password", least=LEAST_PASSWORD)


class EmailTaken(BackendError):
    status = 409
    code = "email_taken"

    sentence = "email_taken"


class SlowDown(BackendError):
    status = 429
    code = "slow_down"
    retryable = True

    def __init__(self, seconds: int) -> None:
        super().__init__("slow_down", seconds=seconds)
        self.retry_after_seconds = seconds

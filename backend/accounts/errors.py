"""Why somebody does not come in, or not further."""

from __future__ import annotations

from backend.errors import BackendError, Conflict, NotAllowed, NotFound, Unavailable

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


class AccountDisabled(NotAllowed):
    code = "account_disabled"
    sentence = "account_disabled"


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


class TooManyAtOnce(Unavailable):
    """Passwords take time to be checked, and others wait already."""

    retry_after_seconds = 1
    sentence = "many_sign_in"


class NoSuchInvitation(NotFound):
    """Used, withdrawn, too old, or never given."""

    code = "no_such_invitation"
    sentence = "no_such_invitation"


class NoSuchReset(NotFound):
    code = "no_such_reset"
    sentence = "no_such_reset"


class NoSuchAccount(NotFound):
    sentence = "no_such_account"


class LastAdministrator(Conflict):
    code = "last_administrator"
    sentence = "last_administrator"


class TooManyTokens(Conflict):
    sentence = "too_many_tokens"

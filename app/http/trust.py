"""Whose certificates count: one answer for calls, uploads and the player."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from threading import Lock

import certifi

from app.errors import CantRead, ConnectionNotSecure

NAMED_BY = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
UNKNOWN_ISSUERS = frozenset({2, 18, 19, 20, 21, 27})
"""OpenSSL's words for a certificate that nobody vouches for who is known here."""


def trusted() -> ssl.SSLContext:
    """The system's roots, those that browsers agree on, and whichever the environment names: who
    adds one takes none away. Raises CantRead for a file that is named and no good."""
    named = filter(None, map(os.environ.get, NAMED_BY))
    return _trusting(tuple(dict.fromkeys(map(os.path.realpath, named))))


Making = Callable[[tuple[str, ...]], ssl.SSLContext]


def one_at_a_time(make: Making) -> Making:
    lock = Lock()

    def alone(named: tuple[str, ...]) -> ssl.SSLContext:
        with lock:
            return make(named)

    return alone


# To read a hundred and fifty roots takes 20 ms, which each film would wait for, and each of the
# lines that open together.
@one_at_a_time
@lru_cache(maxsize=1)
def _trusting(named: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    for name in named:
        try:
            if Path(name).is_dir():
                context.load_verify_locations(capath=name)
            else:
                context.load_verify_locations(cafile=name)
        except OSError as error:
            raise CantRead(name, error.strerror) from error
    return context


def not_secure(host: str, error: BaseException) -> ConnectionNotSecure:
    """What a fault of TLS is to the user, however often it was wrapped."""
    codes = {getattr(cause, "verify_code", 0) for cause in causes(error)}
    return ConnectionNotSecure(host, unknown_issuer=not codes.isdisjoint(UNKNOWN_ISSUERS))


def is_about_certificates(error: BaseException) -> bool:
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes(error))


def causes(error: BaseException) -> Iterator[BaseException]:
    """It, and what it was raised for, outermost first."""
    left: list[object] = [error]
    while left:
        cause = left.pop(0)
        if isinstance(cause, BaseException):
            yield cause
            left += [*cause.args, getattr(cause, "reason", None), cause.__cause__]

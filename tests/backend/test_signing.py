"""Signatures of the URLs that the backend gives out."""

from __future__ import annotations

import base64

import pytest

from backend.signing import sign, signature_matches

SECRET = "a secret"
FIELDS = ("video", 12, "expires")


def test_a_signature_fits_what_was_signed() -> None:
    """Fields may be numbers; they count as they are written."""
    assert signature_matches(sign(SECRET, *FIELDS), SECRET, "video", "12", "expires")


@pytest.mark.parametrize(
    ("secret", "fields"),
    [
        ("another", FIELDS),
        (SECRET, ("video", 13, "expires")),
        (SECRET, ("video", 12)),
        (SECRET, ("vide", "o12", "expires")),
        (SECRET, ("video12", "", "expires")),
        (SECRET, (12, "video", "expires")),
    ],
)
def test_it_fits_nothing_else(secret: str, fields: tuple[object, ...]) -> None:
    """Another secret, other fields, another order, another place to divide them."""
    assert not signature_matches(sign(SECRET, *FIELDS), secret, *fields)


@pytest.mark.parametrize("signature", ["", "é", "A" * 32])
def test_nonsense_is_no_signature(signature: str) -> None:
    """What anybody may send does not raise."""
    assert not signature_matches(signature, SECRET, *FIELDS)


def test_a_signature_is_192_bits_that_stand_in_a_path() -> None:
    """Long enough not to be guessed, and without letters that a URL would escape."""
    signature = sign(SECRET, *FIELDS)
    assert len(base64.urlsafe_b64decode(signature)) == 24
    assert set(signature) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

"""Signatures of the URLs that the backend gives out."""

from __future__ import annotations

import base64

import pytest

from backend.signing import LONGEST_SECONDS, HmacSigner, Secrets, sign

SECRET = "a secret"
FIELDS = ("video", 12, "expires")


def test_a_signature_fits_what_was_signed() -> None:
    """Fields may be numbers; they count as they are written."""
    assert HmacSigner.by(SECRET).matches(sign(SECRET, *FIELDS), "video", "12", "expires")


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
    assert not HmacSigner.by(secret).matches(sign(SECRET, *FIELDS), *fields)


@pytest.mark.parametrize("signature", ["", "é", "A" * 32])
def test_nonsense_is_no_signature(signature: str) -> None:
    """What anybody may send does not raise."""
    assert not HmacSigner.by(SECRET).matches(signature, *FIELDS)


def test_a_signature_is_192_bits_that_stand_in_a_path() -> None:
    """Long enough not to be guessed, and without letters that a URL would escape."""
    signature = sign(SECRET, *FIELDS)
    assert len(base64.urlsafe_b64decode(signature)) == 24
    assert set(signature) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_former_secret_counts_for_as_long_as_links_live() -> None:
    """And signs nothing any more; each of several has its own time."""
    now = [0.0]
    kept = Secrets("first").rotated("second", 0.0).rotated("third", 10.0)
    signer = HmacSigner(lambda: kept, lambda: now[0])

    def counting() -> list[str]:
        secrets = ("first", "second", "third", "fourth")
        return [each for each in secrets if signer.matches(sign(each, *FIELDS), *FIELDS)]

    assert signer.sign(*FIELDS) == sign("third", *FIELDS)
    assert counting() == ["first", "second", "third"]
    now[0] = LONGEST_SECONDS
    assert counting() == ["second", "third"]
    now[0] += 10
    assert counting() == ["third"]
    assert set(kept.rotated("fourth", now[0]).former) == {"third"}


def test_one_that_was_found_out_ends_at_once() -> None:
    """With all that it has signed."""
    kept = Secrets("first").rotated("second", 0.0).rotated("third", 0.0, at_once=True)
    assert [*kept.at(0.0)] == ["third"]
    assert "third" not in repr(kept)

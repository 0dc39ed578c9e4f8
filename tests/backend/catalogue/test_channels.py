"""Handles: one form, one alphabet, and none that could pass for another."""

from __future__ import annotations

import pytest

from backend.catalogue.channels import BadHandle, handle_key, handle_of, suggested_handle


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Cats", "cats"),
        (" @Cats.and-dogs ", "cats.and-dogs"),
        ("Straße", "strasse"),
        ("ＣＡＴＳ", "cats"),
        ("кино24", "кино24"),
        ("東京タワー", "東京タワー"),
    ],
)
def test_a_handle_has_one_form(typed: str, kept: str) -> None:
    """However it was typed; and that form stays as it is."""
    assert handle_of(typed) == kept
    assert handle_of(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ab", "x" * 31, "cats.", ".cats", "cats..dogs", "ca ts", "ca/ts", "cats\x00", "%20"),
        *("cаts", "кats", "cats\u200b", "c\u0430ts", "ᴄats☆", "‮cats", "\ud800cats"),
    ],
)
def test_what_could_mislead_is_refused_in_a_sentence(typed: str) -> None:
    """Trailing dots, mixed alphabets, invisible letters, what a URL would need to escape."""
    with pytest.raises(BadHandle, match=r"^A handle .*\.$"):
        handle_of(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cats", "са-т.ѕ".replace("т", "t")),
        ("paypal", "раураӏ"),
        ("john.smith", "johnsmith"),
        ("cool", "c00l"),
        ("illinois", "1llinois"),
        ("modern", "modem"),
        ("café", "cafe"),
    ],
)
def test_look_alikes_have_one_key(one: str, other: str) -> None:
    """So the second one is refused as taken."""
    assert handle_key(one) == handle_key(other)


def test_different_names_have_different_keys() -> None:
    """A key is no reason to refuse what nobody takes for another."""
    names = ("cats", "cat", "coats", "katze", "кино", "映画")
    assert len({handle_key(name) for name in names}) == len(names)


@pytest.mark.parametrize("name", ["Anna's films", "Кино", "☆☆☆", "x" * 200, ""])
def test_a_suggested_handle_is_one(name: str) -> None:
    """Whatever the channel is called."""
    suggested = suggested_handle(name, "0a1b2c3d")
    assert handle_of(suggested) == suggested

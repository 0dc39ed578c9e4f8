"""Keys as values."""

from __future__ import annotations

from typing import Any

import pytest

from app.keymap import PRESETS, Keymap, conflicts


def test_own_keys_stand_over_the_preset() -> None:
    """And what is set back to it is not one's own any more."""
    keymap = Keymap().with_keys("mute", ("X",))
    assert (keymap.keys("mute"), keymap.keys("toggle")) == (("X",), ("Space", "K"))
    assert keymap.with_keys("mute", ("M",)) == Keymap()
    assert keymap.as_preset("mute") == Keymap()


def test_a_key_may_be_taken_away() -> None:
    """An empty list is not the same as none of one's own."""
    assert Keymap().with_keys("mute", ()).keys("mute") == ()


def test_the_preset_changes_what_is_not_own() -> None:
    """As in mpv the brackets change the speed."""
    keymap = Keymap("mpv", {"mute": ("X",)})
    assert keymap.keys("slower") == ("[",)
    assert keymap.keys("mute") == ("X",)


def test_a_key_for_two_is_a_conflict() -> None:
    """Told in the order of the table, as the first one has it."""
    keymap = Keymap().with_keys("statistics", ("M",))
    assert conflicts(keymap, ["mute", "toggle", "statistics"]) == {"M": ("mute", "statistics")}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_presets_have_no_conflicts(preset: str) -> None:
    """Not even with each command that there may be."""
    assert conflicts(Keymap(preset), PRESETS[preset]) == {}


def test_it_survives_its_file() -> None:
    """Own keys and preset."""
    keymap = Keymap("mpv", {"mute": ("X", "Ctrl+M"), "toggle": ()})
    assert Keymap.from_toml(keymap.to_toml()) == keymap


@pytest.mark.parametrize(
    "document",
    [
        *(None, [], {}, {"preset": "vlc"}, {"preset": "mpv", "own": ["mute"]}),
        {"preset": "mpv", "own": {"mute": "M"}},
        {"preset": "mpv", "own": {"mute": [""]}},
        {"preset": "mpv", "own": {"mute": ["M"] * 50}},
    ],
)
def test_what_is_no_keymap_is_refused(document: Any) -> None:
    """Whatever somebody wrote into the file."""
    with pytest.raises(ValueError):  # noqa: PT011 (it is the whole answer)
        Keymap.from_toml(document)

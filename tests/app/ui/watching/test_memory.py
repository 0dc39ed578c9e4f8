"""What is remembered of films, as a value and in its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import CantWrite
from app.player.engine.adjustments import SoundSettings
from app.player.engine.api import PlayerState, Track
from app.ui.watching.memory import (
    MOST_FILES,
    NOTHING_CHOSEN,
    OFF,
    FilmChoices,
    FilmMemory,
    MemoryFile,
    PlayedFile,
    changes,
    found,
)

GERMAN, ENGLISH = Track("Deutsch", "deu"), Track("Commentary", "eng")
STATE = PlayerState(sounds=(GERMAN, ENGLISH), sound_now=0, subtitles=(GERMAN,), subtitle_now=0)


def test_the_newest_files_are_kept() -> None:
    """Each once, and no more than so many."""
    memory = FilmMemory()
    for number in (*range(MOST_FILES + 1), 7):
        memory = memory.with_file(str(number), PlayedFile(f"/{number}", "A film", number))
    assert len(memory.files) == MOST_FILES
    assert [file.path for file in memory.recent(3)] == [
        "/7",
        f"/{MOST_FILES}",
        f"/{MOST_FILES - 1}",
    ]
    assert "0" not in memory.files


def test_a_film_s_own_choice_goes_before_its_channel_s() -> None:
    """Of each thing that was chosen; later choices come to the earlier ones."""
    memory = FilmMemory().choosing("channel", FilmChoices(speed=1.5, subtitle=OFF))
    memory = memory.choosing("film", FilmChoices(sound="deu/Deutsch"))
    memory = memory.choosing("film", FilmChoices(speed=2.0))
    assert memory.chosen("film", "channel") == FilmChoices(2.0, "deu/Deutsch", OFF)
    assert memory.chosen("other", "channel") == FilmChoices(speed=1.5, subtitle=OFF)
    assert memory.chosen("other", "") == NOTHING_CHOSEN


def test_choices_are_told_from_what_a_film_does_by_itself() -> None:
    """Another list of tracks has another default, which nobody chose; nor captions that are shown
    to anybody who wants some."""
    off = replace(STATE, subtitle_now=None, subtitle_by_itself=False)
    now = replace(off, sound_now=1, speed=1.5, sound=SoundSettings(0.2))
    assert changes(STATE, now) == FilmChoices(1.5, "eng/Commentary", OFF, 0.2)
    assert changes(STATE, replace(STATE, sounds=(ENGLISH,), subtitles=())) == NOTHING_CHOSEN
    assert changes(STATE, replace(STATE, position_seconds=5.0)) == NOTHING_CHOSEN
    assert changes(off, STATE) == NOTHING_CHOSEN


def test_a_track_is_found_by_its_name_or_its_language() -> None:
    """In another film of the channel it may be called something else."""
    assert found((GERMAN, ENGLISH), "eng/Commentary") == 1
    assert found((Track("Other", "deu"), ENGLISH), "deu/Deutsch") == 0
    assert found((GERMAN,), "fra/Français") is None
    assert found((Track("a"), Track("b")), "/c") is None


def test_it_is_kept_for_nobody_else_to_read(tmp_path: Path) -> None:
    """The next one reads what this one wrote, until it is cleared."""
    path = tmp_path / "kept" / "films.json"
    memory = FilmMemory({"a": PlayedFile("/a", "A", 5.0)}, {"b": FilmChoices(speed=2.0)})
    file = MemoryFile(path)
    assert file.load() == FilmMemory()
    file.change(lambda _memory: memory)
    assert file.at_hand == memory
    file.write()
    assert path.stat().st_mode & 0o777 == 0o600
    assert MemoryFile(path).load() == memory
    MemoryFile(path).clear()
    assert MemoryFile(path).load() == FilmMemory()


@pytest.mark.parametrize("damage", ["", "[]", '{"files": {"a": {"where": 1}}}', '{"files": 3}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    """Nothing of it is needed to play."""
    path = tmp_path / "films.json"
    path.write_text(damage)
    assert MemoryFile(path).load() == FilmMemory()


def test_a_full_disk_says_so(tmp_path: Path) -> None:
    """And what is remembered meanwhile holds on."""
    (tmp_path / "kept").touch()
    file = MemoryFile(tmp_path / "kept" / "films.json")
    file.load()
    file.change(lambda memory: memory.choosing("a", FilmChoices(speed=2.0)))
    with pytest.raises(CantWrite):
        file.write()
    assert file.at_hand.chosen("a", "").speed == 2.0

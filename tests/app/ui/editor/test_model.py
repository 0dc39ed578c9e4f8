"""Edits of one film or many, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime

from app.edits.draft import Draft
from app.ui.editor.model import MIXED, EditedFilm, EditHistory, title_of

A = EditedFilm("video:a", "a", {"title": "A", "tags": ["x"], "language": None})
B = EditedFilm("video:b", "b", {"title": "B", "tags": ["x"], "language": None})
BOTH = EditHistory((A, B))
NOW = datetime(2026, 11, 30, tzinfo=UTC)
LATER, EARLIER = "2026-12-24T18:00:00+00:00", "2026-11-01T18:00:00+00:00"


def test_values_that_differ_are_mixed() -> None:
    """What all have in common is shown as it is."""
    assert BOTH.value("title") is MIXED
    assert BOTH.value("tags") == ["x"]
    assert BOTH.value("language") is None


def test_only_what_changes_is_said() -> None:
    """Of the films that have it otherwise."""
    history, drafts = BOTH.put("title", "A")
    assert drafts == {"video:b": Draft({"title": "A"})}
    assert history.put("title", "A") == (history, {})


def test_the_way_back_gives_each_film_its_own() -> None:
    """And forward again."""
    history, _ = BOTH.put("title", "Same")
    history, drafts = history.undo()
    assert history.films == BOTH.films
    assert drafts == {"video:a": Draft({"title": "A"}), "video:b": Draft({"title": "B"})}
    history, drafts = history.redo()
    assert history.value("title") == "Same"
    assert drafts["video:b"] == Draft({"title": "Same"})


def test_at_either_end_there_is_nothing_to_do() -> None:
    """Neither is it after something new was said."""
    assert BOTH.undo() == (BOTH, {})
    history, _ = BOTH.put("title", "Same")
    history, _ = history.undo()
    history, _ = history.put("language", "de")
    assert history.redo() == (history, {})


def test_what_was_added_is_taken_away_again() -> None:
    """Where there was nothing before, the way back says that there is to be none."""
    for name, value, nothing in (
        ("captions:de", "kept.vtt", ""),
        ("poster", "kept.jpg", ""),
        ("playlist:p", True, False),
        ("language", "de", None),
    ):
        history, _ = EditHistory((A,)).put(name, value)
        assert history.undo()[1] == {"video:a": Draft({name: nothing})}


def test_what_is_replaced_can_come_back() -> None:
    """Once it is known what it was."""
    history = EditHistory((A,)).knowing("captions:de", "former.vtt")
    history, _ = history.put("captions:de", "")
    assert history.undo()[1] == {"video:a": Draft({"captions:de": "former.vtt"})}


def test_a_template_is_what_films_have_in_common() -> None:
    """What differs is left out."""
    assert BOTH.common(["title", "tags"]) == {"tags": ["x"]}


def test_a_file_that_is_not_sent_yet_has_the_title_that_it_will_have() -> None:
    """As the server makes it."""
    names = ["holiday_2024.mp4", "no suffix", ".hidden"]
    assert [title_of(name) for name in names] == ["holiday 2024", "no suffix", ".hidden"]


def film(visibility: str, publish_at: str | None = None) -> EditHistory:
    values = {"visibility": visibility, "publish_at": publish_at}
    return EditHistory((EditedFilm("video:a", "a", values),))


def said(history: EditHistory) -> tuple[str, str | None]:
    return history.value("visibility"), history.value("publish_at")


def test_what_is_published_at_a_set_time_is_public_then() -> None:
    """Or unlisted, where that was said: only private films are opened."""
    history, drafts = film("private").publish("publish_at", LATER, NOW)
    assert drafts == {"video:a": Draft({"publish_at": LATER, "visibility": "public"})}
    assert said(film("unlisted").publish("publish_at", LATER, NOW)[0]) == ("unlisted", LATER)
    assert said(history.publish("publish_at", None, NOW)[0]) == ("private", None)
    assert said(history.publish("visibility", "private", NOW)[0]) == ("private", None)
    assert said(history.publish("visibility", "unlisted", NOW)[0]) == ("unlisted", LATER)


def test_what_was_published_stays_so_without_its_time() -> None:
    """The time is over; to hide it keeps the time, which is its date."""
    assert said(film("public", EARLIER).publish("publish_at", None, NOW)[0]) == ("public", None)
    hidden, _ = film("public", EARLIER).publish("visibility", "private", NOW)
    assert said(hidden) == ("private", EARLIER)


def test_on_no_step_back_others_see_it_too_early() -> None:
    """Whatever was said of a film that is still to come, each undo leaves it hidden."""
    for name, value in (("publish_at", None), ("visibility", "private")):
        history, _ = film("private").publish("publish_at", LATER, NOW)
        history, _ = history.publish(name, value, NOW)
        while history.done:
            assert said(history) != ("public", None)
            history, _ = history.undo()

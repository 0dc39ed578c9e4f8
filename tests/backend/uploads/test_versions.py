"""A film gets another source under the same address, and its former ones back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.database.pages import Wanted
from backend.database.tables import Subtitle, UploadState, VideoState
from backend.database.versions import REPLACEABLE, Content
from backend.database.viewing import Watched
from backend.errors import Conflict, NotFound
from backend.storage.api import Writing
from backend.uploads.errors import QuotaExceeded
from backend.uploads.opening import Wish
from backend.videos.cleanup import Kept
from tests.backend.rows import set_video
from tests.backend.uploads.studio import Studio, studio

LATER = 5000.0
"""When a URL for a part that was signed before is good for nothing any more, too."""


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Studio]:
    with studio(tmp_path, Kept(versions=1, undo_seconds=10.0)) as made:
        yield made


def test_the_old_source_is_shown_until_the_new_one_is_whole(one: Studio) -> None:
    """Then all that is about the source changes at one moment; what its owner said stays."""
    film = one.film(b"first")
    one.database.describe(film, title="My film", visibility="public")
    row_id = one.send(b"the second", replaces=film).video_id
    one.work_on(row_id, "r2", 60.5)
    before = one.shown(film)

    one.finish(row_id, "r2")

    after = one.shown(film)
    assert (before.state, before.revision, before.size_bytes) == ("ready", "r1", 5)
    assert (after.state, after.revision, after.size_bytes) == ("ready", "r2", 10)
    assert (after.source_number, after.duration_seconds) == (2, 60.5)
    assert after.poster_key == f"media/{film}/r2/poster.jpg"
    assert (after.title, after.visibility, after.published_at) == ("My film", "public", 1000.0)
    assert one.content(film) == b"the second"
    assert one.revisions(film) == {"r1", "r2"}


@pytest.mark.parametrize(("seconds", "kept"), [(60.9, 42.0), (61.2, 0.0), (30.0, 0.0)])
def test_positions_are_kept_where_lengths_agree(one: Studio, seconds: float, kept: float) -> None:
    """Otherwise they would be other moments; that it was watched is not forgotten."""
    film = one.film(seconds=60.0)
    one.database.set_position("a", film, 42.0)
    one.database.add_watched("a", film, 42.0)

    one.replaced(film, b"second", "r2", seconds)

    (watched,) = one.database.history_page(Watched("a"), None, 9)
    assert one.database.position("a", film) == kept
    assert watched.watched_seconds == 42.0


def test_a_version_is_brought_back_at_once(one: Studio) -> None:
    """And the other way round; nothing is made again."""
    film = one.film(b"first")
    one.replaced(film, b"second", "r2")
    (former,) = one.database.replacements(film)

    assert one.database.show_source(former.id)

    assert one.content(film) == b"first"
    assert (one.shown(film).revision, one.jobs(film)) == ("r1", ["r1"])
    assert one.jobs(former.id) == ["r2"]
    assert one.database.show_source(former.id)
    assert one.content(film) == b"second"


def test_a_source_keeps_its_date_when_it_is_exchanged(one: Studio) -> None:
    """Whichever row holds it."""
    film = one.film(b"first")
    one.later(60)
    one.replaced(film, b"second", "r2")
    (former,) = one.database.replacements(film)
    rows = (film, former.id)

    assert one.database.upload_times(rows) == {film: 1060.0, former.id: 1000.0}
    one.database.show_source(former.id)
    assert one.database.upload_times(rows) == {film: 1000.0, former.id: 1060.0}


def test_a_replacement_that_fails_leaves_the_film_as_it_was(one: Studio) -> None:
    """Its row says why; the next one makes way for itself."""
    film = one.film(b"first")
    row_id = one.send(b"no film", replaces=film).video_id
    one.work_on(row_id, "r2", 60.0)

    one.fail(row_id, "r2")

    (own,) = one.database.own_cards("a", [film])
    assert (own.card.state, own.revision) == ("ready", "r1")
    assert (own.replacement_state, own.replacement_error) == ("failed", "It is no film.")
    one.replaced(film, b"third", "r3")
    one.later(LATER)
    assert one.sources(film) == {b"first", b"third"}
    assert one.revisions(film) == {"r1", "r3"}


def test_a_cancelled_replacement_leaves_nothing(one: Studio) -> None:
    """Neither bytes nor rows, whether it was on its way or being made."""
    film = one.film(b"first")
    one.uploads.abort(one.begin(b"second", replaces=film))
    row_id = one.send(b"third", replaces=film).video_id
    one.work_on(row_id, "r3", 60.0)
    one.cleanup.delete_replacement(row_id)
    assert row_id in one.cancelled

    one.later(LATER)
    one.later(LATER)

    assert one.shown(film).state == VideoState.READY
    assert (one.sources(film), one.revisions(film)) == ({b"first"}, {"r1"})
    assert one.database.replacements(film) == []


def test_only_one_replacement_is_on_its_way(one: Studio) -> None:
    """And none for a film that is still being made."""
    coming = one.send(b"coming").video_id
    film = one.film(b"first")
    one.begin(b"second", replaces=film)

    for video_id in (film, coming):
        with pytest.raises(Conflict):
            one.begin(b"third", replaces=video_id)


def test_so_many_versions_are_kept(one: Studio) -> None:
    """The one that was not shown for the longest time goes, with all that was made of it."""
    film = one.film(b"first")
    one.replaced(film, b"second", "r2")
    one.now += 1
    one.replaced(film, b"third", "r3")

    one.later(LATER)
    one.later(LATER)

    assert one.sources(film) == {b"second", b"third"}
    assert one.revisions(film) == {"r2", "r3"}
    assert [row.source_number for row in one.database.replacements(film)] == [2]


def test_the_picture_of_an_upload_goes_with_its_source(one: Studio) -> None:
    """It lies beside what was made of it; where another version shows it, it stays."""
    film = one.film(b"first")
    key = f"media/{film}/poster-x/poster.jpg"
    one.store.put(key, b"picture", Writing("image/jpeg"))
    set_video(one.database, film, poster_key=key)
    one.replaced(film, b"second", "r2")
    assert "poster-x" in one.revisions(film)
    one.now += 1
    one.replaced(film, b"third", "r3")

    one.later(LATER)
    one.later(LATER)

    assert one.revisions(film) == {"r2", "r3"}


def test_a_former_source_that_never_became_a_film_is_not_kept(one: Studio) -> None:
    """What failed is no version to go back to."""
    film = one.send(b"no film").video_id
    one.work_on(film, "r1", 60.0)
    one.fail(film, "r1")

    one.replaced(film, b"a film", "r2")

    assert (one.shown(film).state, one.shown(film).error) == (VideoState.READY, None)
    one.later(LATER)
    one.later(LATER)
    assert one.sources(film) == {b"a film"}


def test_a_deleted_film_takes_its_versions_along(one: Studio) -> None:
    """One that is on its way, too."""
    film = one.film(b"first")
    one.replaced(film, b"second", "r2")
    upload = one.begin(b"third", replaces=film)

    one.cleanup.delete([film])
    for _ in range(4):
        one.later(LATER)

    row = one.database.upload(upload.id)
    assert row is None or row.state == UploadState.ABORTED
    assert one.database.video(film) is None
    assert (one.sources(film), one.revisions(film)) == (set(), set())


def test_versions_count_against_the_quota(one: Studio) -> None:
    """All bytes that are kept do."""
    film = one.film(b"12345")
    one.replaced(film, b"12345", "r2")
    poor = one.database.set_account("a", quota_bytes=12)
    assert poor is not None
    with pytest.raises(QuotaExceeded):
        one.uploads.create(poor, Wish("film.mp4", 3), None)
    one.uploads.create(poor, Wish("film.mp4", 2), None)


def test_a_hash_that_comes_late_is_of_what_was_uploaded(one: Studio) -> None:
    """Also when that is no longer, or only now, what the film shows."""
    first = one.send(b"first")
    one.work_on(first.video_id, "r1", 60.0)
    one.finish(first.video_id, "r1")
    second = one.send(b"second", replaces=first.video_id)
    one.work_on(second.video_id, "r2", 60.0)
    one.finish(second.video_id, "r2")

    one.uploads.complete(one.uploads.own(one.anna, second.id), "2" * 64)
    one.uploads.complete(one.uploads.own(one.anna, first.id), "1" * 64)

    (former,) = one.database.replacements(first.video_id)
    assert (one.shown(first.video_id).blake3, former.blake3) == ("2" * 64, "1" * 64)


def test_the_rest_of_a_former_source_takes_nothing_from_the_new_one(one: Studio) -> None:
    """Rungs that were put off may become ready after the film shows another source."""
    film = one.film(b"first")
    assert one.database.demand_rungs(film)
    assert one.database.claim_job("this process", 30.0) is not None
    one.replaced(film, b"second", "r2")

    one.finish(film, "r1")

    assert one.shown(film).revision == "r2"
    assert one.revisions(film) == {"r1", "r2"}


def test_tracks_of_a_source_go_with_it(one: Studio) -> None:
    """What the owner uploaded stays, and stands for its language."""
    film = one.film(b"first")
    row_id = one.send(b"second", replaces=film).video_id
    one.work_on(row_id, "r2", 60.0)
    for video_id, language, own in ((film, "en", True), (film, "fr", False), (row_id, "en", False)):
        key = f"{video_id}-{language}"
        one.database.set_subtitle(
            Subtitle(video_id=video_id, language=language, label="", key=key, own=own)
        )

    one.finish(row_id, "r2")

    assert [(t.language, t.own) for t in one.database.subtitles(film)] == [("en", True)]
    assert [t.language for t in one.database.subtitles(row_id)] == ["fr"]


def test_a_version_is_in_no_list(one: Studio) -> None:
    """Nor found by a search, nor as a duplicate."""
    film = one.film(b"first")
    one.replaced(film, b"second", "r2")
    set_video(one.database, film, blake3="2" * 64)
    (former,) = one.database.replacements(film)
    set_video(one.database, former.id, blake3="1" * 64)

    page = one.database.video_page(Wanted("a"), None, 9)

    assert [own.card.id for own in page] == [film]
    former_one, shown = Content(5, blake3="1" * 64), Content(6, blake3="2" * 64)
    alike = one.database.like("a", [former_one, shown])
    assert [[like.video_id for like in each] for each in alike] == [[], [film]]
    assert one.database.changed_since("a", 0.0) == {film}


def test_a_deletion_can_be_taken_back_for_a_while(one: Studio) -> None:
    """Nothing has left the store until then, and what was being done went on."""
    film = one.film(b"first")
    coming = one.begin(b"coming")

    one.cleanup.delete([film, coming.video_id])
    one.later(9.0)
    hidden = one.database.video_page(Wanted("a"), None, 9)
    one.uploads.complete(coming)

    assert hidden == []
    assert one.database.bring_back(film)
    assert one.database.bring_back(coming.video_id)
    one.later(LATER)
    assert (one.sources(film), one.revisions(film)) == ({b"first"}, {"r1"})
    assert one.shown(coming.video_id).state == VideoState.VERIFYING


def test_afterwards_it_is_too_late(one: Studio) -> None:
    """The film is a tombstone, and soon nothing."""
    film = one.film(b"first")
    one.cleanup.delete([film])
    one.later(10.0)
    assert not one.database.bring_back(film)
    assert one.shown(film).state == VideoState.DELETED
    one.later(10.0)
    assert one.database.video(film) is None
    assert one.sources(film) == set()


def test_what_is_brought_back_meanwhile_is_no_surplus(one: Studio) -> None:
    """What goes is decided at the moment at which it goes."""
    film = one.film(b"first")
    for second, data in enumerate((b"second", b"third")):
        one.now += second
        one.replaced(film, data, f"r{second + 2}")
    assert one.database.films_with_versions(1) == [film]
    oldest = next(row for row in one.database.replacements(film) if row.source_number == 1)
    one.now += 1
    assert one.database.show_source(oldest.id)

    one.database.drop_versions(film, 1)

    one.later(LATER)
    one.later(LATER)
    assert one.content(film) == b"first"
    assert one.sources(film) == {b"first", b"third"}


def test_what_is_made_again_is_not_given_up_for_a_former_source(one: Studio) -> None:
    """It was whole, and will be; nor is a film that is deleted shown again."""
    film = one.film(b"first")
    one.replaced(film, b"second", "r2")
    (former,) = one.database.replacements(film)
    assert one.database.mark_retried(film)

    assert not one.database.show_source(former.id, REPLACEABLE)

    assert one.shown(film).source_number == 2
    assert one.database.mark_deleted(film)
    assert not one.database.show_source(former.id)
    assert one.shown(film).state == VideoState.DELETED


def test_nothing_replaces_what_is_deleted(one: Studio) -> None:
    """Also if it was there a moment ago."""
    film = one.film(b"first")
    one.database.hide(film)
    with pytest.raises(NotFound):
        one.begin(b"second", replaces=film)


def test_what_can_be_had_back_counts_against_the_quota(one: Studio) -> None:
    """Or whoever deletes, uploads and takes the deletion back would have more than that."""
    film = one.film(b"12345")
    poor = one.database.set_account("a", quota_bytes=5)
    assert poor is not None
    one.cleanup.delete([film])
    with pytest.raises(QuotaExceeded):
        one.uploads.create(poor, Wish("film.mp4", 5), None)

    one.later(10.0)

    assert one.uploads.create(poor, Wish("film.mp4", 5), None)

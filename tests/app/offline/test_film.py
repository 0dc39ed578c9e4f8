"""What is to be here of a film, what is, and what may stay: values."""

from __future__ import annotations

from dataclasses import replace

from app.offline.film import (
    DAY_SECONDS,
    GB,
    FilmPlan,
    KeptFilm,
    KeptSubtitles,
    KeptTrack,
    PlannedSegment,
    ReceivedFile,
    best_for,
    expired,
    fits,
    media_playlist,
    multivariant,
)
from app.player.manifest import hls
from app.player.manifest.playlist import MediaPlaylist, Multivariant

SEGMENTS = (PlannedSegment(4.0, 1000), PlannedSegment(2.0, None, jumps=True))
PLAN = FilmPlan(
    *("v", "A heron", "Birds", "720p", 1280, 720, 8000.0, 6.0),
    (KeptTrack("picture", SEGMENTS), KeptTrack("sound0", SEGMENTS, 'Say "hi"', "de", begins=True)),
    (KeptSubtitles("0.vtt", "de", "Deutsch"),),
)
HERE = ReceivedFile(10, "hash")


def kept(plan: FilmPlan = PLAN, *files: str, used_at: float = 0.0) -> KeptFilm:
    return KeptFilm(plan, dict.fromkeys(files, HERE), used_at)


def test_a_plan_is_the_same_after_a_restart() -> None:
    """What JSON makes of it is read back as it was."""
    assert FilmPlan.from_json(PLAN.to_json()) == PLAN


def test_what_is_missing_is_fetched_in_the_order_in_which_it_plays() -> None:
    """An init segment comes before what needs it."""
    sound = ("sound0/init.mp4", "sound0/00000.ts", "sound0/00001.ts")
    assert kept().missing == ("picture/00000.ts", "picture/00001.ts", *sound)
    assert kept(PLAN, "picture/00000.ts", *sound).missing == ("picture/00001.ts",)
    assert kept(PLAN, *PLAN.files).is_here


def test_a_film_that_was_made_anew_is_fetched_anew() -> None:
    """Segments of two versions make no film; new words beside the same one change nothing."""
    film = kept(PLAN, "picture/00000.ts")
    renamed = replace(PLAN, title="Two herons")
    assert film.planned(renamed).received == film.received
    longer = KeptTrack("picture", (*SEGMENTS, PlannedSegment(1.0)))
    assert film.planned(replace(PLAN, tracks=(longer,))).received == {}
    assert film.planned(replace(PLAN, quality="360p")).received == {}


def test_a_size_is_known_before() -> None:
    """By the playlist's word, or else by the bit rate; once it is here, as it is."""
    assert PLAN.size_bytes == 2 * (1000 + 2000)
    assert kept(PLAN, *PLAN.files).size_bytes == 10 * len(PLAN.files)


def test_there_is_room_for_so_much() -> None:
    """What is still to come takes room already; without a bound there always is."""
    full = replace(PLAN, tracks=(KeptTrack("picture", (PlannedSegment(1.0, 9 * GB // 10),)),))
    assert fits(GB // 10, [kept(full)], 1)
    assert not fits(GB // 10 + 1, [kept(full)], 1)
    assert fits(99 * GB, [kept(full)], 0)


def test_what_nobody_watched_for_long_expires() -> None:
    """Counted from when it was last watched; with no bound never."""
    old, new = kept(used_at=0.0), kept(used_at=1.0)
    assert expired([old, new], 30 * DAY_SECONDS + 0.5, 30) == (old,)
    assert expired([old, new], 1e12, 0) == ()


def test_the_best_for_a_screen_fills_it() -> None:
    """And is no larger than that takes; of portrait films the short side counts."""
    low, tall = replace(PLAN, width=640, height=360), replace(PLAN, width=1080, height=1920)
    ladder = [low, PLAN, tall]
    assert [best_for(ladder, lines) for lines in (240, 720, 721, 2160)] == [low, PLAN, tall, tall]


def test_the_player_reads_what_was_kept() -> None:
    """The playlists say the same as those that the film came by."""
    main = hls.parse(multivariant(PLAN), "http://x/main.m3u8")
    assert isinstance(main, Multivariant)
    (variant,), (sound,) = main.variants, main.sounds
    assert (variant.url, variant.width, variant.height) == ("http://x/picture/play.m3u8", 1280, 720)
    assert (sound.url, sound.label, sound.language) == ("http://x/sound0/play.m3u8", "Say hi", "de")

    media = hls.parse(media_playlist(PLAN.tracks[1], [1000, 500]), "http://x/sound0/play.m3u8")
    assert isinstance(media, MediaPlaylist)
    assert media.complete
    assert [s.duration_seconds for s in media.segments] == [4.0, 2.0]
    assert [s.size_bytes for s in media.segments] == [1000, 500]
    assert [s.resource.url[-8:] for s in media.segments] == ["00000.ts", "00001.ts"]
    assert [s.run for s in media.segments] == [0, 1]
    assert all(
        s.init is not None and s.init.url == "http://x/sound0/init.mp4" for s in media.segments
    )

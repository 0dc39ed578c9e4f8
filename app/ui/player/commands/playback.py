"""Commands on the film's time: play, seek, speed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from operator import attrgetter

from app.player.engine.api import Phase
from app.server.editing import Chapter
from app.ui.player.commands.deck import Deck, PlayerCommand, Wish, has_film, has_picture, wanting
from app.ui.style import text
from app.ui.style.words import translate

SLOWEST, FASTEST = 0.25, 4.0
SPEED_STEP, FINE_STEP = 0.25, 0.05
# So soon after a chapter's start "previous" means the one before it.
JUST_BEGUN_SECONDS = 3.0


def playback_commands() -> tuple[PlayerCommand, ...]:
    command = partial(PlayerCommand, group=translate("Player", "Playback"))
    return (
        command(
            id="toggle",
            name=translate("Player", "Play or pause"),
            do=toggle,
        ),
        *seeks(),
        *tenths(),
        command(
            id="go_to",
            name=translate("Player", "Go to time…"),
            do=wanting(Wish.ASK_TIME),
            possible=has_film,
        ),
        *frames(),
        *chapter_commands(),
        command(
            id="loop",
            name=translate("Player", "Loop from here, to here, no more"),
            do=wanting(Wish.LOOP),
            possible=has_film,
            checked=lambda deck: deck.state.loop is not None,
        ),
        *speeds(),
        command(
            id="next",
            name=translate("Player", "Next video"),
            do=wanting(Wish.NEXT),
        ),
        command(
            id="previous",
            name=translate("Player", "Previous video"),
            do=wanting(Wish.PREVIOUS),
        ),
    )


def seeks() -> tuple[PlayerCommand, ...]:
    group = translate("Player", "Playback")
    names = {
        "back_5": (-5.0, translate("Player", "Back 5 seconds")),
        "ahead_5": (5.0, translate("Player", "Ahead 5 seconds")),
        "back_10": (-10.0, translate("Player", "Back 10 seconds")),
        "ahead_10": (10.0, translate("Player", "Ahead 10 seconds")),
        "back_60": (-60.0, translate("Player", "Back a minute")),
        "ahead_60": (60.0, translate("Player", "Ahead a minute")),
    }
    jumps = (
        PlayerCommand(name, group, words, partial(seek_by, seconds=seconds), has_film)
        for name, (seconds, words) in names.items()
    )
    return (
        *jumps,
        PlayerCommand(
            "start",
            group,
            translate("Player", "To the start"),
            partial(seek_share, share=0.0),
            has_film,
        ),
        PlayerCommand(
            "end",
            group,
            translate("Player", "To the end"),
            partial(seek_share, share=1.0),
            has_film,
        ),
    )


def tenths() -> tuple[PlayerCommand, ...]:
    group, series = translate("Player", "Playback"), translate("Player", "To 0 % … 90 %")
    return tuple(
        PlayerCommand(
            f"tenth_{tenth}",
            group,
            translate("Player", "To {percent} %", percent=10 * tenth),
            partial(seek_share, share=tenth / 10),
            has_film,
            series=series,
            in_menu=False,
        )
        for tenth in range(10)
    )


def frames() -> tuple[PlayerCommand, ...]:
    group = translate("Player", "Playback")
    rows = (
        ("next_frame", translate("Player", "Next frame"), True),
        ("previous_frame", translate("Player", "Previous frame"), False),
    )
    return tuple(
        PlayerCommand(name, group, words, partial(step_frame, forward=forward), has_picture)
        for name, words, forward in rows
    )


def chapter_commands() -> tuple[PlayerCommand, ...]:
    group = translate("Player", "Playback")
    steps = (
        ("next_chapter", translate("Player", "Next chapter"), 1),
        ("previous_chapter", translate("Player", "Previous chapter"), -1),
    )
    return tuple(
        PlayerCommand(name, group, words, partial(to_chapter, step=step), has_chapters)
        for name, words, step in steps
    )


def speeds() -> tuple[PlayerCommand, ...]:
    group = translate("Player", "Playback")
    steps = {
        "slower": (-SPEED_STEP, translate("Player", "Slower")),
        "faster": (SPEED_STEP, translate("Player", "Faster")),
        "bit_slower": (-FINE_STEP, translate("Player", "A bit slower")),
        "bit_faster": (FINE_STEP, translate("Player", "A bit faster")),
    }
    return (
        *(
            PlayerCommand(name, group, words, partial(speed_by, change=change))
            for name, (change, words) in steps.items()
        ),
        PlayerCommand("normal_speed", group, translate("Player", "Normal speed"), normal_speed),
    )


def toggle(deck: Deck) -> str:
    stands = deck.state.phase in (Phase.PAUSED, Phase.ENDED)
    deck.ask(lambda session: session.toggle())
    return translate("Player", "Playing") if stands else translate("Player", "Paused")


def seek_by(deck: Deck, seconds: float) -> str:
    return seek_to(deck, deck.state.position_seconds + seconds)


def seek_share(deck: Deck, share: float) -> str:
    return seek_to(deck, share * (deck.state.duration_seconds or 0.0))


def seek_to(deck: Deck, seconds: float) -> str:
    if not (duration := deck.state.duration_seconds):
        return ""
    goal = min(max(0.0, seconds), duration)
    deck.ask(lambda session: session.seek(goal))
    return f"{text.clock(goal)} / {text.clock(duration)}"


def step_frame(deck: Deck, forward: bool) -> str:
    deck.ask(lambda session: session.step_frame(forward=forward))
    return translate("Player", "Frame +1") if forward else translate("Player", "Frame −1")


def has_chapters(deck: Deck) -> bool:
    return bool(deck.chapters)


def to_chapter(deck: Deck, step: int) -> str:
    chapter = chapter_after(deck.chapters, deck.state.position_seconds, step)
    if chapter is None:
        return ""
    deck.ask(lambda session: session.seek(chapter.start_seconds))
    return chapter.title


def chapter_after(chapters: Sequence[Chapter], seconds: float, step: int) -> Chapter | None:
    """The next one, or the start of this one, or of the one before where it has just begun."""
    running = bisect_right(chapters, seconds, key=attrgetter("start_seconds")) - 1
    if step > 0:
        return chapters[running + 1] if running + 1 < len(chapters) else None
    if running < 0:
        return None
    begun = seconds - chapters[running].start_seconds
    return chapters[max(0, running - 1)] if begun < JUST_BEGUN_SECONDS else chapters[running]


def speed_by(deck: Deck, change: float) -> str:
    """In even steps, also from a speed between two."""
    size = abs(change)
    steps = round(deck.state.speed / size) + (1 if change > 0 else -1)
    return set_speed(deck, steps * size)


def normal_speed(deck: Deck) -> str:
    return set_speed(deck, 1.0)


def set_speed(deck: Deck, wanted: float) -> str:
    factor = round(min(FASTEST, max(SLOWEST, wanted)), 2)
    deck.ask(lambda session: session.set_speed(factor))
    return speed_text(factor)


def speed_text(factor: float) -> str:
    return translate("Player", "{factor} ×", factor=f"{factor:g}")

"""Commands on the subtitles."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.player.engine.adjustments import SubtitleSettings
from app.ui.player.commands.deck import Deck, PlayerCommand, Wish, has_film, wanting
from app.ui.player.commands.names import subtitle_name
from app.ui.style.words import translate

DELAY_STEP, SCALE_STEP, RAISE_STEP = 0.1, 0.1, 0.02
MOST_DELAY, LEAST_SCALE, MOST_SCALE, MOST_RAISED = 60.0, 0.3, 3.0, 0.9


def subtitle_commands() -> tuple[PlayerCommand, ...]:
    group = translate("Player", "Subtitles")
    choices = (
        ("next_subtitles", translate("Player", "Next subtitles"), next_subtitles),
        ("second_subtitles", translate("Player", "Next second subtitles"), next_second),
    )
    lines = (
        ("next_line", translate("Player", "To the next line"), 1),
        ("previous_line", translate("Player", "To the previous line"), -1),
    )
    looks = (
        ("subtitles_later", translate("Player", "Subtitles later"), delay_by, DELAY_STEP),
        ("subtitles_earlier", translate("Player", "Subtitles earlier"), delay_by, -DELAY_STEP),
        ("larger_subtitles", translate("Player", "Larger subtitles"), scale_by, SCALE_STEP),
        ("smaller_subtitles", translate("Player", "Smaller subtitles"), scale_by, -SCALE_STEP),
        ("higher_subtitles", translate("Player", "Subtitles higher"), raise_by, RAISE_STEP),
        ("lower_subtitles", translate("Player", "Subtitles lower"), raise_by, -RAISE_STEP),
    )
    file = translate("Player", "Subtitles from a file…")
    return (
        PlayerCommand(
            "subtitles",
            group,
            translate("Player", "Subtitles on or off"),
            toggle_subtitles,
            has_subtitles,
            lambda deck: deck.state.subtitle_now is not None,
        ),
        *(PlayerCommand(name, group, words, do, has_subtitles) for name, words, do in choices),
        PlayerCommand("subtitle_file", group, file, wanting(Wish.SUBTITLE_FILE), has_film),
        *(
            PlayerCommand(name, group, words, partial(to_line, lines=step), has_subtitles)
            for name, words, step in lines
        ),
        *(
            PlayerCommand(name, group, words, partial(do, change=change), has_subtitles)
            for name, words, do, change in looks
        ),
    )


def has_subtitles(deck: Deck) -> bool:
    return bool(deck.state.subtitles)


def toggle_subtitles(deck: Deck) -> str:
    state = deck.state
    if not state.subtitles:
        return translate("Player", "No subtitles")
    return choose(deck, 0 if state.subtitle_now is None else None)


def next_subtitles(deck: Deck) -> str:
    """The last one is followed by none."""
    return choose(deck, following(deck.state.subtitle_now, len(deck.state.subtitles)))


def next_second(deck: Deck) -> str:
    index = following(deck.state.second_subtitle, len(deck.state.subtitles))
    deck.ask(lambda session: session.set_subtitle(index, second=True))
    if index is None:
        return translate("Player", "Second subtitles off")
    name = subtitle_name(deck.state.subtitles[index], index)
    return translate("Player", "Second subtitles: {name}", name=name)


def following(index: int | None, count: int) -> int | None:
    after = 0 if index is None else index + 1
    return after if after < count else None


def choose(deck: Deck, index: int | None) -> str:
    deck.ask(lambda session: session.set_subtitle(index))
    if index is None:
        return translate("Player", "Subtitles off")
    name = subtitle_name(deck.state.subtitles[index], index)
    return translate("Player", "Subtitles: {name}", name=name)


def to_line(deck: Deck, lines: int) -> str:
    deck.ask(lambda session: session.seek_subtitle(lines))
    return translate("Player", "Next line") if lines > 0 else translate("Player", "Previous line")


def look_as(deck: Deck, look: SubtitleSettings) -> None:
    deck.ask(lambda session: session.adjust(look))


def delay_by(deck: Deck, change: float) -> str:
    delay = round(deck.state.look.delay_seconds + change, 3)
    delay = min(MOST_DELAY, max(-MOST_DELAY, delay))
    look_as(deck, replace(deck.state.look, delay_seconds=delay))
    milliseconds = round(1000 * delay)
    return translate("Player", "Subtitles {milliseconds} ms later", milliseconds=milliseconds)


def scale_by(deck: Deck, change: float) -> str:
    scale = round(min(MOST_SCALE, max(LEAST_SCALE, deck.state.look.scale + change)), 2)
    look_as(deck, replace(deck.state.look, scale=scale))
    return translate("Player", "Subtitles {percent} %", percent=round(100 * scale))


def raise_by(deck: Deck, change: float) -> str:
    raised = round(min(MOST_RAISED, max(0.0, deck.state.look.raised + change)), 3)
    look_as(deck, replace(deck.state.look, raised=raised))
    return translate("Player", "Subtitles {percent} % higher", percent=round(100 * raised))

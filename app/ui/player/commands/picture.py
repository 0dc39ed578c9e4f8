"""Commands on the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from app.player.engine.adjustments import Fit, PictureSettings
from app.ui.player.commands.deck import Deck, PlayerCommand, Wish, has_picture, wanting
from app.ui.style.words import translate

ZOOM_STEP, PAN_STEP, COLOUR_STEP = 1.1, 0.05, 5
LEAST_ZOOM, MOST_ZOOM = 0.25, 8.0
MOST_PAN, MOST_COLOUR = 1.0, 100

Change = Callable[[PictureSettings], PictureSettings]
Words = Callable[[PictureSettings], str]


def picture_commands() -> tuple[PlayerCommand, ...]:
    return (*places(), *colours(), *screenshots())


def places() -> tuple[PlayerCommand, ...]:
    """Where the picture is, and how large."""
    rows: tuple[tuple[str, str, Change, Words], ...] = (
        ("fit", translate("Player", "Fit, fill or stretch"), next_fit, fit_words),
        ("zoom_in", translate("Player", "Zoom in"), partial(zoomed, by=ZOOM_STEP), zoom_words),
        (
            "zoom_out",
            translate("Player", "Zoom out"),
            partial(zoomed, by=1 / ZOOM_STEP),
            zoom_words,
        ),
        ("pan_left", translate("Player", "Picture to the left"), partial(panned, x=-1), pan_words),
        ("pan_right", translate("Player", "Picture to the right"), partial(panned, x=1), pan_words),
        ("pan_up", translate("Player", "Picture up"), partial(panned, y=-1), pan_words),
        ("pan_down", translate("Player", "Picture down"), partial(panned, y=1), pan_words),
        ("rotate", translate("Player", "Rotate"), turned, turn_words),
    )
    return (
        *(picture_command(name, words, change, say) for name, words, change, say in rows),
        picture_command(
            "mirror",
            translate("Player", "Mirror"),
            lambda picture: replace(picture, mirrored=not picture.mirrored),
            lambda p: switch_words(translate("Player", "Mirror"), on=p.mirrored),
            lambda deck: deck.state.picture.mirrored,
        ),
        picture_command(
            "deinterlace",
            translate("Player", "Deinterlace"),
            lambda picture: replace(picture, deinterlaced=not picture.deinterlaced),
            lambda p: switch_words(translate("Player", "Deinterlace"), on=p.deinterlaced),
            lambda deck: deck.state.picture.deinterlaced,
        ),
    )


def colours() -> tuple[PlayerCommand, ...]:
    names = {
        "brightness": translate("Player", "Brightness"),
        "contrast": translate("Player", "Contrast"),
        "saturation": translate("Player", "Saturation"),
        "gamma": translate("Player", "Gamma"),
    }
    steps = {
        "more": (COLOUR_STEP, translate("Player", "{quality}: more")),
        "less": (-COLOUR_STEP, translate("Player", "{quality}: less")),
    }
    return (
        *(
            picture_command(
                f"{more}_{name}",
                said.format(quality=words),
                partial(coloured, name=name, by=by),
                partial(colour_words, name=name, words=words),
            )
            for name, words in names.items()
            for more, (by, said) in steps.items()
        ),
        picture_command(
            "reset_picture",
            translate("Player", "Reset the picture"),
            lambda _picture: PictureSettings(),
            lambda _picture: translate("Player", "The picture as it is"),
        ),
    )


def screenshots() -> tuple[PlayerCommand, ...]:
    group = translate("Player", "Picture")
    rows = (
        ("screenshot", translate("Player", "Screenshot"), Wish.SCREENSHOT),
        ("plain_screenshot", translate("Player", "Screenshot without subtitles"), Wish.PLAIN_SHOT),
        ("copy_screenshot", translate("Player", "Copy a screenshot"), Wish.COPY_SHOT),
    )
    return tuple(
        PlayerCommand(name, group, words, wanting(wish), has_picture) for name, words, wish in rows
    )


def picture_command(
    name: str,
    words: str,
    change: Change,
    say: Words,
    checked: Callable[[Deck], bool] | None = None,
) -> PlayerCommand:
    def do(deck: Deck) -> str:
        picture = change(deck.state.picture)
        deck.ask(lambda session: session.adjust(picture))
        return say(picture)

    return PlayerCommand(name, translate("Player", "Picture"), words, do, has_picture, checked)


def next_fit(picture: PictureSettings) -> PictureSettings:
    fits = list(Fit)
    return replace(picture, fit=fits[(fits.index(picture.fit) + 1) % len(fits)])


def fit_words(picture: PictureSettings) -> str:
    return {
        Fit.FIT: translate("Player", "All of the picture"),
        Fit.FILL: translate("Player", "The picture fills the window"),
        Fit.STRETCH: translate("Player", "Stretched to the window"),
    }[picture.fit]


def zoomed(picture: PictureSettings, by: float) -> PictureSettings:
    return replace(picture, zoom=min(MOST_ZOOM, max(LEAST_ZOOM, picture.zoom * by)))


def zoom_words(picture: PictureSettings) -> str:
    return translate("Player", "Zoom {percent} %", percent=round(100 * picture.zoom))


def panned(picture: PictureSettings, x: int = 0, y: int = 0) -> PictureSettings:
    across = picture.pan_x + x * PAN_STEP
    down = picture.pan_y + y * PAN_STEP
    return replace(
        picture,
        pan_x=round(min(MOST_PAN, max(-MOST_PAN, across)), 3),
        pan_y=round(min(MOST_PAN, max(-MOST_PAN, down)), 3),
    )


def pan_words(picture: PictureSettings) -> str:
    x, y = round(100 * picture.pan_x), round(100 * picture.pan_y)
    return translate("Player", "Moved by {x} %, {y} %", x=x, y=y)


def turned(picture: PictureSettings) -> PictureSettings:
    return replace(picture, quarter_turns=(picture.quarter_turns + 1) % 4)


def turn_words(picture: PictureSettings) -> str:
    return translate("Player", "Turned by {degrees}°", degrees=90 * picture.quarter_turns)


def switch_words(name: str, *, on: bool) -> str:
    return (
        translate("Player", "{name}: on", name=name)
        if on
        else translate("Player", "{name}: off", name=name)
    )


def coloured(picture: PictureSettings, name: str, by: int) -> PictureSettings:
    values: Any = {name: min(MOST_COLOUR, max(-MOST_COLOUR, getattr(picture, name) + by))}
    return replace(picture, **values)


def colour_words(picture: PictureSettings, name: str, words: str) -> str:
    value = getattr(picture, name)
    return f"{words} {value:+d}" if value else f"{words} 0"

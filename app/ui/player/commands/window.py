"""Commands on the window, and on what lies beside the film."""

from __future__ import annotations

from functools import partial

from app.ui.player.commands.deck import (
    Deck,
    PlayerCommand,
    Wish,
    has_film,
    offering,
    wanting,
)
from app.ui.style.words import translate


def sharing_commands() -> tuple[PlayerCommand, ...]:
    command = partial(PlayerCommand, group=translate("Player", "Sharing"))
    return (
        command(
            id="mark_start",
            name=translate("Player", "A part begins here"),
            do=wanting(Wish.MARK_START),
            possible=has_film,
        ),
        command(
            id="mark_end",
            name=translate("Player", "A part ends here"),
            do=wanting(Wish.MARK_END),
            possible=has_film,
        ),
        command(
            id="copy_link",
            name=translate("Player", "Copy a link to this moment"),
            do=wanting(Wish.COPY_LINK),
            possible=lambda deck: deck.has_link,
        ),
        command(
            id="keep",
            name=translate("Player", "Download for later…"),
            do=wanting(Wish.KEEP),
            possible=lambda deck: deck.has_link and deck.can_keep,
        ),
        command(
            id="upload",
            name=translate("Player", "Upload this file"),
            do=wanting(Wish.UPLOAD),
            possible=lambda deck: deck.has_file,
        ),
    )


def window_commands() -> tuple[PlayerCommand, ...]:
    group = translate("Player", "Window")
    switches = (
        ("full_screen", translate("Player", "Full screen"), Wish.FULL_SCREEN),
        ("pip", translate("Player", "Picture in picture"), Wish.PIP),
        ("mini", translate("Player", "Small, over the pages"), Wish.MINI),
        ("queue", translate("Player", "Up next"), Wish.QUEUE),
        ("statistics", translate("Player", "Statistics"), Wish.STATISTICS),
    )
    others = (
        ("new_window", translate("Player", "Open in a new window"), Wish.NEW_WINDOW),
        ("next_screen", translate("Player", "Full screen on the next screen"), Wish.OTHER_SCREEN),
        ("palette", translate("Player", "Find a command…"), Wish.PALETTE),
        ("sheet", translate("Player", "All keys…"), Wish.SHEET),
    )
    leave = translate("Player", "Leave full screen, or the film")
    return (
        *(
            PlayerCommand(
                *(name, group, words, wanting(wish), offering(wish)),
                checked=partial(is_on, wish=wish),
            )
            for name, words, wish in switches
        ),
        *(
            PlayerCommand(name, group, words, wanting(wish), offering(wish))
            for name, words, wish in others
        ),
        PlayerCommand("escape", group, leave, wanting(Wish.ESCAPE), in_menu=False),
    )


def is_on(deck: Deck, wish: Wish) -> bool:
    return deck.is_on(wish)

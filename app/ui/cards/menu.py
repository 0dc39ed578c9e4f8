"""The menu of a video, or of several: the same by mouse, keyboard and long press."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.server.videos import Video
from app.ui.cards.actions import VISIBILITIES, Action, Extra, Terms, offered
from app.ui.cards.wording import label
from app.ui.style import icons
from app.ui.style.menus import menu_of
from app.ui.style.words import translate

KEYS = {Action.NEW_WINDOW: "Ctrl+N", Action.DETAILS: "F2", Action.DELETE: "Del"}
PICTURES = {
    Action.PLAY: "play",
    Action.NEW_WINDOW: "new-window",
    Action.RETRY: "replay",
    Action.PLAY_NEXT: "play-next",
    Action.QUEUE: "queue",
    Action.WATCH_LATER: "later",
    Action.PLAYLIST: "playlists",
    Action.COPY_LINK: "link",
    Action.SHARE: "share",
    Action.KEEP: "download",
    Action.DOWNLOAD: "film",
    Action.CHANNEL: "person",
    Action.DETAILS: "edit",
    Action.FIGURES: "statistics",
    Action.MAKE_PUBLIC: "following",
    Action.MAKE_UNLISTED: "link",
    Action.MAKE_PRIVATE: "hidden",
    Action.MOVE: "person",
    Action.REPLACE: "upload",
    Action.VERSIONS: "history",
    Action.PROCESS_AGAIN: "replay",
    Action.DELETE: "delete",
}


def video_menu(
    videos: Sequence[Video],
    terms: Terms,
    do: Callable[[Action, Sequence[Video]], None],
    parent: QWidget,
    extras: Sequence[Extra] = (),
) -> QMenu:
    """Everything that can be done with these videos; each choice calls `do`."""
    menu = menu_of(parent, "video_menu")
    if len(videos) > 1:
        menu.addSection(translate("Cards", "%n video(s)", len(videos)))
    for group in offered(videos, terms):
        into = menu
        for each in group:
            if each is VISIBILITIES[0]:
                into = menu.addMenu(icons.icon("following"), translate("Cards", "Visible to"))
            elif each not in VISIBILITIES:
                into = menu
            keys = f"\t{KEYS[each]}" if each in KEYS else ""
            entry = entry_of(into, PICTURES[each], label(each) + keys)
            entry.setObjectName(f"video_{each}")
            entry.triggered.connect(lambda _checked=False, each=each: do(each, videos))
        menu.addSeparator()
    for extra in extras:
        entry = entry_of(menu, extra.picture, extra.label)
        entry.triggered.connect(lambda _checked=False, extra=extra: extra.do(videos))
    return menu


def entry_of(menu: QMenu, picture: str, words: str) -> QAction:
    entry = QAction(icons.icon(picture), words, menu)
    menu.addAction(entry)
    return entry

"""What stands in the window's own menu, with its keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction

from app.ui.frame.header import Header
from app.ui.style.parts import given
from app.ui.style.words import translate

Do = Callable[[], object]


@dataclass(frozen=True, slots=True)
class MenuDeeds:
    """What each of its lines does."""

    open_file: Do
    open_folder: Do
    show_recent: Do
    open_url: Do
    trim: Do
    export_all: Do
    import_all: Do
    show_settings: Do
    sign_out: Do
    quit: Do


def fill_menu(header: Header, do: MenuDeeds) -> QAction:
    """The line with which somebody signs out, which is not always there."""

    def add(icon: str, words: str, then: Do, keys: str = "") -> QAction:
        action = header.add_action(icon, words, keys)
        action.triggered.connect(lambda: then())
        return action

    add("film", translate("Window", "Open file…"), do.open_file, "Ctrl+O")
    given(add("playlists", translate("Window", "Open folder…"), do.open_folder), "open_folder")
    add("history", translate("Window", "Recently played…"), do.show_recent, "Ctrl+R")
    add("link", translate("Window", "Open URL…"), do.open_url, "Ctrl+L")
    add("trim", translate("Window", "Trim and upload…"), do.trim, "Ctrl+T")
    header.menu.addSeparator()
    given(add("download", translate("Window", "Export everything…"), do.export_all), "export_all")
    given(add("upload", translate("Window", "Import an export…"), do.import_all), "import_all")
    header.menu.addSeparator()
    add("settings", translate("Window", "Settings…"), do.show_settings, "Ctrl+,")
    sign_out = add("sign-out", translate("Window", "Sign out"), do.sign_out)
    header.menu.addSeparator()
    add("close", translate("Window", "Quit"), do.quit, "Ctrl+Q")
    return sign_out

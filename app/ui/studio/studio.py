"""Joins the window with what creators do with their films."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.server.editing import Changed, Version
from app.server.videos import Playback, Video
from app.ui.cards.actions import Action
from app.ui.frame.notices import Toast
from app.ui.navigation.page import Visit
from app.ui.studio import bulk
from app.ui.studio.bulk import VISIBILITY, Desk, MoveDialog, Shelves
from app.ui.studio.versions import VersionsDialog
from app.ui.style.words import translate

AskLeave = Callable[[], Playback]
PlayVersion = Callable[[Video, Playback, AskLeave], None]


@dataclass(frozen=True, slots=True)
class StudioWindow:
    """What is needed of the window: `ask_file` asks for a film on this computer and hands it on,
    `replace_file` sends it, `play_version` plays from where the film is now, if it plays already;
    `films_went` hears when films went or came back."""

    widget: QWidget
    toast: Toast
    shelves: Shelves
    ask_file: Callable[[str, Callable[[Path], None]], None]
    replace_file: Callable[[Video, Path], None]
    play_version: PlayVersion
    films_went: Callable[[], None]


class Studio:
    """With the backend of the moment, if there is one."""

    def __init__(self, window: StudioWindow) -> None:
        self._window = window
        self._visit: Visit | None = None

    def attach(self, visit: Visit | None) -> None:
        self._visit = visit

    @property
    def _desk(self) -> Desk | None:
        if (visit := self._visit) is None:
            return None
        window = self._window
        return Desk(visit.client, visit.scope, window.shelves, window.toast, window.films_went)

    def do(self, action: Action, videos: Sequence[Video]) -> None:
        """What is chosen in a menu of videos, as far as it is meant for here."""
        match action:
            case Action.REPLACE:
                self.ask_replacement(videos[0])
            case Action.VERSIONS:
                self.show_versions(videos[0])
            case Action.DELETE:
                bulk.confirm_delete(self._window.widget, videos, lambda: self.delete(videos))
            case Action.MOVE:
                self.ask_channel(videos)
            case Action.MAKE_PUBLIC | Action.MAKE_UNLISTED | Action.MAKE_PRIVATE:
                if (desk := self._desk) is not None:
                    bulk.change_visibility(desk, videos, VISIBILITY[action])

    def delete(self, videos: Sequence[Video]) -> None:
        if (desk := self._desk) is not None:
            bulk.delete(desk, videos)

    def ask_channel(self, videos: Sequence[Video]) -> None:
        if (desk := self._desk) is not None:
            dialog = MoveDialog(desk.client, desk.scope, videos, self._window.widget)
            dialog.moved.connect(partial(self._moved, desk))
            dialog.open()

    def _moved(self, desk: Desk, changed: Sequence[Changed], channel: str) -> None:
        bulk.tell_changed(desk, changed, bulk.moved_words(changed, channel))

    # Versions

    def ask_replacement(self, video: Video) -> None:
        if self._visit is not None:
            words = translate("Studio", "Replace the file of “{title}”", title=video.title)
            self._window.ask_file(words, partial(self._window.replace_file, video))

    def show_versions(self, video: Video) -> None:
        if (visit := self._visit) is None:
            return
        dialog = VersionsDialog(visit.client, visit.scope, video, self._window.widget)
        dialog.play_wanted.connect(partial(self._play, dialog))
        dialog.restored.connect(self._restored)
        dialog.replace_wanted.connect(lambda: self.ask_replacement(dialog.video))
        dialog.show()

    def _play(self, dialog: VersionsDialog, _version: Version, leave: AskLeave) -> None:
        if (visit := self._visit) is not None:
            play, video = self._window.play_version, dialog.video
            visit.scope.run(leave, lambda playback: play(video, playback, leave))

    def _restored(self, video: Video) -> None:
        self._window.shelves.apply([video])
        self._window.toast.say(
            translate("Studio", "“{title}” shows the former file again.", title=video.title)
        )

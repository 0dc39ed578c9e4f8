"""What is told in passing of videos: those of one's own that are ready, and what is new where one
follows."""

from __future__ import annotations

from collections.abc import Callable

from app.server.videos import Video
from app.ui.desktop.telling import Deed, Telling
from app.ui.navigation.places import Kind, Place
from app.ui.shell.main_window import MainWindow
from app.ui.style.words import translate


class News:
    """Of several that come while the first is still told of, one message tells how many."""

    def __init__(
        self,
        window: MainWindow,
        telling: Telling,
        play: Callable[[Video], None],
        copy_link: Callable[[Video], None],
    ) -> None:
        self._window, self._telling = window, telling
        self._play, self._copy_link = play, copy_link
        self._told: list[Video] = []
        self._said = ""
        self._kind = Kind.YOURS

    def tell_ready(self, video: Video) -> None:
        count = self._count(video, Kind.YOURS)
        if count == 1:
            words = translate("Application", "“{title}” is ready.", title=video.title)
        else:
            words = translate("Application", "%n video(s) are ready.", count)
        self._say(words)

    def tell_published(self, video: Video) -> None:
        count = self._count(video, Kind.FOLLOWING)
        if count == 1:
            channel = video.channel.name if video.channel else ""
            words = translate(
                "Application", "{channel}: {title}", channel=channel, title=video.title
            )
        else:
            words = translate("Application", "%n new video(s) from channels you follow.", count)
        self._say(words)

    def _count(self, video: Video, kind: Kind) -> int:
        """How many of its kind the message on the screen has to tell of."""
        if not self._telling.is_said(self._said) or kind is not self._kind:
            self._told.clear()
        self._kind = kind
        self._told.append(video)
        return len(self._told)

    def _say(self, words: str) -> None:
        self._said = words
        deeds = [Deed(translate("Application", "Show"), self._show)]
        if len(self._told) == 1:
            video = self._told[0]
            deeds = [
                Deed(translate("Application", "Play"), lambda: self._play(video)),
                Deed(translate("Application", "Copy link"), lambda: self._copy_link(video)),
            ]
        self._telling.say(words, deeds)

    def _show(self) -> None:
        self._window.home.go(Place(self._kind))

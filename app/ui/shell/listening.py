"""From the backend's events to the pages, and to what is told of them in passing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.errors import MatineeError
from app.server.videos import Video
from app.server.viewing import PublicChange, Published
from app.ui.background import Latest
from app.ui.frame.frame import Frame
from app.ui.navigation.page import Visit
from app.ui.shell.feed import Feed
from app.ui.windows.open_players import OpenPlayers


class Listening:
    """Follows what happens for one visit, until `close`, which blocks for about a second."""

    def __init__(
        self,
        visit: Visit,
        frame: Frame,
        players: OpenPlayers,
        published: Callable[[Video], None],
        on_line: Callable[[MatineeError | None], None],
    ) -> None:
        """`on_line` hears of the line as `Feed` does, on the UI thread."""
        self._frame, self._players, self._published = frame, players, published
        scope, client = visit.scope, visit.client
        own: Latest[tuple[type, str], Video | Published] = Latest(scope, key, self._take_own)
        public: Latest[str, PublicChange] = Latest(scope, lambda e: e.id, self._take_public)

        def tell(error: MatineeError | None) -> None:
            scope.post(lambda: on_line(error))

        self._feeds: list[Feed[Video | Published] | Feed[PublicChange]] = []
        if visit.account is not None:
            self._feeds.append(Feed(client.events, own.put, tell))
        if visit.server:
            # Whoever has both is told of the line once: they go to the same server.
            once = tell if visit.account is None else unheard
            self._feeds.append(Feed(client.viewing.catalogue_events, public.put, once))

    def close(self) -> None:
        for feed in self._feeds:
            feed.close()

    def _take_own(self, events: Sequence[Video | Published]) -> None:
        if own := [event for event in events if isinstance(event, Video)]:
            self._frame.apply(own)
            self._players.apply(own)
        new = [event.video for event in events if isinstance(event, Published)]
        if new:
            self._frame.apply_public((), new)
        for video in new:
            self._published(video)

    def _take_public(self, changes: Sequence[PublicChange]) -> None:
        gone = [change.id for change in changes if change.video is None]
        self._players.look_after(gone)
        self._frame.apply_public(gone, [c.video for c in changes if c.video is not None])


def key(event: Video | Published) -> tuple[type, str]:
    video = event.video if isinstance(event, Published) else event
    return type(event), video.id


def unheard(_error: MatineeError | None) -> None:
    """Somebody else tells of it."""

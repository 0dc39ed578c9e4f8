"""A film as its page has it: by which leave, which part of it, and where its files are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from urllib.parse import urlencode, urljoin

from backend.catalogue import links
from backend.catalogue.embedding import NOWHERE
from backend.catalogue.moments import seconds_of
from backend.database.tables import Account, ShareLink, Video
from backend.http.pages import prose
from backend.http.pages.rendering import Html, rendered
from backend.http.schemas.common import CardView, ChannelBrief, PlaybackView
from backend.sentences import told
from backend.videos.access import Standing

SENTENCES = {
    "play": "page_play",
    "pause": "page_pause",
    "mute": "page_mute",
    "unmute": "page_unmute",
    "auto": "page_auto",
    "auto_now": "page_auto_now",
    "off": "page_off",
    "time": "page_time",
    "view": "page_view",
    "views": "page_views",
    "full_screen": "page_full_screen",
    "leave_full_screen": "page_leave_full_screen",
    "away": "page_away",
    "cant_play": "cant_play",
}
"""What the script says; the rest stands in the templates."""
ANYBODYS = frozenset({Standing.UNLISTED, Standing.PUBLIC, Standing.PROCESSING})
"""Whoever has the address may see such."""


class WatchView(PlaybackView):
    """`url` is for players whose requests carry `query`; `relay_url` for a browser's own HLS, which
    carries nothing, unless there are `credentials`: cookies with the signature. `file_url` is for
    those that play no HLS."""

    relay_url: str | None = None
    file_url: str | None = None
    credentials: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says besides the film: a link, the pass of one who gave its password, where
    to begin, and a part."""

    link: str | None = None
    given_pass: str | None = None
    moment: str | None = None
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class OpenFilm:
    """A video that may be watched: by the account's right, or a guest's, or by a link. `query` is
    what asks for it once more."""

    video: Video
    account: Account | None = None
    link: ShareLink | None = None
    query: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def audience(self) -> str | None:
        return self.link.id if self.link else None

    @property
    def shown_query(self) -> Mapping[str, str]:
        """What may stand in an address bar."""
        return {"link": self.link.id} if self.link else {}


@dataclass(frozen=True, slots=True)
class Part:
    """What is played: from `start` to `end` (None: the film's), at first from `at` (None: where
    the viewer stopped)."""

    start: float = 0.0
    end: float | None = None
    at: float | None = None


def part_of(film: OpenFilm, asked: Asked) -> Part:
    """The link's, or what the address says. Raises BadClip for what is no part of the film."""
    start, end = seconds_of(asked.start), seconds_of(asked.end)
    if film.link is not None and (film.link.start_seconds or film.link.end_seconds):
        start, end = film.link.start_seconds, film.link.end_seconds
    links.check_clip(start, end, film.video.duration_seconds)
    at = seconds_of(asked.moment)
    return Part(start or 0.0, end, start if at is None else at)


@dataclass(frozen=True, slots=True)
class FilmPage:
    """All that a page shows. There is no `playback` before there is something to watch; `notice`
    says what is amiss. `can_grow`: taller renditions are made once somebody can show them."""

    film: OpenFilm
    card: CardView
    playback: WatchView | None
    part: Part
    notice: str
    standing: Standing
    can_grow: bool = False

    @property
    def embedding(self) -> str:
        """On which other sites it is shown: on none what not everybody may see who has its
        address, whatever its owner says."""
        return self.film.video.embedding if self.standing in ANYBODYS else NOWHERE

    def values(self) -> dict[str, str]:
        """What stands in the templates."""
        card, query = self.card, self.film.shown_query
        return {
            "title": card.title,
            "channel": card.channel.name,
            "avatar": avatar(card.channel),
            "views": str(card.views),
            "published_at": card.published_at or card.created_at,
            "description": prose.described(card.description, card.duration_seconds, query),
            "poster": card.poster_url or "",
            "here": address(f"/watch/{card.id}", query),
            "notice": self.notice,
            "whole": self._whole(),
        }

    def _whole(self) -> Html:
        """From a part to all of it, where that is anybody's to see."""
        is_part = self.part.start > 0 or self.part.end is not None
        if not (is_part and self.standing in ANYBODYS):
            return Html("")
        return rendered("whole", address=f"/watch/{self.card.id}")

    def data(self, eager: bool) -> Html:
        """What the script reads. `eager`: whether it begins by itself, as in a page of its own."""
        playback = self.playback and self.playback.model_dump(exclude={"cookies"})
        shown = {
            "playback": playback,
            "again": address(f"/watch/{self.card.id}/playback", self.film.query),
            "plays": address(f"/api/videos/{self.card.id}/plays", self.film.shown_query),
            "source": "page" if eager else "embed",
            "part": asdict(self.part),
            "eager": eager,
            "can_grow": self.can_grow,
            "words": {name: told(key) for name, key in SENTENCES.items()},
        }
        # Inside <script>, "</" would end it; JSON has another way to write "<".
        return Html(json.dumps(shown).replace("<", "\\u003c"))

    def tags(self, base_url: str, *, embeddable: bool) -> Html:
        """What other sites show of it. Only what anybody may find is for search engines."""
        card = self.card
        is_public = card.visibility == "public" and self.film.link is None
        embed = urljoin(base_url, f"/embed/{card.id}") if embeddable else None
        picture = urljoin(base_url, card.poster_url) if card.poster_url else None
        seconds = card.duration_seconds
        return prose.tags(
            {
                "og:type": "video.other",
                "og:site_name": "Matinee",
                "og:title": card.title,
                "og:description": prose.preview(card.description),
                "description": prose.preview(card.description),
                "og:url": urljoin(base_url, address(f"/watch/{card.id}", self.film.shown_query)),
                "og:image": picture,
                "og:video": embed,
                "og:video:type": embed and "text/html",
                "og:video:width": embed and str(card.width or 1280),
                "og:video:height": embed and str(card.height or 720),
                "video:duration": f"{seconds:.0f}" if seconds else None,
                "twitter:card": "summary_large_image" if picture else "summary",
                "robots": None if is_public else "noindex",
            }
        )


def address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def avatar(channel: ChannelBrief) -> Html:
    """A channel's picture, or the letter that its name begins with."""
    if channel.picture_url is None:
        return rendered("initial", letter=channel.name[:1].upper())
    return rendered("picture", address=channel.picture_url)

"""Who may see which video: one table, and one function that looks into it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from backend.database.database import Database
from backend.database.pages import OwnCard
from backend.database.tables import Account, Video, VideoState
from backend.database.videos import Showing
from backend.errors import NotFound
from backend.transcode.api import Playable
from backend.transcode.plan.ladder import LAZY_LINE, TARGETS, TOLERANCE


class Right(IntEnum):
    """What somebody may, each with all that stands before it."""

    NOTHING = 0
    """For them there is no such video."""
    SEE = 1
    """Whoever has its id: its page, its media, its place in lists of their own."""
    FIND = 2
    """In the catalogue, too."""
    OWN = 3


class Relation(StrEnum):
    OWNER = "owner"
    FOLLOWER = "follower"
    OTHER = "other"
    GUEST = "guest"


class Standing(StrEnum):
    """Where a video is on its way to an audience. `PROCESSING` and `FAILED` are unlisted or public
    ones of which there is nothing to watch yet; what can be watched counts as that."""

    PRIVATE = "private"
    UNLISTED = "unlisted"
    PUBLIC = "public"
    SCHEDULED = "scheduled"
    PROCESSING = "processing"
    FAILED = "failed"
    DELETED = "deleted"
    UNPUBLISHED = "unpublished again"


def for_others(right: Right) -> Mapping[Relation, Right]:
    others = dict.fromkeys((Relation.FOLLOWER, Relation.OTHER, Relation.GUEST), right)
    return MappingProxyType({Relation.OWNER: Right.OWN, **others})


RIGHTS: Mapping[Standing, Mapping[Relation, Right]] = MappingProxyType(
    {
        Standing.PRIVATE: for_others(Right.NOTHING),
        Standing.UNLISTED: for_others(Right.SEE),
        Standing.PUBLIC: for_others(Right.FIND),
        Standing.SCHEDULED: for_others(Right.NOTHING),
        Standing.PROCESSING: for_others(Right.SEE),
        Standing.FAILED: for_others(Right.NOTHING),
        Standing.DELETED: MappingProxyType(dict.fromkeys(Relation, Right.NOTHING)),
        Standing.UNPUBLISHED: for_others(Right.NOTHING),
    }
)


class Showable(Protocol):
    """What has to be known of a video: a row, or a card of the catalogue."""

    @property
    def state(self) -> str: ...
    @property
    def visibility(self) -> str: ...
    @property
    def playable(self) -> str | None: ...
    @property
    def publish_at(self) -> float | None: ...
    @property
    def published_at(self) -> float | None: ...
    @property
    def deleted_at(self) -> float | None: ...


class Owned(Showable, Protocol):
    @property
    def account_id(self) -> str: ...


SomeVideo = TypeVar("SomeVideo", bound=Owned)


def standing(film: Showable, now: float) -> Standing:
    if film.state == VideoState.DELETED or film.deleted_at is not None:
        return Standing.DELETED
    if film.visibility == "private":
        return Standing.PRIVATE if film.published_at is None else Standing.UNPUBLISHED
    if film.publish_at is not None and film.publish_at > now:
        return Standing.SCHEDULED
    if film.playable != Playable.ADAPTIVE:
        has_failed = film.state == VideoState.FAILED
        return Standing.FAILED if has_failed else Standing.PROCESSING
    return Standing(film.visibility)


def right_to(film: Showable, relation: Relation, now: float) -> Right:
    """The one place that decides it."""
    return RIGHTS[standing(film, now)][relation]


def relation_of(viewer: str | None, owner: str, *, follows: bool = False) -> Relation:
    """`viewer` is an account's id; None: a guest."""
    if viewer is None:
        return Relation.GUEST
    if viewer == owner:
        return Relation.OWNER
    return Relation.FOLLOWER if follows else Relation.OTHER


def id_of(visitor: Account | None) -> str | None:
    return visitor.id if visitor is not None else None


class NoSuchVideo(NotFound):
    sentence = "no_such_video"


class NoSuchVersion(NotFound):
    sentence = "no_such_version"


def own_video(database: Database, account: Account, video_id: str) -> Video:
    return allowed(database, account, video_id, Right.OWN)


def hidden_video(database: Database, account: Account, video_id: str) -> Video:
    """One of the account's that is not deleted for good."""
    film = database.video(video_id)
    is_own = film is not None and film.account_id == account.id and film.replaces is None
    if film is None or not is_own or film.state == VideoState.DELETED:
        raise NoSuchVideo
    return film


def own_version(database: Database, account: Account, video_id: str, number: int) -> Video:
    """A source of the account's video that can be watched; that may be the one that it shows."""
    film = own_video(database, account, video_id)
    for row in (film, *database.replacements(video_id)):
        if row.source_number == number and row.state == VideoState.READY:
            return row
    raise NoSuchVersion


def visible_video(database: Database, visitor: Account | None, video_id: str) -> Video:
    """One that the visitor may see. Others seem not to exist."""
    return allowed(database, visitor, video_id, Right.SEE)


def showing(database: Database, visitor: Account | None, video_id: str) -> Showing:
    """One that the visitor may watch."""
    film = database.showing(id_of(visitor), video_id)
    if film is not None and film.replaces is not None:
        raise NoSuchVideo
    return granted(film, visitor, Right.SEE, database.clock())


def seen_card(database: Database, visitor: Account | None, video_id: str) -> OwnCard:
    """With what only an owner is shown: the caller looks whether the visitor is that."""
    found = database.own_cards(id_of(visitor), [video_id])
    granted(found[0].card if found else None, visitor, Right.SEE, database.clock())
    return found[0]


def check(database: Database, video_id: str, relation: Relation) -> Standing:
    """Raises NoSuchVideo for what they may not see."""
    if (film := database.showing(None, video_id)) is None:
        raise NoSuchVideo
    place = standing(film, database.clock())
    if RIGHTS[place][relation] < Right.SEE:
        raise NoSuchVideo
    return place


def allowed(database: Database, visitor: Account | None, video_id: str, least: Right) -> Video:
    """A version of a film is none by itself."""
    film = database.video(video_id)
    if film is not None and film.replaces is not None:
        raise NoSuchVideo
    return granted(film, visitor, least, database.clock())


def granted(film: SomeVideo | None, visitor: Account | None, least: Right, now: float) -> SomeVideo:
    """Others than those seem not to exist."""
    if film is None:
        raise NoSuchVideo
    if right_to(film, relation_of(id_of(visitor), film.account_id), now) < least:
        raise NoSuchVideo
    return film


def lacks_lines(video: Showing | Video, height: int) -> bool:
    """Whether the viewer can show more than a lazy ladder begins with, and the source has it."""
    return height > LAZY_LINE and can_grow(video)


def can_grow(video: Showing | Video) -> bool:
    """Whether a lazy ladder of it begins with less than there is."""
    put_off = min(line for line in TARGETS if line > LAZY_LINE)
    source = min(video.width or 0, video.height or 0) * TOLERANCE
    return source >= put_off and video.state == VideoState.READY

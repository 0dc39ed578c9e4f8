"""The JSON by which an owner edits videos: their words, chapters and captions."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from backend.catalogue.chapters import LONGEST_TITLE, MOST_CHAPTERS
from backend.catalogue.embedding import tidy_embedding
from backend.http.schemas.common import (
    Body,
    Id,
    Language,
    Moment,
    Prose,
    Seconds,
    SubtitleView,
    Tag,
    Title,
    Visibility,
    tidy,
)

Tags = Annotated[list[Tag], Field(max_length=30)]
Embedding = Annotated[str, Field(max_length=2000), AfterValidator(tidy_embedding)]


class ChapterBody(Body):
    start_seconds: Seconds
    title: Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(tidy)]


def in_order(chapters: list[ChapterBody]) -> list[ChapterBody]:
    starts = [chapter.start_seconds for chapter in chapters]
    if any(later <= earlier for earlier, later in pairwise(starts)):
        raise ValueError("do not follow one another")
    return chapters


Chapters = Annotated[list[ChapterBody], Field(max_length=MOST_CHAPTERS), AfterValidator(in_order)]


class VideoChange(Body):
    """Only what is named changes; null empties `publish_at` and `language`, and as `channel_id`
    stands for the default channel. `chapters` go before those of the description and of the file:
    [] has none shown, null leaves it to the others again."""

    title: Title | None = None
    description: Prose | None = None
    channel_id: Id | None = None
    visibility: Visibility | None = None
    publish_at: Moment | None = None
    tags: Tags | None = None
    language: Language | None = None
    embedding: Embedding | None = None
    chapters: Chapters | None = None


class ChannelDefaults(Body):
    """What new videos of a channel begin with, where their upload does not say."""

    description: Prose | None = None
    tags: Tags | None = None
    language: Language | None = None
    visibility: Visibility | None = None
    embedding: Embedding | None = None


Origin = Literal["own", "description", "file", ""]


class ChapterView(BaseModel):
    start_seconds: float
    title: str


class ChapterList(BaseModel):
    """`origin`: where they are from; "" with none at all. `embedded` are those of the file."""

    origin: Origin
    chapters: list[ChapterView]
    embedded: list[ChapterView]


class SuggestedStarts(BaseModel):
    """Where chapters may begin; none where no scene is clearly another."""

    starts: list[float]


class OwnSubtitleView(SubtitleView):
    """`own`: uploaded beside the film, not a part of its file."""

    own: bool


class SubtitleList(BaseModel):
    subtitles: list[OwnSubtitleView]

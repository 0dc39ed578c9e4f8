"""What is said of a video besides its file: checked before a byte goes out, told to the server once
it knows the video."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from app.cli import values
from app.cli.exit_codes import Misused
from app.cli.target import channel_of, playlist_of
from app.server.client import Client
from app.server.editing import FURTHEST_AWAY

LONGEST_TITLE = 300
Changes = Mapping[str, str | list[str] | None]


@dataclass(frozen=True, slots=True)
class Details:
    """`changes` are fields of the video; the others are calls of their own."""

    changes: Changes
    captions: tuple[values.Captions, ...] = ()
    poster: Path | None = None
    channel: str | None = None
    playlist: str | None = None

    @property
    def of_one_film(self) -> bool:
        """Whether something is said that can't be meant of several."""
        return "title" in self.changes or bool(self.captions) or self.poster is not None

    @property
    def is_empty(self) -> bool:
        return self == Details({})


def details_of(options: argparse.Namespace, now: datetime) -> Details:
    """Raises Misused for what can't be meant."""
    captions = tuple(map(values.captions, options.captions))
    languages = [each.language.lower() for each in captions]
    if len(set(languages)) < len(languages):
        raise Misused("Two files of captions are for the same language.")
    return Details(
        changes_of(options, now),
        captions,
        values.existing(options.poster) if options.poster else None,
        options.channel,
        options.playlist,
    )


def changes_of(options: argparse.Namespace, now: datetime) -> Changes:
    changes: dict[str, str | list[str] | None] = {}
    if options.title is not None:
        changes["title"] = title(options.title)
    if options.description_file is not None:
        changes["description"] = values.description(options.description_file)
    if options.tags is not None:
        changes["tags"] = values.tags(options.tags)
    if options.language is not None:
        changes["language"] = values.language(options.language)
    if options.visibility is not None:
        changes["visibility"] = options.visibility
    if options.publish_at is not None:
        changes |= publication(options.publish_at, options.visibility, now)
    return changes


def title(text: str) -> str:
    """On one line."""
    if not (words := " ".join(text.split())):
        raise Misused("A title can't be empty.")
    if len(words) > LONGEST_TITLE:
        raise Misused(
            "The title is too long: {count} letters, where {most} are the most.",
            count=len(words),
            most=LONGEST_TITLE,
        )
    return words


def publication(text: str, visibility: str | None, now: datetime) -> dict[str, str | None]:
    """What is to be published is public then, unless it is said to be unlisted; what is not to be
    any more is private again, or it would be public at once."""
    when = values.moment(text, now)
    if not when:
        return {"publish_at": None, "visibility": visibility or "private"}
    if datetime.fromisoformat(when) - now > FURTHEST_AWAY:
        raise Misused(
            "{time} is too far away: choose one within the next hundred years.", time=text
        )
    if visibility == "private":
        raise Misused("What is private is never published: leave out --visibility or --publish-at.")
    return {"publish_at": when, "visibility": visibility or "public"}


Step = Callable[[], object]


def steps_of(client: Client, details: Details) -> Callable[[str], list[Step]]:
    """The calls that tell a video's details, each of which may be repeated; channel and playlist
    are looked up now, so that one which does not exist is known before anything is sent."""
    changes = dict(details.changes)
    if details.channel is not None:
        changes["channel_id"] = channel_of(client, details.channel)
    playlist = playlist_of(client, details.playlist) if details.playlist is not None else None

    def steps(video_id: str) -> list[Step]:
        calls: list[Step] = []
        if changes:
            calls.append(partial(client.editing.describe, video_id, changes))
        calls += [
            partial(client.add_subtitles, video_id, each.language, each.file)
            for each in details.captions
        ]
        if details.poster is not None:
            calls.append(partial(client.set_poster, video_id, details.poster))
        if playlist is not None:
            calls.append(partial(client.viewing.add_to_playlist, playlist, video_id))
        return calls

    return steps

"""The films that are edited, what is said of them, and the way back; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.edits.draft import PLAYLIST, Draft, is_file
from app.server.videos import Video

MOST_STEPS = 200
PRIVATE, PUBLIC = "private", "public"


class Mixed:
    """Stands for values of several films that differ."""

    def __repr__(self) -> str:
        return "MIXED"


MIXED = Mixed()


@dataclass(frozen=True, slots=True)
class EditedFilm:
    """`key` names it for the outbox; `values` is what is said of it, by the names of a draft."""

    key: str
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    video: Video | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one thing, for the films that had it otherwise, by their keys."""

    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


Drafts = Mapping[str, Draft]
Step = tuple[str, Any, Sequence[EditedFilm]]
"""Something that is said, and of which films."""


@dataclass(frozen=True, slots=True)
class EditHistory:
    """The films as they are now, and how they came to be so."""

    films: tuple[EditedFilm, ...] = ()
    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    def value(self, name: str) -> Any:
        """What all films have in common, or MIXED."""
        values = [film.values.get(name) for film in self.films]
        if not values or all(value == values[0] for value in values):
            return values[0] if values else None
        return MIXED

    def put(self, name: str, value: Any) -> tuple[EditHistory, Drafts]:
        """Say it of all; where they have it so already, nothing happens."""
        return self.put_each(name, {film.key: value for film in self.films})

    def put_each(self, name: str, values: Mapping[str, Any]) -> tuple[EditHistory, Drafts]:
        """Say it of each film its own."""
        had = {film.key: film.values.get(name) for film in self.films}
        after = {k: v for k, v in values.items() if k in had and had[k] != v}
        if not after:
            return self, {}
        edit = Edit(name, {key: had[key] for key in after}, after)
        done = (*self.done, edit)[-MOST_STEPS:]
        films = changed(self.films, name, after)
        return EditHistory(films, done), drafts_of(name, after)

    def publish(self, name: str, value: Any, now: datetime) -> tuple[EditHistory, Drafts]:
        """Say of all who may see them (visibility) or from when on (publish_at), and what follows
        from that."""
        history, drafts = self, dict[str, Draft]()
        for each, said, films in publication(self.films, name, value, now):
            history, more = history.put_each(each, {film.key: said for film in films})
            drafts |= {key: drafts.get(key, Draft()).then(draft) for key, draft in more.items()}
        return history, drafts

    def knowing(self, name: str, value: Any) -> EditHistory:
        """What was so before anything was said of it, as it turns out."""
        films = changed(self.films, name, {film.key: value for film in self.films})
        return replace(self, films=films)

    def knowing_each(self, name: str, values: Mapping[str, Any]) -> EditHistory:
        """What is so of each film by its key, as it turns out, unless something is said of it."""
        unsaid = {film.key for film in self.films if name not in film.values}
        news = {key: value for key, value in values.items() if key in unsaid}
        return replace(self, films=changed(self.films, name, news))

    def common(self, names: Sequence[str]) -> dict[str, Any]:
        """What all films have in common of these."""
        found = {name: self.value(name) for name in names}
        return {name: value for name, value in found.items() if value is not MIXED}

    def undo(self) -> tuple[EditHistory, Drafts]:
        if not self.done:
            return self, {}
        edit = self.done[-1]
        films = changed(self.films, edit.name, edit.before)
        undone = (*self.undone, edit)
        return EditHistory(films, self.done[:-1], undone), drafts_of(edit.name, edit.before)

    def redo(self) -> tuple[EditHistory, Drafts]:
        if not self.undone:
            return self, {}
        edit = self.undone[-1]
        films = changed(self.films, edit.name, edit.after)
        done, undone = (*self.done, edit), self.undone[:-1]
        return EditHistory(films, done, undone), drafts_of(edit.name, edit.after)


def publication(
    films: Sequence[EditedFilm], name: str, value: Any, now: datetime
) -> tuple[Step, Step]:
    """Nothing is both private and to be published. On no step of the way, nor of the way back,
    others may see it too early."""
    waiting = [film for film in films if is_to_come(film.values.get("publish_at"), now)]
    if name == "visibility":
        return (name, value, films), ("publish_at", None, waiting if value == PRIVATE else ())
    if value is None:
        return ("visibility", PRIVATE, waiting), (name, value, films)
    hidden = [film for film in films if film.values.get("visibility") == PRIVATE]
    return (name, value, films), ("visibility", PUBLIC, hidden)


def is_to_come(moment: str | None, now: datetime) -> bool:
    return moment is not None and datetime.fromisoformat(moment) > now


def changed(
    films: Sequence[EditedFilm], name: str, values: Mapping[str, Any]
) -> tuple[EditedFilm, ...]:
    return tuple(
        replace(film, values={**film.values, name: values[film.key]})
        if film.key in values
        else film
        for film in films
    )


def drafts_of(name: str, values: Mapping[str, Any]) -> Drafts:
    return {key: Draft({name: as_said(name, value)}) for key, value in values.items()}


def as_said(name: str, value: Any) -> Any:
    """What nobody said before is taken back by saying that there is to be none."""
    if value is not None:
        return value
    if is_file(name):
        return ""
    return False if name.startswith(PLAYLIST) else None


def values_of(video: Video) -> dict[str, Any]:
    """What is said of a film that the backend has."""
    return {
        "title": video.title,
        "description": video.description,
        "tags": list(video.tags),
        "language": video.language,
        "visibility": video.visibility,
        "publish_at": video.publish_at,
        "channel_id": video.channel.id if video.channel else None,
        "embedding": video.embedding,
    }


def values_of_new(filename: str, channel_id: str | None, defaults: Mapping[str, Any]) -> Any:
    """Of one that it does not have yet: as it will make it."""
    return {
        "title": title_of(filename),
        "description": "",
        "tags": [],
        "language": None,
        "visibility": "private",
        "publish_at": None,
        "channel_id": channel_id,
        "embedding": "everywhere",
        **defaults,
    }


def title_of(filename: str) -> str:
    """`holiday_2024.mp4` → `holiday 2024`, as the server names it."""
    stem = filename.rpartition(".")[0] or filename
    return " ".join(stem.replace("_", " ").split()) or filename

"""What this computer remembers of films: where files of its own were left, by what is in them, and
what was chosen for a film or a channel. A value; and the one small file in which it is kept."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from app.errors import writing
from app.player.engine.api import PlayerState, Track
from app.private_files import write_private

log = logging.getLogger(__name__)

T = TypeVar("T")
MOST_FILES, MOST_CHOICES = 200, 500
OFF = "off"


@dataclass(frozen=True, slots=True)
class PlayedFile:
    path: str
    title: str
    position_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FilmChoices:
    """None is what nobody chose. Tracks go by `name_of`; delays are a film's alone."""

    speed: float | None = None
    sound: str | None = None
    subtitle: str | None = None
    sound_delay: float | None = None
    subtitle_delay: float | None = None

    def over(self, other: FilmChoices) -> FilmChoices:
        """With the other's, where nothing was chosen here."""
        own = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(other, **own)

    def without(self, other: FilmChoices) -> FilmChoices:
        """What the other does not say as well."""
        own, others = asdict(self), asdict(other)
        return FilmChoices(**{name: own[name] for name in own if own[name] != others[name]})

    @property
    def of_channel(self) -> FilmChoices:
        return replace(self, sound_delay=None, subtitle_delay=None)


NOTHING_CHOSEN = FilmChoices()


@dataclass(frozen=True, slots=True)
class FilmMemory:
    """Both with the newest last; the oldest are forgotten."""

    files: Mapping[str, PlayedFile] = field(default_factory=dict)
    choices: Mapping[str, FilmChoices] = field(default_factory=dict)

    def with_file(self, key: str, file: PlayedFile) -> FilmMemory:
        return replace(self, files=newest(self.files, key, file, MOST_FILES))

    def choosing(self, key: str, chosen: FilmChoices) -> FilmMemory:
        chosen = chosen.over(self.choices.get(key, NOTHING_CHOSEN))
        return replace(self, choices=newest(self.choices, key, chosen, MOST_CHOICES))

    def chosen(self, film: str, channel: str) -> FilmChoices:
        """For a film, or else for its channel."""
        of_film, of_channel = (self.choices.get(k, NOTHING_CHOSEN) for k in (film, channel))
        return of_film.over(of_channel)

    def recent(self, most: int) -> Sequence[PlayedFile]:
        return list(self.files.values())[: -most - 1 : -1]

    def to_json(self) -> Mapping[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> FilmMemory:
        """Raises ValueError, KeyError, TypeError or AttributeError for what is none."""
        files = {key: PlayedFile(**one) for key, one in document["files"].items()}
        chosen = {key: FilmChoices(**one) for key, one in document["choices"].items()}
        return cls(files, chosen)


def newest(kept: Mapping[str, T], key: str, value: T, most: int) -> Mapping[str, T]:
    others = [(known, one) for known, one in kept.items() if known != key]
    return dict([*others, (key, value)][-most:])


# What a viewer chooses, as states of the player show it


def name_of(track: Track) -> str:
    return f"{track.language}/{track.label}"


def found(tracks: Sequence[Track], name: str) -> int | None:
    """The track of that name, or else the first one of its language."""
    names, language = [name_of(track) for track in tracks], name.partition("/")[0]
    if name in names:
        return names.index(name)
    spoken = [track.language for track in tracks]
    return spoken.index(language) if language and language in spoken else None


def changes(before: PlayerState, now: PlayerState) -> FilmChoices:
    """What somebody chose between two states of the same film; a list of tracks that is another
    one has a default of its own, and captions may come by themselves."""
    sound = subtitle = None
    if before.sounds == now.sounds and before.sound_now != now.sound_now is not None:
        sound = name_of(now.sounds[now.sound_now])
    is_other = before.subtitle_now != now.subtitle_now and not now.subtitle_by_itself
    if before.subtitles == now.subtitles and is_other:
        place = now.subtitle_now
        subtitle = OFF if place is None else name_of(now.subtitles[place])
    return FilmChoices(
        one_of(before.speed, now.speed),
        sound,
        subtitle,
        one_of(before.sound.delay_seconds, now.sound.delay_seconds),
        one_of(before.look.delay_seconds, now.look.delay_seconds),
    )


def one_of(before: float, now: float) -> float | None:
    return now if before != now else None


class MemoryFile:
    """From any thread; what blocks says so. Changes hold at once, and are kept by `write`."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock, self._disk = file, threading.Lock(), threading.Lock()
        self._memory: FilmMemory | None = None

    @property
    def at_hand(self) -> FilmMemory:
        """Nothing, before `load`."""
        return self._memory or FilmMemory()

    def load(self) -> FilmMemory:
        """Blocks the first time."""
        with self._disk:
            if self._memory is None:
                self._memory = self._read()
        return self._memory

    def change(self, change: Callable[[FilmMemory], FilmMemory]) -> None:
        """Of what was loaded."""
        with self._lock:
            self._memory = change(self.at_hand)

    def write(self) -> None:
        """Blocks; raises CantWrite. Nobody else may read it."""
        with self._disk, writing(self._file):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_private(self._file, json.dumps(self.at_hand.to_json()).encode())

    def clear(self) -> None:
        """Blocks; raises CantWrite."""
        if self.load() != FilmMemory():
            self.change(lambda _memory: FilmMemory())
            self.write()

    def _read(self) -> FilmMemory:
        try:
            return FilmMemory.from_json(json.loads(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return FilmMemory()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.info("What was remembered of films can't be read: %s", error)
            return FilmMemory()

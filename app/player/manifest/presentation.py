"""A film as its origin describes it: playlists loaded, watched while they grow, and renewed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import urljoin

from app.errors import MatineeError, Sentence
from app.player import bounds
from app.player.abr import controller
from app.player.abr.throughput import Estimate
from app.player.http import (
    HttpClient,
    HttpFault,
    MediaCredentials,
    Resource,
    TooLarge,
    Trouble,
)
from app.player.manifest import dash, hls
from app.player.manifest.playlist import (
    MediaPlaylist,
    Multivariant,
    NoPlaylist,
    PlaylistUnreadable,
    Segment,
    Sidecar,
    Variant,
)
from app.player.manifest.timeline import Timeline

LEAST_SECONDS_BETWEEN_RENEWALS = 2.0
SUPPOSED_SEGMENT_SECONDS = 4.0
USED_SHARE_OF_LIFETIME = 0.8


def segment_name(place: int) -> str:
    """As the backend calls it, in the folder of each rung."""
    return f"{place:05d}.ts"


Description = Multivariant | MediaPlaylist | dash.Manifest


@dataclass(frozen=True, slots=True)
class Text:
    """What a playlist or manifest says, and the address that it came from, redirects followed."""

    raw: bytes
    url: str

    def read(self) -> Description:
        if dash.is_manifest(self.raw):
            return dash.parse(self.raw, self.url)
        return hls.parse(self.raw.decode("utf-8", "replace"), self.url)


@dataclass(frozen=True, slots=True)
class OriginalPlace:
    """Where the file is that a ladder is made from."""

    url: str
    credentials: MediaCredentials = field(default_factory=MediaCredentials)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a film is, what its requests must carry, and for how long that is good. `original` is
    there while its ladder still grows."""

    url: str
    credentials: MediaCredentials = field(default_factory=MediaCredentials)
    total_seconds: float | None = None
    expires_in_seconds: float | None = None
    original: OriginalPlace | None = None


class Origin:
    """Where a film is at present, and the requests to it.

    `renewed` asks the backend for the source again; None: it is a film of somebody else's.
    `allowed_hosts` may be in the viewer's own network, whatever the film is.
    """

    def __init__(
        self,
        source: Source,
        renewed: Callable[[], Source] | None = None,
        allowed_hosts: Collection[str] = (),
    ) -> None:
        self.source = source
        self.http = HttpClient(lambda: self.source.credentials, allowed_hosts)
        self._renewed = renewed

    @property
    def is_ours(self) -> bool:
        return self._renewed is not None

    def renew(self) -> None:
        if self._renewed is not None:
            self.source = self._renewed()


class Presentation:
    """Knows every playlist of one film, or with `plays_sound_alone` that of its sound: `variants`
    are all that can be chosen, the `timeline` has those that are played."""

    def __init__(self, origin: Origin, *, plays_sound_alone: bool = False) -> None:
        self._lock = threading.RLock()
        self._origin = origin
        self.plays_sound_alone = plays_sound_alone
        self._http = origin.http
        self._renewed_at = time.monotonic()
        self._urls: list[str] = []
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="matinee-lists", daemon=True)
        self.timeline = Timeline(())
        self.variants: tuple[Variant, ...] = ()
        self.sound_alone: Variant | None = None
        self.sounds: tuple[tuple[Sidecar, Timeline], ...] = ()
        self.sound_inside: Sidecar | None = None
        self.subtitles: tuple[Sidecar, ...] = ()
        self.title = ""

    def load(
        self, estimate: Estimate | None, text: Text | None = None, *, hasten: bool = True
    ) -> None:
        """Fetch what the first segment needs: the multivariant playlist and one media playlist.

        With `hasten` that segment is asked for meanwhile. Raises `HttpFault` or
        `PlaylistUnreadable`.
        """
        found = self._describe() if text is None else text.read()
        total = self._origin.source.total_seconds
        if isinstance(found, MediaPlaylist):
            self._urls = [self._origin.source.url]
            self.timeline = Timeline([_only_variant(self._origin.source.url)], total)
            self.timeline.set_playlist(0, found)
        elif isinstance(found, dash.Manifest):
            self._take_manifest(found)
        else:
            self._take_variants(found, total)
            first = self._first_rung(estimate)
            # The names are known of the backend's own films.
            if hasten and self._origin.is_ours:
                self._http.hasten(Resource(urljoin(self._urls[first], segment_name(0))))
            self.refresh(first, None)
        self.variants = self.variants or self.timeline.variants

    def watch(self) -> None:
        """Load the other rungs and keep all of it up to date, on a thread of its own."""
        self._watcher.start()

    def close(self) -> None:
        self._ended.set()
        if self._watcher.is_alive():
            self._watcher.join(timeout=2)

    def refresh(self, rung: int, trouble: Trouble | None) -> None:
        """Bring a rung's playlist up to date, after a refusal with new credentials."""
        with self._lock:
            if trouble is not None:
                self._renew()
            elif self._urls[rung]:
                self._load_rung(rung)

    def unlisted(self, rung: int, place: int) -> Segment | None:
        """What the server has of a rung beyond its playlist, which ends at the first gap. Others
        than ours make what they will, and their names are not known."""
        is_last = place >= len(self.timeline.durations) - 1  # which has all that is left
        if not (self._origin.is_ours and self._urls[rung]) or is_last:
            return None
        resource = Resource(urljoin(self._urls[rung], segment_name(place)))
        if (size := self._http.size_of(resource)) is None:
            return None
        return Segment(resource, self.timeline.durations[place], size)

    def sound_refresher(self, timeline: Timeline) -> Callable[[int, Trouble | None], None]:
        def refresh(_rung: int, trouble: Trouble | None) -> None:
            with self._lock:
                if trouble is not None:
                    self._renew()
                url = timeline.variants[0].url
                if url:
                    found = self._media(url)
                    if not self._has_room(found.weight - timeline.weight):
                        raise TooLarge
                    timeline.set_playlist(0, found)

        return refresh

    def _describe(self) -> Description:
        return self._text(self._origin.source.url).read()

    def _text(self, url: str) -> Text:
        return Text(*self._http.read_from(Resource(url)))

    def _take_variants(self, found: Multivariant, total: float | None) -> None:
        if not found.variants:
            raise PlaylistUnreadable("This video can't be played: its playlist offers nothing.")
        self.variants, self.sound_alone = found.variants, found.sound_alone
        played = self._played(found)
        self._urls = [variant.url for variant in played]
        self.timeline = Timeline(played, total)
        group = found.variants[-1].sound_group
        sounds = [sound for sound in found.sounds if sound.group == group]
        if self.plays_sound_alone:  # which has it inside
            sounds = []
        apart = sorted((s for s in sounds if s.url), key=lambda s: not s.default)
        self.sounds = tuple(
            (sound, Timeline([_only_variant(sound.url)], total)) for sound in apart[: bounds.SOUNDS]
        )
        self.sound_inside = next((s for s in sounds if not s.url), None)
        self.subtitles, self.title = found.subtitles, found.title

    def _played(self, found: Multivariant) -> tuple[Variant, ...]:
        if not self.plays_sound_alone:
            return found.variants
        if found.sound_alone is None:
            raise PlaylistUnreadable("The sound alone is not there any more.")
        return (found.sound_alone,)

    def _take_manifest(self, found: dash.Manifest) -> None:
        self._urls = [""] * len(found.variants)
        self.timeline = Timeline(found.variants)
        for rung, playlist in enumerate(found.playlists):
            self.timeline.set_playlist(rung, playlist)
        sounds = []
        for sound, playlist in found.sounds:
            timeline = Timeline([_only_variant("")])
            timeline.set_playlist(0, playlist)
            sounds.append((sound, timeline))
        self.sounds = tuple(sounds)
        self.subtitles, self.title = found.subtitles, found.title

    def _first_rung(self, estimate: Estimate | None) -> int:
        ladder = self.timeline.ladder
        view = controller.View(
            ladder=ladder,
            durations=(SUPPOSED_SEGMENT_SECONDS,),
            sizes=[[None]] * len(ladder),
            next_segment=0,
            buffer_seconds=0.0,
            last_rung=None,
            estimate=estimate,
            waiting=True,
        )
        return controller.choose(view).rung

    def _load_rung(self, rung: int) -> None:
        found = self._media(self._urls[rung])
        if not self._has_room(found.weight - self.timeline.weight_of(rung)):
            raise HttpFault(Trouble.MISSING, Sentence("This quality is not there."))
        if not self.timeline.set_playlist(rung, found):
            raise HttpFault(Trouble.MISSING, Sentence("This quality is cut differently."))

    def _has_room(self, weight: int) -> bool:
        timelines = (self.timeline, *(timeline for _, timeline in self.sounds))
        return weight + sum(t.weight for t in timelines) <= bounds.FILM_WEIGHT

    def _media(self, url: str) -> MediaPlaylist:
        found = self._text(url).read()
        if not isinstance(found, MediaPlaylist):
            raise NoPlaylist
        return found

    def _renew(self) -> None:
        """New credentials, new addresses: whatever was known is loaded again with them."""
        if time.monotonic() - self._renewed_at < LEAST_SECONDS_BETWEEN_RENEWALS:
            return
        self._renewed_at = time.monotonic()
        self._origin.renew()
        found = self._describe()
        if isinstance(found, Multivariant):
            by_name = {variant.name: variant.url for variant in self._played(found)}
            names = [variant.name for variant in self.timeline.variants]
            self._urls = [by_name.get(name, "") for name in names]
            for rung in range(len(names)):
                if self._urls[rung] and self.timeline.knows(rung):
                    self._load_rung(rung)
        elif isinstance(found, MediaPlaylist):
            self._urls = [self._origin.source.url]
            self.timeline.set_playlist(0, found)

    def _watch(self) -> None:
        for rung in range(len(self._urls)):
            if not self.timeline.knows(rung):
                self._try(lambda rung=rung: self.refresh(rung, None))  # type: ignore[misc]
        while not self._ended.wait(1.0):
            self._keep_fresh()

    def _keep_fresh(self) -> None:
        lifetime = self._origin.source.expires_in_seconds
        age = time.monotonic() - self._renewed_at
        if self._origin.is_ours and lifetime and age > lifetime * USED_SHARE_OF_LIFETIME:
            self._try(lambda: self.refresh(0, Trouble.REFUSED))
        if not self.timeline.complete:
            for rung in range(len(self._urls)):
                if self._urls[rung] and self.timeline.knows(rung) and not self._ended.is_set():
                    self._try(lambda rung=rung: self.refresh(rung, None))  # type: ignore[misc]

    def _try(self, work: Callable[[], None]) -> None:
        """A playlist that can't be had now is asked for again later, or when it is needed."""
        if self._ended.is_set():
            return
        try:
            work()
        except MatineeError:
            return


def _only_variant(url: str) -> Variant:
    return Variant(url, "source", 4e6, 4e6)

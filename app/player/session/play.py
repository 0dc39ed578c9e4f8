"""One play: everything that exists between opening a film and leaving it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from app.player import bounds
from app.player.abr import controller
from app.player.abr.network_history import KnownNetwork
from app.player.abr.throughput import Throughput
from app.player.engine.api import Medium
from app.player.fetch import cmcd
from app.player.fetch.cache import SegmentCache
from app.player.fetch.fetcher import Fetcher
from app.player.fetch.original import OriginalReader
from app.player.fetch.playback_status import PlaybackStatus, Tally, Wishes
from app.player.fetch.segment_buffer import SegmentBuffer
from app.player.fetch.size_probe import SizeProbe
from app.player.gateway.file_proxy import FileProxy
from app.player.gateway.server import Gateway, Mount, TrackDoor
from app.player.manifest.playlist import Sidecar
from app.player.manifest.presentation import Origin, Presentation, Source, Text
from app.player.manifest.subtitles import collect
from app.player.remux.container import TsContainer
from app.player.session.reading import Offer, Reading, preferred, rendition_of, tracks_of

ONE_SEGMENT = Wishes(buffer_seconds=0.1)


@dataclass(frozen=True, slots=True)
class Film:
    """What a play is made of; `renewed` and `allowed_hosts` as in `Origin`. `languages` are those
    of the viewer, the best first."""

    source: Source
    renewed: Callable[[], Source] | None = None
    network: KnownNetwork = field(default_factory=KnownNetwork)
    subtitles: tuple[Sidecar, ...] = ()
    choose: Callable[[controller.View], controller.Choice] = controller.choose
    tells_cmcd: bool = False
    languages: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()


class Endpoints:
    """Both ends of a play: the requests to its origin, and its place at the gateway."""

    def __init__(self, film: Film, gateway: Gateway) -> None:
        self.film = film
        self.origin = Origin(film.source, film.renewed, film.allowed_hosts)
        self.throughput = Throughput(film.network.seed, stale=film.network.stale)
        self.mount = Mount()
        self.original = OriginalReader(lambda: self.origin.source.original, film.allowed_hosts)
        self.address = gateway.mount(self.mount)
        self._gateway = gateway

    def told(self) -> dict[str, Any]:
        """What a reading has of its server."""
        origin = self.origin
        host = urlsplit(origin.source.url).netloc.rpartition("@")[2]
        return {
            "server": host,
            "answers": origin.http.answers,
            "cache_hits": origin.http.cache_hits,
        }

    def close(self) -> None:
        """End whatever is under way at either of them."""
        self._gateway.unmount(self.address)
        self.origin.http.close()
        self.original.close()

    def serve_subtitle(self, sidecar: Sidecar, name: str) -> str:
        """Have the gateway offer the whole track; its address. Blocks, raises `MatineeError`."""
        text = collect(sidecar.url, self.origin.http)
        self.mount.texts[name] = lambda: text
        return self.address + name


class FilePlay:
    """A film that is one file. Nothing of it has to be known before mpv opens it."""

    def __init__(self, ends: Endpoints) -> None:
        self.ends = ends
        self.subtitles = ends.film.subtitles
        self._proxy = FileProxy(ends.origin)
        ends.mount.file = self._proxy

    def prepare(self) -> None:
        """Nothing to fetch."""

    def load(self, _start_seconds: float) -> None:
        self.ends.mount.ready.set()

    def close(self) -> None:
        self._proxy.close()
        self.ends.close()

    def medium(self, start_seconds: float, *, paused: bool) -> Medium:
        address = self.ends.address + "file"
        return Medium(address, start_seconds, paused=paused, sealed=True)

    def offer(self) -> Offer:
        return Offer(subtitles=tracks_of(self.subtitles))

    def reading(self, _seconds: float) -> Reading:
        proxy, estimate = self._proxy, self.ends.throughput.estimate
        return Reading(
            Tally(
                proxy.received_bytes, trouble=proxy.trouble, error=proxy.error, way_on=proxy.way_on
            ),
            duration_seconds=self.ends.origin.source.total_seconds,
            throughput_bps=estimate.bps if estimate else None,
            **self.ends.told(),
        )


@dataclass(frozen=True, slots=True)
class ServedTrack:
    """One track: fetched at one end, handed to mpv at the other."""

    buffer: SegmentBuffer
    fetcher: Fetcher
    door: TrackDoor


class SegmentedPlay:
    """A film in segments. Made and loaded on a thread that may block.

    `text` is its playlist, if that was fetched to find out what it is. `sound_alone`: of the film
    nothing else is played.
    """

    def __init__(
        self, ends: Endpoints, text: Text | None = None, *, sound_alone: bool = False
    ) -> None:
        self.ends = ends
        self.subtitles = ends.film.subtitles
        self.presentation = Presentation(ends.origin, plays_sound_alone=sound_alone)
        self._text = text
        self._cmcd_session = str(uuid.uuid4()) if ends.film.tells_cmcd else ""
        self._loading = threading.Lock()
        self._prepared = self._loaded = False
        self._lock = threading.Lock()
        self._closed = False
        self._tracks: tuple[ServedTrack, ...] = ()
        self._heard: int | None = None
        self._wishes = ONE_SEGMENT
        self._probe: SizeProbe | None = None

    @property
    def opens_early(self) -> bool:
        """Whether mpv may open it before it is loaded: its segments are of our own making."""
        return self.ends.origin.is_ours

    @property
    def _segment_bytes(self) -> int:
        return bounds.OWN_SEGMENT_BYTES if self.ends.origin.is_ours else bounds.SEGMENT_BYTES

    @property
    def picture(self) -> SegmentBuffer | None:
        """The picture (and its sound, unless that is apart), once it is loaded."""
        return self._tracks[0].buffer if self._tracks else None

    def medium(self, start_seconds: float, *, paused: bool) -> Medium:
        """What mpv opens."""
        address, sounds = self.ends.address, range(len(self.presentation.sounds))
        return Medium(
            url=address + "picture/play.m3u8",
            start_seconds=start_seconds,
            segmented=True,
            known=self.opens_early,
            sounds=tuple(f"{address}sound{index}/play.m3u8" for index in sounds),
            sound=self._sound_now(),
            paused=paused,
        )

    def _sounds(self) -> tuple[Sidecar, ...]:
        """As mpv counts them: those inside the picture's segments come first."""
        apart = tuple(sound for sound, _ in self.presentation.sounds)
        inside = self.presentation.sound_inside
        return (inside, *apart) if inside is not None and apart else apart

    def _first_sound(self) -> int:
        return preferred(self._sounds(), self.ends.film.languages)

    def _sound_now(self) -> int:
        return self._first_sound() if self._heard is None else self._heard

    def prepare(self) -> None:
        """Fetch the playlists, unless they are here; raises `MatineeError`."""
        with self._loading:
            self._prepare(hasten=False)

    def load(self, start_seconds: float) -> None:
        """Fetch the playlists and begin with the first segment; raises `MatineeError`.

        When somebody else does that already, wait for it.
        """
        with self._loading:
            if self._loaded:
                return
            self.ends.original.prepare()
            self._prepare(hasten=not start_seconds)
            self._loaded = True
            self._begin(start_seconds)
            self.ends.mount.ready.set()

    def _prepare(self, *, hasten: bool) -> None:
        if self._prepared:
            return
        presentation = self.presentation
        presentation.load(self.ends.throughput.estimate, self._text, hasten=hasten)
        for _, timeline in presentation.sounds:
            presentation.sound_refresher(timeline)(0, None)
        self.subtitles += presentation.subtitles
        self._prepared = True

    def _begin(self, start_seconds: float) -> None:
        """Fetch every track from there on, a segment of each until it is watched."""
        tracks = self._new_tracks()
        with self._lock:
            if self._closed:
                return
            self._tracks = tuple(tracks.values())
            self.wish(ONE_SEGMENT)
            for name, track in tracks.items():
                self.ends.mount.tracks[name] = track.door
                # Of a sound that is not heard mpv looks at the beginning.
                track.fetcher.start(start_seconds if track in self._used else 0.0)
            if not self.ends.origin.is_ours:  # whose playlists tell all sizes
                self._probe = SizeProbe(tracks["picture"].buffer, self.ends.origin.http)
                self._probe.start()

    def _new_tracks(self) -> dict[str, ServedTrack]:
        presentation, alone = self.presentation, self.presentation.plays_sound_alone
        container = TsContainer(sound_alone=alone)
        http, throughput = self.ends.origin.http, self.ends.throughput
        picture = SegmentBuffer(presentation.timeline)
        fetcher = Fetcher(
            picture,
            http,
            presentation.refresh,
            throughput,
            container,
            query_of=self._cmcd,
            choose=self.ends.film.choose,
            segment_bytes=self._segment_bytes,
            # It has its picture and sound with it, and none of the sounds apart.
            original=None if presentation.sounds or alone else self.ends.original,
            unlisted=presentation.unlisted,
        )
        tracks = {"picture": ServedTrack(picture, fetcher, TrackDoor(picture))}
        for index, (_, timeline) in enumerate(presentation.sounds):
            sound = SegmentBuffer(timeline, SegmentCache(bounds.HELD_SOUND_BYTES))
            fetcher = Fetcher(
                sound,
                http,
                presentation.sound_refresher(timeline),
                throughput,
                container,
                segment_bytes=bounds.SOUND_SEGMENT_BYTES,
            )
            tracks[f"sound{index}"] = ServedTrack(sound, fetcher, TrackDoor(sound))
        return tracks

    def watch(self) -> None:
        """Keep the playlists up to date from now on."""
        self.presentation.watch()

    def close(self) -> None:
        """End it all, also while somebody still loads it."""
        with self._lock:
            self._closed = True
        if self._probe is not None:
            self._probe.close()
        for track in self._tracks:
            track.buffer.close()
            track.door.close()
        self.ends.close()
        for track in self._tracks:
            track.fetcher.close()
        self.presentation.close()

    def wish(self, wishes: Wishes) -> None:
        """Rungs are of the picture alone."""
        self._wishes = wishes
        heard = self._used
        for track in self._tracks[:1]:
            track.buffer.wish(wishes)
        for track in self._tracks[1:]:
            of_sound = Wishes(buffer_seconds=wishes.buffer_seconds, unheard=track not in heard)
            track.buffer.wish(of_sound)

    def hear(self, sound: int, seconds: float) -> None:
        """That one of those that are offered, from there on: the others are not fetched. mpv would
        read it from its beginning, and is about to seek."""
        before, self._heard = self._used, sound
        for track in self._used:
            if track not in before:
                track.door.seek(seconds)
        self.wish(self._wishes)

    @property
    def _used(self) -> tuple[ServedTrack, ...]:
        """The picture, and the sound that is heard with it, if that is apart."""
        heard = self._sound_now()
        inside = len(self._sounds()) - len(self.presentation.sounds)
        apart = self._tracks[1:][heard - inside : heard - inside + 1] if heard >= inside else ()
        return (*self._tracks[:1], *apart)

    def observe(self, status: PlaybackStatus) -> None:
        for track in self._tracks:
            track.buffer.observe(status)

    def prepare_seek(self, seconds: float) -> None:
        """mpv is about to seek to where it holds nothing itself; in what it plays alone."""
        for track in self._used:
            track.door.seek(seconds)

    def seek_begun(self) -> None:
        for track in self._used:
            track.door.seek_begun()

    def has(self, seconds: float) -> bool:
        """Whether the bytes of that moment are here, whole."""
        buffers = [track.buffer for track in self._used]
        return all(b.has(b.timeline.index_at(seconds)) for b in buffers)

    def shows_only(self, rung: int, from_seconds: float) -> bool:
        """Whether mpv was given nothing but this rung from there on."""
        return self.picture is not None and self.picture.gave_only(rung, from_seconds)

    def offer(self) -> Offer:
        presentation = self.presentation
        alone = presentation.sound_alone
        return Offer(
            tuple(map(rendition_of, presentation.variants)),
            presentation.timeline.ladder,
            tracks_of(self.subtitles),
            tracks_of(self._sounds()),
            self._first_sound(),
            presentation.title,
            None if alone is None else rendition_of(alone),
        )

    def reading(self, seconds: float) -> Reading:
        """How it stands, and what is shown at that time."""
        timeline, estimate = self.presentation.timeline, self.ends.throughput.estimate
        known = Reading(
            duration_seconds=timeline.duration_seconds or self.ends.origin.source.total_seconds,
            throughput_bps=estimate.bps if estimate else None,
            **self.ends.told(),
        )
        if (picture := self.picture) is None:
            return known
        rung = picture.rung_at(seconds)
        return replace(
            known,
            tally=sum((track.buffer.tally for track in self._tracks), Tally()),
            rendition=timeline.name_of(rung),
            buffered_until=picture.buffered_until(),
            held=picture.held(),
            made_until=timeline.made_until(),
            bytes_held=picture.bytes_held(),
            stuck=picture.stuck,
            plays_apart=self.ends.original.plays_apart(timeline.duration_seconds, estimate),
        )

    def _cmcd(self, view: controller.View, rung: int) -> str:
        if not self._cmcd_session:
            return ""
        return cmcd.query(
            self._cmcd_session,
            view.ladder[rung],
            view.ladder[-1],
            view.durations[view.next_segment],
            view.buffer_seconds,
            view.estimate,
            waiting=view.waiting,
        )


Play = SegmentedPlay | FilePlay

"""One play: everything that exists between opening a film and leaving it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

from app.player.abr import controller
from app.player.abr.network_history import KnownNetwork
from app.player.abr.throughput import Throughput
from app.player.engine.api import Medium
from app.player.fetch import cmcd
from app.player.fetch.fetcher import Fetcher
from app.player.fetch.playback_status import PlaybackStatus, Tally, Wishes
from app.player.gateway.file_proxy import FileProxy
from app.player.gateway.server import Gateway, Mount, TrackDoor
from app.player.http import HttpClient, MediaCredentials, Resource
from app.player.manifest.playlist import Sidecar
from app.player.manifest.presentation import Presentation, Source
from app.player.manifest.subtitles import collect
from app.player.remux.container import TsContainer
from app.server.videos import Playback

SNIFFED_BYTES = 4096
ONE_SEGMENT = 0.1


def source_of(playback: Playback) -> Source:
    return Source(
        url=playback.url,
        credentials=MediaCredentials(playback.query, playback.cookies),
        total_seconds=playback.duration_seconds,
        expires_in_seconds=playback.expires_in_seconds,
    )


class Play:
    """Fetches one film for mpv. Made and loaded on a thread that may block.

    `kind` is "hls", "progressive", or "?" to find out by looking.
    """

    def __init__(
        self,
        source: Source,
        kind: str,
        gateway: Gateway,
        renewed: Callable[[], Source] | None = None,
        link: KnownNetwork | None = None,
        subtitles: tuple[Sidecar, ...] = (),
        choose: Callable[[controller.View], controller.Choice] = controller.choose,
        *,
        tells_cmcd: bool = False,
    ) -> None:
        self.source = source
        self.kind = kind
        self.subtitles = subtitles
        self._choose = choose
        self._cmcd_session = str(uuid.uuid4()) if tells_cmcd else ""
        self.link = link or KnownNetwork()
        self.throughput = Throughput(self.link.seed, stale=self.link.stale)
        self._loading = threading.Lock()
        self._lock = threading.Lock()
        self._closed = False
        self._loaded = False
        self.presentation: Presentation | None = None
        self.picture: Fetcher | None = None
        self._gateway = gateway
        self._renewed = renewed
        self._http = HttpClient(source.credentials)
        self._mount = Mount()
        self._doors: list[TrackDoor] = []
        self._fetchers: list[Fetcher] = []
        self._wishes = Wishes(buffer_seconds=ONE_SEGMENT)
        self._limits = controller.Limits()
        self.address = gateway.mount(self._mount)

    @property
    def relay(self) -> FileProxy | None:
        return self._mount.file

    @property
    def is_segmented(self) -> bool:
        return self.kind == "hls"

    @property
    def opens_early(self) -> bool:
        """Whether mpv may open it before it is loaded: nothing of it has to be known for that."""
        return self.is_segmented and self._renewed is not None

    def medium(self, start_seconds: float, *, paused: bool) -> Medium:
        """What mpv opens."""
        count = len(self.presentation.sounds) if self.presentation else 0
        return Medium(
            url=self.address + ("picture/play.m3u8" if self.is_segmented else "file"),
            start_seconds=start_seconds,
            segmented=self.is_segmented,
            known=self.opens_early,
            sounds=tuple(f"{self.address}sound{index}/play.m3u8" for index in range(count)),
            paused=paused,
        )

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
            self._prepare(hasten=not start_seconds)
            self._loaded = True
            for name, fetcher in self._tracks():
                self._add_track(name, fetcher, start_seconds)
            self._mount.ready.set()

    def _prepare(self, *, hasten: bool) -> None:
        if self.presentation is not None or self._mount.file is not None:
            return
        text = self._sniff() if self.kind == "?" else None
        if self.kind == "progressive":
            self._mount.file = FileProxy(self._http, self.source.url, self._renewed_url)
            return
        presentation = Presentation(self.source, self._http, self._renewed)
        presentation.load(self.throughput.estimate, text, hasten=hasten)
        for _, timeline in presentation.sounds:
            presentation.sound_refresher(timeline)(0, None)
        self.subtitles += presentation.subtitles
        self.presentation = presentation

    def _tracks(self) -> Iterator[tuple[str, Fetcher]]:
        if (presentation := self.presentation) is None:
            return
        container = TsContainer()
        self.picture = Fetcher(
            presentation.timeline,
            self._http,
            presentation.refresh,
            self.throughput,
            container,
            query_of=self._cmcd,
            choose=self._choose,
        )
        yield "picture", self.picture
        for index, (_, timeline) in enumerate(presentation.sounds):
            refresh = presentation.sound_refresher(timeline)
            fetcher = Fetcher(timeline, self._http, refresh, self.throughput, container)
            yield f"sound{index}", fetcher

    def go(self) -> None:
        """From now on it is watched: fetch all that is wanted ahead."""
        self.wish(buffer_seconds=Wishes().buffer_seconds)
        if self.presentation is not None:
            self.presentation.watch()

    def close(self) -> None:
        """End it all, also while somebody still loads it."""
        self._gateway.unmount(self.address)
        with self._lock:
            self._closed = True
        for fetcher in self._fetchers:
            fetcher.close()
        if self.presentation is not None:
            self.presentation.close()
        if self._mount.file is not None:
            self._mount.file.close()
        self._http.close()

    def observe(self, situation: PlaybackStatus) -> None:
        for fetcher in self._fetchers:
            fetcher.observe(situation)

    def prepare_seek(self, seconds: float) -> None:
        """mpv is about to seek to where it holds nothing itself."""
        for door in self._doors:
            door.seek(seconds)

    def seek_begun(self) -> None:
        for door in self._doors:
            door.seek_begun()

    def has(self, seconds: float) -> bool:
        """Whether the bytes of that moment are here, whole."""
        return all(f.has(f.timeline.index_at(seconds)) for f in self._fetchers)

    def shows_only(self, rung: int, from_seconds: float) -> bool:
        """Whether mpv was given nothing but this rung from there on."""
        return self.picture is not None and self.picture.gave_only(rung, from_seconds)

    def fix(self, rung: int | None) -> None:
        self._wishes = replace(self._wishes, fixed=rung)
        self._apply()

    def limit(self, limits: controller.Limits) -> None:
        self._limits = limits
        self._apply()

    def wish(self, *, buffer_seconds: float) -> None:
        self._wishes = replace(self._wishes, buffer_seconds=buffer_seconds)
        self._apply()

    def tally(self) -> Tally:
        """The totals of all tracks, and of the file if it is one."""
        total = Tally()
        for fetcher in self._fetchers:
            one = fetcher.tally
            total = Tally(
                total.bytes_received + one.bytes_received,
                total.bytes_wasted + one.bytes_wasted,
                total.failures + one.failures,
                total.abandoned + one.abandoned,
                total.trouble or one.trouble,
                total.error or one.error,
                total.awaits or one.awaits,
            )
        if (relay := self._mount.file) is not None:
            total = replace(
                total,
                bytes_received=relay.received_bytes,
                trouble=relay.trouble,
                error=relay.error,
            )
        return total

    def subtitle_text(self, index: int) -> str:
        """The whole of a subtitle track as WebVTT; blocks, raises `MatineeError`."""
        return collect(self.subtitles[index].url, self._http)

    def offer_text(self, name: str, text: str) -> str:
        """Serve a text to mpv; its address."""
        self._mount.texts[name] = lambda: text
        return self.address + name

    def _apply(self) -> None:
        if self.picture is None or self.presentation is None:
            return
        cap = controller.cap(self.presentation.timeline.ladder, self._limits)
        self.picture.wish(replace(self._wishes, cap=cap))
        for fetcher in self._fetchers[1:]:
            fetcher.wish(Wishes(buffer_seconds=self._wishes.buffer_seconds))

    def _add_track(self, name: str, fetcher: Fetcher, start_seconds: float) -> None:
        door = TrackDoor(fetcher)
        fetcher.wish(Wishes(buffer_seconds=ONE_SEGMENT))
        with self._lock:
            if self._closed:
                return
            self._doors.append(door)
            self._fetchers.append(fetcher)
            self._mount.tracks[name] = door
            fetcher.start(start_seconds)

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

    def _renewed_url(self) -> str:
        if self._renewed is not None:
            self.source = self._renewed()
            self._http.renew(self.source.credentials)
        return self.source.url

    def _sniff(self) -> bytes | None:
        """Look whether it is a playlist (then its text) or a file."""
        body = self._http.open(Resource(self.source.url))
        text = b""
        try:
            for chunk in body.chunks():
                text += chunk
                head = text[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \r\n")
                if not head.startswith((b"#EXTM3U", b"<")):
                    self.kind = "progressive"
                    body.abort()
                    return None
        finally:
            body.close()
        self.kind = "hls"
        return text

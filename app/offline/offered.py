"""What a film can be kept at, and where each part of it is just now; blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.errors import MatineeError
from app.offline.film import FilmPlan, KeptSubtitles, KeptTrack, PlannedSegment
from app.player.http import HttpClient, MediaCredentials, Resource
from app.player.manifest import hls
from app.player.manifest.playlist import MediaPlaylist, Multivariant, NoPlaylist, Sidecar, Variant
from app.server.videos import Playback, SubtitleTrack, Video

PICTURE = "picture"


class OfflineApi(Protocol):
    """What is asked of the backend; `Client` is one."""

    def playback(self, video_id: str) -> Playback: ...
    def video(self, video_id: str) -> Video: ...
    def save_position(self, video_id: str, seconds: float) -> None: ...
    def fetch(self, url: str) -> bytes: ...


class NotYetWhole(MatineeError):
    """Its ladder still grows, or there will never be one."""

    def __init__(self) -> None:
        super().__init__(
            "This video can't be kept yet: the server is still making it. Try again later."
        )


class CantBeKept(MatineeError):
    def __init__(self) -> None:
        super().__init__("This video can't be kept: it is encrypted, or of an unusual kind.")


@dataclass(frozen=True, slots=True)
class OfflineChoice:
    """A film at one quality, with the addresses of this moment: they run out."""

    plan: FilmPlan
    resources: Mapping[str, Resource]
    subtitle_urls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OfflineOffer:
    """All qualities, from the lowest up."""

    video: Video
    playback: Playback
    choices: tuple[OfflineChoice, ...]

    @property
    def plans(self) -> tuple[FilmPlan, ...]:
        return tuple(choice.plan for choice in self.choices)

    def at(self, quality: str) -> OfflineChoice | None:
        return next((each for each in self.choices if each.plan.quality == quality), None)


def client_for(playback: Playback) -> HttpClient:
    credentials = MediaCredentials(playback.query, playback.cookies)
    return HttpClient(lambda: credentials)


def offer_of(
    video: Video, playback: Playback, http: HttpClient, only: str | None = None
) -> OfflineOffer:
    """With `only` the playlists of that quality alone are fetched. Raises MatineeError."""
    if playback.kind != "hls" or not playback.complete:
        raise NotYetWhole
    found = read(playback.url, http)
    if not isinstance(found, Multivariant):
        raise CantBeKept
    tracks = [*playback.subtitles]
    tracks += [SubtitleTrack(each.language, each.label, each.url) for each in found.subtitles]
    wanted = [each for each in found.variants if only is None or each.name == only]
    offered = [chosen(video, playback, found, variant, tracks, http) for variant in wanted]
    if not offered:
        raise NotYetWhole
    return OfflineOffer(video, playback, tuple(offered))


def chosen(
    video: Video,
    playback: Playback,
    film: Multivariant,
    variant: Variant,
    tracks: Sequence[SubtitleTrack],
    http: HttpClient,
) -> OfflineChoice:
    sounds = [each for each in film.sounds if each.group == variant.sound_group and each.url]
    names = [PICTURE, *(f"sound{at}" for at in range(len(sounds)))]
    urls = [variant.url, *(sound.url for sound in sounds)]
    lists = [media(url, http) for url in urls]
    about = [Sidecar("", ""), *sounds]
    kept = tuple(map(kept_track, names, lists, about))
    resources = {
        file: resource
        for track, playlist in zip(kept, lists, strict=True)
        for file, resource in zip(track.files, resources_of(playlist), strict=True)
    }
    subtitles = [
        KeptSubtitles(f"{at}.vtt", track.language, track.label) for at, track in enumerate(tracks)
    ]
    plan = FilmPlan(
        video_id=video.id,
        title=video.title,
        channel=video.channel.name if video.channel else "",
        quality=variant.name,
        width=variant.width,
        height=variant.height,
        average_bps=variant.average_bps,
        duration_seconds=playback.duration_seconds
        or sum(each.duration_seconds for each in lists[0].segments),
        tracks=kept,
        subtitles=tuple(subtitles),
        has_chapters=playback.chapters_url is not None,
        has_poster=(video.poster_url or playback.poster_url) is not None,
    )
    urls_of = {kept.file: track.url for kept, track in zip(subtitles, tracks, strict=True)}
    return OfflineChoice(plan, resources, urls_of)


def kept_track(name: str, playlist: MediaPlaylist, about: Sidecar) -> KeptTrack:
    """Raises NotYetWhole, or CantBeKept where it is of more than one piece."""
    segments = playlist.segments
    if not playlist.complete:
        raise NotYetWhole
    inits = {segment.init for segment in segments}
    if any(segment.key or segment.init_key for segment in segments) or len(inits) != 1:
        raise CantBeKept
    runs = [segment.run for segment in segments]
    planned = tuple(
        PlannedSegment(s.duration_seconds, s.size_bytes, jumps=at > 0 and s.run != runs[at - 1])
        for at, s in enumerate(segments)
    )
    return KeptTrack(name, planned, about.label, about.language, begins=inits != {None})


def resources_of(playlist: MediaPlaylist) -> list[Resource]:
    """In the order of the files of its track."""
    init = playlist.segments[0].init
    return ([init] if init else []) + [segment.resource for segment in playlist.segments]


def media(url: str, http: HttpClient) -> MediaPlaylist:
    found = read(url, http)
    if not isinstance(found, MediaPlaylist):
        raise NoPlaylist
    return found


def read(url: str, http: HttpClient) -> Multivariant | MediaPlaylist:
    raw, at = http.read_from(Resource(url))
    return hls.parse(raw.decode("utf-8", "replace"), at)

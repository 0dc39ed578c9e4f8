"""A small ladder on a server that can be told to fail, and the backend's word of it."""

from __future__ import annotations

from pathlib import Path

from app.errors import ServerRefused
from app.server.videos import ChannelBrief, Playback, SubtitleTrack, Video
from tests.app.player.origin_server import OriginServer

SECONDS = (4.0, 4.0, 1.5)
WEBVTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"


def segment(rung: str, at: int) -> bytes:
    return f"{rung} {at} ".encode() * (100 * len(rung))


def write_ladder(folder: Path) -> None:
    """Two rungs, and a sound apart from them."""
    lines = ["#EXTM3U", '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",URI="de/play.m3u8"']
    for name, size, rate in (("low", "320x180", 300_000), ("high", "1920x1080", 4_000_000)):
        lines += [f'#EXT-X-STREAM-INF:BANDWIDTH={rate},RESOLUTION={size},AUDIO="a"']
        lines += [f"{name}/play.m3u8"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.m3u8").write_text("\n".join(lines))
    for name in ("low", "high", "de"):
        (folder / name).mkdir(exist_ok=True)
        text = ["#EXTM3U"]
        for at, seconds in enumerate(SECONDS):
            content = segment(name, at)
            (folder / name / f"{at:05}.ts").write_bytes(content)
            rate = round(len(content) * 8 / seconds / 1000)
            text += [f"#EXT-X-BITRATE:{rate}", f"#EXTINF:{seconds},", f"{at:05}.ts"]
        (folder / name / "play.m3u8").write_text("\n".join([*text, "#EXT-X-ENDLIST"]))
    (folder / "de.vtt").write_bytes(WEBVTT)


class Backend:
    """Gives leave to watch what the origin has, unless it was taken back."""

    def __init__(self, origin: OriginServer, path: str = "main.m3u8") -> None:
        self.origin, self.path = origin, path
        self.is_gone, self.complete = False, True
        self.position, self.saved = 0.0, list[tuple[str, float]]()

    def playback(self, video_id: str) -> Playback:
        self._see()
        return Playback(
            video_id,
            "hls",
            self.origin.url(self.path),
            3600,
            duration_seconds=sum(SECONDS),
            chapters_url="chapters",
            subtitles=(SubtitleTrack("de", "Deutsch", self.origin.url("de.vtt")),),
            complete=self.complete,
        )

    def video(self, video_id: str) -> Video:
        self._see()
        channel = ChannelBrief("c", "birds", "Birds")
        return Video(
            *(video_id, "A heron", "ready"),
            poster_url="poster",
            channel=channel,
            position_seconds=self.position,
        )

    def save_position(self, video_id: str, seconds: float) -> None:
        self._see()
        self.saved.append((video_id, seconds))

    def fetch(self, url: str) -> bytes:
        return url.encode()

    def _see(self) -> None:
        if self.is_gone:
            raise ServerRefused(404, "not_found", "There is no such video.", retryable=False)

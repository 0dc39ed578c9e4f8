"""Two foreign players, hls.js and Shaka Player in headless Chromium, play the ladder to its end."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from backend.transcode.plan.ladder import Encoding
from tests.app.player.origin_server import OriginServer
from tests.bench.play.peers import browser
from tests.bench.transcode.subject import Subject, ffmpeg, say
from tests.bench.transcode.ways import ladder

SECONDS = 12
LIMIT_SECONDS = 60
FAST = 4


@dataclass(frozen=True)
class Player:
    """`script` is in the npm package; `start` plays SOURCE in `v`, and calls `fail` for errors."""

    package: str
    script: str
    start: str


HLS_JS = Player(
    "hls.js@1.7.4",
    "package/dist/hls.min.js",
    """const hls = new Hls();
    hls.on(Hls.Events.ERROR, (_, e) => fail(e.type + ' ' + e.details));
    hls.on(Hls.Events.MANIFEST_PARSED, (_, d) => { seen.rungs = d.levels.length; play(); });
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, (_, d) => { seen.tracks = d.audioTracks.length; });
    hls.loadSource(SOURCE); hls.attachMedia(v);""",
)
SHAKA = Player(
    "shaka-player@4.16.6",
    "package/dist/shaka-player.compiled.js",
    """shaka.polyfill.installAll();
    const player = new shaka.Player();
    player.addEventListener('error', e => fail('shaka ' + e.detail.code));
    player.attach(v).then(() => player.load(SOURCE)).then(() => {
      const tracks = player.getVariantTracks();
      seen.rungs = new Set(tracks.map(t => t.height)).size;
      seen.tracks = player.getAudioLanguages().length;
      play();
    }, e => fail('shaka ' + e.code));""",
)
PAGE = """<!doctype html><video id=v muted></video><script src="NAME"></script><script>
const v = document.getElementById('v'), SOURCE = new URL('PATH', location).href;
const seen = {errors: [], rungs: 0, tracks: 0, seconds: 0, ended: false};
const say = () => { seen.seconds = v.currentTime;
  fetch('report?' + encodeURIComponent(JSON.stringify(seen))); };
const fail = what => { seen.errors.push(what); say(); };
const play = () => { v.playbackRate = FAST; v.play(); };
v.addEventListener('error', () => fail('video ' + v.error.code + ' ' + v.error.message));
v.addEventListener('ended', () => { seen.ended = true; say(); });
setInterval(say, 1000);
START
</script>"""


def watch(subject: Subject, folder: Path, cache: Path) -> dict[str, Any]:
    """Errors and seconds played by each; None where a player can't be had here."""
    if shutil.which("chromium") is None:
        return {"foreign_players": None, "foreign_players_why": "there is no Chromium here"}
    film = _film(subject, folder)
    store = ladder(film, folder / "foreign", Encoding(preset="ultrafast", dash=True, copy=False))
    root = store.path("media/v/r")
    found: dict[str, Any] = {}
    for name, player, path in (
        ("hlsjs_hls", HLS_JS, "hls/multivariant.m3u8"),
        ("shaka_hls", SHAKA, "hls/multivariant.m3u8"),
        ("shaka_dash", SHAKA, "dash/manifest.mpd"),
    ):
        script = fetch(player, cache)
        found[name] = _play(player, script, root, path) if script else None
        say(f"  {name}: {found[name]}")
    wrong = [name for name, seen in found.items() if seen and (seen["errors"] or not seen["ended"])]
    return {"foreign_players": found, "foreign_players_wrong": wrong}


def _film(subject: Subject, folder: Path) -> Path:
    """A few seconds with a second sound track in a language of its own."""
    path = folder / "foreign.mkv"
    ffmpeg("-t", str(SECONDS), "-i", f"file:{subject.film}", "-f", "lavfi", "-i",
           f"sine=f=300:d={SECONDS}", "-map", "0:v:0", "-map", "0:a:0?", "-map", "1", "-c", "copy",
           "-c:a", "aac", "-metadata:s:a:1", "language=deu", str(path))  # fmt: skip
    return path


def fetch(player: Player, cache: Path) -> bytes | None:
    """The player's script, from npm by its own client."""
    archive = cache / (player.package.replace("@", "-") + ".tgz")
    if not archive.exists() and shutil.which("npm") is not None:
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", player.package], cwd=cache, capture_output=True)
    if not archive.exists():
        return None
    with tarfile.open(archive) as files:
        member = files.extractfile(player.script)
        return member.read() if member else None


def _play(player: Player, script: bytes, root: Path, path: str) -> dict[str, Any]:
    name = Path(player.script).name
    (root / name).write_bytes(script)
    page = PAGE.replace("START", player.start).replace("NAME", name).replace("PATH", path)
    (root / "page.html").write_text(page.replace("FAST", str(FAST)))
    origin = OriginServer(root)
    try:
        with browser(origin.url("page.html")):
            return _last_report(origin)
    finally:
        origin.close()


def _last_report(origin: OriginServer) -> dict[str, Any]:
    report: dict[str, Any] = {"errors": ["it never reported"], "ended": False}
    until = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < until and not report["ended"]:
        time.sleep(0.25)
        found = [r for r in origin.requests if r.startswith("report?")]
        if found:
            report = json.loads(unquote(found[-1].partition("?")[2]))
    return report

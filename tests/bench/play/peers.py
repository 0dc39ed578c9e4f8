"""hls.js in headless Chromium, watched through what its page reports to the origin."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.app.player.origin_server import OriginServer

VERSION = "1.7.4"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --mute-audio "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--autoplay-policy=no-user-gesture-required --disable-dev-shm-usage"
)
PAGE = """<!doctype html><video id=v muted></video><script src="hls.js"></script><script>
const v = document.getElementById('v'), began = performance.now(), levels = {};
let first = null, stalled = 0, since = null;
const now = () => (performance.now() - began) / 1000;
const hls = new Hls({maxBufferLength: 90, maxMaxBufferLength: 90});
hls.on(Hls.Events.FRAG_CHANGED, (_, d) => { levels[d.frag.sn] = d.frag.level; });
v.addEventListener('loadeddata', () => { if (first === null) { first = now(); } });
v.addEventListener('waiting', () => { if (first !== null && !v.ended) since = now(); });
v.addEventListener('playing', () => {
  if (since !== null) { stalled += now() - since; since = null; }
});
const say = done => { fetch('report?' + encodeURIComponent(JSON.stringify(
  {first, stalled: stalled + (since === null ? 0 : now() - since), levels, done}))); };
v.addEventListener('ended', () => say(true));
v.addEventListener('loadeddata', () => say(false), {once: true});
hls.loadSource('SOURCE'); hls.attachMedia(v);
hls.on(Hls.Events.MANIFEST_PARSED, () => v.play());
setInterval(() => say(false), 2000);
</script>"""


@dataclass(frozen=True)
class Watched:
    """One play as it was: seconds to the first frame, of stalls, and the rung of each segment."""

    startup_seconds: float
    stall_seconds: float
    rungs: tuple[int, ...]


def put_script(folder: Path, cache: Path) -> bool:
    """The library beside the page, from npm by its own client; False if that can't be."""
    archive = cache / f"hls.js-{VERSION}.tgz"
    if not archive.exists():
        if shutil.which("npm") is None:
            return False
        cache.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["npm", "pack", "--silent", f"hls.js@{VERSION}"], cwd=cache, capture_output=True
        )
        if done.returncode or not archive.exists():
            return False
    with tarfile.open(archive) as files:
        member = files.extractfile("package/dist/hls.min.js")
        assert member is not None
        (folder / "hls.js").write_bytes(member.read())
    return True


@contextmanager
def browser(url: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            ["chromium", *FLAGS.split(), f"--user-data-dir={profile}", url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def watch(origin: OriginServer, playlist: str, segments: int, limit: float) -> Watched | None:
    """Let hls.js play the film to its end, or to the limit; None if it never reported."""
    (origin.folder / "page.html").write_text(PAGE.replace("SOURCE", playlist))
    with browser(origin.url("page.html")):
        end = time.monotonic() + limit
        report = None
        while time.monotonic() < end and not (report and report["done"]):
            time.sleep(0.25)
            report = latest_report(origin) or report
    if report is None or report["first"] is None:
        return None
    levels = {int(number): level for number, level in report["levels"].items()}
    rungs = tuple(levels[n] for n in sorted(levels))[:segments]
    return Watched(report["first"], report["stalled"], rungs)


def latest_report(origin: OriginServer) -> Any:
    found = [r for r in origin.requests if r.startswith("report?")]
    return json.loads(unquote(found[-1].partition("?")[2])) if found else None

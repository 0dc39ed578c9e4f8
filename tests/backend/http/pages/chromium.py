"""A real browser: headless Chromium, driven by its DevTools protocol through a pair of pipes."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 20.0
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --mute-audio "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--disable-dev-shm-usage --autoplay-policy=no-user-gesture-required "
    "--window-size=960,720 --force-color-profile=srgb --remote-debugging-pipe"
)
# The protocol's pipes are those numbered 3 and 4, which may be others' on the way there.
LAUNCH = """import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
LEAST_NUMBER = 64
KEYS = {
    " ": ("Space", 32),
    **{f"Arrow{side}": (f"Arrow{side}", n) for n, side in enumerate(("Left", "Up", "Right"), 37)},
    "ArrowDown": ("ArrowDown", 40),
    "Enter": ("Enter", 13),
    "Escape": ("Escape", 27),
}


class Refused(Exception):
    """The browser could not do it."""


class Chromium:
    """One process; a `Tab` is a visitor of its own, with a cache of their own."""

    def __init__(self, process: subprocess.Popen[bytes], sending: int, receiving: int) -> None:
        self._process, self._sending, self._receiving = process, sending, receiving
        self._left = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **values: Any) -> dict[str, Any]:
        """Wait for the answer; events that come before it are kept."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        if session is not None:
            message["sessionId"] = session
        os.write(self._sending, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._number:
                if "error" in heard:
                    raise Refused(method, heard["error"])
                result: dict[str, Any] = heard["result"]
                return result
            self.events.append(heard)

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._receiving], [], [], 2 * PATIENCE_SECONDS)
            assert ready, "Chromium does not answer"
            data = os.read(self._receiving, 1 << 20)
            assert data, "Chromium is gone"
            self._left += data
        message, _, self._left = self._left.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        return heard

    @contextmanager
    def visitor(self) -> Iterator[Tab]:
        """Somebody who was never here."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)
        found = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        tab = Tab(self, found["sessionId"])
        for domain in ("Page", "Runtime", "Network", "Log"):
            tab.call(f"{domain}.enable")
        try:
            yield tab
        finally:
            self.call("Target.disposeBrowserContext", browserContextId=context)
            self.events.clear()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._sending)
        os.close(self._receiving)


@dataclass
class Tab:
    """A visitor's page."""

    browser: Chromium
    session: str
    expected: list[str] = field(default_factory=list)
    """Pieces of the faults that a test provokes."""

    def call(self, method: str, **values: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **values)

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.until(f"location.href === {json.dumps(url)} && document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """The value of an expression; a promise is waited for."""
        answer = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, condition: str) -> Any:
        """Wait for an expression to be true, over changes of the page, and return its value."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (value := self._look(condition)):
            assert time.monotonic() < deadline, (condition, self.state(), self.faults())
        return value

    def _look(self, condition: str) -> Any:
        """For a moment: the page itself waits, so that nothing goes to and fro meanwhile."""
        try:
            return self.run(f"""(async () => {{
                const end = performance.now() + 500;
                let value;
                while (!(value = await ({condition})) && performance.now() < end)
                    await new Promise((go) => setTimeout(go, 10));
                return value;
            }})().catch(() => false)""")
        except Refused:  # The page went while it was looked at.
            return False

    def state(self) -> Any:
        return self.run(
            "[...document.querySelectorAll('video')].map((v) => ({at: v.currentTime,"
            " of: v.duration, paused: v.paused, ready: v.readyState, high: v.videoHeight})).concat("
            "document.body.innerText.slice(0, 300))"
        )

    def press(self, key: str) -> None:
        code, number = KEYS.get(key, ("", ord(key.upper()) if len(key) == 1 else 0))
        text = {"text": key} if len(key) == 1 else {}
        if key == "Enter":
            text = {"text": "\r"}
        values = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        self.call("Input.dispatchKeyEvent", type="keyDown", **values, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **values)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def place_of(self, selector: str) -> tuple[float, float, float, float]:
        found = f"document.querySelector({json.dumps(selector)})"
        self.run(f"{found}.scrollIntoView({{block: 'nearest', behavior: 'instant'}})")
        room = self.run(f"{found}.getBoundingClientRect().toJSON()")
        return room["x"], room["y"], room["width"], room["height"]

    def point(self, selector: str, share: float = 0.5) -> tuple[float, float]:
        """Rest the pointer on it, at a share of its width."""
        x, y, width, height = self.place_of(selector)
        place = (x + share * width, y + height / 2)
        self._mouse("mouseMoved", *place)
        return place

    def click(self, selector: str, share: float = 0.5) -> None:
        place = self.point(selector, share)
        self._mouse("mousePressed", *place, button="left", clickCount=1)
        self._mouse("mouseReleased", *place, button="left", clickCount=1)

    def _mouse(self, kind: str, x: float, y: float, **values: Any) -> None:
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **values)

    def throttle(self, bits_per_second: float) -> None:
        self.call(
            "Network.emulateNetworkConditions",
            offline=False,
            latency=0,
            downloadThroughput=bits_per_second / 8,
            uploadThroughput=-1,
        )

    def unthrottle(self) -> None:
        self.throttle(-8)

    def prefer(self, scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path) -> None:
        data = self.call("Page.captureScreenshot")["data"]
        path.write_bytes(base64.b64decode(data))

    def transferred(self) -> dict[str, int]:
        """Bytes by address, headers among them, as they came over the wire."""
        self.run("1")
        addresses: dict[str, str] = {}
        bytes_of: dict[str, int] = {}
        for event in self._heard():
            values = event["params"]
            if event["method"] == "Network.responseReceived":
                addresses[values["requestId"]] = values["response"]["url"]
            elif event["method"] == "Network.loadingFinished":
                address = addresses.get(values["requestId"], "?")
                sent = bytes_of.get(address, 0) + int(values["encodedDataLength"])
                bytes_of[address] = sent
        return bytes_of

    def faults(self) -> list[str]:
        """What the console has complained of, and what was thrown."""
        told = []
        for event in self._heard():
            if event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                told.append(str(event["params"]["entry"]["text"]))
            elif event["method"] == "Runtime.exceptionThrown":
                told.append(json.dumps(event["params"]["exceptionDetails"]))
        return [text for text in told if not any(piece in text for piece in self.expected)]

    def _heard(self) -> Iterator[dict[str, Any]]:
        return (event for event in self.browser.events if event.get("sessionId") == self.session)


def start(profile: Path) -> Chromium:
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD, LEAST_NUMBER) for end in (theirs_in, theirs_out)]
    command = [sys.executable, "-c", LAUNCH, *map(str, high), "chromium", *FLAGS.split()]
    process = subprocess.Popen(
        [*command, f"--user-data-dir={profile}"],
        pass_fds=high,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for end in (theirs_in, theirs_out, *high):
        os.close(end)
    return Chromium(process, ours_out, ours_in)

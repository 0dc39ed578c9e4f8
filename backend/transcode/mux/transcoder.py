"""Transcodes and serves with Mux, which fetches the source by a presigned URL.

After Mux's published API reference (Assets, Secure video playback, Webhook signatures). Not
verified against Mux itself: tests run against a stub that answers as the reference says.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NoReturn

import requests

from backend.config.cloud import MuxSettings
from backend.delivery.mux import playback_token
from backend.errors import Conflict, NotFound, Unavailable
from backend.retry_after import retry_after
from backend.sentences import said
from backend.storage.api import ObjectStore, Writing
from backend.storage.s3_errors import Misconfigured
from backend.transcode.api import Failed, Finished, Job, Outputs, Status, Working

log = logging.getLogger(__name__)

API = "https://api.mux.com"
IMAGES = "https://image.mux.com"
INGEST_SECONDS = 24 * 3600
TIMEOUT_SECONDS = 30
POSTER = "poster.jpg"


class Mux:
    """A `Transcoder`. Video and revision travel as `passthrough`, so a repeat finds its asset."""

    ahead = None

    def __init__(
        self,
        settings: MuxSettings,
        store: ObjectStore,
        api: str = API,
        images: str = IMAGES,
        session: requests.Session | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._api, self._images = api, images
        self._session = session or requests.Session()
        self._session.auth = (settings.token_id, settings.token_secret)

    def close(self) -> None:
        self._session.close()

    def start(self, job: Job) -> str:
        passthrough = f"{job.film_id}/{job.revision}"
        if (known := self._find(passthrough)) is not None:
            return known
        stored = self._store.head(job.source_key)
        if stored is None or stored.size_bytes != job.source_size_bytes:
            raise Conflict("source_replaced")
        asset = self._ask(
            "POST",
            "/video/v1/assets",
            {
                "input": [{"url": self._store.signed_get(job.source_key, INGEST_SECONDS)}],
                "playback_policy": ["signed"],
                "passthrough": passthrough,
                "max_resolution_tier": "1080p",
            },
        )
        return str(asset["id"])

    def _find(self, passthrough: str) -> str | None:
        """The asset of an earlier start whose answer was lost: among the newest hundred."""
        for asset in self._ask("GET", "/video/v1/assets?limit=100"):
            if asset.get("passthrough") == passthrough and asset["status"] != "errored":
                return str(asset["id"])
        return None

    def status(self, external_id: str) -> Status:
        asset = self.asset(external_id)
        if asset["status"] == "ready":
            return Finished(Outputs(self._kept_poster(asset)))
        if asset["status"] == "errored":
            words = " ".join(asset.get("errors", {}).get("messages", []))
            return Failed(said("mux_failed", {"words": words}).strip(), retryable=False)
        return Working(percent=50.0 if asset.get("tracks") else 0.0)

    def _kept_poster(self, asset: Mapping[str, Any]) -> str | None:
        """A copy in the store tells the library that there is one; viewers get Mux's own."""
        playback = playback_id(asset)
        address = f"{self._images}/{playback}/thumbnail.jpg"
        query = {"token": playback_token(self._settings, playback, "thumbnail", time.time() + 60)}
        try:
            with requests.get(address, params=query, timeout=TIMEOUT_SECONDS) as answer:
                answer.raise_for_status()
                prefix = f"media/{asset['passthrough']}/"
                self._store.put(prefix + POSTER, answer.content, Writing("image/jpeg"))
                return POSTER
        except requests.RequestException as error:
            log.warning("Mux gave no poster for %s: %s", asset["id"], type(error).__name__)
            return None

    def release(self, external_id: str) -> None:
        """Nothing of a job is kept here."""

    def cancel(self, external_id: str) -> None:
        """Mux has no other way to stop than to delete; what is ready stays."""
        with suppress(NotFound):
            if self.asset(external_id)["status"] == "preparing":
                self.forget(external_id)

    def forget(self, external_id: str) -> None:
        """Delete the film at Mux: its video is gone. Again is fine."""
        with suppress(NotFound):
            self._ask("DELETE", f"/video/v1/assets/{external_id}")

    def wanted(self, external_id: str, seconds: float) -> None:
        """Mux makes a film in its own order."""

    def ping(self) -> None:
        """Whether Mux answers and knows the token."""
        self._ask("GET", "/video/v1/assets?limit=1")

    def asset(self, external_id: str) -> Any:
        return self._ask("GET", f"/video/v1/assets/{external_id}")

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        try:
            with self._session.request(
                method, self._api + path, json=body, timeout=TIMEOUT_SECONDS
            ) as answer:
                if not answer.ok:
                    refuse(answer, datetime.now(UTC))
                return answer.json()["data"] if answer.content else None
        except requests.RequestException as error:
            raise Unavailable("mux_away") from error


def refuse(answer: requests.Response, now: datetime) -> NoReturn:
    if answer.status_code == 404:
        raise NotFound("mux_forgot")
    if answer.status_code in (401, 403):
        raise Misconfigured("mux_refuses_server")
    if answer.status_code == 429 or answer.status_code >= 500:
        busy = Unavailable("mux_busy")
        busy.retry_after_seconds = retry_after(answer.headers.get("Retry-After"), now)
        raise busy
    words = answer.json().get("error", {}).get("messages", []) if _is_json(answer) else []
    raise Conflict("mux_refused", words=" ".join(words))


def _is_json(answer: requests.Response) -> bool:
    return answer.headers.get("Content-Type", "").startswith("application/json")


def playback_id(asset: Mapping[str, Any]) -> str:
    """The signed one; an asset made by hand may have a public one too."""
    ids = [entry["id"] for entry in asset.get("playback_ids", []) if entry["policy"] == "signed"]
    if not ids:
        raise NotFound("mux_without_playback")
    return str(ids[0])

"""MediaConvert's REST interface as far as the backend uses it, with jobs that a test ends."""

from __future__ import annotations

import json
from typing import Any

from backend.storage.api import ObjectStore, Writing
from tests.backend.http_stub import Answer, Asked

JOBS = "/2017-08-29/jobs"
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4.0,\n{}_00001.ts\n#EXT-X-ENDLIST\n"
JSON = {"Content-Type": "application/json"}


class FakeMediaConvert:
    """Answers CreateJob (idempotent by its token), GetJob and CancelJob."""

    def __init__(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.created = 0

    def __call__(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            return self._answer(201, self._create(json.loads(asked.body)))
        job = self.jobs.get(asked.path.rpartition("/")[2])
        if job is None:
            return 404, {**JSON, "x-amzn-ErrorType": "NotFoundException"}, b'{"message": "none"}'
        if asked.method == "DELETE":
            if job["status"] in ("COMPLETE", "ERROR", "CANCELED"):
                conflict = {**JSON, "x-amzn-ErrorType": "ConflictException"}
                return 409, conflict, b'{"message": "ended"}'
            job["status"] = "CANCELED"
            return 202, JSON, b"{}"
        return self._answer(200, job)

    def _create(self, request: dict[str, Any]) -> dict[str, Any]:
        for job in self.jobs.values():
            if job["clientRequestToken"] == request["clientRequestToken"]:
                return job
        self.created += 1
        job = {**request, "id": f"{self.created}-abc", "status": "SUBMITTED"}
        self.jobs[job["id"]] = job
        return job

    def _answer(self, status: int, job: dict[str, Any]) -> Answer:
        shown = {name: value for name, value in job.items() if name != "clientRequestToken"}
        return status, JSON, json.dumps({"job": shown}).encode()

    def complete(self, job_id: str, store: ObjectStore) -> None:
        """Write what the job asks for, by MediaConvert's naming rules, and say so."""
        job = self.jobs[job_id]
        for group in job["settings"]["outputGroups"]:
            kind = {"HLS": _hls, "Poster": _frames, "Storyboard": _frames}[group["name"]]
            for key, data in kind(group).items():
                store.put(key, data, Writing("application/octet-stream"))
        job["status"] = "COMPLETE"


def _base(group: dict[str, Any]) -> str:
    """`s3://bucket/key` of a group's destination, as a key."""
    settings = group["outputGroupSettings"]
    [fields] = [value for value in settings.values() if isinstance(value, dict)]
    return str(fields["destination"]).split("/", 3)[3]


def _hls(group: dict[str, Any]) -> dict[str, bytes]:
    base = _base(group)
    name = base.rpartition("/")[2]
    names = [f"{name}{output['nameModifier']}.m3u8" for output in group["outputs"]]
    variants = "".join(f"#EXT-X-STREAM-INF:BANDWIDTH=1\n{variant}\n" for variant in names)
    files = {f"{base}.m3u8": f"#EXTM3U\n{variants}".encode()}
    for output in group["outputs"]:
        modifier = output["nameModifier"]
        files[f"{base}{modifier}.m3u8"] = PLAYLIST.format(f"{name}{modifier}").encode()
        files[f"{base}{modifier}_00001.ts"] = b"G"
    return files


def _frames(group: dict[str, Any]) -> dict[str, bytes]:
    return {f"{_base(group)}.{number:07}.jpg": b"picture" for number in range(2)}

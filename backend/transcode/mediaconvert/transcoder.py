"""Transcodes with AWS Elemental MediaConvert. Not verified against AWS.

Nothing of a job is kept here: GetJob gives back its settings, from which the names of all
outputs follow, and only what stands in the bucket counts as finished.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import m3u8
from botocore.exceptions import BotoCoreError, ClientError

from backend.config.cloud import MediaConvertSettings
from backend.errors import Conflict, NotFound, Unavailable
from backend.sentences import said
from backend.storage.api import ObjectStore, Writing
from backend.storage.s3_errors import Misconfigured, code_of, explain
from backend.transcode.api import Failed, Finished, Job, Outputs, Status, Working
from backend.transcode.mediaconvert.job import (
    HLS_BASE,
    POSTER_BASE,
    STORYBOARD_BASE,
    TALL_BASE,
    Captions,
    Expected,
    create_job,
    expected,
)
from backend.transcode.mediaconvert.model import complaints
from backend.transcode.source.probe import Probe

if TYPE_CHECKING:
    from mypy_boto3_mediaconvert import MediaConvertClient

PROBE_SECONDS = 900
IDS = "mediaconvert-jobs"
TALL_IDS = "mediaconvert-jobs-tall"
PLAYLIST = "application/vnd.apple.mpegurl"
MULTIVARIANTS = (f"{HLS_BASE}.m3u8", f"{TALL_BASE}.m3u8")
ENDED_BADLY = frozenset({"ERROR", "CANCELED"})
POSTER = "poster.jpg"
STORYBOARD = "storyboard/storyboard.vtt"
# MediaConvert's user guide, "Error codes": these tell of the film, …
CREATORS_FAULTS = {
    1010: "cant_be_opened",
    1020: "no_readable_pictures",
    1021: "no_readable_sound",
    1030: "unknown_codec",
    1040: "fits_no_conversion",
    1075: "cant_be_read",
    1076: "ends_too_early",
    1092: "sound_damaged",
}
# … these of the role, …
ROLES_FAULTS = frozenset({1401, 1432, 1433, 1434, 1515})
# … and this of a source or a subtitle that went meanwhile: the next attempt looks what is there.
GONE = 1404


class MediaConvert:
    """A `Transcoder`. `captions_of` gives a video's subtitle files."""

    ahead = None

    def __init__(
        self,
        client: MediaConvertClient,
        store: ObjectStore,
        bucket: str,
        settings: MediaConvertSettings,
        probe: Callable[[str], Probe],
        captions_of: Callable[[str], Sequence[Captions]] = lambda _: (),
    ) -> None:
        self._client = client
        self._store = store
        self._bucket = bucket
        self._settings = settings
        self._probe = probe
        self._captions_of = captions_of

    def start(self, job: Job) -> str:
        """The ids of a revision's jobs are kept beside its outputs: MediaConvert itself
        remembers a ClientRequestToken for a minute only, and a failed job must not be found.
        """
        ids_key = job.prefix + (TALL_IDS if job.demanded else IDS)
        earlier = self._text(ids_key).split() if self._store.head(ids_key) else []
        if earlier and self._job(earlier[-1])["Status"] not in ENDED_BADLY:
            return earlier[-1]
        self._check_source(job)
        params = self._params(job, len(earlier))
        try:
            started = self._client.create_job(**params)["Job"]["Id"]
        except (ClientError, BotoCoreError) as error:
            raise refusal(error) from error
        ids = "\n".join([*earlier, started]).encode()
        self._store.put(ids_key, ids, Writing("text/plain", "no-store"))
        return started

    def _params(self, job: Job, attempt: int) -> dict[str, Any]:
        source = self._probe(self._store.signed_get(job.source_key, PROBE_SECONDS))
        captions = self._captions_of(job.film_id)
        params = create_job(job, source, self._bucket, self._settings, captions)
        tall = "tall-" if job.demanded else ""
        params["ClientRequestToken"] = f"{job.revision}-{tall}{attempt}"
        if job.demanded and not params["Settings"]["OutputGroups"][0]["Outputs"]:
            raise Conflict("nothing_more_to_make")
        if wrong := complaints(params):
            raise AssertionError(f"a job that MediaConvert would refuse: {wrong}")
        return params

    def _check_source(self, job: Job) -> None:
        """MediaConvert would find out only after minutes in its queue."""
        stored = self._store.head(job.source_key)
        if stored is None:
            raise NotFound("source_gone")
        if stored.size_bytes != job.source_size_bytes:
            raise Conflict("source_replaced")

    def status(self, external_id: str) -> Status:
        job = self._job(external_id)
        if job["Status"] == "COMPLETE":
            return self._finish(job)
        if job["Status"] in ENDED_BADLY:
            return failure(job)
        return Working(float(job.get("JobPercentComplete", 0)))

    def _job(self, external_id: str) -> Any:
        try:
            return self._client.get_job(Id=external_id)["Job"]
        except (ClientError, BotoCoreError) as error:
            raise refusal(error) from error

    def release(self, external_id: str) -> None:
        """Nothing of a job is kept here."""

    def cancel(self, external_id: str) -> None:
        """Fine for a job that has ended: MediaConvert calls that a conflict."""
        try:
            self._client.cancel_job(Id=external_id)
        except ClientError as error:
            if code_of(error) not in {"ConflictException", "NotFoundException"}:
                raise refusal(error) from error
        except BotoCoreError as error:
            raise refusal(error) from error

    def wanted(self, external_id: str, seconds: float) -> None:
        """MediaConvert makes a film in its own order."""

    def close(self) -> None:
        """Jobs go on at AWS; the next process finds them again."""
        self._client.close()

    def _finish(self, job: Any) -> Status:
        """Believe the bucket, not the word COMPLETE; then lay out poster and storyboard."""
        meta = job["UserMetadata"]
        prefix = f"media/{meta['video']}/{meta['revision']}/"
        names = expected(job["Settings"])
        stored = {key.removeprefix(prefix) for key in self._store.keys(prefix)}
        missing = lacking(names, stored, lambda name: self._text(prefix + name))
        if missing:
            return Failed(said("conversion_lacks", {"missing": missing}), retryable=True)
        if f"{TALL_BASE}.m3u8" in names.playlists:
            self._add_rungs(prefix)
        if not names.captures:
            return Finished()
        return Finished(self._lay_out(prefix, sorted(stored), names.storyboard_step))

    def _add_rungs(self, prefix: str) -> None:
        """The list that players know now names the rungs of the later job, too."""
        known = f"{prefix}{HLS_BASE}.m3u8"
        text = merged(self._text(known), self._text(f"{prefix}{TALL_BASE}.m3u8"))
        self._store.put(known, text.encode(), Writing(PLAYLIST, "public, max-age=5"))

    def _lay_out(self, prefix: str, stored: Sequence[str], step: int) -> Outputs:
        """Names as everywhere: `poster.jpg` is the later capture, the storyboard a WebVTT."""
        poster = [name for name in stored if name.startswith(f"{POSTER_BASE}.00")][-1]
        picture = b"".join(self._store.read(prefix + poster))
        self._store.put(prefix + POSTER, picture, Writing("image/jpeg"))
        frames = [name for name in stored if name.startswith(f"{STORYBOARD_BASE}.")]
        text = storyboard([name.rpartition("/")[2] for name in frames], step)
        self._store.put(prefix + STORYBOARD, text.encode(), Writing("text/vtt"))
        return Outputs(POSTER, STORYBOARD)

    def _text(self, key: str) -> str:
        return b"".join(self._store.read(key)).decode()


def lacking(names: Expected, stored: set[str], read: Callable[[str], str]) -> str | None:
    """The first thing that should be there and is not, or None. Playlists tell the segments."""
    for name in names.playlists:
        if name not in stored:
            return name
        if name.endswith(".m3u8") and name not in MULTIVARIANTS:
            playlist = m3u8.loads(read(name))
            if not playlist.is_endlist or not playlist.segments:
                return f"the end of {name}"
            segments = [f"hls/{segment.uri}" for segment in playlist.segments]
            if gone := next((segment for segment in segments if segment not in stored), None):
                return gone
    starts = (start for start in names.captures if not any(n.startswith(start) for n in stored))
    return next(starts, None)


def merged(playlist: str, later: str) -> str:
    """A multivariant playlist with the variants of another one that it lacks."""
    lines = [line for line in later.splitlines() if line.strip()]
    pairs = [
        (line, lines[number + 1])
        for number, line in enumerate(lines[:-1])
        if line.startswith("#EXT-X-STREAM-INF")
    ]
    known = playlist.splitlines()
    new = [part for pair in pairs if pair[1] not in known for part in pair]
    return "\n".join([*known, *new]) + "\n"


def storyboard(frames: Sequence[str], step: int) -> str:
    """A WebVTT track whose cues are pictures, one every `step` seconds."""
    cues = [
        f"{clock(index * step)} --> {clock((index + 1) * step)}\n{name}\n"
        for index, name in enumerate(frames)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def failure(job: Any) -> Failed:
    """MediaConvert's end without a film, in words for the creator."""
    if job["Status"] == "CANCELED":
        return Failed(said("conversion_cancelled"), True)
    code = int(job.get("ErrorCode", 0))
    if code in CREATORS_FAULTS:
        return Failed(said(CREATORS_FAULTS[code]), retryable=False)
    if code in ROLES_FAULTS:
        return Failed(said("mediaconvert_role"), retryable=True)
    if code == GONE:
        return Failed(said("file_went"), True)
    return Failed(said("conversion_failed", {"code": code}), True)


def refusal(error: ClientError | BotoCoreError) -> Exception:
    """Why a request to MediaConvert failed. Throttling passes by itself."""
    if isinstance(error, BotoCoreError):
        return Unavailable("mediaconvert_away")
    code = code_of(error)
    if code == "NotFoundException":
        return NotFound("mediaconvert_forgot")
    if code == "TooManyRequestsException":
        return Unavailable("mediaconvert_busy")
    said = str(error.response.get("Error", {}).get("Message", ""))
    if "iam:PassRole" in said or code == "ForbiddenException":
        return Misconfigured("mediaconvert_role_not_passed")
    return explain(error, "MediaConvert", datetime.now(UTC))

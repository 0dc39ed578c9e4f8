"""The MediaConvert job against the service's own model, and what becomes of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from backend.config.cloud import MediaConvertSettings
from backend.errors import BackendError, Conflict, NotFound, Unavailable
from backend.storage.s3_errors import Misconfigured
from backend.transcode.api import Job
from backend.transcode.mediaconvert.job import Captions, create_job, expected
from backend.transcode.mediaconvert.model import complaints, upscaled
from backend.transcode.mediaconvert.transcoder import (
    MediaConvert,
    merged,
    storyboard,
)
from backend.transcode.source.probe import AudioStream, Probe, VideoStream
from tests.backend.aws.fakes import MemoryStore

ROLE = "arn:aws:iam::123456789012:role/matinee-mediaconvert"
SETTINGS = MediaConvertSettings(ROLE, queue="matinee", dash=True)
JOB = Job("v1", "r1", "sources/v1/x", 5)
SOUND = AudioStream(1, "aac", 6, 48_000)
GERMAN = Captions("deu", "Deutsch", "media/v1/subtitles/de.vtt")


def film(width: int = 1920, height: int = 1080, rate: str = "24", **more: Any) -> Probe:
    sort = {"nominal_rate": Fraction(rate), "average_rate": Fraction(rate), **more}
    video = VideoStream(0, "h264", width, height, **sort)
    return Probe("mov,mp4", 30.0, 0.0, video, (SOUND,))


SILENT = Probe("mov,mp4", 30.0, 0.0, film().video)
RADIO = Probe("mp3", 7200.0, 0.0, None, (SOUND,))
SOURCES = {
    "1080p": film(),
    "23.976": film(rate="24000/1001"),
    "59.94": film(rate="60000/1001"),
    "portrait": film(1080, 1920, "30"),
    "turned": film(1920, 1080, "30", rotation=90),
    "tiny": film(120, 90, "25"),
    "odd": film(853, 479, "25"),
    "interlaced": film(720, 576, "25", field_order="tt"),
    "anamorphic": film(720, 576, "25", pixel_shape=Fraction(16, 15)),
    "phone": film(1920, 1080, "90000", average_rate=Fraction("29.6")),
    "HDR": film(transfer="arib-std-b67"),
    "silent": SILENT,
    "radio": RADIO,
}


def job(source: Probe, *captions: Captions) -> dict[str, Any]:
    return create_job(JOB, source, "films", SETTINGS, captions)


def outputs(request: dict[str, Any], group: str) -> list[Any]:
    groups = {g["Name"]: g["Outputs"] for g in request["Settings"]["OutputGroups"]}
    found: list[Any] = groups[group]
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_jobs_are_sound(name: str) -> None:
    """Whatever the source: the model's enums, ranges and patterns, and good sense."""
    assert complaints(job(SOURCES[name])) == []


def test_nothing_is_upscaled() -> None:
    """No output is larger than what it is made from."""
    for width, height in [(1920, 1080), (1280, 720), (500, 300), (160, 120)]:
        assert upscaled(job(film(width, height)), width, height) == []


def test_jobs_with_captions_are_sound() -> None:
    """A WebVTT file becomes a rendition of its own."""
    request = job(film(), GERMAN)

    assert complaints(request) == []
    assert outputs(request, "HLS")[-1]["CaptionDescriptions"][0]["CaptionSelectorName"] == "deu"


def test_languages_are_written_as_mediaconvert_takes_them() -> None:
    """Without a region's digits."""
    captions = [Captions(tag, tag, f"media/v1/{tag}.vtt") for tag in ("es-419", "pt-BR", "de")]
    request = job(film(), *captions)

    shown = [output["CaptionDescriptions"][0] for output in outputs(request, "HLS")[-3:]]
    assert complaints(request) == []
    assert [caption["CustomLanguageCode"] for caption in shown] == ["es", "pt-BR", "de"]


def test_hdr_becomes_what_every_screen_shows() -> None:
    """As the embedded ladder does."""
    [first, *_] = outputs(job(SOURCES["HDR"]), "HLS")

    colours = first["VideoDescription"]["VideoPreprocessors"]["ColorCorrector"]
    assert colours["ColorSpaceConversion"] == "FORCE_709"


def test_every_rung_has_its_size_and_sound() -> None:
    """Muxed TS, as the embedded ladder is."""
    rungs = outputs(job(film()), "HLS")

    sizes = [(r["VideoDescription"]["Width"], r["VideoDescription"]["Height"]) for r in rungs]
    assert sizes == [(640, 360), (854, 480), (1280, 720), (1920, 1080)]
    assert all(rung["AudioDescriptions"] for rung in rungs)
    assert {rung["ContainerSettings"]["Container"] for rung in rungs} == {"M3U8"}


def test_a_silent_film_hears_nothing() -> None:
    """No selector and no audio, which MediaConvert would refuse."""
    request = job(SILENT)

    assert "AudioSelectors" not in request["Settings"]["Inputs"][0]
    assert not any("AudioDescriptions" in rung for rung in outputs(request, "HLS"))


def test_repeats_and_bills_are_known_by_revision_and_video() -> None:
    """Events name the video, and the tags sort the bill."""
    request = job(film())

    assert request["UserMetadata"] == {"video": "v1", "revision": "r1"}
    assert request["Tags"]["video"] == "v1"


def test_a_lazy_ladder_comes_in_two_jobs() -> None:
    """First what everybody needs; what is above 720p alone, in a list of its own, on demand."""
    lazy = replace(SETTINGS, lazy=True)

    first = create_job(JOB, film(), "films", lazy)
    later = create_job(replace(JOB, demanded=True), film(), "films", lazy)

    assert complaints(first) == complaints(later) == []
    names = [output["NameModifier"] for output in outputs(first, "HLS")]
    assert names == ["_360p", "_480p", "_720p"]
    assert [output["NameModifier"] for output in outputs(later, "HLS")] == ["_1080p"]
    assert [group["Name"] for group in later["Settings"]["OutputGroups"]] == ["HLS"]
    assert expected(later["Settings"]).playlists == ("hls/tall.m3u8", "hls/tall_1080p.m3u8")


def test_a_film_without_tall_rungs_gets_no_second_job() -> None:
    """A demand by mistake costs nothing."""
    store = MemoryStore({JOB.source_key: b"12345"})

    with pytest.raises(Conflict, match="nothing more"):
        service(store, client(), film(1280, 720)).start(replace(JOB, demanded=True))


def test_later_rungs_join_the_list_once() -> None:
    """Again changes nothing: an event may come twice."""
    known = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nmultivariant_360p.m3u8\n"
    later = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9\ntall_1080p.m3u8\n"

    once = merged(known, later)

    assert once == known + "#EXT-X-STREAM-INF:BANDWIDTH=9\ntall_1080p.m3u8\n"
    assert merged(once, later) == once


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Set (or with None, take away) what `path` names below the settings."""

    def apply(request: dict[str, Any]) -> None:
        *steps, last = path.split(".")
        at: Any = request["Settings"]
        for step in steps:
            at = at[int(step)] if step.isdecimal() else at[step]
        if value is None:
            del at[last]
        else:
            at[last] = value

    return apply


FIRST = "OutputGroups.0.Outputs.0"
H264 = f"{FIRST}.VideoDescription.CodecSettings.H264Settings"


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (f"{H264}.Width", 640, "unknown"),
        (f"{H264}.RateControlMode", "CRF", "none of"),
        (f"{H264}.MaxBitrate", 999, "below"),
        (f"{H264}.MaxBitrate", 2_000_000_000, "above"),
        (f"{H264}.MaxBitrate", "5000000", "no integer"),
        (f"{H264}.MaxBitrate", None, "without MaxBitrate"),
        (f"{H264}.QvbrSettings.QvbrQualityLevelFineTune", 1.5, "above"),
        (f"{H264}.GopSize", 37, "does not divide"),
        (f"{H264}.GopClosedCadence", 0, "key frames of its own"),
        (f"{H264}.SceneChangeDetect", "ENABLED", "key frames of its own"),
        (f"{FIRST}.VideoDescription.Height", 16, "below"),
        (f"{FIRST}.VideoDescription.Height", 361, "odd"),
        (f"{FIRST}.ContainerSettings", None, "no container"),
        (f"{FIRST}.NameModifier", "_480p", "written twice"),
        (f"{FIRST}.AudioDescriptions.0.AudioSourceName", "Other", "no selector"),
        ("Inputs.0.AudioSelectors", {}, "no selector"),
        ("Inputs.0.FileInput", "/films/x", "does not match"),
        ("OutputGroups.0.OutputGroupSettings.HlsGroupSettings.Destination", None, "destination"),
        ("OutputGroups.0.OutputGroupSettings.Type", "HLS", "none of"),
    ],
)
def test_complains_of_what_botocore_lets_through(path: str, value: Any, says: str) -> None:
    """Enums, ranges, patterns and sense; each would cost a failed job."""
    request = copy.deepcopy(job(film()))
    change(path, value)(request)

    assert any(says in complaint for complaint in complaints(request))


def client() -> Any:
    return boto3.client(
        "mediaconvert",
        region_name="eu-west-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )


def service(store: MemoryStore, boto: Any, source: Probe | None = None) -> MediaConvert:
    return MediaConvert(boto, store, "films", SETTINGS, lambda _: source or film())


def test_sends_the_job_and_keeps_its_id() -> None:
    """botocore's own validation passes too."""
    boto = client()
    with Stubber(boto) as stub:
        params = {**job(film()), "ClientRequestToken": "r1-0"}
        stub.add_response("create_job", {"Job": answered("SUBMITTED")}, params)

        external = service(MemoryStore({JOB.source_key: b"12345"}), boto).start(JOB)

    assert external == "1-2"


@pytest.mark.parametrize(("shown", "token"), [("PROGRESSING", None), ("ERROR", "r1-1")])
def test_a_restart_takes_its_job_up_again(shown: str, token: str | None) -> None:
    """A job under way is followed; after one that failed a new one is started."""
    store = MemoryStore({JOB.source_key: b"12345", "media/v1/r1/mediaconvert-jobs": b"0-1"})
    boto = client()
    with Stubber(boto) as stub:
        stub.add_response("get_job", {"Job": answered(shown)}, {"Id": "0-1"})
        if token:
            params = {**job(film()), "ClientRequestToken": token}
            stub.add_response("create_job", {"Job": answered("SUBMITTED")}, params)

        assert service(store, boto).start(JOB) == ("1-2" if token else "0-1")


def answered(status: str, **more: Any) -> dict[str, Any]:
    request = job(film())
    meta = request["UserMetadata"]
    settings = request["Settings"]
    return {
        "Id": "1-2",
        "Status": status,
        "Role": ROLE,
        "UserMetadata": meta,
        "Settings": settings,
        **more,
    }


@pytest.mark.parametrize(
    ("objects", "kind"),
    [({}, NotFound), ({JOB.source_key: b"replaced"}, Conflict)],
)
def test_a_lost_or_replaced_source_starts_nothing(
    objects: dict[str, bytes], kind: type[BackendError]
) -> None:
    """It is noticed before MediaConvert queues for it."""
    with pytest.raises(kind):
        service(MemoryStore(objects), client()).start(JOB)


@pytest.mark.parametrize(
    ("code", "message", "kind", "says"),
    [
        ("TooManyRequestsException", "", Unavailable, "busy"),
        ("ForbiddenException", "", Misconfigured, "iam:PassRole"),
        ("AccessDeniedException", "not authorized: iam:PassRole", Misconfigured, "iam:PassRole"),
        ("ExpiredTokenException", "", Misconfigured, "run out"),
        ("InternalServerErrorException", "", Unavailable, "busy"),
    ],
)
def test_refusals_are_sentences(
    code: str, message: str, kind: type[BackendError], says: str
) -> None:
    """Each says what to do."""
    boto = client()
    status = 500 if code.startswith("Internal") else 403
    with Stubber(boto) as stub:
        stub.add_client_error("create_job", code, message, status)

        with pytest.raises(kind, match=says):
            service(MemoryStore({JOB.source_key: b"12345"}), boto).start(JOB)


PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4.0,\n{}_00001.ts\n#EXT-X-ENDLIST\n"


def test_cancelling_what_has_ended_is_fine() -> None:
    """MediaConvert calls it a conflict."""
    boto = client()
    with Stubber(boto) as stub:
        stub.add_client_error("cancel_job", "ConflictException", "", 409)

        service(MemoryStore(), boto).cancel("1-2")


def test_a_storyboard_is_pictures_by_time() -> None:
    """A cue every `step` seconds."""
    assert storyboard(["a.jpg", "b.jpg"], 2).splitlines() == [
        "WEBVTT",
        "",
        "00:00:00.000 --> 00:00:02.000",
        "a.jpg",
        "",
        "00:00:02.000 --> 00:00:04.000",
        "b.jpg",
    ]

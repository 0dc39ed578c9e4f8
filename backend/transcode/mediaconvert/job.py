"""The MediaConvert job for one source: the embedded ladder in MediaConvert's words. Pure.

Names of outputs follow "How MediaConvert names output files" of its user guide: destination +
name modifier + extension; HLS segments count from _00001, frame captures from .0000000.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backend.config.cloud import MediaConvertSettings
from backend.transcode.api import Job
from backend.transcode.plan.ladder import Encoding, Rung, is_hdr, put_off, rungs
from backend.transcode.source.frame_rate import frame_rate, is_interlaced
from backend.transcode.source.probe import Probe, VideoStream, shown_size

SEGMENT_SECONDS = 4
GOP_SECONDS = 2
STORYBOARD_WIDTH = 160
STORYBOARD_FRAMES = 100
SOUND = "Sound"
HLS_BASE = "hls/multivariant"
TALL_BASE = "hls/tall"
"""Of the job that makes what was put off; its rungs are then added to the other's list."""
DASH_BASE = "dash/manifest"
POSTER_BASE = "poster"
STORYBOARD_BASE = "storyboard/frame"
QUALITY = {360: 7, 480: 7, 720: 7}
BEST_QUALITY = 8

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Captions:
    """A subtitle file in the bucket, for a language by its ISO 639-1 or 639-2 code."""

    language: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What must stand in the bucket when the job is done, below the revision's prefix.

    `captures` are the starts of the frames' names; how many there are depends on the film.
    """

    playlists: tuple[str, ...]
    captures: tuple[str, ...] = ()
    storyboard_step: int = 1


def create_job(
    job: Job,
    source: Probe,
    bucket: str,
    settings: MediaConvertSettings,
    captions: Sequence[Captions] = (),
) -> Params:
    """CreateJob's parameters; of a demanded job for the rungs alone that a lazy ladder put off."""
    prefix, every = f"s3://{bucket}/{job.prefix}", ladder(source)
    later = put_off(every) if settings.lazy else ()
    if job.demanded:
        tall = [rung for rung in every if rung.name in later]
        captions, groups = (), [_hls(source, tall, prefix + TALL_BASE, ())]
    else:
        now = [rung for rung in every if rung.name not in later]
        groups = _groups(source, now, prefix, settings.dash, captions)
    params: Params = {
        "Role": settings.role,
        "ClientRequestToken": job.revision,
        "UserMetadata": {"video": job.film_id, "revision": job.revision},
        "Tags": {"application": "matinee", "video": job.film_id},
        "BillingTagsSource": "JOB",
        "StatusUpdateInterval": "SECONDS_10",
        "AccelerationSettings": {"Mode": "PREFERRED" if settings.accelerated else "DISABLED"},
        "Settings": {
            "TimecodeConfig": {"Source": "ZEROBASED"},
            "Inputs": [_input(source, f"s3://{bucket}/{job.source_key}", bucket, captions)],
            "OutputGroups": groups,
        },
    }
    if settings.queue:
        params["Queue"] = settings.queue
    return params


def _input(source: Probe, file: str, bucket: str, captions: Sequence[Captions]) -> Params:
    fields: Params = {"FileInput": file, "TimecodeSource": "ZEROBASED"}
    if source.video:
        fields["VideoSelector"] = {"Rotate": "AUTO", "ColorSpace": "FOLLOW"}
    if source.audio:
        track = source.audios.index(source.audio) + 1
        fields["AudioSelectors"] = {SOUND: {"SelectorType": "TRACK", "Tracks": [track]}}
    if captions:
        fields["CaptionSelectors"] = {
            caption.language: {
                "SourceSettings": {
                    "SourceType": "WEBVTT",
                    "FileSourceSettings": {"SourceFile": f"s3://{bucket}/{caption.key}"},
                }
            }
            for caption in captions
        }
    return fields


def _groups(
    source: Probe, made: Sequence[Rung], prefix: str, dash: bool, captions: Sequence[Captions]
) -> list[Params]:
    groups = [_hls(source, made, prefix + HLS_BASE, captions)]
    if dash:
        groups.append(_dash(source, made, prefix))
    if source.video:
        groups += [_poster(source, prefix), _storyboard(source, source.video, prefix)]
    return groups


def _hls(
    source: Probe, made: Sequence[Rung], destination: str, captions: Sequence[Captions]
) -> Params:
    """Sound muxed into every rung, as the embedded ladder has it; WebVTT beside it."""
    outputs: list[Params] = [_ts_output(source, rung) for rung in made]
    outputs += [] if source.video else [_sound_only()]
    outputs += [_captions_output(caption) for caption in captions]
    return _group(
        "HLS",
        "HLS_GROUP_SETTINGS",
        {
            "HlsGroupSettings": {
                "Destination": destination,
                "SegmentLength": SEGMENT_SECONDS,
                "SegmentLengthControl": "GOP_MULTIPLE",
                "MinSegmentLength": 0,
                "SegmentControl": "SEGMENTED_FILES",
                "DirectoryStructure": "SINGLE_DIRECTORY",
                "ManifestDurationFormat": "FLOATING_POINT",
                "ManifestCompression": "NONE",
                "CodecSpecification": "RFC_6381",
                "StreamInfResolution": "INCLUDE",
                "OutputSelection": "MANIFESTS_AND_SEGMENTS",
                "ProgramDateTime": "EXCLUDE",
                "ClientCache": "ENABLED",
                "TargetDurationCompatibilityMode": "SPEC_COMPLIANT",
            }
        },
        outputs,
    )


def _dash(source: Probe, made: Sequence[Rung], prefix: str) -> Params:
    video = [
        _output(f"_{rung.name}", "MPD", VideoDescription=_picture(source, rung)) for rung in made
    ]
    audio = [_output("_sound", "MPD", AudioDescriptions=[_sound()])] if source.audio else []
    return _group(
        "DASH",
        "DASH_ISO_GROUP_SETTINGS",
        {
            "DashIsoGroupSettings": {
                "Destination": f"{prefix}{DASH_BASE}",
                "SegmentLength": SEGMENT_SECONDS,
                "SegmentLengthControl": "GOP_MULTIPLE",
                "FragmentLength": GOP_SECONDS,
                "SegmentControl": "SEGMENTED_FILES",
                "MpdProfile": "MAIN_PROFILE",
            }
        },
        video + audio,
    )


def _poster(source: Probe, prefix: str) -> Params:
    """Two captures, the first frame and one a fifth in; the later is the poster."""
    step = max(1, round(source.duration_seconds / 5))
    top = ladder(source)[-1]
    video = _captured(top.width, top.height, step, 2, 85)
    return _file_group("Poster", f"{prefix}{POSTER_BASE}", video)


def _storyboard(source: Probe, video: VideoStream, prefix: str) -> Params:
    width, height = shown_size(video)
    wide = min(STORYBOARD_WIDTH, 2 * round(width / 2))
    high = max(32, 2 * round(wide * height / width / 2))
    step = storyboard_step(source.duration_seconds)
    frames = _captured(wide, high, step, STORYBOARD_FRAMES, 60)
    return _file_group("Storyboard", f"{prefix}{STORYBOARD_BASE}", frames)


def storyboard_step(duration_seconds: float) -> int:
    """Whole seconds between frames, so that there are at most a hundred."""
    return max(1, math.ceil(duration_seconds / STORYBOARD_FRAMES))


def ladder(source: Probe) -> tuple[Rung, ...]:
    return rungs(source.video, Encoding()) if source.video else ()


def _ts_output(source: Probe, rung: Rung) -> Params:
    sound = {"AudioDescriptions": [_sound()]} if source.audio else {}
    modifier = f"_{rung.name}"
    return _output(modifier, "M3U8", VideoDescription=_picture(source, rung), **sound)


def _sound_only() -> Params:
    return _output(
        "_sound",
        "M3U8",
        AudioDescriptions=[_sound()],
        OutputSettings={"HlsSettings": {"AudioOnlyContainer": "M2TS"}},
    )


def _captions_output(caption: Captions) -> Params:
    return {
        "NameModifier": f"_{caption.language}",
        "ContainerSettings": {"Container": "M3U8"},
        "CaptionDescriptions": [
            {
                "CaptionSelectorName": caption.language,
                "CustomLanguageCode": _language(caption.language),
                "LanguageDescription": caption.label,
                "DestinationSettings": {"DestinationType": "WEBVTT"},
            }
        ],
    }


def _language(tag: str) -> str:
    """MediaConvert takes no digits: `es-419` is plain Spanish to it."""
    return tag if not any(letter.isdigit() for letter in tag) else tag.partition("-")[0]


def _output(modifier: str, container: str, **fields: Any) -> Params:
    return {
        "NameModifier": modifier,
        "ContainerSettings": {"Container": container},
        **fields,
    }


def _group(name: str, kind: str, settings: Params, outputs: list[Params]) -> Params:
    return {
        "Name": name,
        "OutputGroupSettings": {"Type": kind, **settings},
        "Outputs": outputs,
    }


def _file_group(name: str, destination: str, video: Params) -> Params:
    output = {"ContainerSettings": {"Container": "RAW"}, "VideoDescription": video}
    settings = {"FileGroupSettings": {"Destination": destination}}
    return _group(name, "FILE_GROUP_SETTINGS", settings, [{**output, "Extension": "jpg"}])


def _captured(width: int, height: int, step: int, count: int, quality: int) -> Params:
    return {
        "Width": width,
        "Height": height,
        "CodecSettings": {
            "Codec": "FRAME_CAPTURE",
            "FrameCaptureSettings": {
                "FramerateNumerator": 1,
                "FramerateDenominator": step,
                "MaxCaptures": count,
                "Quality": quality,
            },
        },
    }


def _sound() -> Params:
    aac = {"Bitrate": 128_000, "CodingMode": "CODING_MODE_2_0", "SampleRate": 48_000}
    return {
        "AudioSourceName": SOUND,
        "AudioTypeControl": "FOLLOW_INPUT",
        "CodecSettings": {"Codec": "AAC", "AacSettings": {**aac, "RateControlMode": "CBR"}},
    }


def _picture(source: Probe, rung: Rung) -> Params:
    assert source.video is not None
    picture: Params = {
        "Width": rung.width,
        "Height": rung.height,
        "ScalingBehavior": "DEFAULT",
        "AntiAlias": "ENABLED",
        "TimecodeInsertion": "DISABLED",
        "CodecSettings": {
            "Codec": "H_264",
            "H264Settings": _h264(rung, frame_rate(source.video)),
        },
    }
    if processors := _preprocessors(source.video):
        picture["VideoPreprocessors"] = processors
    return picture


def _preprocessors(video: VideoStream) -> Params:
    """HDR becomes what every screen shows; MediaConvert bills that as Professional."""
    found: Params = {}
    if is_interlaced(video):
        found["Deinterlacer"] = {
            "Algorithm": "INTERPOLATE",
            "Mode": "ADAPTIVE",
            "Control": "NORMAL",
        }
    if is_hdr(video):
        found["ColorCorrector"] = {
            "ColorSpaceConversion": "FORCE_709",
            "HdrToSdrToneMapper": "PRESERVE_DETAILS",
        }
    return found


def _h264(rung: Rung, rate: Fraction) -> Params:
    """QVBR below the embedded ladder's ceiling; closed GOPs at the same frames in every rung."""
    return {
        "RateControlMode": "QVBR",
        "QvbrSettings": {"QvbrQualityLevel": QUALITY.get(_line(rung), BEST_QUALITY)},
        "MaxBitrate": rung.bits_per_second * 11 // 10,
        "HrdBufferSize": rung.bits_per_second * 2,
        "QualityTuningLevel": "SINGLE_PASS_HQ",
        "CodecProfile": "HIGH",
        "GopSize": round(GOP_SECONDS * rate),
        "GopSizeUnits": "FRAMES",
        "GopClosedCadence": 1,
        "SceneChangeDetect": "DISABLED",
        "NumberBFramesBetweenReferenceFrames": 2,
        "AdaptiveQuantization": "AUTO",
        "InterlaceMode": "PROGRESSIVE",
        "FramerateControl": "SPECIFIED",
        "FramerateConversionAlgorithm": "DUPLICATE_DROP",
        "FramerateNumerator": rate.numerator,
        "FramerateDenominator": rate.denominator,
        "ParControl": "SPECIFIED",
        "ParNumerator": 1,
        "ParDenominator": 1,
    }


def _line(rung: Rung) -> int:
    return min(rung.width, rung.height)


def expected(settings: Mapping[str, Any]) -> Expected:
    """The names that a job with these settings writes."""
    groups = {group["Name"]: group for group in settings["OutputGroups"]}
    fields = groups["HLS"]["OutputGroupSettings"]["HlsGroupSettings"]
    base = TALL_BASE if fields["Destination"].endswith(TALL_BASE) else HLS_BASE
    modifiers = ["", *(output["NameModifier"] for output in groups["HLS"]["Outputs"])]
    playlists = [f"{base}{modifier}.m3u8" for modifier in modifiers]
    if "DASH" in groups:
        playlists.append(f"{DASH_BASE}.mpd")
    if "Storyboard" not in groups:
        return Expected(tuple(playlists))
    frames = groups["Storyboard"]["Outputs"][0]["VideoDescription"]["CodecSettings"]
    step = int(frames["FrameCaptureSettings"]["FramerateDenominator"])
    return Expected(tuple(playlists), (f"{POSTER_BASE}.", f"{STORYBOARD_BASE}."), step)

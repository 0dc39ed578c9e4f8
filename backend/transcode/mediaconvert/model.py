"""Checks a MediaConvert job as strictly as the service would, before it is sent.

botocore checks names, types and minima only. This reads enums, ranges and patterns from the same
service model; `complaints` adds what the model cannot say. Not verified against AWS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import botocore.session

# Doubles have their range in the shape's name only: __doubleMin0Max1.
NAMED_RANGE = re.compile(r"Min(?P<low>Negative\d+|\d+)?(?:Max(?P<high>Negative\d+|\d+))?")
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "long": int,
    "double": (int, float),
    "boolean": bool,
    "list": list,
    "map": dict,
    "structure": dict,
}
SEGMENT_SECONDS = "SegmentLength"


def request_shape() -> Any:
    model = botocore.session.get_session().get_service_model("mediaconvert")
    return model.operation_model("CreateJob").input_shape


def complaints(request: Mapping[str, Any], shape: Any = None) -> list[str]:
    """Everything that is wrong with these CreateJob parameters; empty when they are sound."""
    found = list(_against_model(request, shape or request_shape(), "job"))
    return found or list(_against_sense(request["Settings"]))


def _against_model(value: Any, shape: Any, at: str) -> Iterator[str]:
    kind = TYPES[shape.type_name]
    if not isinstance(value, kind) or (isinstance(value, bool) and shape.type_name != "boolean"):
        yield f"{at}: {value!r} is no {shape.type_name}"
        return
    checks = {"structure": _structure, "list": _list, "map": _map}
    yield from checks.get(shape.type_name, _scalar)(value, shape, at)


def _structure(value: Any, shape: Any, at: str) -> Iterator[str]:
    for name in shape.required_members:
        if name not in value:
            yield f"{at}.{name} is missing"
    for name, member in value.items():
        if name not in shape.members:
            yield f"{at}.{name} is unknown"
        else:
            yield from _against_model(member, shape.members[name], f"{at}.{name}")


def _list(value: Any, shape: Any, at: str) -> Iterator[str]:
    yield from _size(len(value), shape, at)
    for index, item in enumerate(value):
        yield from _against_model(item, shape.member, f"{at}[{index}]")


def _map(value: Any, shape: Any, at: str) -> Iterator[str]:
    for name, item in value.items():
        yield from _against_model(name, shape.key, f"{at} key")
        yield from _against_model(item, shape.value, f"{at}[{name}]")


def _scalar(value: Any, shape: Any, at: str) -> Iterator[str]:
    choices = getattr(shape, "enum", None)
    if choices and value not in choices:
        yield f"{at}: {value!r} is none of {', '.join(choices)}"
    if isinstance(value, str):
        yield from _size(len(value), shape, at)
        pattern = shape.metadata.get("pattern")
        if pattern and not re.search(pattern, value):
            yield f"{at}: {value!r} does not match {pattern}"
    elif not isinstance(value, bool):
        yield from _size(value, shape, at)


def _size(size: float, shape: Any, at: str) -> Iterator[str]:
    low, high = limits(shape)
    if low is not None and size < low:
        yield f"{at}: {size} is below {low}"
    if high is not None and size > high:
        yield f"{at}: {size} is above {high}"


def limits(shape: Any) -> tuple[float | None, float | None]:
    """The range that the model states, or else the one in the shape's name."""
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    named = NAMED_RANGE.search(shape.name) if shape.type_name == "double" else None
    if named and low is None:
        low = _number(named["low"])
    if named and high is None:
        high = _number(named["high"])
    return low, high


def _number(text: str | None) -> float | None:
    return float(text.replace("Negative", "-")) if text else None


def _against_sense(settings: Mapping[str, Any]) -> Iterator[str]:
    selectors = set(settings["Inputs"][0].get("AudioSelectors", {}))
    captions = set(settings["Inputs"][0].get("CaptionSelectors", {}))
    names: set[str] = set()
    for group in settings["OutputGroups"]:
        kind, fields = _group_settings(group)
        if "Destination" not in fields:
            yield f"group {kind} has no destination"
        for output in group["Outputs"]:
            name = f"{fields.get('Destination')}{output.get('NameModifier', '')}"
            if name in names:
                yield f"{name} is written twice"
            names.add(name)
            yield from _output(output, name, selectors, captions)
            yield from _grid(output, fields, name)


def _group_settings(group: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """`HLS_GROUP_SETTINGS` says that the fields stand in `HlsGroupSettings`."""
    kind = group["OutputGroupSettings"]["Type"]
    field = "".join(word.capitalize() for word in kind.split("_"))
    return kind, group["OutputGroupSettings"].get(field, {})


def _output(
    output: Mapping[str, Any], name: str, selectors: set[str], captions: set[str]
) -> Iterator[str]:
    complain = partial("{} {}".format, name)
    if "Container" not in output.get("ContainerSettings", {}):
        yield complain("has no container")
    for audio in output.get("AudioDescriptions", []):
        if audio.get("AudioSourceName") not in selectors:
            yield complain(f"hears {audio.get('AudioSourceName')}, which no selector gives")
    for caption in output.get("CaptionDescriptions", []):
        if caption.get("CaptionSelectorName") not in captions:
            yield complain(f"shows {caption.get('CaptionSelectorName')}, which no selector gives")
    if not any(output.get(part) for part in _CONTENTS):
        yield complain("has nothing in it")
    video = output.get("VideoDescription", {})
    if video and any(video.get(side, 0) % 2 for side in ("Width", "Height")):
        yield complain("has an odd size")


_CONTENTS = ("VideoDescription", "AudioDescriptions", "CaptionDescriptions")


def _grid(output: Mapping[str, Any], group: Mapping[str, Any], name: str) -> Iterator[str]:
    """Rungs can only be changed at a key frame that all of them have."""
    codec = output.get("VideoDescription", {}).get("CodecSettings", {}).get("H264Settings")
    if codec is None:
        return
    if codec.get("RateControlMode") == "QVBR" and "MaxBitrate" not in codec:
        yield f"{name} is QVBR without MaxBitrate"
    if codec.get("RateControlMode") == "QVBR" and "Bitrate" in codec:
        yield f"{name} is QVBR with Bitrate"
    if codec.get("GopClosedCadence") != 1 or codec.get("SceneChangeDetect") != "DISABLED":
        yield f"{name} has key frames of its own"
    if SEGMENT_SECONDS in group and not _divides(codec, group[SEGMENT_SECONDS]):
        yield f"{name}: its GOP does not divide the segment"


def _divides(codec: Mapping[str, Any], segment_seconds: float) -> bool:
    """Whether whole GOPs fill a segment, but for the rounding of 23.976 to 24 frames."""
    gop = float(codec.get("GopSize", 0))
    if codec.get("GopSizeUnits") == "FRAMES":
        gop *= codec.get("FramerateDenominator", 1) / codec.get("FramerateNumerator", 1)
    if gop <= 0:
        return False
    count = segment_seconds / gop
    return count > 0.99 and abs(count - round(count)) < 0.05


def upscaled(request: Mapping[str, Any], width: int, height: int) -> list[str]:
    """The outputs that are larger than a source of this size."""
    outputs = [o for g in request["Settings"]["OutputGroups"] for o in g["Outputs"]]
    videos = [(o.get("NameModifier", ""), o.get("VideoDescription", {})) for o in outputs]
    return [
        f"{name} is larger than its source"
        for name, video in videos
        if video.get("Width", 0) > width or video.get("Height", 0) > height
    ]

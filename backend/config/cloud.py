"""What the administrator decides about AWS and Mux; AWS's own names where it has them.

Nothing set means the embedded store, FFmpeg and local delivery. Contradictions are `BadSetting`s
that name the variable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field

from backend.config.variables import (
    BadSetting,
    ReadableFile,
    Secret,
    Switch,
    Variables,
    WebAddress,
    one_of,
    read,
    tried,
)
from backend.storage.api import Checksum

STORES = ("disk", "s3")
TRANSCODERS = ("ffmpeg", "mediaconvert", "mux")


@dataclass(frozen=True, slots=True)
class CloudFrontKey:
    domain: str
    key_id: str
    key_file: Path


@dataclass(frozen=True, slots=True)
class MuxSettings:
    """`signing_…` sign playback (made in Mux's dashboard); the key file is PEM."""

    token_id: str
    token_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    signing_key_id: str
    signing_key_file: Path
    former_webhook_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MediaConvertSettings:
    role: str
    queue: str | None = None
    accelerated: bool = False
    dash: bool = False
    lazy: bool = False


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """`store` and `transcoder` are names in `wiring.WIRING`."""

    store: str = "disk"
    transcoder: str = "ffmpeg"
    region: str = "us-east-1"
    bucket: str = ""
    s3_endpoint: str | None = None
    s3_addressing: str = "auto"
    s3_checksum: Checksum | None = None
    s3_accelerate: bool = False
    cloudfront: CloudFrontKey | None = None
    mediaconvert: MediaConvertSettings | None = None
    mux: MuxSettings | None = None
    hook_secret: str | None = field(default=None, repr=False)
    former_hook_secret: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(
        cls,
        env: Mapping[str, str],
        stores: Collection[str] = STORES,
        transcoders: Collection[str] = TRANSCODERS,
    ) -> CloudSettings:
        """Raises BadSetting with all that is wrong."""
        faults: list[str] = []
        likely = "s3" if env.get("AWS_S3_BUCKET", "").strip() else "disk"
        store = choice(env, "MATINEE_STORE", stores, likely, faults)
        transcoder = choice(env, "MATINEE_TRANSCODER", transcoders, _likely(env), faults)
        bucket = tried(faults, lambda: read(BucketVariables, env).given) or {}
        front = mediaconvert = mux = None
        if env.get("AWS_CLOUDFRONT_DOMAIN", "").strip():
            front = tried(faults, lambda: CloudFrontKey(**read(CloudFrontVariables, env).given))
        if transcoder == "mediaconvert":
            mediaconvert = tried(
                faults, lambda: MediaConvertSettings(**read(MediaConvertVariables, env).given)
            )
        if transcoder == "mux":
            mux = tried(faults, lambda: MuxSettings(**read(MuxVariables, env).given))
        settings = cls(
            store, transcoder, cloudfront=front, mediaconvert=mediaconvert, mux=mux, **bucket
        )
        # What is wrong in itself can't be measured against the rest.
        if faults := faults or [*contradictions(settings, env)]:
            raise BadSetting(*faults)
        return settings


def checksum(text: str) -> Checksum | None:
    if text.lower() == "auto":
        return None
    if text.lower() not in list(Checksum):
        raise ValueError(f"auto or one of {', '.join(Checksum)}, not {text!r}")
    return Checksum(text.lower())


def host(text: str) -> str:
    name = text.removeprefix("https://").rstrip("/")
    if "/" in name or "." not in name:
        raise ValueError(f"a host name such as d111111abcdef8.cloudfront.net, not {text!r}")
    return name


def role(text: str) -> str:
    if not (text.startswith("arn:") and ":iam::" in text and ":role/" in text):
        raise ValueError(f"a role's ARN (arn:aws:iam::…:role/…), not {text!r}")
    return text


Role = Annotated[str, BeforeValidator(role)]


class BucketVariables(Variables):
    """Named as the fields of `CloudSettings` that they set."""

    region: str = Field("", validation_alias=AliasChoices("AWS_REGION", "AWS_DEFAULT_REGION"))
    bucket: str = Field("", validation_alias="AWS_S3_BUCKET")
    s3_endpoint: WebAddress | None = None
    s3_addressing: Annotated[str, BeforeValidator(one_of("auto", "path", "virtual"))] = "auto"
    s3_checksum: Annotated[Checksum | None, BeforeValidator(checksum)] = None
    s3_accelerate: Switch = False
    hook_secret: Secret | None = None
    former_hook_secret: Secret | None = None


class CloudFrontVariables(Variables):
    because = "AWS_CLOUDFRONT_DOMAIN is set, and its URLs must be signed"

    domain: Annotated[str, BeforeValidator(host)] = Field(validation_alias="AWS_CLOUDFRONT_DOMAIN")
    key_id: str = Field(validation_alias="MATINEE_CLOUDFRONT_KEY_ID")
    key_file: ReadableFile = Field(validation_alias="MATINEE_CLOUDFRONT_KEY_FILE")


class MediaConvertVariables(Variables):
    because = "MediaConvert reads and writes the bucket by it"

    role: Role = Field(validation_alias="AWS_MEDIACONVERT_ROLE")
    queue: str | None = Field(None, validation_alias="MATINEE_MEDIACONVERT_QUEUE")
    accelerated: Switch = Field(False, validation_alias="MATINEE_MEDIACONVERT_ACCELERATED")
    dash: Switch = False
    lazy: Switch = Field(False, validation_alias="MATINEE_LAZY_RUNGS")


class MuxVariables(Variables):
    because = "MATINEE_TRANSCODER is mux"

    token_id: str = Field(validation_alias="MATINEE_MUX_TOKEN_ID")
    token_secret: str = Field(validation_alias="MATINEE_MUX_TOKEN_SECRET")
    webhook_secret: str = Field(validation_alias="MATINEE_MUX_WEBHOOK_SECRET")
    former_webhook_secret: str | None = Field(
        None, validation_alias="MATINEE_MUX_FORMER_WEBHOOK_SECRET"
    )
    signing_key_id: str = Field(validation_alias="MATINEE_MUX_SIGNING_KEY_ID")
    signing_key_file: ReadableFile = Field(validation_alias="MATINEE_MUX_SIGNING_KEY_FILE")


def choice(
    env: Mapping[str, str], name: str, choices: Collection[str], likely: str, faults: list[str]
) -> str:
    """The one that is named, or the likely one."""
    try:
        return one_of(*choices)(env.get(name, "").strip() or likely)
    except ValueError as error:
        faults.append(f"{name} must be {error}.")
        return likely


def _likely(env: Mapping[str, str]) -> str:
    """Naming a role or a Mux token says which transcoder is meant."""
    if env.get("AWS_MEDIACONVERT_ROLE"):
        return "mediaconvert"
    return "mux" if env.get("MATINEE_MUX_TOKEN_ID") else "ffmpeg"


def contradictions(settings: CloudSettings, env: Mapping[str, str]) -> Iterator[str]:
    """In the order in which an administrator would mend them."""
    if settings.store == "s3" and not settings.bucket:
        yield "AWS_S3_BUCKET is missing: MATINEE_STORE is s3."
    if settings.store == "disk" and settings.transcoder != "ffmpeg":
        yield (
            f"MATINEE_TRANSCODER is {settings.transcoder}, which can't reach files on this "
            "machine: set AWS_S3_BUCKET, or MATINEE_TRANSCODER=ffmpeg."
        )
    if settings.store == "disk" and settings.cloudfront:
        yield "AWS_CLOUDFRONT_DOMAIN needs films in S3: set AWS_S3_BUCKET."
    if settings.s3_endpoint and settings.s3_accelerate:
        yield "MATINEE_S3_ACCELERATE works on AWS only: unset MATINEE_S3_ENDPOINT."
    if settings.s3_endpoint and settings.transcoder == "mediaconvert":
        yield "MediaConvert reads AWS's S3 only: unset MATINEE_S3_ENDPOINT."
    has_region = any(env.get(name, "").strip() for name in ("AWS_REGION", "AWS_DEFAULT_REGION"))
    if settings.bucket and not settings.s3_endpoint and not has_region and settings.store == "s3":
        yield "AWS_REGION is missing: it says where AWS_S3_BUCKET is."
    if bool(env.get("AWS_ACCESS_KEY_ID")) != bool(env.get("AWS_SECRET_ACCESS_KEY")):
        missing = "AWS_SECRET_ACCESS_KEY" if env.get("AWS_ACCESS_KEY_ID") else "AWS_ACCESS_KEY_ID"
        yield (f"{missing} is missing: its other half is set.")

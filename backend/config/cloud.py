"""What the administrator decides about AWS and Mux; AWS's own names where it has them.

Nothing set means the embedded store, FFmpeg and local delivery. Contradictions are `BadSetting`s
that name the variable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.config.settings import BadSetting, Reader, long_enough, switch, web_address
from backend.storage.api import Checksum


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


@dataclass(frozen=True, slots=True)
class MediaConvertSettings:
    role: str
    queue: str | None = None
    accelerated: bool = False
    dash: bool = False
    lazy: bool = False


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """`store`: disk | s3; `transcoder`: ffmpeg | mediaconvert | mux."""

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

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> CloudSettings:
        read = Reader(env)
        bucket = read("AWS_S3_BUCKET", str, "")
        store = read("MATINEE_STORE", one_of("disk", "s3"), "s3" if bucket else "disk")
        transcoder = read(
            "MATINEE_TRANSCODER", one_of("ffmpeg", "mediaconvert", "mux"), _likely(env)
        )
        settings = cls(
            store=store,
            transcoder=transcoder,
            region=read("AWS_REGION", str, read("AWS_DEFAULT_REGION", str, "")) or "us-east-1",
            bucket=bucket,
            s3_endpoint=read("MATINEE_S3_ENDPOINT", web_address, None),
            s3_addressing=read("MATINEE_S3_ADDRESSING", one_of("auto", "path", "virtual"), "auto"),
            s3_checksum=read("MATINEE_S3_CHECKSUM", checksum, None),
            s3_accelerate=read("MATINEE_S3_ACCELERATE", switch, False),
            cloudfront=_cloudfront(read),
            mediaconvert=_mediaconvert(read) if transcoder == "mediaconvert" else None,
            mux=_mux(read) if transcoder == "mux" else None,
            hook_secret=read("MATINEE_HOOK_SECRET", long_enough, None),
        )
        _check(settings, env)
        return settings


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(f"one of {', '.join(choices)}, not {text!r}")
        return text.lower()

    return parse


def checksum(text: str) -> Checksum | None:
    if text.lower() == "auto":
        return None
    if text.lower() not in list(Checksum):
        raise ValueError(f"auto or one of {', '.join(Checksum)}, not {text!r}")
    return Checksum(text.lower())


def readable_file(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_file():
        raise ValueError(f"a file, but there is none at {text}")
    return path


def host(text: str) -> str:
    name = text.removeprefix("https://").rstrip("/")
    if "/" in name or "." not in name:
        raise ValueError(f"a host name such as d111111abcdef8.cloudfront.net, not {text!r}")
    return name


def role(text: str) -> str:
    if not (text.startswith("arn:") and ":iam::" in text and ":role/" in text):
        raise ValueError(f"a role's ARN (arn:aws:iam::…:role/…), not {text!r}")
    return text


def needed(read: Reader, name: str, because: str) -> str:
    if not (text := read(name, str, "")):
        raise BadSetting(f"{name} is missing: {because}.")
    return text


def _likely(env: Mapping[str, str]) -> str:
    """Naming a role or a Mux token says which transcoder is meant."""
    if env.get("AWS_MEDIACONVERT_ROLE"):
        return "mediaconvert"
    return "mux" if env.get("MATINEE_MUX_TOKEN_ID") else "ffmpeg"


def _cloudfront(read: Reader) -> CloudFrontKey | None:
    if (domain := read("AWS_CLOUDFRONT_DOMAIN", host, "")) == "":
        return None
    because = "AWS_CLOUDFRONT_DOMAIN is set, and its URLs must be signed"
    key_id = needed(read, "MATINEE_CLOUDFRONT_KEY_ID", because)
    needed(read, "MATINEE_CLOUDFRONT_KEY_FILE", because)
    return CloudFrontKey(domain, key_id, read("MATINEE_CLOUDFRONT_KEY_FILE", readable_file, Path()))


def _mediaconvert(read: Reader) -> MediaConvertSettings:
    needed(read, "AWS_MEDIACONVERT_ROLE", "MediaConvert reads and writes the bucket by it")
    return MediaConvertSettings(
        role=read("AWS_MEDIACONVERT_ROLE", role, ""),
        queue=read("MATINEE_MEDIACONVERT_QUEUE", str, None),
        accelerated=read("MATINEE_MEDIACONVERT_ACCELERATED", switch, False),
        dash=read("MATINEE_DASH", switch, False),
        lazy=read("MATINEE_LAZY_RUNGS", switch, False),
    )


def _mux(read: Reader) -> MuxSettings:
    because = "MATINEE_TRANSCODER is mux"
    names = ("TOKEN_ID", "TOKEN_SECRET", "WEBHOOK_SECRET", "SIGNING_KEY_ID")
    token_id, secret, hook, key_id = (needed(read, f"MATINEE_MUX_{n}", because) for n in names)
    needed(read, "MATINEE_MUX_SIGNING_KEY_FILE", because)
    key_file = read("MATINEE_MUX_SIGNING_KEY_FILE", readable_file, Path())
    return MuxSettings(token_id, secret, hook, key_id, key_file)


def _check(settings: CloudSettings, env: Mapping[str, str]) -> None:
    """What contradicts itself, in the order an administrator would mend it."""
    if settings.store == "s3" and not settings.bucket:
        raise BadSetting("AWS_S3_BUCKET is missing: MATINEE_STORE is s3.")
    if settings.store == "disk" and settings.transcoder != "ffmpeg":
        raise BadSetting(
            f"MATINEE_TRANSCODER is {settings.transcoder}, which can't reach files on this "
            "machine: set AWS_S3_BUCKET, or MATINEE_TRANSCODER=ffmpeg."
        )
    if settings.store == "disk" and settings.cloudfront:
        raise BadSetting("AWS_CLOUDFRONT_DOMAIN needs films in S3: set AWS_S3_BUCKET.")
    if settings.s3_endpoint and settings.s3_accelerate:
        raise BadSetting("MATINEE_S3_ACCELERATE works on AWS only: unset MATINEE_S3_ENDPOINT.")
    if settings.s3_endpoint and settings.transcoder == "mediaconvert":
        raise BadSetting("MediaConvert reads AWS's S3 only: unset MATINEE_S3_ENDPOINT.")
    if settings.store == "s3" and not settings.s3_endpoint:
        _check_region(env)
    if bool(env.get("AWS_ACCESS_KEY_ID")) != bool(env.get("AWS_SECRET_ACCESS_KEY")):
        missing = "AWS_SECRET_ACCESS_KEY" if env.get("AWS_ACCESS_KEY_ID") else "AWS_ACCESS_KEY_ID"
        raise BadSetting(f"{missing} is missing: its other half is set.")


def _check_region(env: Mapping[str, str]) -> None:
    if not env.get("AWS_REGION", "").strip() and not env.get("AWS_DEFAULT_REGION", "").strip():
        raise BadSetting("AWS_REGION is missing: it says where AWS_S3_BUCKET is.")

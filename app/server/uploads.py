"""Uploads as the backend tells them: frozen values read from its JSON."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class PartToSign:
    """A part about to be sent; `checksum` is base64 of the raw digest."""

    number: int
    checksum: str

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "checksum": self.checksum}


@dataclass(frozen=True, slots=True)
class FirstParts:
    """Parts to be signed within the create call; `checksum` is their kind."""

    checksum: str
    parts: tuple[PartToSign, ...]

    def to_json(self) -> dict[str, Any]:
        return {"checksum": self.checksum, "parts": [part.to_json() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class NewUpload:
    """What the create call says. `media` holds what is known of the film before it is sent:
    duration_seconds, width, height, video_codec, audio_codec, container, moov_at_end; `poster` is
    a small JPEG; `fingerprint` is `SourceFile`'s."""

    filename: str
    size_bytes: int
    title: str | None = None
    blake3: str | None = None
    fingerprint: str | None = None
    channel_id: str | None = None
    media: Mapping[str, Any] | None = None
    first_parts: FirstParts | None = None
    poster: bytes | None = None

    @property
    def poster_bytes(self) -> int:
        return len(self.poster or b"")

    def to_json(self) -> dict[str, Any]:
        fields = {name: getattr(self, name) for name in self.__slots__}
        if self.poster is not None:
            fields["poster"] = base64.b64encode(self.poster).decode()
        if self.first_parts is not None:
            fields["first_parts"] = self.first_parts.to_json()
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class SignedPart:
    """One request that stores one part; `headers` are signed and go out as they are."""

    number: int
    method: str
    url: str
    headers: Mapping[str, str]
    expires_in_seconds: int


@dataclass(frozen=True, slots=True)
class Space:
    """What an account's originals take, and may take; None: whatever there is."""

    used_bytes: int
    quota_bytes: int | None

    @property
    def left_bytes(self) -> int | None:
        return None if self.quota_bytes is None else max(0, self.quota_bytes - self.used_bytes)


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part the store has; `checksum` is None where it keeps none (then the ETag tells)."""

    number: int
    size_bytes: int
    etag: str
    checksum: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """An open upload. `checksum` names the kind each part carries: crc32, crc32c, crc64nvme,
    sha256 or md5. `signed` are those of the first parts that came with the create call."""

    id: str
    video_id: str
    state: str
    part_size_bytes: int
    part_count: int
    checksum: str
    parts: tuple[StoredPart, ...] = field(default=())
    signed: tuple[SignedPart, ...] = field(default=())

    def at(self, absolute: Callable[[str], str]) -> Upload:
        """The same with whole addresses."""
        signed = tuple(replace(part, url=absolute(part.url)) for part in self.signed)
        return replace(self, signed=signed)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Upload:
        known = {name: document[name] for name in cls.__slots__ if name in document}
        parts = tuple(
            StoredPart(p["number"], p["size_bytes"], p["etag"], p.get("checksum"))
            for p in document.get("parts", ())
        )
        signed = tuple(SignedPart(**part) for part in document.get("signed", ()))
        return cls(**{**known, "parts": parts, "signed": signed})

"""A store in a folder, in the simplest way possible, and clips made on the spot."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from backend.errors import NotFound
from backend.storage.api import (
    Capabilities,
    Checksum,
    NewUpload,
    PartToSign,
    SignedPart,
    StoredObject,
    StoredPart,
    Writing,
)


class FolderStore:
    """Objects are files below `root`; `writes` lists the keys that were put, in order."""

    checksum = Checksum.MD5

    def __init__(self, root: Path) -> None:
        self.root = root
        self.writes: list[str] = []

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    def path(self, key: str) -> Path:
        return self.root / key

    def head(self, key: str) -> StoredObject | None:
        path = self.path(key)
        return StoredObject(key, path.stat().st_size, "") if path.is_file() else None

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        if not self.path(key).is_file():
            raise NotFound(key)
        yield self.path(key).read_bytes()[start:stop]

    def put(self, key: str, data: BinaryIO | bytes, writing: Writing) -> None:
        assert writing.content_type
        self.path(key).parent.mkdir(parents=True, exist_ok=True)
        part = self.path(key + ".part")
        part.write_bytes(data if isinstance(data, bytes) else data.read())
        part.rename(self.path(key))
        self.writes.append(key)

    def keys(self, prefix: str) -> Iterator[str]:
        found = (str(p.relative_to(self.root)) for p in self.root.rglob("*") if p.is_file())
        return iter(sorted(key for key in found if key.startswith(prefix)))

    def unfinished(self, prefix: str) -> Iterator[str]:  # noqa: ARG002
        return iter(())

    def delete_prefix(self, prefix: str) -> int:
        doomed = list(self.keys(prefix))
        for key in doomed:
            self.path(key).unlink()
        return len(doomed)

    def signed_get(self, key: str, expires_in_seconds: int) -> str:
        assert expires_in_seconds > 0
        return f"file:{self.path(key)}"

    def growing(self, key: str, multipart_id: str) -> Path | None:
        path = self.path(f"{key}.{multipart_id}")
        return path if path.exists() else None

    def without_opening(self, upload: NewUpload) -> str | None:
        raise NotImplementedError

    def create_multipart(self, upload: NewUpload) -> str:
        raise NotImplementedError

    def sign_parts(
        self, key: str, multipart_id: str, parts: Sequence[PartToSign]
    ) -> list[SignedPart]:
        raise NotImplementedError

    def stored_parts(self, key: str, multipart_id: str) -> list[StoredPart]:
        raise NotImplementedError

    def complete_multipart(
        self, key: str, multipart_id: str, parts: Sequence[StoredPart]
    ) -> StoredObject:
        raise NotImplementedError

    def abort_multipart(self, key: str, multipart_id: str) -> None:
        raise NotImplementedError


def make_clip(path: Path, *options: str) -> Path:
    """Run FFmpeg with these options; the clip is its output."""
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-y", *options, str(path)],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return path


def pictures(size: str, rate: str, seconds: float) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}")


def tone(seconds: float, hertz: int = 440) -> tuple[str, ...]:
    """Loud: with FFmpeg's quick coder a pure one that is quiet takes four times as long."""
    return ("-f", "lavfi", "-i", f"sine=f={hertz}:r=48000:d={seconds},volume=4")


QUICK = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")

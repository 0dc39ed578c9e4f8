"""Why a file can't be trimmed, each in one sentence."""

from __future__ import annotations

from pathlib import Path

from app.upload.trim.ranges import TrimError


class CantTrim(TrimError):
    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} can't be trimmed: its format does not allow it. Upload the whole of it.",
            name=name,
        )


class CantEncode(TrimError):
    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} can't be cut between key frames. Cut it at key frames instead.", name=name
        )


class NothingBetween(TrimError):
    def __init__(self, name: str) -> None:
        super().__init__(
            "Nothing can be cut out of the middle of {name}: its pictures depend on each other "
            "across key frames. Cut it at its beginning and its end.",
            name=name,
        )


class NoFFmpeg(TrimError):
    retryable = True

    def __init__(self) -> None:
        super().__init__("To trim this file, Matinee needs FFmpeg. Install it, then try again.")


class NoRoom(TrimError):
    retryable = True

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "There is no room left in {folder}, which trimming needs. Free some, then try again.",
            folder=folder,
        )

"""Films on their way: each an upload, joined with the video that the server makes of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from app.server.videos import Video
from app.ui.cards.way import replacement_of
from app.ui.style import text
from app.ui.style.names import plain_name
from app.ui.style.words import translate
from app.upload.engine.progress import Progress, State

IN_THE_MAKING = ("uploading", "verifying", "processing")


class Group(IntEnum):
    """What stands together, in this order."""

    UNDER_WAY = 0
    FAILED = 1
    DONE = 2


@dataclass(frozen=True, slots=True)
class UploadEntry:
    """`video` is None while nobody has said what the server has of it."""

    upload: Progress
    video: Video | None = None

    @property
    def made(self) -> Video | None:
        """The video as it becomes of this very file."""
        return replacement_of(self.video) if self.upload.replaces else self.video

    @property
    def key(self) -> str:
        return self.upload.upload_id

    @property
    def title(self) -> str:
        return plain_name(self.video.title if self.video else self.upload.filename)

    @property
    def group(self) -> Group:
        if not self.upload.state.is_final:
            return Group.UNDER_WAY
        made = self.made
        if self.upload.state is not State.DONE or (made and made.state == "failed"):
            return Group.FAILED
        making = made is not None and made.state in IN_THE_MAKING
        return Group.UNDER_WAY if making else Group.DONE

    @property
    def order(self) -> tuple[int, int, int, str]:
        """By groups, each in the order of turns; of what is done the last stands first."""
        priority, position, key = self.upload.place
        if self.group is Group.DONE:
            return Group.DONE, -priority, -position, key
        return self.group, priority, position, key


@dataclass(slots=True)
class Sums:
    """What all films come to, kept in step as they change: thousands are not gone through for
    each event."""

    groups: list[int] = field(default_factory=lambda: [0, 0, 0])
    sending: int = 0
    paused: int = 0
    encoding: int = 0
    bytes_left: int = 0
    unsized: int = 0
    """Those that nobody has looked at yet: how much is left is not known then."""
    rates: dict[str, float] = field(default_factory=dict)

    def add(self, film: UploadEntry, sign: int = 1) -> None:
        upload = film.upload
        self.groups[film.group] += sign
        if upload.state.is_final:
            self.encoding += sign * (film.group is Group.UNDER_WAY)
        else:
            self.sending += sign
            self.paused += sign * (upload.state is State.PAUSED)
            self.unsized += sign * (not upload.size_bytes)
            self.bytes_left += sign * (upload.size_bytes - upload.moved_bytes)
        self.rates.pop(film.key, None)
        if sign > 0 and upload.state is State.UPLOADING:
            self.rates[film.key] = upload.bytes_per_second

    @property
    def bytes_per_second(self) -> float:
        return sum(self.rates.values())

    @property
    def seconds_left(self) -> float | None:
        """At the rate of this moment."""
        rate = self.bytes_per_second
        known = self.bytes_left and not self.unsized
        return self.bytes_left / rate if rate >= 1 and known else None

    @property
    def words(self) -> str:
        """How many ended in which way: a count, and no verdict."""
        _under_way, failed, done = self.groups
        return text.join(
            translate("Uploads", "%n being encoded", self.encoding) if self.encoding else "",
            translate("Uploads", "%n failed", failed) if failed else "",
            translate("Uploads", "%n uploaded", done) if done else "",
        )


def summary(sums: Sums, seconds_left: float | None) -> str:
    """All uploads in one line."""
    if not sums.sending:
        return sums.words
    left = sums.bytes_left
    if left > 0 and not sums.unsized:
        size = text.size(left)
        files = translate("Uploads", "%n file(s), {size} to go", sums.sending, size=size)
    else:
        files = translate("Uploads", "%n file(s)", sums.sending)
    rate = text.speed(sums.bytes_per_second)
    return text.join(files, rate, text.time_left(seconds_left), sums.words)

"""All uploads in a few numbers; pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

from app.ui.style import text
from app.ui.style.words import translate
from app.upload.engine.progress import Progress, State

MOVING = (State.CHECKING, State.UPLOADING, State.FINISHING)


@dataclass(frozen=True, slots=True)
class Overall:
    """Of what is under way (`count`), and was since something last was: the `share` that is sent,
    as a part of 1."""

    count: int = 0
    moving: int = 0
    paused: int = 0
    share: float = 0.0

    @property
    def words(self) -> str:
        """As one line of text; "" while there is nothing to say."""
        if self.count:
            files = translate("Desktop", "%n video(s) on the way", self.count)
            return text.join(files, text.percent(self.share))
        return translate("Desktop", "%n upload(s) paused", self.paused) if self.paused else ""


class UploadTally:
    """Knows each upload as it was told last."""

    def __init__(self) -> None:
        self._uploads: dict[tuple[Hashable, str], Progress] = {}
        self._batch: set[tuple[Hashable, str]] = set()

    def take(self, account: Hashable, upload: Progress) -> None:
        key = account, upload.upload_id
        self._uploads[key] = upload
        if is_under_way(upload):
            self._batch.add(key)
        elif upload.state in (State.CANCELLED, State.FAILED):
            self._batch.discard(key)

    def keep(self, accounts: Collection[Hashable]) -> None:
        """The others are closed."""
        self._uploads = {k: upload for k, upload in self._uploads.items() if k[0] in accounts}
        self._batch &= self._uploads.keys()

    def uploads(self) -> Mapping[tuple[Hashable, str], Progress]:
        return self._uploads

    def overall(self) -> Overall:
        uploads = self._uploads.values()
        count = sum(map(is_under_way, uploads))
        if not count:
            self._batch.clear()
        batch = [self._uploads[key] for key in self._batch]
        size = sum(upload.size_bytes for upload in batch)
        sent = sum(u.size_bytes if u.state is State.DONE else u.sent_bytes for u in batch)
        return Overall(
            count,
            sum(upload.state in MOVING for upload in uploads),
            sum(upload.state is State.PAUSED for upload in uploads),
            sent / size if size else 0.0,
        )


def is_under_way(upload: Progress) -> bool:
    return not upload.state.is_final and upload.state is not State.PAUSED

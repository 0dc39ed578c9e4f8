"""The first look at a source: is it a film, is it whole, and what will viewers see of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from backend.storage.api import ObjectStore
from backend.transcode.errors import Incomplete, NotAVideo, SourceGone
from backend.transcode.process import Stop, run_probe
from backend.transcode.source import joined
from backend.transcode.source.clock import stretches
from backend.transcode.source.extent import Extent, measure
from backend.transcode.source.probe import Probe, looks_cut_off, probe, shown_size

HEAD_BYTES = 64 * 1024
URL_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Inspection:
    """`size` is the picture as shown, (0, 0) for sound alone."""

    probe: Probe
    extent: Extent

    @property
    def duration_seconds(self) -> float:
        return self.extent.end_seconds - self.probe.start_seconds

    @property
    def size(self) -> tuple[int, int]:
        if self.probe.video is None:
            return 0, 0
        width, height = shown_size(self.probe.video)
        return round(width), round(height)


def inspect(store: ObjectStore, key: str, stop: Stop) -> Inspection:
    """Raises a `Refused` with the sentence for its creator."""
    url, run = store.signed_get(key, URL_SECONDS), run_probe(stop)
    try:
        found = probe(url, run)
    except NotAVideo:
        known = store.head(key)
        head = b"".join(store.read(key, 0, HEAD_BYTES))
        if known is not None and looks_cut_off(head, known.size_bytes):
            raise Incomplete from None
        raise
    return measured(store, key, url, found, stop)


def measured(store: ObjectStore, key: str, url: str, found: Probe, stop: Stop) -> Inspection:
    """The film as it will be shown: in one piece, whatever its clock does."""
    size, read = store.head(key), partial(store.read, key)
    if size is None:
        raise SourceGone
    if clock := stretches(read, size.size_bytes, found, is_far=store.capabilities.is_remote):
        return Inspection(*joined.measure(read, replace(found, clock=clock), stop))
    return Inspection(found, measure(url, found, run_probe(stop)))

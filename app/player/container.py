"""Which segments are not MPEG-TS yet, and making them so."""

from __future__ import annotations

from app.player.playlist import Segment


class TsContainer:
    """Passes MPEG-TS on."""

    def needs(self, segment: Segment) -> bool:
        return segment.init is not None

    def convert(self, segment: Segment, init: bytes, body: bytes) -> bytes:
        raise NotImplementedError

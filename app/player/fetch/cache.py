"""Segments in memory: growing while they arrive, kept for seeking back, bounded in bytes."""

from __future__ import annotations

from app.player import bounds
from app.player.fetch.decryption import Decryptor

ORIGINAL = -1
"""In place of a rung."""


class Piece:
    """One segment at one rung as mpv will get it. Guarded by its owner's lock.

    `raw` is what still has to be converted; `ended` counts the origin's segments that are
    wholly in it, `base_bytes` the bytes of those, and `decryptor` goes through the next one, if
    that is encrypted. `weight` is what all of it takes. A piece `on_trial` is not given to mpv yet:
    too little is known of the link. One that `stands_in` is of another rung than was chosen,
    which was not made yet; one that is `original` ends as one cut out of that. One is `anew` where
    playing begins with it. Until it is `settled` whether it comes from the ladder, a seek to it has
    that considered again.
    """

    def __init__(self, index: int, rung: int, *, on_trial: bool = False) -> None:
        self.index = index
        self.on_trial = on_trial
        self.complete = False
        self.relayed = False
        self.dead = False
        self.stands_in = self.anew = False
        self.settled = True
        self.restart(rung)

    @property
    def shown_rung(self) -> int:
        return ORIGINAL if self.original else self.rung

    @property
    def over(self) -> bool:
        """Whether no more bytes will come."""
        return self.complete or self.dead

    def restart(self, rung: int) -> None:
        """Begin anew at another rung; never after bytes went to mpv."""
        self.rung = rung
        self.original = False
        self.chunks: list[bytes] = []
        self.raw: list[bytes] = []
        self.size_bytes = self.raw_bytes = 0
        self.base_bytes = self.ended = self.weight = 0
        self.decryptor: Decryptor | None = None

    def append(self, chunk: bytes) -> None:
        self.chunks.append(chunk)
        self.size_bytes += len(chunk)
        self.weight += max(len(chunk), bounds.LEAST_CHUNK_BYTES)

    def append_raw(self, chunk: bytes) -> None:
        self.raw.append(chunk)
        self.raw_bytes += len(chunk)
        self.weight += max(len(chunk), bounds.LEAST_CHUNK_BYTES)

    def take_raw(self) -> bytes:
        taken = b"".join(self.raw)
        self.weight -= sum(max(len(chunk), bounds.LEAST_CHUNK_BYTES) for chunk in self.raw)
        self.raw, self.raw_bytes = [], 0
        return taken

    def end_segment(self) -> None:
        self.ended += 1
        self.base_bytes = self.size_bytes
        self.decryptor = None


class SegmentCache:
    """At most one piece for each place of the film."""

    def __init__(self, max_bytes: int = bounds.HELD_BYTES) -> None:
        self._pieces: dict[int, Piece] = {}
        self._max_bytes = max_bytes

    def get(self, index: int) -> Piece | None:
        return self._pieces.get(index)

    def put(self, piece: Piece) -> None:
        self._pieces[piece.index] = piece

    def drop(self, index: int) -> int:
        """Forget a piece; its bytes."""
        piece = self._pieces.pop(index, None)
        return piece.size_bytes if piece else 0

    @property
    def size_bytes(self) -> int:
        return sum(piece.weight for piece in self._pieces.values())

    @property
    def is_full(self) -> bool:
        return self.size_bytes >= self._max_bytes

    def first_missing(self, index: int) -> int:
        """The first place from `index` on that is not at hand or on its way."""
        while index in self._pieces:
            index += 1
        return index

    def complete_until(self, index: int) -> int:
        """Where the unbroken run of complete pieces from `index` on ends."""
        while (piece := self._pieces.get(index)) is not None and piece.complete:
            index += 1
        return index

    def pieces(self) -> tuple[Piece, ...]:
        return tuple(self._pieces.values())

    def trim(self, playing: int, room_bytes: int) -> None:
        """Make room: what lies farthest behind the playing place goes first, then, if that is
        not enough, nothing; what lies ahead is kept."""
        excess = self.size_bytes + room_bytes - self._max_bytes
        for index in sorted(self._pieces):
            if excess <= 0 or index >= playing:
                return
            excess -= self._pieces[index].weight
            self.drop(index)

"""Descriptions of H.264 pictures: two encoders' in one (ISO/IEC 14496-15 §5.3.3). Pure.

Each picture says which parameter sets it is made with, by number. So pictures of two encoders may
follow each other as long as their numbers differ, and neither has to be changed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.upload.trim.atoms import box, children

ENTRY_HEAD = 78
"""Of a visual sample entry, before the boxes in it (ISO/IEC 14496-12 §12.1.3)."""
LENGTH_BYTES = 4
MOST_SETS = 31
IDR, SLICES = 5, (1, 2, 5)
HEVC_IDR = (19, 20)
INTRA = (2, 4)
"""Slices of a picture that needs no other: I and SI, modulo 5 (ITU-T H.264 table 7-6)."""
HIGHEST_NUMBER = 31


class Unmergeable(Exception):
    """They are no pictures of ours, or too many."""


@dataclass(frozen=True, slots=True)
class Avc:
    """What `avcC` says: `head` up to the sets, and `tail` behind them."""

    head: bytes
    sequences: tuple[bytes, ...]
    pictures: tuple[bytes, ...]
    tail: bytes

    @property
    def length_bytes(self) -> int:
        return (self.head[4] & 3) + 1

    @property
    def numbers(self) -> frozenset[int]:
        """Of its sequence parameter sets and its picture parameter sets."""
        of_sequences = (exp_golomb(each[4:]) for each in self.sequences)
        return frozenset((*of_sequences, *(exp_golomb(each[1:]) for each in self.pictures)))


def exp_golomb(data: bytes) -> int:
    """The number that it begins with (ITU-T H.264 §9.1)."""
    return next(exp_golombs(data))


def exp_golombs(data: bytes) -> Iterator[int]:
    bits = "".join(f"{byte:08b}" for byte in data[:16])
    while True:
        zeros = len(bits) - len(bits.lstrip("0"))
        if len(bits) < 2 * zeros + 1:
            raise Unmergeable
        yield int(bits[zeros : 2 * zeros + 1], 2) - 1
        bits = bits[2 * zeros + 1 :]


def avc_of(stsd: bytes) -> Avc:
    """Raises Unmergeable."""
    for kind, content in children(stsd[16 + ENTRY_HEAD :]):
        if kind == b"avcC":
            return _avc(content)
    raise Unmergeable


def _avc(content: bytes) -> Avc:
    try:
        sequences, at = _sets(content, 6, content[5] & 31)
        pictures, end = _sets(content, at + 1, content[at])
    except (IndexError, struct.error) as error:
        raise Unmergeable from error
    return Avc(content[:5], sequences, pictures, content[end:])


def _sets(content: bytes, at: int, count: int) -> tuple[tuple[bytes, ...], int]:
    found = []
    for _ in range(count):
        (size,) = struct.unpack_from(">H", content, at)
        found.append(content[at + 2 : at + 2 + size])
        at += 2 + size
    return tuple(found), at


def merged(stsd: bytes, others: list[bytes]) -> bytes:
    """The description with the parameter sets of the other ones, too. Raises Unmergeable."""
    own = avc_of(stsd)
    found = [avc_of(each) for each in others]
    sequences = tuple(dict.fromkeys(each for avc in (own, *found) for each in avc.sequences))
    pictures = tuple(dict.fromkeys(each for avc in (own, *found) for each in avc.pictures))
    new_numbers = [exp_golomb(each[4:]) for each in sequences]
    if len(set(new_numbers)) < len(new_numbers) or len(sequences) > MOST_SETS:
        raise Unmergeable
    content = b"".join(
        (
            own.head,
            bytes([0xE0 | len(sequences)]),
            *map(_sized, sequences),
            bytes([len(pictures)]),
            *map(_sized, pictures),
            own.tail,
        )
    )
    entry = stsd[16 : 16 + ENTRY_HEAD]
    rest = [
        box(kind, content if kind == b"avcC" else inside)
        for kind, inside in children(stsd[16 + ENTRY_HEAD :])
    ]
    return stsd[:8] + box(stsd[12:16], entry, *rest)


def _sized(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data


def begins_anew(sample: bytes) -> bool:
    """Whether nothing after this picture needs anything before it: an IDR picture."""
    return any(unit[:1] and unit[0] & 31 == IDR for unit in units(sample))


def begins_anew_in_hevc(sample: bytes) -> bool:
    """The same of H.265 (ITU-T H.265 table 7-1)."""
    return any(unit[:1] and unit[0] >> 1 & 63 in HEVC_IDR for unit in units(sample))


def stands_alone(sample: bytes) -> bool:
    """Whether this picture itself needs none before it; where pictures are refreshed bit by bit,
    those that are called key frames do."""
    for unit in units(sample):
        if unit[:1] and unit[0] & 31 in SLICES:
            try:
                _first_block, kind = islice(exp_golombs(unit[1:]), 2)
            except Unmergeable:
                return False
            return kind % 5 in INTRA
    return False


def units(sample: bytes) -> Iterator[bytes]:
    """The beginning of each."""
    at = 0
    while at + LENGTH_BYTES < len(sample):
        start = at + LENGTH_BYTES
        yield sample[start : start + 32]
        at = start + int.from_bytes(sample[at:start], "big")

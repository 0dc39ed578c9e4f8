"""What a stream may cost, whoever made it: memory, above all. What wants more is refused.

Above what films need, and low enough to add no more than 100 MiB to what the application has.
"""

from __future__ import annotations

MIB = 1024 * 1024

TEXT_BYTES = 8 * MIB
"""A playlist, a manifest or subtitles: a day in segments of 4 s, with long signed addresses."""
TEXT_SECONDS = 60.0
"""Until a text is here: one that trickles in for ever is none."""
MANIFEST_MARKS = 500_000
"""Elements and attributes of a DASH manifest; each takes many times its bytes."""

PLAYLIST_SEGMENTS = 50_000
PLAYLIST_WEIGHT = 24 * MIB
"""Of one rendition: segments with their addresses, as `Segment.weight` counts them."""
FILM_WEIGHT = 48 * MIB
"""Of all renditions. Those that would go beyond it are not used."""
VARIANTS = 24
SOUNDS = 10
SUBTITLES = 64
PERIODS = 200

SEGMENT_BYTES = 32 * MIB
"""Of a stranger's: six seconds of 44 Mbit/s."""
OWN_SEGMENT_BYTES = 256 * MIB
"""Of a server of one's own, which may pass on what a camera made."""
LEAST_CHUNK_BYTES = 512
"""What the smallest chunk counts as: a byte in a list of its own takes many."""
HELD_BYTES = 48 * MIB
"""Segments kept of the picture, for seeking back and against what the network may do."""
HELD_SOUND_BYTES = 3 * MIB
SOUND_SEGMENT_BYTES = 3 * MIB
INIT_BYTES = MIB
INITS = 16
KEYS = 64
SUBTITLE_PARTS = 3000

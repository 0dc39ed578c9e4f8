"""Units in types, so that bytes are never added to seconds."""

from __future__ import annotations

from typing import NewType

Seconds = NewType("Seconds", float)
BitsPerSecond = NewType("BitsPerSecond", float)

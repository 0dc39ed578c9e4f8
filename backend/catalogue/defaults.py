"""What new films of a channel begin with: its template, as its owner keeps it; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

FIELDS = ("description", "tags", "language", "visibility", "embedding")


def defaults_of(text: str) -> dict[str, Any]:
    """By field; what is not set is not in it."""
    kept: Mapping[str, Any] = json.loads(text or "{}")
    return {name: kept[name] for name in FIELDS if kept.get(name) is not None}


def columns_of(text: str) -> dict[str, Any]:
    """The same as a video's row has them."""
    found = defaults_of(text)
    if "tags" in found:
        found["tags"] = json.dumps(found["tags"])
    return found

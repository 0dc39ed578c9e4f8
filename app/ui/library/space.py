"""How much room one's videos take; pure."""

from __future__ import annotations

from app.server.uploads import Space
from app.ui.style import text
from app.ui.style.words import translate


def space_words(space: Space | None) -> str:
    """Nothing where the server does not say."""
    if space is None:
        return ""
    used = text.size(space.used_bytes)
    if space.quota_bytes is None or space.left_bytes is None:
        return translate("Library", "Your videos take {used}.", used=used)
    return translate(
        "Library",
        "Your videos take {used} of {quota}: {left} left. What you delete counts until it can't be "
        "had back any more.",
        used=used,
        quota=text.size(space.quota_bytes),
        left=text.size(space.left_bytes),
    )

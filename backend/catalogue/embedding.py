"""On which other sites a film may be shown, in a frame of theirs: as its owner says it, and as a
browser is told."""

from __future__ import annotations

import re

EVERYWHERE, NOWHERE = "everywhere", "nowhere"
SITE = re.compile(r"(https?://)?(\*\.)?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:\d{1,5})?")
MOST_SITES = 20


def tidy_embedding(text: str) -> str:
    """ "everywhere", "nowhere", or sites with spaces between them. Raises ValueError."""
    sites = text.lower().replace(",", " ").split()
    if sites in ([EVERYWHERE], [NOWHERE]):
        return sites[0]
    if not sites or len(sites) > MOST_SITES:
        raise ValueError(f"names no sites, or more than {MOST_SITES}")
    if wrong := [site for site in sites if not SITE.fullmatch(site)]:
        raise ValueError(f"is no site: {wrong[0]}")
    return " ".join(dict.fromkeys(sites))


def frame_ancestors(embedding: str) -> str:
    """For a Content-Security-Policy; this server's own pages may always."""
    if embedding == EVERYWHERE:
        return "*"
    return "'self'" if embedding == NOWHERE else f"'self' {embedding}"

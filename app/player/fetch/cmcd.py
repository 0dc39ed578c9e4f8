"""What the player tells an origin that asked for it: Common Media Client Data (CTA-5004)."""

from __future__ import annotations

from urllib.parse import quote

from app.player.abr.controller import Rung
from app.player.abr.throughput import Estimate


def query(
    session_id: str,
    rung: Rung,
    top: Rung,
    duration_seconds: float,
    buffer_seconds: float,
    estimate: Estimate | None,
    *,
    waiting: bool,
) -> str:
    """The `CMCD=` argument for one segment: keys in alphabetical order, buffer and rate rounded
    to hundreds as §4 wants."""
    pairs = {
        "bl": str(round(buffer_seconds * 10) * 100),
        "br": str(round(rung.average_bps / 1000)),
        "d": str(round(duration_seconds * 1000)),
        "mtp": str(round(estimate.bps / 100_000) * 100) if estimate else "",
        "ot": "v",
        "sf": "h",
        "sid": f'"{session_id}"',
        "st": "v",
        "su": "true" if waiting else "",
        "tb": str(round(top.average_bps / 1000)),
    }
    said = (k if v == "true" else f"{k}={v}" for k, v in pairs.items() if v)
    return "CMCD=" + quote(",".join(said), safe="")

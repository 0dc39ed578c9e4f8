"""Nothing that lets somebody in is passed on with a log or a report."""

from __future__ import annotations

import logging

import pytest

from app.logs import FORMAT, Redacting
from app.redaction import redacted
from backend.delivery.local import LocalDelivery
from backend.signing import HmacSigner

SIGNED = LocalDelivery(HmacSigner.by("a secret")).grant("film", "r1", "s-1").url("hls/1.ts")
TOKEN = "kQ7v-yZ3sXw1_pRt5uN8bL2mC4dF6gH9"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Can't get {SIGNED}: 403", "Can't get /media/…/hls/1.ts: 403"),
        (f"url: /store/sources/v/x?size=4&signature={TOKEN}", "/x?size=4&signature=…"),
        (f"?X-Amz-Date=1&X-Amz-Credential={TOKEN}%2F1&x=2", "?X-Amz-Date=1&X-Amz-Credential=…&x=2"),
        (f"'Authorization': 'Bearer {TOKEN}'", "'Bearer …'"),
        (f"matinee_{TOKEN} was refused", "matinee_… was refused"),
        (f"https://host/invite/{TOKEN}", "https://host/invite/…"),
        (f"https://host/watch/film?link={TOKEN}&t=1", "?link=…&t=1"),
    ],
)
def test_what_lets_somebody_in_is_taken_out(text: str, left: str) -> None:
    """What else is said stays."""
    assert left in redacted(text)
    assert TOKEN not in redacted(text)


@pytest.mark.parametrize("text", ["/media/stick/film.mp4 is gone", "a token of", "linked=3", ""])
def test_what_lets_nobody_in_stays(text: str) -> None:
    """A disk may be mounted at /media."""
    assert redacted(text) == text


def test_logs_are_written_without() -> None:
    """Of a fault's own words, too."""
    try:
        raise ValueError(SIGNED)
    except ValueError as fault:
        said = {"msg": "Not caught", "exc_info": (ValueError, fault, None)}
    line = Redacting(FORMAT).format(logging.makeLogRecord(said))
    assert line.endswith("ValueError: /media/…/hls/1.ts")

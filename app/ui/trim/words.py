"""What comes of trimming, in words."""

from __future__ import annotations

from app.ui.style import text
from app.ui.style.words import translate
from app.upload.trim.trimming import Forecast, SourceFilm

TENTHS_BELOW = 10.0


def precise(seconds: float) -> str:
    """A time of a film to the thousandth: "4:05.120"."""
    whole = int(seconds)
    return f"{text.clock(whole)}.{round((seconds - whole) * 1000) % 1000:03}"


def short(seconds: float) -> str:
    """A length: tenths only where they say something."""
    if seconds < TENTHS_BELOW:
        return translate("Trim", "{seconds} s", seconds=f"{seconds:.1f}")
    return text.clock(seconds)


def forecast_words(found: Forecast, film: SourceFilm, *, whole: bool) -> str:
    """How much is kept, what is sent, and what is encoded for it."""
    size = text.size(found.size_bytes)
    length = short(found.seconds)
    if whole:
        return translate("Trim", "The whole film: {length}, {size}.", length=length, size=size)
    kept = translate(
        "Trim",
        "Sends {length} of {whole}, about {size} of {all}.",
        length=length,
        whole=short(film.duration_seconds),
        size=size,
        all=text.size(film.source.identity().size_bytes),
    )
    if not found.encoded_seconds:
        return f"{kept} {translate('Trim', 'Nothing is encoded again.')}"
    encoded = translate(
        "Trim",
        "At the cuts {seconds} of picture is encoded again.",
        seconds=short(found.encoded_seconds),
    )
    return f"{kept} {encoded}"

"""Which subtitles suit who does not hear the film; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.player.engine.api import Track

FOR_THE_DEAF = re.compile(
    r"\b(sdh|cc|hoh|captions|closed.caption\w*|(hard.of|impaired).hearing|hearing.impaired|deaf"
    r"|hörgeschädigt\w*|gehörlos\w*)\b",
    re.IGNORECASE,
)
"""What their makers call them, where no field of the format tells."""


def captions_for(tracks: Sequence[Track], languages: Sequence[str]) -> int | None:
    """The place of those to show: in the first of the languages that there is, with what is heard
    besides words rather than without; in another language only with that; None: none of them."""
    read = [base(language) for language in languages]

    def rank(place: int) -> tuple[int, bool, int]:
        spoken = base(tracks[place].language)
        known = read.index(spoken) if spoken in read else len(read)
        return known, not is_for_the_deaf(tracks[place]), place

    offered = [
        place
        for place, track in enumerate(tracks)
        if not track.is_forced and (base(track.language) in read or is_for_the_deaf(track))
    ]
    return min(offered, key=rank, default=None)


def is_for_the_deaf(track: Track) -> bool:
    return track.is_sdh or FOR_THE_DEAF.search(track.label) is not None


def base(language: str) -> str:
    """ "en" of "en-GB", and of "eng"."""
    tag = re.split(r"[-_]", language.lower())[0]
    return SHORT.get(tag, tag)


SHORT = {
    "ara": "ar", "chi": "zh", "deu": "de", "dut": "nl", "eng": "en", "fra": "fr", "fre": "fr",
    "ger": "de", "heb": "he", "hin": "hi", "ita": "it", "jpn": "ja", "kor": "ko", "nld": "nl",
    "pol": "pl", "por": "pt", "rus": "ru", "spa": "es", "tur": "tr", "ukr": "uk", "zho": "zh",
}  # fmt: skip
"""ISO 639-2, as files have it, for what systems say."""

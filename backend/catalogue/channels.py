"""What a channel may be called, so that none can pass for another."""

from __future__ import annotations

import re
import unicodedata

from backend.errors import BackendError, Conflict
from backend.text import searchable

MOST_CHANNELS = 100
"""Of an account."""
MOST_FOLLOWED = 2000
LEAST, MOST = 3, 30
SEPARATORS = "-_."
SHAPE = re.compile(rf"[^\W_]+(?:[{SEPARATORS}][^\W_]+)*")
COMMON = frozenset({"DIGIT", "COMBINING"})
"""What goes with every script."""
JAPANESE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
"""Scripts that one language writes in together."""
# What is drawn alike in most fonts, as the letter that stands for all of them (after the table of
# Unicode's Technical Standard 39, for the scripts that people register look-alikes in).
ALIKE = {
    **{"a": "аαɑ", "b": "вь", "c": "с", "d": "ԁ", "e": "еε", "g": "ɡԍ", "h": "һн", "j": "јϳ"},
    **{"k": "кκ", "l": "1iіιӏɩ", "m": "м", "n": "η", "o": "0оο", "p": "рρ", "q": "ԛ", "s": "ѕ"},
    **{"t": "тτ", "u": "υ", "v": "ν", "w": "ԝω", "x": "хχ", "y": "уγ"},
}
LOOK_ALIKES = str.maketrans({other: letter for letter, others in ALIKE.items() for other in others})


class BadHandle(BackendError):
    status = 422
    code = "bad_handle"


class HandleTaken(Conflict):
    code = "handle_taken"
    sentence = "handle_taken"


class TooManyChannels(Conflict):
    code = "too_many_channels"

    def __init__(self) -> None:
        super().__init__("too_many_channels", most=MOST_CHANNELS)


class TooManyFollowed(Conflict):
    code = "too_many_followed"

    def __init__(self) -> None:
        super().__init__("too_many_followed", most=MOST_FOLLOWED)


class DefaultChannelStays(Conflict):
    code = "default_channel"
    sentence = "default_channel_stays"


def handle_of(text: str) -> str:
    """The handle in the one form that is kept. Raises BadHandle."""
    handle = unicodedata.normalize("NFKC", text.strip().removeprefix("@")).casefold()
    if not LEAST <= len(handle) <= MOST:
        raise BadHandle("handle_length", least=LEAST, most=MOST)
    if not SHAPE.fullmatch(handle):
        raise BadHandle("handle_shape")
    if len(scripts := scripts_of(handle)) > 1 and not scripts <= JAPANESE:
        raise BadHandle("handle_alphabet")
    return handle


def scripts_of(text: str) -> frozenset[str]:
    """The first word of each letter's name, which is its script's: LATIN, CYRILLIC, CJK …"""
    names = (unicodedata.name(c, "UNKNOWN").partition(" ")[0] for c in text if c not in SEPARATORS)
    return frozenset(names) - COMMON


def handle_key(handle: str) -> str:
    """The same for handles that could be taken for each other: without separators and accents,
    and with one letter for all that look like it."""
    plain = "".join(c for c in searchable(handle).translate(LOOK_ALIKES) if c not in SEPARATORS)
    return plain.replace("rn", "m").replace("vv", "w")


def suggested_handle(name: str, unique: str) -> str:
    """For a channel whose owner has chosen none: out of its name, and made the only one."""
    plain = re.sub("[^a-z0-9]", "", searchable(name))[:20]
    return f"{plain or 'channel'}-{unique}"

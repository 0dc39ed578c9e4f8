"""What tracks are called."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from app.player.engine.api import Track
from app.ui.style import text
from app.ui.style.words import translate

SURROUND = {6: "5.1", 7: "6.1", 8: "7.1"}
ANY = ("", "und", "zxx", "mul", "mis")


def language_of(tag: str) -> str:
    """In the reader's language where Matinee speaks it: "deu" is German; "" for none."""
    if tag in ANY:
        return ""
    base = tag.partition("-")[0].partition("_")[0]
    language = QLocale.codeToLanguage(base)
    if language in (QLocale.Language.AnyLanguage, QLocale.Language.C):
        return tag
    return told_language(language)


def told_language(language: QLocale.Language) -> str:
    """Qt names languages in English, and in themselves; the latter is what a reader of that
    language would say, too."""
    spoken = QLocale()
    english = language == QLocale.Language.English  # of which Qt knows only dialects
    if spoken.language() == language and not english:
        return spoken.nativeLanguageName().partition(" (")[0]
    return translated(QLocale.languageToString(language))


def translated(name: str) -> str:
    common = {
        "English": translate("Languages", "English"),
        "German": translate("Languages", "German"),
        "French": translate("Languages", "French"),
        "Spanish": translate("Languages", "Spanish"),
        "Italian": translate("Languages", "Italian"),
        "Portuguese": translate("Languages", "Portuguese"),
        "Dutch": translate("Languages", "Dutch"),
        "Polish": translate("Languages", "Polish"),
        "Russian": translate("Languages", "Russian"),
        "Ukrainian": translate("Languages", "Ukrainian"),
        "Turkish": translate("Languages", "Turkish"),
        "Arabic": translate("Languages", "Arabic"),
        "Hebrew": translate("Languages", "Hebrew"),
        "Chinese": translate("Languages", "Chinese"),
        "Japanese": translate("Languages", "Japanese"),
        "Korean": translate("Languages", "Korean"),
        "Hindi": translate("Languages", "Hindi"),
    }
    return common.get(name, name)


def subtitle_name(track: Track, index: int) -> str:
    """Its language, and what its maker says of it."""
    language = language_of(track.language)
    label = "" if same(track.label, language, track.language) else track.label
    forced = translate("Player", "forced") if track.is_forced else ""
    for_whom = "" if not track.is_sdh or label else translate("Player", "for the hard of hearing")
    named = text.join(language, label, forced, for_whom)
    return named or translate("Player", "Subtitles {number}", number=index + 1)


def sound_name(track: Track, index: int) -> str:
    """Its language, what its maker says of it, and its channels."""
    language = language_of(track.language)
    label = "" if same(track.label, language, track.language) else track.label
    named = text.join(language, label) or translate("Player", "Audio {number}", number=index + 1)
    return text.join(named, channel_words(track.channels))


def channel_words(channels: int | None) -> str:
    match channels:
        case None:
            return ""
        case 1:
            return translate("Player", "mono")
        case 2:
            return translate("Player", "stereo")
        case _:
            return SURROUND.get(channels, translate("Player", "%n channel(s)", channels))


def same(label: str, language: str, tag: str) -> bool:
    """Whether the label only says the language again."""
    native = QLocale(tag).nativeLanguageName() if tag else ""
    return label.casefold() in {language.casefold(), tag.casefold(), native.casefold()}

"""The reader's words, from Qt's translations; without any, the English of the source."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.errors import Sentence

ENGLISH = "en"


def translate(context: str, text: str, count: int = -1, /, **values: object) -> str:
    """`text` in the reader's language, with `values` in the places of their names.

    `%n` is replaced by `count`, which also chooses the plural. `./dev strings` finds the calls,
    so `context` and `text` must be literals.
    """
    words = QCoreApplication.translate(context, text, None, count)
    return words.format(**values) if values else words


def told(text: str) -> str:
    """What came from below the window, in the reader's language if it is ours to say."""
    if not isinstance(text, Sentence) or not text:
        return text
    words = QCoreApplication.translate("Matinee", text.template)
    if not text.values:
        return words
    values = {k: told(v) if isinstance(v, str) else v for k, v in text.values.items()}
    return words.format(**values)


def with_thousands_apart(locale: QLocale) -> QLocale:
    """The locale of who has none (`LANG=C`) writes 1204, which is for machines."""
    readable = QLocale(locale)
    readable.setNumberOptions(QLocale.NumberOption.DefaultNumberOptions)
    return readable


def speak(application: QCoreApplication, locale: QLocale, folder: Path) -> str:
    """Have the application speak the reader's language; returns which it is.

    Where there is no file for it in `folder`, that is English. Qt's own words follow ours, so
    that no dialog speaks two languages.
    """
    if locale.language() == QLocale.Language.C:
        QLocale.setDefault(with_thousands_apart(locale))
    language = ENGLISH
    english, ours, qts = (QTranslator(application) for _ in range(3))
    english.load(QLocale(ENGLISH), "matinee", "_", str(folder))
    application.installTranslator(english)
    if ours.load(locale, "matinee", "_", str(folder)) and ours.language() != ENGLISH:
        language = ours.language()
        places = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        qts.load(QLocale(language), "qtbase", "_", places)
        application.installTranslator(qts)
        application.installTranslator(ours)
    return language

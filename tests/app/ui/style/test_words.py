"""The reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.errors import Sentence
from app.ui.style import text
from app.ui.style.words import speak, told, translate
from tests.strings import FOLDER, compile_words

GERMAN = """<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="de">
<context><name>Uploads</name>
  <message numerus="yes"><source>%n file(s)</source><translation>
    <numerusform>eine Datei</numerusform><numerusform>%n Dateien</numerusform>
  </translation></message>
</context>
<context><name>Matinee</name>
  <message><source>{name} is empty.</source>
    <translation>In {name} ist nichts.</translation></message>
  <message><source>{trouble} Trying again…</source>
    <translation>Noch einmal! ({trouble})</translation></message>
</context>
</TS>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "matinee_de.ts").write_text(GERMAN, "utf-8")
    compile_words(tmp_path / "matinee_de.ts", tmp_path / "matinee_de.qm")
    compile_words(FOLDER / "matinee_en.ts", tmp_path / "matinee_en.qm")
    return tmp_path


@pytest.fixture(autouse=True)
def _put_back(qapp: QApplication) -> Iterator[None]:
    before, locale = set(qapp.findChildren(QTranslator)), QLocale()
    yield
    QLocale.setDefault(locale)
    for translator in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(translator)
        translator.deleteLater()


def test_the_readers_language(qapp: QApplication, folder: Path) -> None:
    """Its plurals, what it lacks in English, and Qt's own words in the same language."""
    assert speak(qapp, QLocale("de_AT"), folder) == "de"
    assert [translate("Uploads", "%n file(s)", count) for count in (1, 2)] == [
        "eine Datei",
        "2 Dateien",
    ]
    assert translate("Numbers", "about %n day(s) left", 2) == "about 2 days left"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


@pytest.mark.parametrize("locale", ["fr_FR", "en_GB", "C"])
def test_english_where_there_is_no_file(qapp: QApplication, folder: Path, locale: str) -> None:
    """Then Qt's words are English, too."""
    assert speak(qapp, QLocale(locale), folder) == "en"
    assert translate("Uploads", "%n file(s)", 1) == "1 file"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_numbers_are_for_people_where_no_language_is_set(qapp: QApplication, folder: Path) -> None:
    """`LANG=C`, as in containers, would have none of their thousands apart."""
    speak(qapp, QLocale("C"), folder)
    assert text.views(1204) == "1,204 views"


def test_sensible_words_without_any_file(qapp: QApplication, tmp_path: Path) -> None:
    """A source tree in which nothing was compiled yet."""
    assert speak(qapp, QLocale("de_DE"), tmp_path) == "en"
    assert translate("Page", "%n thing(s) of {whom}", 2, whom="hers") == "2 thing(s) of hers"


def test_what_was_said_below_the_window(qapp: QApplication, folder: Path) -> None:
    """By its template, with its values; what stands in it is translated, too."""
    speak(qapp, QLocale("de"), folder)
    empty = Sentence("{name} is empty.", name="{a}.mp4")
    assert empty == "{a}.mp4 is empty."
    assert told(empty) == "In {a}.mp4 ist nichts."
    assert told(Sentence("{trouble} Trying again…", trouble=empty)) == (
        "Noch einmal! (In {a}.mp4 ist nichts.)"
    )


def test_what_is_not_ours_to_say(qapp: QApplication, folder: Path) -> None:
    """The server's sentences, and those that a journal kept as text."""
    speak(qapp, QLocale("de"), folder)
    assert told("{name} is empty.") == "{name} is empty."
    assert told("") == ""

"""What is translated is found in the source, and stands in each language's file."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest

from tests.strings import (
    FOLDER,
    SENTENCES,
    NotLiteral,
    Words,
    disagreements,
    fault_names,
    keys_in,
    keys_of,
    telling,
    update,
    words_in,
    words_of,
)

FILES = sorted(FOLDER.glob("*.ts"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_in_step_with_the_source(file: Path, tmp_path: Path) -> None:
    """`./dev strings` would change nothing."""
    copy = tmp_path / file.name
    shutil.copy(file, copy)
    update([copy], words_of())
    assert copy.read_text("utf-8") == file.read_text("utf-8"), "run ./dev strings"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_translation_has_the_places_of_its_source(file: Path) -> None:
    """One that names another place would fail when it is shown; a `%n` may be put in words."""
    wrong = [
        (text, form)
        for text, forms in translations(file)
        for form in forms
        if places(form) != places(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_plural_is_there(file: Path) -> None:
    """The source says "file(s)", which nobody should read."""
    assert [text for text, forms in translations(file) if "%n" in text and not all(forms)] == []


def translations(file: Path) -> list[tuple[str, list[str]]]:
    """Each source text with what it is translated to: none, one, or one for each plural."""
    found = []
    for message in ElementTree.parse(file).iter("message"):
        said = message.find("translation")
        assert said is not None
        forms = [form.text or "" for form in said.iter("numerusform")] or [said.text or ""]
        if message.get("numerus") != "yes":
            forms = list(filter(None, forms))
        found.append((message.findtext("source", ""), forms))
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def found_in(source: str) -> set[Words]:
    nodes = telling(source)
    return set(words_in(nodes, fault_names([nodes])))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('translate("Page", "Open “{file}”", file=name)', {Words("Page", "Open “{file}”")}),
        ('translate("Page", "%n file(s)", len(files))', {Words("Page", "%n file(s)")}),
        ('SORTS = (Sentence("Newest " "first"),)', {Words("Matinee", "Newest first")}),
        (
            "class Gone(MatineeError):\n"
            "    def __init__(self, name):\n"
            '        super().__init__("{name} is gone.", name=name)\n'
            'raise Gone("a.mp4")',
            {Words("Matinee", "{name} is gone.")},
        ),
        (
            'class Odd(MatineeError): ...\nclass Odder(Odd): ...\nraise Odder("That is odd.")',
            {Words("Matinee", "That is odd.")},
        ),
        ('setting("auto", "Fetch", "", "Playing")',
         {Words("Matinee", "Fetch"), Words("Matinee", "Playing")}),
        ('log.info("Not for users")', set()),
    ],
)  # fmt: skip
def test_what_is_for_users_is_found(source: str, words: set[Words]) -> None:
    """In whichever way it is marked."""
    assert found_in(source) == words


@pytest.mark.parametrize(
    "source",
    ['translate("Page", label)', 'Sentence(f"{name} went.")', 'translate(page, "Open")'],
)
def test_words_put_together_in_the_source_are_refused(source: str) -> None:
    """They could not be found here, nor translated there."""
    with pytest.raises(NotLiteral, match="can't be translated"):
        found_in(source)


SENTENCE_FILES = sorted(SENTENCES.glob("*.toml"))


@pytest.mark.parametrize("file", SENTENCE_FILES, ids=lambda file: file.name)
def test_each_sentence_of_the_backend_is_there_and_said(file: Path) -> None:
    """And no other."""
    assert disagreements(file, keys_of()) == []


@pytest.mark.parametrize("file", SENTENCE_FILES, ids=lambda file: file.name)
def test_a_sentence_has_the_places_of_the_english_one(file: Path) -> None:
    """So that its values fit."""
    english = tomllib.loads((SENTENCES / "en.toml").read_text("utf-8"))
    here = tomllib.loads(file.read_text("utf-8"))
    assert [key for key, text in here.items() if places(text) != places(english[key])] == []


def test_what_a_file_of_sentences_lacks_or_has_too_much(tmp_path: Path) -> None:
    """English has to be whole; a translation need not be."""
    for name in ("en", "de"):
        (tmp_path / f"{name}.toml").write_text('gone = "Gone."\nold = "Old."\n')
    keys = {"gone", "new"}
    assert disagreements(tmp_path / "en.toml", keys) == [
        "en.toml lacks new.",
        "en.toml has old, which nobody says.",
    ]
    assert disagreements(tmp_path / "de.toml", keys) == ["de.toml has old, which nobody says."]


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ('class Gone(BackendError):\n    sentence = "gone"', {"gone"}),
        (
            "class Full(BackendError):\n    def __init__(self, size):\n"
            '        super().__init__("full", size=size)\nraise Full(3)',
            {"full"},
        ),
        ('class Gone(BackendError): ...\nraise Gone("file_gone") from error', {"file_gone"}),
        ('Failed(said("interrupted"), True)', {"interrupted"}),
        ('REMEDIES = {"403": "denied"}', {"denied"}),
        ('log.info("request")', set()),
    ],
)
def test_the_keys_that_the_backend_says_are_found(source: str, keys: set[str]) -> None:
    """As an error, by an error's class, from a table, or outright."""
    nodes = telling(source)
    assert set(keys_in(nodes, fault_names([nodes], "BackendError"))) == keys


def test_a_plural_has_as_many_forms_as_its_language(tmp_path: Path) -> None:
    """Ukrainian has three, and a new language is no more than a new file."""
    file = tmp_path / "matinee_uk.ts"
    update([file], {Words("Page", "%n file(s)"), Words("Page", "Open")})
    text = file.read_text("utf-8")
    assert (text.count("<numerusform>"), 'language="uk"' in text) == (3, True)


def test_what_is_translated_stays(tmp_path: Path) -> None:
    """Words come and go around it."""
    file = tmp_path / "matinee_de.ts"
    update([file], {Words("Page", "Open")})
    text, empty = file.read_text("utf-8"), '<translation type="unfinished"></translation>'
    file.write_text(text.replace(empty, "<translation>Öffnen</translation>"), "utf-8")

    update([file], {Words("Page", "Open"), Words("Page", "Save")})

    text = file.read_text("utf-8")
    assert re.findall("<source>(.*)</source>", text) == ["Open", "Save"]
    assert "<translation>Öffnen</translation>" in text

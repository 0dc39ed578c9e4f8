"""What is translated is found in the source, and stands in each language's file."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest

from tests.strings import FOLDER, NotLiteral, Words, fault_names, update, words_in, words_of

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
    tree = ast.parse(source)
    return set(words_in(tree, fault_names([tree])))


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

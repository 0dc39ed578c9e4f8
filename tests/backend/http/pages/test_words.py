"""The pages' templates, and the words that stand in them."""

from __future__ import annotations

import re
from pathlib import Path

from backend.http.pages.film import SPOKEN
from backend.http.pages.rendering import FOLDER
from backend.sentences import ENGLISH, catalogue

WORD = re.compile(r"\$(page_\w+)")
INLINE = re.compile(r"<style|\son\w+=|\sstyle=|<script(?! type=.application/json)")
SOURCES = Path("backend/http/pages")


def test_every_word_is_there_and_used() -> None:
    """In a template, by the script, or where a fault is told."""
    used = {word for path in FOLDER.glob("*.html") for word in WORD.findall(path.read_text())}
    used |= {f"page_{name}" for name in SPOKEN}
    code = "".join(path.read_text() for path in (Path(__file__).parents[4] / SOURCES).glob("*.py"))
    used |= set(re.findall(r'told\("(page_\w+)"\)', code))

    assert used == {key for key in catalogue(ENGLISH) if key.startswith("page_")}


def test_no_page_names_another_site_or_holds_a_script() -> None:
    """Its policy would refuse both, and a visitor would see it only in the console."""
    for path in FOLDER.glob("*.html"):
        text = path.read_text()
        assert "://" not in text
        assert not re.search(
            r"<style|\son\w+=|\sstyle=|<script(?! type=.(module|application/json))", text
        )

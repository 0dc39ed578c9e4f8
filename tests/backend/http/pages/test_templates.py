"""The pages' templates."""

from __future__ import annotations

import re

from backend.http.pages.rendering import FOLDER

INLINE = re.compile(r"<style|\son\w+=|\sstyle=|<script(?! type=.application/json)")


def test_no_page_names_another_site_or_holds_a_script() -> None:
    """Its policy would refuse both, and a visitor would see it only in the console."""
    for path in FOLDER.glob("*.html"):
        text = path.read_text()
        assert "://" not in text
        assert not INLINE.search(text)

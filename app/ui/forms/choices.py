"""Who may see what, and languages, as one chooses among them."""

from __future__ import annotations

from app.errors import Sentence

VISIBILITIES = (
    ("private", Sentence("Private: only you")),
    ("unlisted", Sentence("Unlisted: whoever has the link")),
    ("public", Sentence("Public: everybody")),
)
EMBEDDINGS = (
    ("everywhere", Sentence("May show it in their pages")),
    ("nowhere", Sentence("May not show it in their pages")),
)
LANGUAGES = (
    *(("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")),
    *(("it", "Italiano"), ("pt", "Português"), ("nl", "Nederlands"), ("pl", "Polski")),
    *(("uk", "Українська"), ("ar", "العربية"), ("he", "עברית"), ("tr", "Türkçe")),
    *(("ja", "日本語"), ("ko", "한국어"), ("zh", "中文"), ("hi", "हिन्दी")),
)


def language_name(key: str) -> str:
    """Of itself; one that is not in the list goes by its tag."""
    return dict(LANGUAGES).get(key, key)

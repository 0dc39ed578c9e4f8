"""The fields of the editor, by what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit

from app.server.viewing import Channel
from app.ui.editor import checks
from app.ui.editor.fields import BoundedText, ChoiceField, EditField, TypedField
from app.ui.editor.publishing import PublishTimeField
from app.ui.forms.choices import EMBEDDINGS, LANGUAGES, VISIBILITIES
from app.ui.style.parts import given
from app.ui.style.words import told, translate

TEMPLATE = ("description", "tags", "language", "visibility", "embedding")
"""What new films of a channel can begin with."""


def word_fields() -> Iterator[tuple[str, EditField]]:
    """Each with the label above it, in the order in which one fills them in."""
    line, area = given(QLineEdit(), "video_title"), BoundedText()
    line.setMaxLength(checks.MOST_TITLE)
    tags = QLineEdit()
    tags.setPlaceholderText(translate("Editor", "With commas between them"))
    title = translate("Details", "Title")
    yield title, TypedField("title", line, title, tidy, str, checks.title_fault)
    words = translate("Details", "Description")
    yield words, TypedField("description", area, words, str.strip, str, checks.description_fault)
    label = translate("Editor", "Tags")
    yield label, TypedField("tags", tags, label, checks.tags_of, ", ".join, checks.tags_fault)
    yield from choice_fields()


def choice_fields() -> Iterator[tuple[str, EditField]]:
    label = translate("Details", "Visible to")
    yield label, ChoiceField("visibility", label, said_options(VISIBILITIES))
    yield "", PublishTimeField()
    label = translate("Editor", "Channel")
    yield label, ChoiceField("channel_id", label)
    label = translate("Editor", "Language of the video")
    yield label, ChoiceField("language", label, language_options())
    label = translate("Details", "Other websites")
    yield label, ChoiceField("embedding", label, said_options(EMBEDDINGS))


def said_options(options: Sequence[tuple[str, str]]) -> list[tuple[Any, str]]:
    return [(key, told(words)) for key, words in options]


def language_options() -> list[tuple[Any, str]]:
    return [(None, translate("Editor", "Not said")), *LANGUAGES]


def channel_options(channels: Sequence[Channel]) -> list[tuple[Any, str]]:
    return [(channel.id, channel.name) for channel in channels]


def tidy(words: str) -> str:
    return " ".join(words.split())

"""The captions of a film: which there are, one more, one less."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.edits.draft import CAPTIONS
from app.edits.sidecars import UNKNOWN, sidecars_of
from app.errors import CantRead, MatineeError
from app.server.editing import Caption
from app.ui.editor.loading import EditorMeans
from app.ui.forms.choices import LANGUAGES, language_name
from app.ui.forms.file_choice import FileChoice
from app.ui.style.flow import FlowLayout
from app.ui.style.parts import given, tool_button
from app.ui.style.words import told, translate

MOST_BYTES = 16 * 1024 * 1024


class CaptionsField(QWidget):
    """`said` is as of an `EditField`; `had` carries what was there before it was taken away."""

    said = Signal(str, object)
    had = Signal(str, object)

    def __init__(self, means: EditorMeans) -> None:
        super().__init__()
        self._means = means
        self._tracks: Sequence[Caption] = ()
        self._said: dict[str, Any] = {}
        self.rows = QVBoxLayout()
        self.rows.setSpacing(4)
        self.add = FileChoice(
            translate("Details", "Add subtitles…"),
            f"{translate('Details', 'Subtitles')} (*.vtt *.srt *.ass *.ssa)",
            shows_name=False,
        )
        label = translate("Details", "Language of the subtitles")
        self.language = given(QComboBox(), "language_of_subtitles", accessibleName=label)
        for key, name in LANGUAGES:
            self.language.addItem(name, key)
        here = self.language.findData(QLocale().name().partition("_")[0])
        self.language.setCurrentIndex(max(0, here))
        self.fault = given(QLabel(wordWrap=True), "bad")
        self.fault.hide()
        self.add.chosen.connect(self.take)
        self._lay_out()

    def _lay_out(self) -> None:
        below = FlowLayout(8)
        below.addWidget(self.language)
        below.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self.rows)
        layout.addLayout(below)
        layout.addWidget(self.fault)

    def show_tracks(self, tracks: Sequence[Caption], said: dict[str, Any]) -> None:
        """Those that the backend has, and what was `said` of them since, by the draft's names."""
        self._tracks, self._said = tracks, said
        while (item := self.rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for language in self.languages:
            self.rows.addWidget(self._row(language))

    @property
    def languages(self) -> list[str]:
        """Of which there is a track, as it will be."""
        there = {track.language for track in self._tracks}
        for name, value in self._said.items():
            language = name.removeprefix(CAPTIONS)
            if value == "":
                there.discard(language)
            elif value is not None:
                there.add(language)
        return sorted(there)

    def take(self, path: Path) -> None:
        """Add a file; its name may say which language it is in."""
        guessed = next((lang for _, lang in sidecars_of(stemmed(path), [path.name])), UNKNOWN)
        known = self.language.findData(guessed) >= 0
        language = guessed if known else self.language.currentData()
        self.fault.hide()
        self._means.scope.run(
            lambda: kept(self._means, path), partial(self._taken, language), self._failed
        )

    def remove(self, language: str) -> None:
        """What the backend has is fetched first, so that the way back leads somewhere."""
        track = next((each for each in self._tracks if each.language == language), None)
        name = CAPTIONS + language
        if track is None or self._said.get(name):
            self.said.emit(name, "")
            return
        self._means.scope.run(
            lambda: self._means.outbox.keep(self._means.client.fetch(track.url), ".vtt"),
            partial(self._removed, name),
            self._failed,
        )

    def _removed(self, name: str, former: str) -> None:
        self.had.emit(name, former)
        self.said.emit(name, "")

    def _taken(self, language: str, name: str) -> None:
        self.said.emit(CAPTIONS + language, name)

    def _failed(self, error: MatineeError) -> None:
        self.fault.setText(told(error.sentence))
        self.fault.show()

    def _row(self, language: str) -> QWidget:
        track = next((each for each in self._tracks if each.language == language), None)
        words = language_name(language)
        if language == UNKNOWN:
            words = translate("Editor", "Unknown language")
        origin = translate("Editor", "Added")
        if track is not None and not track.own and not self._said.get(CAPTIONS + language):
            origin = translate("Editor", "From the video's file")
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(QLabel(words))
        line.addWidget(given(QLabel(origin), "quiet"), 1)
        label = translate("Editor", "Remove subtitles: {language}", language=words)
        name = f"remove_{language}"
        line.addWidget(tool_button(name, "close", label, partial(self.remove, language), 16))
        return row


def stemmed(path: Path) -> Path:
    """A film that this file would be beside of."""
    return path.with_name(path.name.partition(".")[0] + ".mp4")


def kept(means: EditorMeans, path: Path) -> str:
    """A copy of the file, by its name in a draft; blocks."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CaptionsTooLarge(path.name)
        return means.outbox.keep(path.read_bytes(), path.suffix.lower())
    except OSError as error:
        raise CantRead(path.name, error.strerror) from error


class CaptionsTooLarge(MatineeError):
    def __init__(self, name: str) -> None:
        super().__init__("{name} is too large for subtitles: 16 MiB is the most.", name=name)

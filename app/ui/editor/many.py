"""Files for several films at once: one picture for all, and for each the captions of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from app.edits.draft import CAPTIONS, POSTER
from app.edits.sidecars import sidecars_of
from app.errors import MatineeError
from app.ui.editor.captions import kept
from app.ui.editor.frames import poster_of
from app.ui.editor.loading import EditorMeans
from app.ui.editor.model import EditedFilm
from app.ui.forms.file_choice import FileChoice
from app.ui.style.flow import FlowLayout
from app.ui.style.parts import given
from app.ui.style.words import told, translate

MOST_NAMED = 3
"""Of the files that are no film's, so many by their names."""
Values = Mapping[str, str]
"""Names of kept files by the keys of films."""


@dataclass(frozen=True, slots=True)
class ManyFiles:
    """By the names of drafts: what is to be from now on, and what was before. `strangers` are files
    that belong to none of the films."""

    said: Mapping[str, Values]
    had: Mapping[str, Values] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()


class ManyFilesField(QWidget):
    said_each = Signal(str, object)
    """As `said` of an `EditField`, of each film its own."""
    had_each = Signal(str, object)

    def __init__(self, means: EditorMeans, films: Sequence[EditedFilm]) -> None:
        super().__init__()
        self._means, self._films = means, films
        self._captions = f"{translate('Details', 'Subtitles')} (*.vtt *.srt *.ass *.ssa)"
        pictures = f"{translate('Details', 'Pictures')} (*.jpg *.jpeg *.png *.webp)"
        label = translate("Editor", "A picture for all…")
        self.poster = FileChoice(label, pictures, shows_name=False)
        self.captions = QPushButton(translate("Editor", "Subtitles by file name…"))
        hint = translate("Editor", "film.en.srt becomes the English subtitles of film.mp4")
        given(self.captions, "captions_by_name", toolTip=hint)
        self.outcome = given(QLabel(wordWrap=True), "quiet")
        self.fault = given(QLabel(wordWrap=True), "bad")
        for line in (self.outcome, self.fault):
            line.hide()
        buttons = FlowLayout(8)
        for widget in (self.poster, self.captions):
            buttons.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self.outcome)
        layout.addWidget(self.fault)
        self.poster.chosen.connect(self.take_poster)
        self.captions.clicked.connect(self._ask)

    def know(self, films: Sequence[EditedFilm]) -> None:
        """As they are now."""
        self._films = films

    def take_poster(self, path: Path) -> None:
        means, films = self._means, self._films
        means.scope.run(lambda: posters(means, films, path), self._taken, self._failed)

    def take_captions(self, paths: Sequence[Path]) -> None:
        means, films = self._means, self._films
        means.scope.run(lambda: captions(means, films, paths), self._taken, self._failed)

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.captions.text(), filter=self._captions)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take_captions(list(map(Path, names))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _taken(self, files: ManyFiles) -> None:
        self.fault.hide()
        for name, former in files.had.items():
            self.had_each.emit(name, former)
        for name, values in files.said.items():
            self.said_each.emit(name, values)
        self.outcome.setText(outcome(files))
        self.outcome.show()

    def _failed(self, error: MatineeError) -> None:
        self.fault.setText(told(error.sentence))
        self.fault.show()


def outcome(files: ManyFiles) -> str:
    count = len({key for values in files.said.values() for key in values})
    words = translate("Editor", "Set for %n video(s).", count)
    if not files.strangers:
        return words
    names = ", ".join(files.strangers[:MOST_NAMED])
    more = " …" if len(files.strangers) > MOST_NAMED else ""
    left = translate("Editor", "Of none of these videos: {names}.", names=names + more)
    return f"{words} {left}"


# Below, what blocks


def posters(means: EditorMeans, films: Sequence[EditedFilm], path: Path) -> ManyFiles:
    """What each has is kept first, so that the way back leads somewhere."""
    picture = means.outbox.keep(poster_of(path), ".jpg")
    former = {
        film.key: means.outbox.keep(means.client.fetch(film.video.poster_url), ".jpg")
        for film in films
        if POSTER not in film.values and film.video is not None and film.video.poster_url
    }
    return ManyFiles({POSTER: {film.key: picture for film in films}}, {POSTER: former})


def captions(means: EditorMeans, films: Sequence[EditedFilm], paths: Sequence[Path]) -> ManyFiles:
    said: dict[str, dict[str, str]] = {}
    had: dict[str, dict[str, str]] = {}
    used = set[str]()
    for film in films:
        tracks = tracks_of(film, paths)
        used |= {path.name for path in tracks.values()}
        for name, former in former_tracks(means, film, tracks).items():
            had.setdefault(name, {})[film.key] = former
        for name, path in tracks.items():
            said.setdefault(name, {})[film.key] = kept(means, path)
    return ManyFiles(said, had, tuple(path.name for path in paths if path.name not in used))


def tracks_of(film: EditedFilm, paths: Sequence[Path]) -> dict[str, Path]:
    """Those of the files that are this film's by their names, by what a draft calls them."""
    by_name = {path.name: path for path in paths}
    filename = (film.video.filename if film.video else None) or film.name
    found = sidecars_of(Path(filename), by_name)
    return {CAPTIONS + language: by_name[path.name] for path, language in found}


def former_tracks(
    means: EditorMeans, film: EditedFilm, tracks: Mapping[str, Path]
) -> dict[str, str]:
    unsaid = {name for name in tracks if name not in film.values}
    if film.video is None or not unsaid:
        return {}
    there = means.client.editing.captions(film.video.id)
    return {
        CAPTIONS + track.language: means.outbox.keep(means.client.fetch(track.url), ".vtt")
        for track in there
        if track.own and CAPTIONS + track.language in unsaid
    }

"""The editor of one film or of many: what is typed is saved by itself, and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QMimeDatabase, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.edits.draft import CAPTIONS, PLAYLIST, POSTER
from app.ui.cards.actions import can_replace
from app.ui.editor import form
from app.ui.editor.captions import CaptionsField
from app.ui.editor.chapters import ChaptersField
from app.ui.editor.fields import ChoiceField, EditField
from app.ui.editor.frames import Frames, FramesOfFile, FramesOfServer
from app.ui.editor.loading import Around, EditorMeans, around
from app.ui.editor.many import ManyFilesField
from app.ui.editor.model import Drafts, EditedFilm, EditHistory
from app.ui.editor.playlists import PlaylistsField
from app.ui.editor.poster import PosterField
from app.ui.editor.saver import DraftSaver
from app.ui.editor.words import is_bad, standing_words
from app.ui.style.parts import fit_screen, given, restyle, scrolling, tool_button
from app.ui.style.words import translate

SIZE = QSize(600, 680)
PUBLICATION = ("visibility", "publish_at")


class EditorDialog(QDialog):
    """Hands drafts to its `saver`, and shows how it stands with them; the scope of its `means` is
    its own, and ends with it. `path` is where the file of
    a single film is, if it is on this computer."""

    figures_wanted = Signal()
    """Comes once the dialog has been left for them."""
    replace_wanted = Signal(object)
    """Another file for the film: a `Path` that was dropped, or None to ask for one."""
    template_wanted = Signal(str, object)
    """A channel's id, and what its new films are to begin with."""

    def __init__(
        self,
        means: EditorMeans,
        saver: DraftSaver,
        films: Sequence[EditedFilm],
        path: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("details_dialog")
        self.setWindowTitle(titled(films))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._means, self._saver = means, saver
        self.history = EditHistory(tuple(films))
        self._around = Around()
        self.fields: dict[str, EditField] = {}
        self.captions: CaptionsField | None = None
        self.chapters: ChaptersField | None = None
        self.poster: PosterField | None = None
        self.playlists = PlaylistsField()
        self.status = given(QLabel(wordWrap=True), "status")
        self.undo = tool_button("undo", "undo", translate("Editor", "Undo"), self._undo)
        self.redo = tool_button("redo", "redo", translate("Editor", "Redo"), self._redo)
        self._form = QFormLayout()
        self._fill(path)
        self._lay_out()
        saver.changed.connect(self._show_standing)
        self._show()
        means.scope.run(lambda: around(means, films), self._take, lambda _error: None)

    # Layout

    def _fill(self, path: Path | None) -> None:
        for label, field in form.word_fields():
            self.fields[field.name] = field
            field.said.connect(self.say)
            field.dirtied.connect(self._show_standing)
            self.add_row(label, field)
        self.add_row(translate("Editor", "On playlists"), self.playlists)
        self.playlists.said.connect(self.say)
        if len(self.history.films) == 1:
            self._fill_for_one(self.history.films[0], path)
        else:
            self._fill_for_many()

    def _fill_for_many(self) -> None:
        self.many = ManyFilesField(self._means, self.history.films)
        self.add_row(translate("Editor", "Poster and subtitles"), self.many)
        self.many.said_each.connect(lambda name, said: self._go(*self.history.put_each(name, said)))
        self.many.had_each.connect(self._note_each)

    def _fill_for_one(self, film: EditedFilm, path: Path | None) -> None:
        video = film.video
        duration = (video.duration_seconds if video else None) or 0.0
        poster_url = video.poster_url if video else None
        self.captions = CaptionsField(self._means)
        self.chapters = ChaptersField(duration or None)
        frames = self._frames(film, path) if duration else None
        self.poster = PosterField(self._means, frames, duration, poster_url)
        self.add_row(translate("Details", "Poster"), self.poster)
        self.add_row(translate("Details", "Subtitles"), self.captions)
        self.add_row(translate("Editor", "Chapters"), self.chapters)
        self.figures = given(QPushButton(translate("Details", "Figures…")), "figures")
        self.figures.clicked.connect(self._leave_for_figures)
        self.another = given(QPushButton(translate("Details", "Replace file…")), "replace")
        self.another.clicked.connect(lambda: self.replace_wanted.emit(None))
        if video is not None and video.storyboard_url:
            find = partial(self._means.client.editing.suggested_chapters, video.id)
            self.chapters.offer_suggestions(find, self._means.scope)
        if video is not None:
            self.add_row("", self.figures)
        if video is not None and can_replace(video):
            self.add_row("", self.another)
            self.setAcceptDrops(True)
        for part in (self.poster, self.captions, self.chapters):
            part.said.connect(self.say)
        for keeper in (self.poster, self.captions):
            keeper.had.connect(self._note_former)
        self.chapters.dirtied.connect(self._show_standing)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_film(event.mimeData()) is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        if (path := dropped_film(event.mimeData())) is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.replace_wanted.emit(path)

    def _frames(self, film: EditedFilm, path: Path | None) -> Frames | None:
        video, client = film.video, self._means.client
        board = None
        if video is not None and video.storyboard_url:
            frame = partial(client.editing.frame, video.id)
            board = FramesOfServer(video.storyboard_url, client.fetch, frame)
        return FramesOfFile(path, board) if path is not None else board

    def _lay_out(self) -> None:
        inside = given(QWidget(), "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.addLayout(self._form)
        column.addStretch(1)  # what is more than the rows take lies below them, not between
        self._form.setVerticalSpacing(8)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        area = scrolling(inside)
        area.setFrameShape(QFrame.Shape.NoFrame)
        head = QHBoxLayout()
        head.addWidget(self.status, 1)
        head.addWidget(self.undo)
        head.addWidget(self.redo)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        label = translate("Editor", "Use as template")
        template = buttons.addButton(label, QDialogButtonBox.ButtonRole.ActionRole)
        hint = translate("Editor", "New videos of this channel begin with what is said here")
        given(template, "template", toolTip=hint)
        template.clicked.connect(self._keep_template)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 12, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        QShortcut(QKeySequence.StandardKey.Undo, self).activated.connect(self._undo)
        QShortcut(QKeySequence.StandardKey.Redo, self).activated.connect(self._redo)
        fit_screen(self, SIZE)

    def add_row(self, label: str, widget: QWidget) -> None:
        """Something more to know of the film."""
        if label:
            heading = QLabel(label)
            heading.setTextFormat(Qt.TextFormat.PlainText)
            self._form.addRow(heading, widget)
        else:
            self._form.addRow(widget)

    # What is said

    def say(self, name: str, value: Any) -> None:
        """Of all films, from now on."""
        if name in PUBLICATION:
            self._go(*self.history.publish(name, value, datetime.now(UTC)))
        else:
            self._go(*self.history.put(name, value))

    def _undo(self) -> None:
        self.flush()
        self._go(*self.history.undo())

    def _redo(self) -> None:
        self._go(*self.history.redo())

    def flush(self) -> None:
        """Say what was typed and not said yet."""
        for field in self.fields.values():
            field.flush()
        if self.chapters is not None and self.chapters.is_dirty:
            self.chapters.flush()

    def _leave_for_figures(self) -> None:
        self.close()
        self.figures_wanted.emit()

    def done(self, result: int) -> None:
        self.flush()
        self._means.scope.close()
        super().done(result)

    def look_again(self) -> None:
        """It may stand otherwise with one of the films."""
        self._show_standing()

    def _go(self, history: EditHistory, drafts: Drafts) -> None:
        self.history = history
        self._saver.put(drafts)
        self._show()

    def _note_former(self, name: str, value: Any) -> None:
        """What is about to be replaced, for the way back."""
        self.history = self.history.knowing(name, value)

    def _note_each(self, name: str, values: Mapping[str, Any]) -> None:
        self.history = self.history.knowing_each(name, values)

    def _keep_template(self) -> None:
        self.flush()
        channel_id = self.history.value("channel_id")
        if isinstance(channel_id, str):
            self.template_wanted.emit(channel_id, self.history.common(form.TEMPLATE))

    # What is shown

    def _take(self, found: Around) -> None:
        self._around = found
        channel = self.fields["channel_id"]
        assert isinstance(channel, ChoiceField)
        channel.offer(form.channel_options(found.channels))
        self.playlists.offer(found.playlists)
        for playlist in found.playlists:
            known = {
                film.key: playlist.id in found.listed[film.video.id]
                for film in self.history.films
                if film.video is not None and film.video.id in found.listed
            }
            self.history = self.history.knowing_each(PLAYLIST + playlist.id, known)
        self._show()

    def _show(self) -> None:
        history = self.history
        for name, field in self.fields.items():
            if not field.is_dirty:
                field.show_value(history.value(name))
        self.playlists.show_values({name: history.value(name) for name in self.playlists.names})
        if len(history.films) == 1:
            self._show_one(history.films[0].values)
        else:
            self.many.know(history.films)
        self.undo.setEnabled(bool(history.done))
        self.redo.setEnabled(bool(history.undone))
        self._show_standing()

    def _show_one(self, values: Mapping[str, Any]) -> None:
        if self.captions is None or self.chapters is None or self.poster is None:
            return
        said = {name: value for name, value in values.items() if name.startswith(CAPTIONS)}
        self.captions.show_tracks(self._around.captions, said)
        if not self.chapters.is_dirty:
            self.chapters.show_found(self._around.chapters, values)
        self.poster.show_value(values.get(POSTER))

    def _show_standing(self) -> None:
        standings = [self._means.outbox.standing(film.key) for film in self.history.films]
        is_typing = not self._saver.is_idle or any(f.is_dirty for f in self.fields.values())
        fault = self._saver.fault
        if not fault and any(part.is_stuck for part in self._parts):
            fault = translate("Editor", "Not everything is saved: see what is marked below.")
            self.status.setText(fault)
        else:
            self.status.setText(standing_words(standings, is_typing=is_typing, fault=fault))
        restyle(self.status, "failed" if is_bad(standings, fault) else "")

    @property
    def _parts(self) -> Sequence[EditField | ChaptersField]:
        """Whatever one types into."""
        return (*self.fields.values(), *((self.chapters,) if self.chapters else ()))


def dropped_film(mime: QMimeData) -> Path | None:
    """A single file that has the name of a film."""
    urls = mime.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    name = urls[0].toLocalFile()
    known = QMimeDatabase().mimeTypesForFileName(name)
    return Path(name) if any(kind.name().startswith("video/") for kind in known) else None


def titled(films: Sequence[EditedFilm]) -> str:
    if len(films) == 1:
        return translate("Details", "Details")
    return translate("Editor", "Details of %n video(s)", len(films))

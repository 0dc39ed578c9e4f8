"""What is done with films: from an act to the queue, or to whoever can do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.cards.actions import Action
from app.ui.forms.questions import ask
from app.ui.style.parts import given
from app.ui.style.words import translate
from app.ui.uploads.acts import PRIORITIES, Act, can
from app.ui.uploads.entries import UploadEntry
from app.ui.uploads.model import FilmModel
from app.ui.uploads.remedies import Help, help_for
from app.ui.uploads.report import show_details
from app.upload.engine.progress import State


class Queue(Protocol):
    """What is asked of the upload queue, which only takes it down: in the order of the asking."""

    def pause(self, upload_id: str) -> None: ...
    def resume(self, upload_id: str) -> None: ...
    def cancel(self, upload_id: str) -> None: ...
    def pause_all(self) -> None: ...
    def resume_all(self) -> None: ...
    def set_priority(self, upload_id: str, priority: int) -> None: ...
    def move(self, upload_ids: Sequence[str], before: str | None) -> None: ...
    def relocate(self, upload_id: str, path: Path) -> None: ...
    def forget(self, upload_id: str) -> None: ...


class Deeds(QObject):
    """Asks the queue that is attached; what it can't do is told by signals."""

    play_wanted = Signal(object)
    """A video."""
    wanted = Signal(object, object)
    """An `Action` of the cards, and the videos."""
    edit_wanted = Signal(list)
    trim_wanted = Signal(object)
    """The `Progress` of an upload of which nothing was sent."""
    sign_in_wanted = Signal()
    space_wanted = Signal()

    def __init__(self, model: FilmModel, window: QWidget) -> None:
        super().__init__(window)
        self._model, self._window = model, window
        self.queue: Queue | None = None

    def do(self, act: Act, films: Sequence[UploadEntry]) -> None:
        """With those of the films with which it can be done."""
        able = [film for film in films if can(act, film, self._model.opened)]
        if not able:
            return
        match act:
            case Act.PLAY:
                self.play_wanted.emit(able[0].video)
            case Act.EDIT:
                self.edit_wanted.emit([film.key for film in able])
            case Act.TRIM:
                self.trim_wanted.emit(able[0].upload)
            case Act.OPEN | Act.CLOSE:
                self._model.open([film.key for film in able], opened=act is Act.OPEN)
            case Act.CANCEL:
                self._cancel(able)
            case Act.UP | Act.DOWN | Act.FIRST | Act.LAST:
                self._step(act, able)
            case _:
                self._ask_queue(act, able)

    def open(self, film: UploadEntry) -> None:
        """What Enter and a double click do: help, play, or show how far it is."""
        if (helping := help_for(film)) is not None:
            self.help(film, helping)
        elif can(Act.PLAY, film):
            self.do(Act.PLAY, (film,))
        else:
            opened = film.key in self._model.opened
            self.do(Act.CLOSE if opened else Act.OPEN, (film,))

    def toggle(self, films: Sequence[UploadEntry]) -> None:
        """Pause them, or resume them where all rest."""
        pausable = any(can(Act.PAUSE, film) for film in films)
        self.do(Act.PAUSE if pausable else Act.RESUME, films)

    def help(self, film: UploadEntry, helping: Help | None = None) -> None:
        match helping or help_for(film):
            case Help.RETRY | Help.START_AGAIN:
                self._retry((film,))
            case Help.LOCATE:
                self._locate(film)
            case Help.SIGN_IN:
                self.sign_in_wanted.emit()
            case Help.FREE_SPACE:
                self.space_wanted.emit()
            case Help.DETAILS:
                show_details(film, self._window)

    def move(self, keys: Sequence[str], before: str | None) -> None:
        if (queue := self.queue) is not None:
            queue.move(tuple(keys), before)

    def forget(self, keys: Iterable[str]) -> None:
        self._each(lambda queue: queue.forget, keys)

    def pause_all(self) -> None:
        if (queue := self.queue) is not None:
            queue.pause_all()

    def resume_all(self) -> None:
        if (queue := self.queue) is not None:
            queue.resume_all()

    def _ask_queue(self, act: Act, films: Sequence[UploadEntry]) -> None:
        keys = [film.key for film in films]
        match act:
            case Act.PAUSE:
                self._each(lambda queue: queue.pause, keys)
            case Act.RESUME:
                self._each(lambda queue: queue.resume, keys)
            case Act.RETRY:
                self._retry(films)
            case Act.FORGET:
                self._model.apply({}, keys)
                self.forget(keys)
            case Act.HIGH | Act.NORMAL | Act.LOW:
                level = PRIORITIES[act]
                self._each(lambda queue: lambda key: queue.set_priority(key, level), keys)

    def _retry(self, films: Sequence[UploadEntry]) -> None:
        """Those that are not there are sent, those that are there made anew."""
        unsent = [film.key for film in films if film.upload.state is not State.DONE]
        sent = [film.video for film in films if film.upload.state is State.DONE and film.video]
        self._each(lambda queue: queue.resume, unsent)
        if sent:
            self.wanted.emit(Action.RETRY, sent)

    def _step(self, act: Act, films: Sequence[UploadEntry]) -> None:
        turns = [film.key for film in self._model.films if can(act, film)]
        keys = [film.key for film in films]
        others = [key for key in turns if key not in set(keys)]
        first = turns.index(keys[0])
        match act:
            case Act.FIRST:
                gap = 0
            case Act.LAST:
                gap = len(others)
            case Act.UP:
                gap = max(0, first - 1)
            case _:
                gap = first + 1
        self.move(keys, others[gap] if gap < len(others) else None)

    def _cancel(self, films: Sequence[UploadEntry]) -> None:
        """Asks first, where something that was sent would be lost."""
        keys = [film.key for film in films]
        if not any(film.upload.sent_bytes for film in films):
            self._each(lambda queue: queue.cancel, keys)
            return
        question = translate("Uploads", "Cancel %n upload(s)?", len(films))
        lost = translate("Uploads", "What was sent of it is lost; the file itself stays.")
        yes = translate("Uploads", "Cancel upload")
        box = ask(self._window, question, lost, yes, lambda: self._each(lambda q: q.cancel, keys))
        given(box, "confirm_cancel")

    def _locate(self, film: UploadEntry) -> None:
        question = translate("Uploads", "Where is {name} now?", name=film.title)
        dialog = QFileDialog(self._window, question)
        dialog.setObjectName("locate_file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.relocate(film.key, Path(name)))
        dialog.open()

    def relocate(self, key: str, path: Path) -> None:
        self._each(lambda queue: lambda each: queue.relocate(each, path), [key])

    def _each(self, ask_for: Callable[[Queue], Callable[[str], None]], keys: Iterable[str]) -> None:
        if (queue := self.queue) is not None:
            for key in keys:
                with suppress(KeyError):  # it went meanwhile
                    ask_for(queue)(key)

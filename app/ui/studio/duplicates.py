"""Before files are sent: those that are there already are said, and sent only if that is wanted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import MatineeError
from app.server.editing import Duplicate
from app.server.videos import Video
from app.ui.background import Background, Scope
from app.ui.frame.notices import Toast
from app.ui.style.names import plain_name
from app.ui.style.parts import given, scrolling, timer
from app.ui.style.words import translate
from app.upload.engine.progress import Progress
from app.upload.source.duplicates import KnownContent, find_duplicates

if TYPE_CHECKING:
    from app.server.client import Client

log = logging.getLogger(__name__)
LONG_MS = 1500
"""A look that takes longer is spoken of, and can be cut short."""
MOST_ROWS = 100
WIDTH, MOST_HEIGHT = 520, 320

Known = KnownContent[Duplicate]
Then = Callable[[Sequence[Path]], None]


class WaitingUploads(Protocol):
    """The queue, as far as it is asked here."""

    def uploads(self) -> Sequence[Progress]: ...


class DuplicateKeeper:
    """Asks before a byte of a film that is there goes out; without a connection it lets all pass.
    A look that fails holds nothing up."""

    def __init__(
        self, background: Background, parent: QWidget, toast: Toast, show: Callable[[Video], None]
    ) -> None:
        """`show` takes the user to a film that is there."""
        self._background, self._parent, self._toast = background, parent, toast
        self._show = show
        self._scope = Scope(background)
        self._client: Client | None = None

    def attach(self, client: Client, scope: Scope) -> None:
        self._client, self._scope = client, scope

    def detach(self) -> None:
        self._client = None

    def before_upload(self, files: Sequence[Path], queue: WaitingUploads, then: Then) -> None:
        """Call `then` with those that are to be sent, of which there may be none."""
        client, scope, stopped = self._client, self._scope, threading.Event()
        if client is None or not files:
            then(files)
            return
        slow = timer(self._parent, LONG_MS, partial(self._tell_slow, stopped.set))
        slow.start()

        def ask(known: Sequence[Known]) -> None:
            slow.stop()
            if known and scope.is_open:
                self._ask(files, known, then)
            else:
                then(files)

        def give_up(error: MatineeError) -> None:
            log.info("No look for duplicates: %s", error)
            ask(())

        self._background.run(lambda: look(files, queue, client, stopped), ask, give_up)

    def _tell_slow(self, stop: Callable[[], None]) -> None:
        words = translate("Duplicates", "Looking whether these files are there already…")
        self._toast.say(words, translate("Duplicates", "Don't wait"), stop)

    def _ask(self, files: Sequence[Path], known: Sequence[Known], then: Then) -> None:
        dialog = DuplicatesDialog(known, len(files) - len(known), self._parent)
        skipped = {each.path for each in known}
        new = [file for file in files if file not in skipped]
        dialog.accepted.connect(partial(then, files))
        dialog.rejected.connect(partial(then, new))
        dialog.open_wanted.connect(self._show)
        dialog.open()


def look(
    files: Sequence[Path], queue: WaitingUploads, client: Client, stopped: threading.Event
) -> Sequence[Known]:
    """Blocks."""
    under_way = (each for each in queue.uploads() if not (each.state.is_final or each.is_trimmed))
    waiting = [upload.path for upload in under_way if upload.path is not None]
    return find_duplicates(files, waiting, client.studio.duplicates, stopped.is_set)


class DuplicatesDialog(QDialog):
    """One question for all. It is accepted by who wants them sent nevertheless; whatever else ends
    it skips them."""

    open_wanted = Signal(object)
    """A film that is there; the others are skipped."""

    def __init__(self, known: Sequence[Known], others: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        given(self, "known_films")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Duplicates", "There already"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        if len(known) > 1:
            words = translate("Duplicates", "%n of these files are there already.", len(known))
            layout.addWidget(given(QLabel(words, wordWrap=True), "title"))
        layout.addWidget(self._rows(known), 1)
        if others:
            words = translate("Duplicates", "%n other file(s) will be sent anyhow.", others)
            layout.addWidget(given(QLabel(words, wordWrap=True), "quiet"))
        layout.addWidget(self._buttons(len(known)))
        self.setFixedWidth(WIDTH)
        self.skip.setFocus()

    def _rows(self, known: Sequence[Known]) -> QWidget:
        inside = given(QWidget(), "page")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        for each in known[:MOST_ROWS]:
            rows.addWidget(self._row(each))
        if (more := len(known) - MOST_ROWS) > 0:
            rows.addWidget(given(QLabel(translate("Duplicates", "and %n more", more)), "quiet"))
        area = scrolling(inside)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inside.setFixedWidth(WIDTH - 64)
        area.setFixedHeight(min(inside.sizeHint().height() + 4, MOST_HEIGHT))
        return area

    def _row(self, known: Known) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        words = given(QLabel(known_words(known), wordWrap=True), "known_words")
        words.setTextFormat(Qt.TextFormat.PlainText)
        across.addWidget(words, 1)
        if known.films:
            video = known.films[0].video
            button = given(QPushButton(translate("Duplicates", "Open it")), "open_it")
            button.setAutoDefault(False)
            button.setAccessibleName(translate("Duplicates", "Open “{title}”", title=video.title))
            button.clicked.connect(lambda: self._open(video))
            across.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _buttons(self, count: int) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        label = translate("Duplicates", "Send anyway")
        if count > 1:
            label = translate("Duplicates", "Send all anyway")
        self.send = given(buttons.addButton(label, role.AcceptRole), "send_anyway")
        self.skip = buttons.addButton(translate("Duplicates", "Skip"), role.RejectRole)
        given(self.skip, "skip", kind="primary")
        self.skip.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _open(self, video: Video) -> None:
        self.reject()
        self.open_wanted.emit(video)


def known_words(known: Known) -> str:
    """Where the content of a file is."""
    name = plain_name(known.path.name)
    if known.films:
        title = known.films[0].video.title
        return translate(
            "Duplicates",
            "“{name}” is in your videos already: “{title}”.",
            name=name,
            title=title,
        )
    if known.waiting is not None:
        return translate("Duplicates", "“{name}” is on its way already.", name=name)
    other = plain_name(known.earlier.name if known.earlier else "")
    return translate(
        "Duplicates", "“{name}” is the same film as “{other}”.", name=name, other=other
    )

"""Hands drafts to whoever keeps them, in their order, off the UI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from app.edits.draft import NOTHING, Draft
from app.errors import MatineeError
from app.ui.background import Background
from app.ui.editor.model import Drafts
from app.ui.style.parts import timer
from app.ui.style.words import told

AGAIN_MS = 2000


class Unkept(NamedTuple):
    """What is being handed over, and what came since; one value, which another thread may read."""

    out: Drafts
    waiting: Drafts

    def with_more(self, drafts: Drafts) -> Unkept:
        return self._replace(waiting=merged(self.waiting, drafts))


class DraftSaver(QObject):
    """One hand-over at a time, so that of two changes of one thing the later one is kept; what
    could not be kept goes out again, together with what came meanwhile."""

    changed = Signal()
    """Whether it `is_idle`, or its `fault`."""

    def __init__(
        self, background: Background, say: Callable[[Drafts], None], parent: QObject | None = None
    ) -> None:
        """`say` blocks until they are on disk."""
        super().__init__(parent)
        self._background, self._say = background, say
        self._turn = threading.Lock()
        self._unkept = Unkept({}, {})
        self._again = timer(self, AGAIN_MS, self._start)
        self._is_finished = False
        self.fault = ""

    @property
    def is_idle(self) -> bool:
        return not any(self._unkept)

    def put(self, drafts: Drafts) -> None:
        if drafts:
            self._unkept = self._unkept.with_more(drafts)
            self._start()

    def finish(self) -> None:
        """All that is not kept yet, now; from any thread, when nobody puts any more. What was to be
        handed over later is said by then, too."""
        with self._turn:
            if not self._is_finished and (rest := merged(*self._unkept)):
                self._say(rest)
            self._is_finished = True

    def _start(self) -> None:
        out, drafts = self._unkept
        if out or not drafts:
            return
        self._unkept = Unkept(drafts, {})
        self._background.run(lambda: self._hand_over(drafts), self._kept, self._failed)
        self.changed.emit()

    def _hand_over(self, drafts: Drafts) -> None:
        with self._turn:
            if not self._is_finished:
                self._say(drafts)

    def _kept(self, _none: None) -> None:
        self._unkept, self.fault = Unkept({}, self._unkept.waiting), ""
        self._start()
        self.changed.emit()

    def _failed(self, error: MatineeError) -> None:
        self._unkept = Unkept({}, merged(*self._unkept))
        self.fault = told(error.sentence)
        self._again.start()
        self.changed.emit()


def merged(earlier: Drafts, later: Drafts) -> dict[str, Draft]:
    keys: Mapping[str, None] = dict.fromkeys((*earlier, *later))
    return {key: earlier.get(key, NOTHING).then(later.get(key, NOTHING)) for key in keys}

"""A list that fetches its rows page by page, and says why where it has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.errors import MatineeError
from app.ui.background import Scope, Task
from app.ui.cards.posters import Posters
from app.ui.lists.model import RowModel, RowPage
from app.ui.lists.painter import RowPainter
from app.ui.lists.states import Skeleton, States
from app.ui.lists.view import RowView
from app.ui.style.parts import given
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

T = TypeVar("T")
Then = Callable[[RowPage], None]
Failed = Callable[[MatineeError], None]
MOST_AGAIN = 1000
"""So many rows are fetched anew at most."""


class RowList(QWidget):
    """Shows what `show_rows` says where to get. `emptied` when there is nothing to show: the page
    says what that means, by `states`; `refused` carries a fault that asking again won't mend."""

    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    removed = Signal(str)
    moved = Signal(str, object)
    emptied = Signal()
    refused = Signal(object)

    def __init__(self, colours: Colours, label: str, *, grouped: bool = False) -> None:
        super().__init__()
        self._load: Callable[[str | None, Then, Failed], Task] | None = None
        self._task = Task()
        self._again: Callable[[], None] = self.reload
        self.model = RowModel(self)
        self.painter = RowPainter(self.model, colours, self)
        self.view = RowView(self.model, self.painter)
        self.view.setAccessibleName(label)
        self.view.setUniformItemSizes(not grouped)
        self.states = States(self.view, Skeleton(colours))
        self._fault = QLabel(wordWrap=True)
        self.again = QPushButton(translate("Lists", "Try again"))
        self._trouble = self._trouble_bar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 0, 4, 0)
        layout.setSpacing(0)
        layout.addWidget(self.states, 1)
        layout.addWidget(self._trouble)
        self._wire()

    def _wire(self) -> None:
        for name in ("opened", "menu_wanted", "removed", "moved"):
            getattr(self.view, name).connect(getattr(self, name))
        self.model.more_wanted.connect(self._load_more)
        self.model.rowsRemoved.connect(self._look)
        self.model.rowsInserted.connect(self._look)
        self.again.clicked.connect(lambda: self._again())

    def _trouble_bar(self) -> QWidget:
        bar = given(QWidget(), "list_trouble")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 8, 8, 8)
        row.addWidget(given(self._fault, "quiet"), 1)
        row.addWidget(self.again)
        bar.hide()
        return bar

    # What it shows

    def attach(self, posters: Posters) -> None:
        self.painter.posters = posters
        posters.arrived.connect(self.model.touch)

    def show_rows(
        self, scope: Scope, fetch: Callable[[str | None], T], read: Callable[[T], RowPage]
    ) -> None:
        """Rows of something else from now on: `fetch(cursor)` blocks, `read` is called on this
        thread with what it returns."""
        self.clear()
        self._load = lambda cursor, then, failed: scope.run(
            lambda: fetch(cursor), lambda answer: then(read(answer)), failed
        )
        self.reload()

    def clear(self) -> None:
        """Have nothing, and ask for nothing."""
        self._task.forget()
        self._load = None
        self.model.start_over(RowPage(()))
        self._trouble.hide()
        self.states.wait()

    def detach(self) -> None:
        self.clear()
        self.painter.posters = None

    def reload(self) -> None:
        """Fetch anew from the beginning; what is there stays until it comes."""
        if self._load is None:
            return
        if not self.states.shows_view:
            self.states.wait()
        wanted = min(self.model.rowCount(), MOST_AGAIN)
        self._ask(None, lambda page: self._gather(page, wanted), self._first_failed)

    def look_after(self, video_ids: Iterable[str]) -> None:
        """These were taken away: fetch anew if one of them is shown, by its id as the key."""
        if any(self.model.row_of(video_id) is not None for video_id in video_ids):
            self.reload()

    def _load_more(self) -> None:
        self._ask(self.model.next_cursor, self._take_more, self._more_failed)

    def _ask(self, cursor: str | None, then: Then, failed: Failed) -> None:
        self._trouble.hide()
        self._task.forget()
        if self._load is not None:
            self._task = self._load(cursor, then, failed)

    def _gather(self, page: RowPage, wanted: int) -> None:
        """Who scrolled far down stays there: as much is fetched again as was there before."""
        if len(page.rows) >= wanted or page.next_cursor is None:
            self._take_first(page)
        else:
            self._ask(
                page.next_cursor,
                lambda more: self._gather(joined(page, more), wanted),
                self._first_failed,
            )

    def _take_first(self, page: RowPage) -> None:
        if self.model.rowCount() and page == RowPage(self.model.rows, self.model.next_cursor):
            return
        current = self.view.current_key()
        place = self.view.verticalScrollBar().value()
        self.model.start_over(page)
        self._look()
        if current is not None and (at := self.model.row_of(current)) is not None:
            self.view.setCurrentIndex(self.model.index(at))
        self.view.verticalScrollBar().setValue(place)

    def _take_more(self, page: RowPage) -> None:
        self.model.append(page)
        self._look()

    def _look(self) -> None:
        """Whether there is something to see. A page may be empty and not the last."""
        root = self.view.rootIndex()
        if self.model.rowCount():
            self.states.show_view()
        elif self.model.canFetchMore(root):
            self.model.fetchMore(root)
        elif self.model.next_cursor is None:
            self.emptied.emit()

    def _first_failed(self, error: MatineeError) -> None:
        if not error.retryable:
            self.model.start_over(RowPage(()))
            self.refused.emit(error)
        elif self.model.rowCount():
            self._say_trouble(error, self.reload)
        else:
            self.states.say_fault(error, self.reload)

    def _more_failed(self, error: MatineeError) -> None:
        """The model takes it as asked for: it would ask again and again by itself."""
        self._say_trouble(error, self._load_more)

    def _say_trouble(self, error: MatineeError, again: Callable[[], None]) -> None:
        """Something did not come; what is there already stays."""
        self._fault.setText(told(error.sentence))
        self._again = again
        self._trouble.show()


def joined(page: RowPage, more: RowPage) -> RowPage:
    """What moved meanwhile may be on both."""
    rows = {row.key: row for row in (*page.rows, *more.rows)}
    return RowPage(tuple(rows.values()), more.next_cursor)

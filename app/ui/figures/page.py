"""The place of figures: whose they are, of which days, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import MatineeError, writing
from app.server.figures import Figures, Subject, Table
from app.server.videos import Video
from app.ui import storyboard
from app.ui.background import Task
from app.ui.figures.plots import Period
from app.ui.figures.view import FiguresSkeleton, FiguresView
from app.ui.lists.states import States
from app.ui.navigation.page import Page, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.style.flow import FlowLayout
from app.ui.style.labels import plain_label
from app.ui.style.menus import MenuEntry, below, menu_of
from app.ui.style.parts import given, popup_within
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.client import Client
    from app.ui.style.theme import Colours

MOST_PICTURES = 100


@dataclass(frozen=True, slots=True)
class Known:
    """What a page shows, and what that is called; `is_new`: it surely was never watched."""

    name: str
    figures: Figures
    storyboard_url: str | None = None
    is_new: bool = False


def look_up(client: Client, of: Subject, name: str, first: date | None) -> Known:
    """Blocks."""
    figures = client.figures.figures(of, name, first)
    if of is Subject.CHANNEL:
        return Known(client.viewing.channel(name).name, figures)
    video = client.video(name)
    return Known(video.title, figures, video.storyboard_url, is_new=not video.views)


def save_table(fetch: Callable[[], bytes], file: Path) -> Path:
    """Blocks. Raises CantWrite."""
    data = fetch()
    with writing(file):
        file.write_bytes(data)
    return file


class FiguresPage(Page):
    def __init__(
        self,
        colours: Colours,
        of: Subject,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        super().__init__()
        self._of, self._today = of, today
        self._visit: Visit | None = None
        self._id: str | None = None
        self._period = Period.MONTH
        self._task = Task()
        self._known: Known | None = None
        self.view = FiguresView(colours)
        self.states = States(self.view, FiguresSkeleton(colours))
        self.heading, self.notice = plain_label("heading"), plain_label("quiet")
        self.periods = QButtonGroup(self)
        self.as_table = given(QPushButton(), "as_table", checkable=True)
        self.export = given(QPushButton(translate("Figures", "Export…")), "export")
        self.head = self._lay_out()
        self.setFocusProxy(self.view)
        self._wire()

    def _lay_out(self) -> QWidget:
        head = QWidget()
        row = FlowLayout(12)
        head.setLayout(row)
        for period, words in (
            (Period.WEEK, translate("Figures", "7 days")),
            (Period.MONTH, translate("Figures", "28 days")),
            (Period.QUARTER, translate("Figures", "90 days")),
            (Period.ALL, translate("Figures", "All")),
        ):
            button = given(QPushButton(words), f"period_{period}", checkable=True)
            button.setProperty("kind", "tab")
            self.periods.addButton(button, period)
            row.addWidget(button)
        self.periods.button(self._period).setChecked(True)
        row.addWidget(self.as_table)
        row.addWidget(self.export)
        top = QVBoxLayout()
        top.setContentsMargins(24, 14, 24, 10)
        top.setSpacing(10)
        for widget in (self.heading, head, self.notice):
            top.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.states, 1)
        return head

    def _wire(self) -> None:
        self.periods.idClicked.connect(lambda number: self.choose(Period(number)))
        self.as_table.toggled.connect(self._show_tables)
        self.export.clicked.connect(
            lambda: popup_within(self.export_menu(), self.window(), below(self.export))
        )
        self._show_tables(False)
        self._say("")

    def _show_tables(self, tables: bool) -> None:
        self.view.show_tables(tables)
        table, charts = translate("Figures", "As a table"), translate("Figures", "As charts")
        self.as_table.setText(charts if tables else table)

    @property
    def title(self) -> str:
        figures = translate("Figures", "Figures")
        if self._known is None:
            return figures
        return translate("Figures", "{name}: figures", name=self._known.name)

    # Whose they are

    def attach(self, visit: Visit) -> None:
        self._visit = visit

    def detach(self) -> None:
        self._task.forget()
        self._visit = self._id = None
        self._forget()
        for dialog in self.findChildren(QFileDialog):
            dialog.reject()

    def show_place(self, place: Place) -> None:
        """Anew each time: somebody may have watched."""
        if self._id != place.id:
            self._id = place.id
            self._forget()
        self._fetch()

    def watched(self) -> None:
        """It was one's own film."""
        self._fetch()

    def reload(self) -> None:
        self._fetch()

    def apply(self, videos: Sequence[Video]) -> None:
        """A film that is gone has no figures."""
        if any(video.id == self._id and video.state == "deleted" for video in videos):
            self._fetch()

    def choose(self, period: Period) -> None:
        self._period = period
        self.periods.button(period).setChecked(True)
        self._fetch()

    def _forget(self) -> None:
        self._known = None
        self.view.show_storyboard(None)
        self.states.wait()
        self._say("")
        self._tell_title()

    def _fetch(self) -> None:
        visit, name = self._visit, self._id
        if visit is None or name is None:
            return
        if visit.account is None:
            self.states.say("statistics", translate("Figures", "Sign in to see your figures."))
            return
        client, of, first = visit.client, self._of, self._period.first_day(self._today())
        self._task.forget()
        self._task = visit.scope.run(
            lambda: look_up(client, of, name, first), self._show, self._failed
        )

    def _show(self, known: Known) -> None:
        is_new, self._known = self._known is None, known
        self._tell_title()
        if not known.figures.total.plays:
            self._say_empty(known)
            return
        self.export.setEnabled(True)
        self._say("")
        self.view.show_figures(known.figures)
        self.states.show_view()
        if is_new and known.storyboard_url is not None:
            self._fetch_pictures(known.storyboard_url)

    def _fetch_pictures(self, url: str) -> None:
        """They are only beside the point: without them there is the curve."""
        if (visit := self._visit) is not None:
            fetch, here = visit.client.fetch, self._id
            visit.scope.run(
                lambda: storyboard.load(url, fetch, MOST_PICTURES),
                lambda loaded: self.view.show_storyboard(loaded) if here == self._id else None,
                lambda _error: None,
            )

    def _say_empty(self, known: Known) -> None:
        self.export.setEnabled(False)
        if self._period is Period.ALL or known.is_new:
            heading = translate("Figures", "Nobody has watched it yet.")
            words = translate("Figures", "Here you will see how often it is watched, and how far.")
            self.states.say("statistics", heading, words)
        else:
            heading = translate("Figures", "Nobody has watched it in these days.")
            label = translate("Figures", "Show all")
            self.states.say("statistics", heading, "", label, lambda: self.choose(Period.ALL))

    def _failed(self, error: MatineeError) -> None:
        """What is shown stays, if only the line is gone."""
        if not error.retryable:
            home = translate("Figures", "Go to your videos")
            self.states.say("warning", told(error.sentence), label=home, do=self._go_home)
        elif self.states.shows_view:
            self._say(told(error.sentence))
        else:
            self.states.say_fault(error, self._fetch)

    def _go_home(self) -> None:
        self.go_wanted.emit(Place(Kind.YOURS))

    def _say(self, words: str) -> None:
        self.notice.setText(words)
        self.notice.setVisible(bool(words))

    def _tell_title(self) -> None:
        self.heading.setText(self.title)
        self.title_changed.emit()

    # A file of them

    def export_menu(self) -> QMenu:
        return menu_of(
            self,
            "export_menu",
            MenuEntry(
                "download",
                translate("Figures", "Days as CSV…"),
                lambda: self.ask_where(Table.DAYS),
            ),
            MenuEntry(
                "download",
                translate("Figures", "How much is watched as CSV…"),
                lambda: self.ask_where(Table.RETENTION),
            ),
        )

    def ask_where(self, table: Table) -> QFileDialog | None:
        if (known := self._known) is None:
            return None
        dialog = given(QFileDialog(self, translate("Figures", "Export")), "export_figures")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{known.name} – {table}.csv".replace("/", "-"))  # a name, no path
        dialog.fileSelected.connect(lambda name: self.save(table, Path(name)))
        dialog.open()
        return dialog

    def save(self, table: Table, file: Path) -> None:
        visit, name = self._visit, self._id
        if visit is None or name is None:
            return
        calls, of, first = visit.client.figures, self._of, self._period.first_day(self._today())
        visit.scope.run(
            lambda: save_table(lambda: calls.table(of, name, table, first), file), self._saved
        )

    def _saved(self, file: Path) -> None:
        self._say(
            translate("Figures", "“{name}” is in {folder}.", name=file.name, folder=file.parent)
        )

"""The history: what was watched, to go on with or to forget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QLocale, QPoint
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import MatineeError
from app.server.catalogue import LONGEST_QUERY
from app.server.videos import Video
from app.server.viewing import History, Watched
from app.ui.cards.actions import Action, Extra
from app.ui.cards.menu import video_menu
from app.ui.forms.questions import ask
from app.ui.history.days import day_of
from app.ui.lists.edits import Edits
from app.ui.lists.model import Row, RowPage
from app.ui.lists.rows import RowList
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Place
from app.ui.style import text
from app.ui.style.menus import MenuEntry, menu_of
from app.ui.style.parts import given, popup_within, timer
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

PAGE = 100
SEARCH_DELAY_MS = 250


def row_of(watched: Watched, now: datetime, locale: QLocale) -> Row:
    day = day_of(watched.watched_at, now, locale)
    if (video := watched.video) is None:
        title = translate("History", "A video that can't be seen any more")
        return Row(watched.video_id, title, icon="hidden", group=day, faint=True)
    channel = video.channel.name if video.channel else ""
    return Row(video.id, video.title, text.join(channel, seen(watched)), video, group=day)


def seen(watched: Watched) -> str:
    """How much of it."""
    video = watched.video
    if video is None or not video.duration_seconds or video.position_seconds < 1:
        return ""
    return translate(
        "History",
        "{position} of {duration}",
        position=text.clock(video.position_seconds),
        duration=text.clock(video.duration_seconds),
    )


class HistoryPage(Page):
    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self._visit: Visit | None = None
        self._edits: Edits | None = None
        self._paused = False
        self.rows = RowList(colours, translate("History", "Watched videos"), grouped=True)
        label = translate("History", "Search your history")
        self.search = given(QLineEdit(), "search_history", accessibleName=label)
        self.search.setPlaceholderText(label)
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(LONGEST_QUERY)
        self.pause = given(QPushButton(), "pause_history")
        self.clear_all = given(QPushButton(translate("History", "Clear history…")), "clear_history")
        self.notice = given(QLabel(wordWrap=True), "quiet")
        self._typing = timer(self, SEARCH_DELAY_MS, self._fetch)
        self.head = self._lay_out()
        self.setFocusProxy(self.rows.view)
        self._wire()
        self._show_paused(False)

    def _lay_out(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addWidget(self.pause)
        row.addWidget(self.clear_all)
        top = QVBoxLayout()
        top.setContentsMargins(24, 14, 24, 10)
        top.setSpacing(10)
        top.addWidget(given(QLabel(self.title), "heading"))
        top.addWidget(head)
        top.addWidget(self.notice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.rows, 1)
        return head

    def _wire(self) -> None:
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.pause.clicked.connect(self._toggle)
        self.clear_all.clicked.connect(self.ask_clear)
        self.rows.opened.connect(self._open)
        self.rows.removed.connect(self._remove)
        self.rows.menu_wanted.connect(self._menu_at)
        self.rows.emptied.connect(self._say_empty)
        self.rows.refused.connect(self._refused)

    @property
    def title(self) -> str:
        return translate("History", "History")

    # Whose it is

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self._edits = Edits(visit.scope, self._not_edited)
        self.head.setVisible(visit.account is not None)
        self.rows.attach(visit.posters)

    def detach(self) -> None:
        self._visit = self._edits = None
        self.search.clear()
        self._typing.stop()
        self.rows.detach()
        for dialog in self.findChildren(QDialog):
            dialog.reject()

    def show_place(self, _place: Place) -> None:
        """Anew each time: something may have been watched."""
        if self.rows.states.shows_view:
            self.rows.reload()
        else:
            self._fetch()

    def watched(self) -> None:
        """Each row says how far."""
        self.rows.reload()

    def reload(self) -> None:
        self.rows.reload()

    def apply(self, videos: Sequence[Video]) -> None:
        self.rows.look_after(video.id for video in videos if video.state == "deleted")

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:  # noqa: ARG002
        self.rows.look_after(gone)

    def _fetch(self) -> None:
        if (visit := self._visit) is None:
            return
        if visit.account is None:
            words = translate("History", "A history belongs to an account. Sign in to have one.")
            self.rows.states.say("history", words)
            return
        viewing, query = visit.client.viewing, self.search.text().strip()
        self.rows.show_rows(
            visit.scope,
            lambda cursor: viewing.history(query, cursor=cursor, limit=PAGE),
            self._read,
        )

    def _read(self, history: History) -> RowPage:
        self._show_paused(history.paused)
        now, locale = datetime.now().astimezone(), QLocale()
        rows = tuple(row_of(each, now, locale) for each in history.watched)
        return RowPage(rows, history.next_cursor)

    def _show_paused(self, paused: bool) -> None:
        self._paused = paused
        go_on, pause = translate("History", "Go on remembering"), translate("History", "Pause")
        self.pause.setText(go_on if paused else pause)
        self.notice.setText(
            translate("History", "The history is paused: what you watch is not remembered.")
        )
        self.notice.setVisible(paused)

    def _say_empty(self) -> None:
        if query := self.search.text().strip():
            self.rows.states.say(
                "search",
                translate(
                    "History", "Nothing you watched matches “{query}”.", query=text.brief(query)
                ),
                label=translate("History", "Clear search"),
                do=self.search.clear,
            )
        else:
            self.rows.states.say(
                "history",
                translate("History", "Nothing watched yet."),
                translate("History", "What you watch stands here, so that you can go on with it."),
            )

    def _refused(self, error: MatineeError) -> None:
        self.rows.states.say("warning", told(error.sentence))

    # What the user does

    def _open(self, key: str) -> None:
        """Go on with it where one was."""
        if (video := self._video(key)) is not None:
            self.play_wanted.emit(PlayWanted(video))

    def _video(self, key: str) -> Video | None:
        at = self.rows.model.row_of(key)
        return None if at is None else self.rows.model.rows[at].video

    def _remove(self, key: str) -> None:
        model, visit, edits = self.rows.model, self._visit, self._edits
        if visit is None or edits is None:
            return
        before, viewing = model.before(key), visit.client.viewing
        if (row := model.take(key)) is not None:
            edits.add(lambda: viewing.forget_watched(key), lambda: model.put(row, before))

    def _not_edited(self, error: MatineeError) -> None:
        """What came back may be none of what was searched for meanwhile."""
        if (visit := self._visit) is not None:
            visit.scope.tell(error)
            self.rows.reload()

    def _toggle(self) -> None:
        if (visit := self._visit) is not None and self._edits is not None:
            viewing, paused = visit.client.viewing, not self._paused
            self._show_paused(paused)
            self._edits.add(
                lambda: viewing.pause_history(paused=paused),
                lambda: self._show_paused(not paused),
            )

    def ask_clear(self) -> None:
        ask(
            self,
            translate("History", "Clear the whole history?"),
            translate("History", "Matinee also forgets how far you have watched each video."),
            translate("History", "Clear"),
            self._clear,
        )

    def _clear(self) -> None:
        if (visit := self._visit) is not None:
            forget = visit.client.viewing.forget_watched
            visit.scope.run(forget, lambda _none: self._fetch())

    def menu_for(self, key: str) -> QMenu:
        """What can be done with a video that was watched, or with what is left of one."""
        forget, do = translate("History", "Forget that I watched it"), partial(self._remove, key)
        video = self._video(key)
        if video is None or (visit := self._visit) is None:
            return menu_of(self, "history_menu", MenuEntry("close", forget, do, keys="Del"))
        extra = Extra("close", forget, lambda _videos: do())
        return video_menu((video,), visit.terms, self._do, self, (extra,))

    def _do(self, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.PLAY:
            self._open(videos[0].id)
        else:
            self.pass_on(action, videos)

    def _menu_at(self, key: str, at: QPoint) -> None:
        popup_within(self.menu_for(key), self.window(), at)

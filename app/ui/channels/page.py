"""The place of a channel: which one, whose it is, and what is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QMenu, QVBoxLayout

from app.errors import MatineeError
from app.server.videos import Video
from app.server.viewing import Channel
from app.ui.background import Background, Task
from app.ui.cards.actions import Action
from app.ui.channels.dialog import ChannelDialog
from app.ui.channels.head import HeadSkeleton
from app.ui.channels.view import ChannelView
from app.ui.forms.questions import ask
from app.ui.lists.edits import Edits
from app.ui.lists.states import States
from app.ui.navigation.page import Page, PlayWanted, Visit
from app.ui.navigation.places import Kind, Place
from app.ui.style.menus import MenuEntry, below, menu_of
from app.ui.style.parts import popup_within
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.viewing_calls import ViewingCalls

OWN = "@"
"""Instead of an id: the account's first channel. No handle is so short."""


@dataclass(frozen=True, slots=True)
class Found:
    """A channel; where it is the account's own, with all of those."""

    channel: Channel
    own: tuple[Channel, ...]


def look_up(viewing: ViewingCalls, name: str) -> Found:
    """By id or handle; blocks."""
    own = viewing.channels() if name == OWN else ()
    first = next((each for each in own if each.is_default), None)
    channel = viewing.channel(first.id if first else name)
    return Found(channel, own or (viewing.channels() if channel.own else ()))


class ChannelPage(Page):
    def __init__(self, background: Background, colours: Colours) -> None:
        super().__init__()
        self._visit: Visit | None = None
        self._name: str | None = None
        self._own: tuple[Channel, ...] = ()
        self._edits: Edits | None = None
        self._task = Task()
        self.channel: Channel | None = None
        self.view = ChannelView(background, colours)
        self.states = States(self.view, HeadSkeleton(colours))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.states)
        self.setFocusProxy(self.view)
        self._wire()

    def _wire(self) -> None:
        head = self.view.head
        head.follow_toggled.connect(self._toggle)
        head.edit_wanted.connect(lambda: self.edit(self.channel))
        head.menu_wanted.connect(
            lambda: popup_within(self.own_menu(), self.window(), below(head.more))
        )
        self.view.videos.wanted.connect(self._do)
        self.view.videos.rested_on.connect(self.rested_on)
        self.view.playlist_opened.connect(
            lambda key: self.go_wanted.emit(Place(Kind.PLAYLIST, key))
        )

    @property
    def title(self) -> str:
        return self.channel.name if self.channel else translate("Channels", "Channel")

    # Which one

    def attach(self, visit: Visit) -> None:
        self._visit = visit
        self._edits = Edits(visit.scope, visit.scope.tell)
        self.view.attach(visit)

    def detach(self) -> None:
        self._task.forget()
        self._visit = self._name = self.channel = self._edits = None
        self._own = ()
        self.view.detach()
        self.states.wait()
        for dialog in self.findChildren(QDialog):
            dialog.reject()

    def show_place(self, place: Place) -> None:
        if self._name != place.id:
            self._name, self.channel = place.id, None
            self.states.wait()
        self._look_up()

    def reload(self) -> None:
        self._look_up()
        if self.channel is not None:
            self.view.reload()

    def _look_up(self) -> None:
        if (visit := self._visit) is not None and (name := self._name) is not None:
            if not self.states.shows_view:
                self.states.wait()
            viewing = visit.client.viewing
            self._task.forget()
            self._task = visit.scope.run(
                lambda: look_up(viewing, name), self._take, self._not_found
            )

    def _take(self, found: Found) -> None:
        self._own = found.own
        self._show(found.channel)

    def _show(self, channel: Channel) -> None:
        if (visit := self._visit) is not None:
            self.channel = channel
            self._own = tuple(channel if channel.id == each.id else each for each in self._own)
            self.view.show_channel(visit, channel)
            self.states.show_view()
            self.title_changed.emit()

    def _not_found(self, error: MatineeError) -> None:
        """It is gone or was never there; or the line is: then what is shown stays."""
        if not error.retryable:
            self.channel = None
            home = translate("Channels", "Go to Home")
            self.states.say("account", told(error.sentence), label=home, do=self._go_home)
        elif self.channel is None:
            self.states.say_fault(error, self._look_up)

    def apply(self, videos: Sequence[Video]) -> None:
        self.view.videos.apply(videos)

    def apply_public(self, gone: Sequence[str], videos: Sequence[Video]) -> None:
        """What it publishes while one looks comes to the top."""
        here = (self.channel.id,) if self.channel is not None else ()
        self.view.videos.apply_public(gone, videos, here)

    # What the user does

    def _do(self, action: Action, videos: Sequence[Video]) -> None:
        if action is Action.PLAY and self.channel is not None:
            shown = videos if len(videos) > 1 else self.view.videos.videos
            self.play_wanted.emit(PlayWanted(videos[0], shown, channel_id=self.channel.id))
        else:
            self.pass_on(action, videos)

    def _toggle(self) -> None:
        """Follow, or do so no more: seen at once."""
        visit, edits, before = self._visit, self._edits, self.channel
        if visit is None or edits is None or before is None:
            return
        viewing, follows = visit.client.viewing, not before.following
        followers = max(0, before.followers + (1 if follows else -1))
        self._show(replace(before, following=follows, followers=followers))
        send = viewing.follow if follows else viewing.unfollow
        edits.add(lambda: send(before.id), lambda: self._take_back(before))

    def _take_back(self, before: Channel) -> None:
        if self.channel is not None and self.channel.id == before.id:
            self._show(before)

    def own_menu(self) -> QMenu:
        """The account's other channels, a new one, and an end to this one."""
        channel = self.channel
        others = [each for each in self._own if channel and each.id != channel.id]
        entries = [MenuEntry("account", each.name, partial(self._go, each)) for each in others]
        new, delete = translate("Channels", "New channel…"), translate("Channels", "Delete…")
        figures = translate("Channels", "Figures…")
        deletable = channel is not None and not channel.is_default
        return menu_of(
            self,
            "channel_menu",
            *entries,
            MenuEntry("statistics", figures, self._go_to_figures),
            MenuEntry("account", new, lambda: self.edit(None)),
            MenuEntry("delete", delete, self.ask_delete, deletable),
        )

    def _go_home(self) -> None:
        self.go_wanted.emit(Place(Kind.HOME))

    def _go(self, channel: Channel) -> None:
        if self._visit is not None:
            self.go_wanted.emit(Place(Kind.CHANNEL, channel.id))

    def _go_to_figures(self) -> None:
        if (channel := self.channel) is not None:
            self.go_wanted.emit(Place(Kind.CHANNEL_FIGURES, channel.id))

    def edit(self, channel: Channel | None) -> ChannelDialog | None:
        """None: a new one."""
        if (visit := self._visit) is None:
            return None
        dialog = ChannelDialog(visit.client, visit.scope, channel, self)
        dialog.saved.connect(self._show if channel else self._go)
        dialog.open()
        return dialog

    def ask_delete(self) -> None:
        if (channel := self.channel) is not None:
            ask(
                self,
                translate("Channels", "Delete “{name}”?", name=channel.name),
                translate(
                    "Channels", "Its videos go to your first channel. Its followers lose it."
                ),
                translate("Channels", "Delete"),
                lambda: self._delete(channel),
            )

    def _delete(self, channel: Channel) -> None:
        if (visit := self._visit) is not None:
            delete = visit.client.viewing.delete_channel
            visit.scope.run(
                lambda: delete(channel.id),
                lambda _none: self.go_wanted.emit(Place(Kind.CHANNEL, OWN)),
            )

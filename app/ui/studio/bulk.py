"""Many films at once: who sees them, their channel, and deletion, which can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QMessageBox, QWidget

from app.errors import MatineeError, ServerRefused
from app.server.editing import Changed
from app.server.videos import Video
from app.server.viewing import Channel
from app.ui.background import Scope
from app.ui.cards.actions import Action
from app.ui.forms.form import FormDialog
from app.ui.forms.questions import ask
from app.ui.frame.notices import Toast
from app.ui.style import text
from app.ui.style.parts import given
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.client import Client

UNDO_MS = 10_000
VISIBILITY = {
    Action.MAKE_PUBLIC: "public",
    Action.MAKE_UNLISTED: "unlisted",
    Action.MAKE_PRIVATE: "private",
}


class Shelves(Protocol):
    """Where films are shown; the window's frame is one."""

    def apply(self, videos: Sequence[Video]) -> None: ...
    def reload(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose films they are, and where what becomes of them is shown."""

    client: Client
    scope: Scope
    shelves: Shelves
    toast: Toast
    gone: Callable[[], None]
    """Called when films went or came back."""


def change_visibility(desk: Desk, videos: Sequence[Video], visibility: str) -> None:
    """At once: what was to become public at a later time is not scheduled any more."""
    ids = [video.id for video in videos]
    changes = {"visibility": visibility, "publish_at": None}
    desk.scope.run(
        lambda: desk.client.studio.change(ids, **changes),
        lambda changed: tell_changed(desk, changed, visibility_words(visibility, changed)),
    )


def tell_changed(desk: Desk, changed: Sequence[Changed], done: str) -> None:
    desk.shelves.apply([each.video for each in changed if each.video is not None])
    desk.toast.say(outcome_words(changed, done))


def outcome_words(changed: Sequence[Changed], done: str) -> str:
    """What came of it, in one line; of a single one why it was not done."""
    faults = [each.fault for each in changed if each.fault is not None]
    if len(changed) == 1 and faults:
        return told(faults[0].sentence)
    failed = translate("Bulk", "%n could not be changed", len(faults)) if faults else ""
    return text.join(done if len(faults) < len(changed) else "", failed)


def count_done(changed: Sequence[Changed]) -> int:
    return sum(each.fault is None for each in changed)


def visibility_words(visibility: str, changed: Sequence[Changed]) -> str:
    count = count_done(changed)
    match visibility:
        case "public":
            return translate("Bulk", "%n video(s) is/are public", count)
        case "unlisted":
            return translate("Bulk", "%n video(s) is/are unlisted", count)
        case _:
            return translate("Bulk", "%n video(s) is/are private", count)


# Deletion


def confirm_delete(
    parent: QWidget, videos: Sequence[Video], do: Callable[[], object]
) -> QMessageBox:
    """Ask once before videos go: ten seconds are soon over for who pressed a wrong key."""
    words = translate("Window", "Delete %n video(s)?", len(videos))
    if len(videos) == 1:
        words = translate("Window", "Delete “{title}”?", title=videos[0].title)
    gone = translate(
        "Window",
        "You can take it back for 10 seconds. Then it is gone for good, with everything made "
        "from it.",
    )
    return given(ask(parent, words, gone, translate("Window", "Delete"), do), "confirm_delete")


def delete(desk: Desk, videos: Sequence[Video]) -> None:
    """They leave the screen at once, and the server's disk when nobody has wanted them back."""
    gone = {video.id: replace(video, state="deleted") for video in videos}
    desk.shelves.apply(list(gone.values()))
    desk.scope.run(
        lambda: desk.client.studio.delete(list(gone)),
        lambda changed: _deleted(desk, gone, changed),
        lambda error: _not_deleted(desk, error),
    )


def _deleted(desk: Desk, gone: Mapping[str, Video], changed: Sequence[Changed]) -> None:
    ids = [each.id for each in changed if each.fault is None]
    # Once more: what was on its way before may have shown them again.
    desk.shelves.apply([gone[video_id] for video_id in ids])
    words = outcome_words(changed, translate("Bulk", "%n video(s) deleted", len(ids)))
    if len(ids) < len(changed):
        desk.shelves.reload()  # some stay, and were not shown for a moment
    if not ids:
        desk.toast.say(words)
        return
    label = translate("Bulk", "Undo")
    back = lambda: have_back(desk, ids)  # noqa: E731
    desk.toast.say(words, label, back, is_last_chance=True, for_ms=UNDO_MS)
    desk.gone()


def _not_deleted(desk: Desk, error: MatineeError) -> None:
    desk.shelves.reload()
    desk.scope.tell(error)


def have_back(desk: Desk, ids: Sequence[str]) -> None:
    desk.scope.run(lambda: desk.client.studio.undelete(ids), lambda back: _are_back(desk, back))


def _are_back(desk: Desk, changed: Sequence[Changed]) -> None:
    desk.shelves.apply([each.video for each in changed if each.video is not None])
    desk.shelves.reload()  # each in its place
    desk.toast.say(back_words(changed))
    desk.gone()


def back_words(changed: Sequence[Changed]) -> str:
    count = count_done(changed)
    gone = sum(isinstance(each.fault, ServerRefused) for each in changed)
    left = len(changed) - count - gone
    return text.join(
        translate("Bulk", "%n video(s) is/are back", count) if count else "",
        translate("Bulk", "%n is/are gone for good already", gone) if gone else "",
        translate("Bulk", "%n could not be changed", left) if left else "",
    )


# Channels


class MoveDialog(FormDialog):
    """To which channel films go; `moved` carries what came of it, and the channel's name."""

    moved = Signal(object, str)

    def __init__(
        self, client: Client, scope: Scope, videos: Sequence[Video], parent: QWidget | None = None
    ) -> None:
        label = translate("Bulk", "Move %n video(s) to", len(videos))
        title, move = translate("Bulk", "Move to channel"), translate("Bulk", "Move")
        super().__init__("choose_channel", title, move, parent)
        self._client, self._scope = client, scope
        self._ids = [video.id for video in videos]
        self.channels = given(QComboBox(), "channels", accessibleName=label)
        self.add_field("channel", label, self.channels)
        self.allow(False)
        self._listing = scope.run(client.viewing.channels, self._offer, self._not_listed)

    def done(self, result: int) -> None:
        self._listing.forget()
        super().done(result)

    def save(self) -> None:
        channel_id, name = str(self.channels.currentData()), self.channels.currentText()
        self.carry_out(
            self._scope,
            lambda: self._client.studio.change(self._ids, channel_id=channel_id),
            lambda changed: self.moved.emit(changed, name),
        )

    def _offer(self, channels: Sequence[Channel]) -> None:
        for channel in channels:
            self.channels.addItem(channel.name, channel.id)
        self.allow(bool(channels))

    def _not_listed(self, error: MatineeError) -> None:
        self.complain("channel", told(error.sentence))


def moved_words(changed: Sequence[Changed], channel: str) -> str:
    count = count_done(changed)
    return translate("Bulk", "%n video(s) is/are in “{channel}”", count, channel=channel)

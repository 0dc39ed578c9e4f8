"""The files that a film has, had, or is about to get: to compare, and to go back to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

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
from app.server.editing import Version
from app.server.videos import Playback, Video
from app.ui.background import Scope, Task
from app.ui.lists.states import States
from app.ui.style import text
from app.ui.style.names import plain_name
from app.ui.style.parts import given, scrolling, timer
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.client import Client

WIDTH, HEIGHT = 560, 320
LOOK_AGAIN_MS = 2000
"""Elsewhere a file may be sent, or another one made."""
ON_ITS_WAY = ("uploading", "verifying", "processing")


class VersionsDialog(QDialog):
    """Stays open beside the player: two versions are compared by playing one and then the other."""

    play_wanted = Signal(object, object)
    """A `Version`, and leave to play it."""
    restored = Signal(object)
    """The video, which shows another file now."""
    replace_wanted = Signal()

    def __init__(
        self, client: Client, scope: Scope, video: Video, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        given(self, "versions_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = plain_name(video.title)
        self.setWindowTitle(translate("Versions", "Versions of “{title}”", title=title))
        self._client, self._scope, self.video = client, scope, video
        self._task = Task()
        self._versions: tuple[Version, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(4)
        self.note = given(QLabel(wordWrap=True), "quiet")
        self.fault = given(QLabel(wordWrap=True), "bad")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.states = States(self._list(), self._waiting())
        self._again = timer(self, LOOK_AGAIN_MS, self.look)
        self._lay_out()
        self.states.wait()
        self.look()

    # Layout

    def _list(self) -> QWidget:
        inside = given(QWidget(), "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addWidget(self.note)
        column.addStretch(1)
        area = scrolling(inside)
        area.setFrameShape(QFrame.Shape.NoFrame)
        return area

    def _waiting(self) -> QWidget:
        words = given(QLabel(translate("Versions", "Looking for versions…")), "quiet")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return words

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        label = translate("Versions", "Replace file…")
        self.another = buttons.addButton(label, QDialogButtonBox.ButtonRole.ActionRole)
        given(self.another, "replace")
        self.another.clicked.connect(self.replace_wanted)
        given(buttons.button(QDialogButtonBox.StandardButton.Close), "close_versions")
        buttons.rejected.connect(self.reject)
        self.fault.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.states, 1)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)
        self.resize(WIDTH, HEIGHT)

    # What is there

    def look(self) -> None:
        self._task.forget()
        ask = lambda: self._client.studio.versions(self.video.id)  # noqa: E731
        self._task = self._scope.run(ask, self._show, self._not_found)

    def done(self, result: int) -> None:
        self._task.forget()
        self._again.stop()
        super().done(result)

    def _not_found(self, error: MatineeError) -> None:
        if not self._versions:  # else those are still worth something
            self.states.say_fault(error, self._begin_again)
        else:
            self._again.start()

    def _begin_again(self) -> None:
        self.states.wait()
        self.look()

    def _show(self, versions: Sequence[Version]) -> None:
        self.states.show_view()
        going = any(version.state in ON_ITS_WAY for version in versions)
        self.another.setEnabled(not going)
        self._again.start()
        if tuple(versions) == self._versions:
            return
        self._versions = tuple(versions)
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        now = datetime.now(UTC)
        for version in versions:
            self._rows.addWidget(self._row(version, now))
        self.note.setText(only_one() if len(versions) == 1 else "")
        self.note.setVisible(len(versions) == 1)

    def _row(self, version: Version, now: datetime) -> QWidget:
        row = given(QWidget(), "version_row")
        heading = given(QLabel(heading_words(version, now), wordWrap=True), "version_heading")
        details = given(QLabel(detail_words(version), wordWrap=True), "quiet")
        if version.error:
            details = given(QLabel(version.error, wordWrap=True), "bad")
        for label in (heading, details):
            label.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(heading)
        words.addWidget(details)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 8, 0, 8)
        across.setSpacing(8)
        across.addLayout(words, 1)
        for name, deed, do in self._deeds(version):
            button = given(QPushButton(deed), name)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{deed}: {heading.text()}")
            button.clicked.connect(lambda _on=False, do=do: do())
            across.addWidget(button)
        return row

    # What is done with one

    def _deeds(self, version: Version) -> list[tuple[str, str, Callable[[], Any]]]:
        if version.current or version.state == "ready":
            play = ("play", translate("Versions", "Play"), partial(self._play, version))
            bring = translate("Versions", "Bring back")
            back = ("bring_back", bring, partial(self._bring_back, version))
            wanted = ((play, version.state == "ready"), (back, not version.current))
            return [deed for deed, is_wanted in wanted if is_wanted]
        label = translate("Versions", "Forget it")
        if version.state in ON_ITS_WAY:
            label = translate("Versions", "Stop")
        return [("give_up", label, self._give_up)]

    def _play(self, version: Version) -> None:
        client, video_id = self._client, self.video.id

        def leave() -> Playback:
            return client.studio.version_playback(video_id, version.number)

        self.play_wanted.emit(version, leave)

    def _bring_back(self, version: Version) -> None:
        client, video_id = self._client, self.video.id
        self._do(lambda: client.studio.restore_version(video_id, version.number), self._restored)

    def _restored(self, video: Video) -> None:
        self.video = video
        self.restored.emit(video)
        self.look()

    def _give_up(self) -> None:
        client, video_id = self._client, self.video.id
        self._do(lambda: client.studio.keep_source(video_id), lambda _none: self.look())

    def _do(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self.fault.hide()
        self._task.forget()
        self._task = self._scope.run(work, then, self._refuse)

    def _refuse(self, error: MatineeError) -> None:
        self.fault.setText(told(error.sentence))
        self.fault.show()
        self.look()


def only_one() -> str:
    return translate(
        "Versions",
        "There is only this file. When another one takes its place, this one stays in the list "
        "and can be brought back.",
    )


def heading_words(version: Version, now: datetime) -> str:
    """When it came, and what it is to viewers."""
    when = text.ago(version.uploaded_at, now)
    if version.current:
        return text.join(translate("Versions", "Shown now"), when)
    match version.state:
        case "uploading":
            return text.join(translate("Versions", "Being uploaded"), when)
        case "verifying":
            return text.join(translate("Versions", "Being checked"), when)
        case "processing":
            percent = text.percent(min(99.0, version.percent) / 100)
            words = translate("Versions", "Encoding {percent}", percent=percent)
            return text.join(words, text.time_left(version.seconds_left))
        case "failed":
            return text.join(translate("Versions", "Failed"), when)
        case _:
            return text.join(translate("Versions", "Former"), when)


def detail_words(version: Version) -> str:
    """What one compares by."""
    length = text.clock(version.duration_seconds) if version.duration_seconds else ""
    lines = min(version.width or 0, version.height or 0)
    height = f"{lines}p" if lines else ""
    return text.join(length, height, text.size(version.size_bytes), plain_name(version.filename))

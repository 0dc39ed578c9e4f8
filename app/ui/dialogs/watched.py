"""The folders that are watched for films: which, whose they become, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.known_servers import KnownServers, Profile
from app.server.viewing import Channel
from app.ui.background import Task
from app.ui.forms.choices import VISIBILITIES
from app.ui.style.labels import plain_tip
from app.ui.style.parts import fit_screen, given, scrolling, tool_button
from app.ui.style.text import join
from app.ui.style.words import told, translate
from app.watched import WatchedFolder, WatchedFolders

SIZE = QSize(600, 420)


class Status(Protocol):
    """How a folder stands; `is_there` is None until it was looked at."""

    @property
    def is_there(self) -> bool | None: ...
    @property
    def waiting(self) -> int: ...
    @property
    def known(self) -> int: ...


FindChannels = Callable[[Profile, Callable[[Sequence[Channel]], None]], Task]
"""Has the channels of an account handed over, maybe later, where they can be had."""


class AccountChoice(NamedTuple):
    """Whose films can become."""

    profile: Profile
    name: str


def choices_of(known: KnownServers, here: Profile) -> tuple[AccountChoice, ...]:
    """All accounts but guests, the one on the screen first."""
    choices = [AccountChoice(Profile(), translate("Watched", "This computer"))]
    for server in known.all:
        host = server.url.partition("://")[2]
        for account in server.accounts:
            profile = Profile(server.url, account.id)
            choices.append(AccountChoice(profile, f"{account.name} · {host}"))
    return tuple(sorted(choices, key=lambda choice: choice.profile != here))


class WatchedDialog(QDialog):
    """What is changed holds at once: `changed` carries all of them."""

    changed = Signal(object)

    def __init__(
        self,
        watched: WatchedFolders,
        choices: Sequence[AccountChoice],
        find_channels: FindChannels,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find_channels = find_channels
        self.setObjectName("watched_dialog")
        self.setWindowTitle(translate("Watched", "Watched folders"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.watched, self._choices = watched, choices
        self._statuses: Mapping[str, Status] = {}
        self.rows: dict[str, FolderRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        words = translate(
            "Watched",
            "Videos that appear in these folders are uploaded by themselves, each once, as soon as "
            "they have stopped growing.",
        )
        self._about = given(QLabel(words, wordWrap=True), "quiet")
        self.add = given(QPushButton(translate("Watched", "Add a folder…")), "add_folder")
        self.add.clicked.connect(self._choose)
        self._lay_out()
        self._fill()
        fit_screen(self, SIZE)

    def _lay_out(self) -> None:
        inside = given(QWidget(), "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        column.addLayout(self._list)
        column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(self._about)
        layout.addWidget(scrolling(inside), 1)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(buttons)
        layout.addLayout(row)

    def show_statuses(self, statuses: Mapping[str, Status]) -> None:
        self._statuses = statuses
        for path, row in self.rows.items():
            row.show_status(statuses.get(path))

    def _fill(self) -> None:
        for row in self.rows.values():
            self._list.removeWidget(row)
            row.deleteLater()
        names = {choice.profile: choice.name for choice in self._choices}
        self.rows = {}
        for folder in self.watched.all:
            unknown = translate("Watched", "an account that is not known here")
            row = FolderRow(folder, names.get(folder.profile, unknown))
            row.edit.clicked.connect(partial(self._ask, folder))
            row.remove.clicked.connect(partial(self._remove, folder))
            row.show_status(self._statuses.get(folder.path))
            self.rows[folder.path] = row
            self._list.addWidget(row)

    def _become(self, watched: WatchedFolders) -> None:
        self.watched = watched
        self._fill()
        self.changed.emit(watched)

    def _choose(self) -> None:
        choose_folder(self, lambda path: self._ask(WatchedFolder(path, self._choices[0].profile)))

    def _ask(self, folder: WatchedFolder) -> None:
        is_new = folder.path not in self.rows
        form = FolderForm(folder, self._choices, self._find_channels, self, is_new=is_new)
        form.entered.connect(lambda entered: self._become(self.watched.with_folder(entered)))
        form.open()

    def _remove(self, folder: WatchedFolder) -> None:
        self._become(self.watched.without(folder.path))
        self.add.setFocus()


class PathLabel(QLabel):
    """A path on one line, without its middle where there is too little room."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.setToolTip(plain_tip(path))
        self._path = path
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        middle = Qt.TextElideMode.ElideMiddle
        self.setText(self.fontMetrics().elidedText(self._path, middle, event.size().width()))


class FolderRow(QWidget):
    """One folder: where it is, whose its films become, and how it stands."""

    def __init__(self, folder: WatchedFolder, whose: str) -> None:
        super().__init__()
        self.setObjectName("watched_folder")
        path = PathLabel(folder.path)
        given(path, "folder_path")
        moves = ""
        if folder.move_to:
            place = Path(folder.move_to).name
            moves = translate("Watched", "then moved to “{folder}”", folder=place)
        about = given(QLabel(join(whose, moves), wordWrap=True), "quiet")
        about.setTextFormat(Qt.TextFormat.PlainText)
        self.status = given(QLabel(wordWrap=True), "quiet")
        name = folder.name
        self.edit = tool_button(
            "edit_folder", "edit", translate("Watched", "Change {folder}", folder=name), side=16
        )
        self.remove = tool_button(
            *("remove_folder", "close"),
            translate("Watched", "Watch {folder} no more", folder=name),
            side=16,
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 8, 10)
        grid.setColumnStretch(0, 1)
        grid.addWidget(path, 0, 0)
        grid.addWidget(self.edit, 0, 1)
        grid.addWidget(self.remove, 0, 2)
        grid.addWidget(about, 1, 0)
        grid.addWidget(self.status, 2, 0, 1, 3)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def show_status(self, status: Status | None) -> None:
        self.status.setText(status_text(status))


def status_text(status: Status | None) -> str:
    if status is None or status.is_there is None:
        return translate("Watched", "Looking…")
    if not status.is_there:
        return translate(
            "Watched", "Not there just now. Matinee goes on when its drive is connected."
        )
    about = translate("Watched", "Everything in it is seen to")
    if status.waiting:
        about = translate("Watched", "%n video(s) about to be uploaded", status.waiting)
    if not status.known:
        return about
    left = translate("Watched", "%n not sent: the account has the same already", status.known)
    return join(about, left)


class FolderForm(QDialog):
    """How a folder is watched."""

    entered = Signal(object)

    def __init__(
        self,
        folder: WatchedFolder,
        choices: Sequence[AccountChoice],
        find_channels: FindChannels,
        parent: QWidget | None = None,
        *,
        is_new: bool,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("watched_form")
        self.setWindowTitle(translate("Watched", "Watch “{folder}”", folder=folder.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._folder, self._find_channels = folder, find_channels
        self._asked = Task()
        self.whose = given(QComboBox(), "whose", accessibleName=translate("Watched", "Upload for"))
        for choice in choices:
            self.whose.addItem(choice.name, choice.profile)
        self.whose.setCurrentIndex(
            next((i for i, c in enumerate(choices) if c.profile == folder.profile), 0)
        )
        self.channel = given(QComboBox(), "channel", accessibleName=translate("Watched", "Channel"))
        label = translate("Watched", "Visible to")
        self.visibility = given(QComboBox(), "visibility", accessibleName=label)
        self.visibility.addItem(translate("Watched", "As usual in the channel"), "")
        for key, words in VISIBILITIES:
            self.visibility.addItem(told(words), key)
        self.visibility.setCurrentIndex(max(0, self.visibility.findData(folder.visibility)))
        self.present = given(
            QCheckBox(translate("Watched", "Also the videos that are in it already")), "present"
        )
        self.present.setVisible(is_new)
        self.moves = given(
            QCheckBox(translate("Watched", "Move them elsewhere once they are uploaded")), "moves"
        )
        self.move_to = folder.move_to
        self.moves.setChecked(bool(folder.move_to))
        self.place = given(QPushButton(), "place")
        self.place.clicked.connect(lambda: choose_folder(self, self.choose_place))
        self.moves.toggled.connect(self._settle)
        self.whose.currentIndexChanged.connect(lambda _row: self._ask_channels())
        self._lay_out()
        self._settle()
        self._ask_channels()

    def _ask_channels(self) -> None:
        """What was chosen stays, also while its account can't be asked."""
        profile: Profile = self.whose.currentData()
        chosen = self._folder.channel_id if profile == self._folder.profile else ""
        self._offer(chosen, ())
        self._asked.forget()
        self._asked = self._find_channels(profile, partial(self._offer, chosen))

    def _offer(self, chosen: str, channels: Sequence[Channel]) -> None:
        self.channel.clear()
        self.channel.addItem(translate("Watched", "The usual one"), "")
        for channel in channels:
            self.channel.addItem(channel.name, channel.id)
        if chosen and self.channel.findData(chosen) < 0:
            self.channel.addItem(translate("Watched", "As chosen before"), chosen)
        self.channel.setCurrentIndex(max(0, self.channel.findData(chosen)))

    def _lay_out(self) -> None:
        path = PathLabel(self._folder.path)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(translate("Watched", "Folder"), path)
        form.addRow(translate("Watched", "Upload for"), self.whose)
        form.addRow(translate("Watched", "Channel"), self.channel)
        form.addRow(translate("Watched", "Visible to"), self.visibility)
        form.addRow(self.present)
        row = QHBoxLayout()
        row.addWidget(self.moves, 1)
        row.addWidget(self.place)
        form.addRow(row)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.save = buttons.button(QDialogButtonBox.StandardButton.Save)
        given(self.save, "save", kind="primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        fit_screen(self, QSize(520, 340))

    def choose_place(self, path: str) -> None:
        self.move_to = path
        self._settle()

    def _settle(self) -> None:
        self.place.setVisible(self.moves.isChecked())
        name = Path(self.move_to).name if self.move_to else ""
        self.place.setText(name or translate("Watched", "Choose a folder…"))
        is_itself = self.move_to == self._folder.path
        self.save.setEnabled(not self.moves.isChecked() or (bool(self.move_to) and not is_itself))

    def accept(self) -> None:
        self.entered.emit(
            replace(
                self._folder,
                profile=self.whose.currentData(),
                with_present=self.present.isChecked() or self._folder.with_present,
                move_to=self.move_to if self.moves.isChecked() else "",
                channel_id=self.channel.currentData(),
                visibility=self.visibility.currentData(),
            )
        )
        super().accept()

    def done(self, result: int) -> None:
        self._asked.forget()
        super().done(result)


def choose_folder(parent: QWidget, then: Callable[[str], None]) -> None:
    dialog = QFileDialog(parent, translate("Watched", "Choose a folder"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(then)
    dialog.open()

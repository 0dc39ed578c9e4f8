"""A channel's words and pictures: for a new one, and for one that is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.errors import MatineeError, ServerRefused
from app.server.viewing import Channel
from app.ui.background import Scope
from app.ui.forms.file_choice import FileChoice
from app.ui.forms.form import FormDialog
from app.ui.style.parts import given, tool_button
from app.ui.style.words import translate

if TYPE_CHECKING:
    from app.server.client import Client
    from app.server.viewing_calls import ViewingCalls

MOST_NAME, MOST_HANDLE = 200, 100
PICTURE, BANNER = "picture", "banner"
FIELDS = {"bad_handle": "handle", "handle_taken": "handle"}


class PictureRefused(MatineeError):
    """A file that is no picture, or can't be read; `kind` is what it was for."""

    def __init__(self, kind: str, error: MatineeError) -> None:
        super().__init__(error.sentence)
        self.kind, self.retryable = kind, error.retryable


class UnreadableFile(MatineeError):
    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__("{name} can't be read: {why}.", name=path.name, why=error.strerror)


@dataclass(frozen=True, slots=True)
class ChannelChanges:
    """What differs: words by their field, and a file for each picture, or None to take it away."""

    words: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Path | None] = field(default_factory=dict)


def set_picture(viewing: ViewingCalls, channel_id: str, kind: str, file: Path | None) -> None:
    """Raises PictureRefused."""
    try:
        viewing.set_channel_picture(channel_id, kind, file)
    except OSError as error:
        assert file is not None
        raise PictureRefused(kind, UnreadableFile(file, error)) from error
    except MatineeError as error:
        raise PictureRefused(kind, error) from error


def field_of(error: MatineeError) -> str:
    """Beside which field the fault is told."""
    if isinstance(error, PictureRefused):
        return error.kind
    return FIELDS.get(error.code, "") if isinstance(error, ServerRefused) else ""


class ChannelDialog(FormDialog):
    """`saved` carries the channel as the backend has it now."""

    saved = Signal(object)

    def __init__(
        self,
        client: Client,
        scope: Scope,
        channel: Channel | None = None,
        parent: QWidget | None = None,
    ) -> None:
        heading = translate("Channels", "Edit channel")
        if channel is None:
            heading = translate("Channels", "New channel")
        label = translate("Channels", "Save") if channel else translate("Channels", "Create")
        super().__init__("channel_dialog", heading, label, parent)
        self._viewing, self._scope = client.viewing, scope
        self._before = self._channel = channel
        shown = channel or Channel("", "", "")
        name, handle = translate("Channels", "Name"), translate("Channels", "Handle")
        about = translate("Channels", "Description")
        self.name = given(QLineEdit(shown.name), "channel_name", accessibleName=name)
        self.name.setMaxLength(MOST_NAME)
        self.handle = given(QLineEdit(shown.handle), "handle", accessibleName=handle)
        self.handle.setMaxLength(MOST_HANDLE)
        self.handle.setPlaceholderText(translate("Channels", "Chosen by the server if left empty"))
        self.about = given(QPlainTextEdit(shown.description), "description", accessibleName=about)
        self.about.setTabChangesFocus(True)
        self.pictures = {
            PICTURE: PictureChoice(has=shown.picture_url is not None),
            BANNER: PictureChoice(has=shown.banner_url is not None),
        }
        self.add_field("name", name, self.name)
        self.add_field("handle", handle, self.handle)
        self.add_field("description", about, self.about)
        self.add_field(PICTURE, translate("Channels", "Picture"), self.pictures[PICTURE])
        self.add_field(BANNER, translate("Channels", "Banner"), self.pictures[BANNER])
        self.name.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.allow(bool(self.name.text().strip()))

    def changes(self) -> ChannelChanges:
        entered = {
            "name": self.name.text().strip(),
            "handle": self.handle.text().strip().removeprefix("@"),
            "description": self.about.toPlainText().strip(),
        }
        known = self._channel or Channel("", "", "")
        words = {k: v for k, v in entered.items() if v != getattr(known, k)}
        pictures = {kind: each.path for kind, each in self.pictures.items() if each.changed}
        return ChannelChanges(words, pictures)

    def save(self) -> None:
        changes = self.changes()
        self.carry_out(self._scope, lambda: self._make(changes), self.saved.emit, field_of)

    def reject(self) -> None:
        """A channel that was made is there, whatever became of its picture."""
        super().reject()
        if self._channel is not self._before and self._channel is not None:
            self.saved.emit(self._channel)

    def _make(self, changes: ChannelChanges) -> Channel:
        """Blocks. A new channel is made once, however often its picture is refused."""
        viewing, words = self._viewing, dict(changes.words)
        if self._channel is None:
            self._channel = viewing.add_channel(words.pop("name"), words.pop("handle", None))
        channel_id = self._channel.id
        if words:
            self._channel = viewing.change_channel(channel_id, **words)
        for kind, file in changes.pictures.items():
            set_picture(viewing, channel_id, kind, file)
        return viewing.channel(channel_id)


class PictureChoice(FileChoice):
    """Another picture, or none."""

    def __init__(self, *, has: bool) -> None:
        super().__init__(
            translate("Channels", "Choose a picture…"),
            f"{translate('Channels', 'Pictures')} (*.jpg *.jpeg *.png *.webp)",
        )
        self._removed = False
        self.remove = tool_button(
            "remove_picture", "close", translate("Channels", "Take the picture away"), self._remove
        )
        self.remove.setVisible(has)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.remove)

    @property
    def changed(self) -> bool:
        return self._removed or self.path is not None

    def choose(self, path: Path) -> None:
        super().choose(path)
        self._removed = False

    def _remove(self) -> None:
        self.path, self._removed = None, True
        self.name.setText(translate("Channels", "No picture"))
        self.remove.hide()

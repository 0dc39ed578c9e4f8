"""A video's words, visibility, poster and subtitles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import Sentence
from app.server.videos import Video
from app.ui.style.parts import fit_screen, given, scrolling
from app.ui.style.words import told, translate

if TYPE_CHECKING:
    from app.server.client import Client

SIZE = QSize(520, 540)
VISIBILITIES = (
    ("private", Sentence("Private: only you")),
    ("unlisted", Sentence("Unlisted: whoever has the link")),
    ("public", Sentence("Public: everybody")),
)
EMBEDDINGS = (
    ("everywhere", Sentence("May show it in their pages")),
    ("nowhere", Sentence("May not show it in their pages")),
)
LANGUAGES = (
    *(("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español")),
    *(("it", "Italiano"), ("pt", "Português"), ("nl", "Nederlands"), ("pl", "Polski")),
    *(("uk", "Українська"), ("ar", "العربية"), ("he", "עברית"), ("tr", "Türkçe")),
    *(("ja", "日本語"), ("ko", "한국어"), ("zh", "中文"), ("hi", "हिन्दी")),
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the dialog asks for; `words` holds only what differs."""

    words: dict[str, str] = field(default_factory=dict)
    poster: Path | None = None
    subtitles: Path | None = None
    language: str = "en"


def carry_out(client: Client, video: Video, changes: Changes) -> Video:
    """Make the changes at the backend; blocks."""
    if changes.poster is not None:
        client.set_poster(video.id, changes.poster)
    if changes.subtitles is not None:
        client.add_subtitles(video.id, changes.language, changes.subtitles)
    if changes.words:
        return client.update_video(video.id, **changes.words)
    return client.video(video.id)


class DetailsDialog(QDialog):
    """`changed` carries the `Changes` when the user accepts them; `figures_wanted` comes once the
    dialog has been left for them."""

    changed = Signal(object)
    figures_wanted = Signal()

    def __init__(self, video: Video, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("details_dialog")
        self.setWindowTitle(translate("Details", "Details"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._video = video
        self.title = given(
            QLineEdit(video.title), "video_title", accessibleName=translate("Details", "Title")
        )
        self.title.setMaxLength(200)
        self.description = given(
            QPlainTextEdit(video.description),
            "description",
            accessibleName=translate("Details", "Description"),
        )
        self.description.setTabChangesFocus(True)
        self.visibility = given(
            choice(VISIBILITIES, video.visibility),
            "visibility",
            accessibleName=translate("Details", "Visible to"),
        )
        self.embedding = given(
            choice(EMBEDDINGS, video.embedding),
            "embedding",
            accessibleName=translate("Details", "Other websites"),
        )
        self.language = given(
            QComboBox(),
            "language",
            accessibleName=translate("Details", "Language of the subtitles"),
        )
        for key, name in LANGUAGES:
            self.language.addItem(name, key)
        self.poster = FileChoice(
            translate("Details", "Choose a picture…"),
            f"{translate('Details', 'Pictures')} (*.jpg *.jpeg *.png *.webp)",
        )
        self.subtitles = FileChoice(
            translate("Details", "Add subtitles…"),
            f"{translate('Details', 'Subtitles')} (*.vtt *.srt *.ass *.ssa)",
        )
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.subtitles, 1)
        row.addWidget(self.language)
        inside = QWidget()
        form = self._form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 12, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(translate("Details", "Title"), self.title)
        form.addRow(translate("Details", "Description"), self.description)
        form.addRow(translate("Details", "Visible to"), self.visibility)
        form.addRow(translate("Details", "Other websites"), self.embedding)
        form.addRow(translate("Details", "Poster"), self.poster)
        form.addRow(translate("Details", "Subtitles"), row)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        given(save, "save", kind="primary")
        self.figures = given(QPushButton(translate("Details", "Figures…")), "figures")
        self.buttons.addButton(self.figures, QDialogButtonBox.ButtonRole.ActionRole)
        self.figures.clicked.connect(self._leave_for_figures)
        self.title.textChanged.connect(lambda title: save.setEnabled(bool(title.strip())))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(14)
        layout.addWidget(scrolling(inside), 1)
        layout.addWidget(self.buttons)
        fit_screen(self, SIZE)

    def add_row(self, label: str, widget: QWidget) -> None:
        """Something more to know of the video."""
        self._form.addRow(label, widget)

    def changes(self) -> Changes:
        entered = {
            "title": self.title.text().strip(),
            "description": self.description.toPlainText().strip(),
            "visibility": self.visibility.currentData(),
            "embedding": self.embedding.currentData(),
        }
        words = {k: v for k, v in entered.items() if v != getattr(self._video, k)}
        return Changes(words, self.poster.path, self.subtitles.path, self.language.currentData())

    def _leave_for_figures(self) -> None:
        self.reject()
        self.figures_wanted.emit()

    def accept(self) -> None:
        self.changed.emit(self.changes())
        super().accept()


def choice(options: Sequence[tuple[str, Sentence]], chosen: str) -> QComboBox:
    """A list of them; what was chosen elsewhere stands in it as it is."""
    box = QComboBox()
    for key, label in options:
        box.addItem(told(label), key)
    if box.findData(chosen) < 0:
        box.addItem(chosen, chosen)
    box.setCurrentIndex(box.findData(chosen))
    return box


class FileChoice(QWidget):
    """A button that picks a file and then shows its name."""

    def __init__(self, label: str, pattern: str) -> None:
        super().__init__()
        self.path: Path | None = None
        self._pattern = pattern
        self.button = QPushButton(label)
        self.name = given(QLabel(), "quiet")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.button.clicked.connect(self._ask)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addWidget(self.name, 1)

    def choose(self, path: Path) -> None:
        self.path = path
        self.name.setText(path.name)

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.button.text(), filter=self._pattern)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()

"""Dialogs that ask what to open, and what comes of what is dragged over the window."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QWidget

from app.ui.frame.dropping import given_address, local_files
from app.ui.player.extras.files import subtitles_among
from app.ui.style.parts import given
from app.ui.style.words import translate


def is_to_be_trimmed(event: QDropEvent) -> bool:
    """One film by its name, with Shift held down. Its disk, which may hang, is not asked here."""
    files = local_files(event)
    held = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return held and len(files) == 1 and files[0].suffix.lower() in film_suffixes()


def subtitle_files(event: QDropEvent, player: QWidget) -> list[Path]:
    """For what plays, while it does."""
    return subtitles_among(local_files(event)) if player.isVisible() else []


def drop_words(event: QDropEvent, player: QWidget, *, signed_out: bool) -> str:
    """What comes of letting go; "" for what is nothing to us."""
    if given_address(event.mimeData()):
        return translate("Window", "Let go to watch")
    if not local_files(event):
        return ""
    if subtitle_files(event, player):
        return translate("Window", "Let go to see these subtitles")
    if player.isVisible() and not is_to_be_trimmed(event):
        return translate("Window", "Let go to watch")
    if signed_out:
        return translate("Window", "Sign in to upload")
    if is_to_be_trimmed(event):
        return translate("Window", "Let go to trim and upload")
    return translate("Window", "Let go to upload")


def ask_files(parent: QWidget, then: Callable[[list[Path]], None]) -> None:
    """Which files to upload."""
    dialog = QFileDialog(parent, translate("Window", "Upload videos"), filter=video_filter())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    show(dialog)


def ask_folder(parent: QWidget, then: Callable[[Path], None]) -> None:
    """Which folder's videos to upload."""
    words = translate("Window", "Upload the videos of a folder")
    dialog = given(QFileDialog(parent, words), "upload_folder")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    show(dialog)


def ask_files_to_play(parent: QWidget, then: Callable[[list[Path]], None]) -> None:
    dialog = given(QFileDialog(parent, translate("Window", "Play files")), "play_files")
    dialog.setNameFilters(play_filters())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    show(dialog)


def ask_folder_to_play(parent: QWidget, then: Callable[[list[Path]], None]) -> None:
    """Also a disc's."""
    dialog = given(QFileDialog(parent, translate("Window", "Play a folder")), "play_folder")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(lambda name: then([Path(name)]))
    show(dialog)


def ask_one(parent: QWidget, words: str, then: Callable[[Path], None], name: str = "") -> None:
    """Which file to take for what the words say."""
    dialog = given(QFileDialog(parent, words, filter=video_filter()), name)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    show(dialog)


def ask_file_to_trim(parent: QWidget, then: Callable[[Path], None]) -> None:
    """Which file to upload parts of."""
    dialog = QFileDialog(parent, translate("Window", "Trim and upload"), filter=video_filter())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    show(dialog)


def ask_url(parent: QWidget, then: Callable[[str], None]) -> None:
    """Which address to play."""
    dialog = given(QInputDialog(parent), "open_url")
    dialog.setWindowTitle(translate("Window", "Open URL"))
    dialog.setLabelText(
        translate("Window", "Address of a video, an HLS playlist or a DASH manifest:")
    )
    dialog.setMinimumWidth(460)
    dialog.textValueSelected.connect(lambda url: then(url.strip()) if url.strip() else None)
    show(dialog)


def show(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def video_filter() -> str:
    """What a file dialog offers, in Qt's notation."""
    patterns = " ".join(f"*{suffix}" for suffix in film_suffixes())
    videos, everything = translate("Window", "Videos"), translate("Window", "All files")
    return f"{videos} ({patterns});;{everything} (*)"


def play_filters() -> list[str]:
    # Imported here: no start waits for what hashes files.
    from app.ui.watching.entries import AUDIO_SUFFIXES, LIST_SUFFIXES

    known = (*film_suffixes(), *AUDIO_SUFFIXES, *LIST_SUFFIXES, ".cue")
    patterns = " ".join(f"*{suffix}" for suffix in known)
    media = translate("Window", "Videos, sound and lists of them")
    return [f"{media} ({patterns})", translate("Window", "All files") + " (*)"]


def film_suffixes() -> Collection[str]:
    # Imported here: no start waits for what hashes files.
    from app.upload.source.file import VIDEO_SUFFIXES

    return VIDEO_SUFFIXES

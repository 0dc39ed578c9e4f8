"""What is known of a film that could not be taken, to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.style import text
from app.ui.style.names import plain_name
from app.ui.style.parts import given
from app.ui.style.words import told, translate
from app.ui.uploads.entries import UploadEntry


def why(film: UploadEntry) -> str:
    """The sentence that says what went wrong."""
    error = film.made.error if film.made else None
    return told(film.upload.message) or error or translate("Uploads", "Nothing more is known.")


def report(film: UploadEntry) -> str:
    """For whoever is asked for help."""
    upload, video = film.upload, film.video
    lines = (
        plain_name(str(upload.path or upload.filename)),
        text.size(upload.size_bytes),
        f"upload {upload.upload_id}: {upload.state} {upload.reason or ''}".rstrip(),
        f"video {video.id}: {video.state}" if video else "",
        why(film),
    )
    return "\n".join(line for line in lines if line)


def show_details(film: UploadEntry, parent: QWidget) -> None:
    box = given(QMessageBox(parent), "upload_details")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(film.title)
    box.setInformativeText(why(film))
    box.setDetailedText(report(film))
    copy = box.addButton(translate("Uploads", "Copy"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report(film)))
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Close))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()

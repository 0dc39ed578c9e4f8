"""The settings, shown as their fields describe themselves."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.keymap import Keymap
from app.settings import SUBTITLES, Hint, Settings, hint_of
from app.timetable import Timetable
from app.ui.dialogs.keys import KeysEditor
from app.ui.dialogs.subtitle_preview import SubtitlePreview
from app.ui.dialogs.timetable import TimetableButton
from app.ui.player.extras.look import look_of
from app.ui.style.labels import in_lines
from app.ui.style.parts import by_font, fit_screen, given, scrolling
from app.ui.style.words import told, translate
from app.watched import WatchedFolders

HIDDEN = "Hidden"
SIZE = QSize(720, 460)
GROUPS_WIDTH, GROUP_HEIGHT = 150, 38
LABEL_WIDTH, NUMBER_WIDTH, MOST_WIDTH = 190, 120, 440


class SettingsDialog(QDialog):
    """A page a group, one row a field."""

    entered = Signal(object)
    """What the user accepts, by the names of the fields that are shown."""
    folders_wanted = Signal()
    """To watch folders, which holds at once."""

    def __init__(self, settings: Settings, parent: QWidget | None = None, field: str = "") -> None:
        """Open at the page of `field`, where it is about one."""
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(translate("Settings", "Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self.editors: dict[str, QWidget] = {}
        self.groups = given(
            QListWidget(), "groups", accessibleName=translate("Settings", "Kinds of settings")
        )
        self.pages = QStackedWidget()
        self.subtitles = SubtitlePreview()
        for group in dict.fromkeys(hint_of(item.name).group for item in fields(settings)):
            if group != HIDDEN:
                entry = QListWidgetItem(told(group), self.groups)
                words = self.groups.fontMetrics().horizontalAdvance(entry.text())
                entry.setSizeHint(QSize(words, by_font(GROUP_HEIGHT)))
                self.pages.addWidget(scrolling(self._page(group)))
        self.groups.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.groups.setCurrentRow(0)
        self._lay_out()
        for name, editor in self.editors.items():
            if hint_of(name).group == SUBTITLES:
                changed_of(editor).connect(self._show_subtitles)
        self._show_subtitles()
        self._turn_to(field)
        fit_screen(self, QSize(by_font(SIZE.width()), by_font(SIZE.height())))

    def _lay_out(self) -> None:
        self.groups.setFixedWidth(max(GROUPS_WIDTH, self.groups.sizeHintForColumn(0) + 60))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.groups)
        row.addWidget(self.pages, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(row, 1)
        layout.addWidget(self._buttons())

    def _page(self, group: str) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setContentsMargins(0, 4, 8, 4)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        if group == SUBTITLES:
            form.addRow(self.subtitles)
        for item in fields(self._settings):
            hint = hint_of(item.name)
            if item.name == "watched":
                if hint.group == group:
                    add_row(form, hint, self._folders_button(self._settings.watched))
            elif hint.group == group:
                editor = editor_for(hint, getattr(self._settings, item.name))
                editor.setObjectName(f"setting_{item.name}")
                editor.setAccessibleName(told(hint.label))
                editor.setAccessibleDescription(told(hint.explanation))
                self.editors[item.name] = editor
                add_row(form, hint, editor)
        return page

    def _folders_button(self, watched: WatchedFolders) -> QPushButton:
        words = translate("Settings", "None…")
        if watched.all:
            words = translate("Settings", "%n folder(s)…", len(watched.all))
        button = given(QPushButton(words), "watched_folders")
        button.clicked.connect(self.folders_wanted)
        return button

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        given(box.button(QDialogButtonBox.StandardButton.Save), "save", kind="primary")
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _show_subtitles(self) -> None:
        self.subtitles.show_look(look_of(replace(self._settings, **self.values())))

    def _turn_to(self, field: str) -> None:
        """To the page that has it."""
        editor = self.editors.get(field)
        for row in range(self.pages.count()):
            page = self.pages.widget(row)
            if editor is not None and page is not None and page.isAncestorOf(editor):
                self.groups.setCurrentRow(row)

    def values(self) -> dict[str, Any]:
        values = {name: value_of(editor) for name, editor in self.editors.items()}
        least, most = values["connections_least"], values["connections_most"]
        return values | {"connections_most": max(least, most)}

    def accept(self) -> None:
        self.entered.emit(self.values())
        super().accept()


def add_row(form: QFormLayout, hint: Hint, editor: QWidget) -> None:
    """A box says beside itself what it is for, and takes the whole width, as keys do."""
    if isinstance(editor, QCheckBox | KeysEditor):
        form.addRow(editor)
    else:
        label = QLabel(told(hint.label), wordWrap=True)
        label.setFixedWidth(LABEL_WIDTH)
        label.setBuddy(editor)
        form.addRow(label, editor)
    if hint.explanation:
        words = given(QLabel(told(hint.explanation), wordWrap=True), "quiet")
        if isinstance(editor, QCheckBox):
            words.setContentsMargins(30, 0, 0, 4)
            form.addRow(words)
        else:
            form.addRow("", words)


def editor_for(hint: Hint, value: Any) -> QWidget:
    """The widget that suits a setting's kind, with its value in it."""
    if hint.choices:
        return choices_editor(hint, value)
    if isinstance(value, Timetable):
        return TimetableButton(value)
    if isinstance(value, Keymap):
        return KeysEditor(value)
    if isinstance(value, bool):
        box = QCheckBox()
        box.setText(in_lines(told(hint.label), box.fontMetrics(), MOST_WIDTH))
        box.setChecked(value)
        return box
    if isinstance(value, str):
        return QLineEdit(value)
    return number_editor(hint, value)


def number_editor(hint: Hint, value: Any) -> QSpinBox | QDoubleSpinBox:
    spin = QSpinBox() if isinstance(value, int) else QDoubleSpinBox()
    spin.setSuffix(told(hint.unit))
    spin.setSpecialValueText(told(hint.least_words))
    spin.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    spin.lineEdit().setTextMargins(8, 0, 0, 0)  # Qt forgets the style sheet's padding here
    spin.setFixedWidth(by_font(NUMBER_WIDTH))
    if isinstance(spin, QDoubleSpinBox):
        spin.setDecimals(1)
    spin.setRange(int(hint.least or 0), int(hint.most or 0))
    spin.setValue(value)
    return spin


def choices_editor(hint: Hint, value: str) -> QComboBox:
    box = QComboBox()
    for key, label in hint.choices.items():
        box.addItem(told(label), key)
    box.setCurrentIndex(box.findData(value))
    return box


def changed_of(editor: QWidget) -> SignalInstance:
    if isinstance(editor, QComboBox):
        return editor.currentIndexChanged
    if isinstance(editor, QCheckBox):
        return editor.toggled
    assert isinstance(editor, QSpinBox)
    return editor.valueChanged


def value_of(editor: QWidget) -> Any:
    if isinstance(editor, QComboBox):
        return editor.currentData()
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QLineEdit):
        return editor.text().strip()
    if isinstance(editor, TimetableButton):
        return editor.timetable
    if isinstance(editor, KeysEditor):
        return editor.keymap
    assert isinstance(editor, QSpinBox | QDoubleSpinBox)
    return editor.value()

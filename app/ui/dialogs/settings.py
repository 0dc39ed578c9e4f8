"""The settings, shown as their fields describe themselves."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.settings import Hint, Settings, hint_of
from app.ui.style.parts import given
from app.ui.style.words import told, translate

HIDDEN = "Hidden"
LABEL_WIDTH = 255


class SettingsDialog(QDialog):
    """One row a field; `changed` carries the new value when the user accepts it."""

    changed = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(translate("Settings", "Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self.editors: dict[str, QWidget] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for group in dict.fromkeys(hint_of(item.name).group for item in fields(settings)):
            if group != HIDDEN:
                layout.addWidget(given(QLabel(told(group)), "title"))
                layout.addLayout(self._form(group))
        layout.addStretch(1)
        layout.addWidget(self._buttons())

    def _form(self, group: str) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setContentsMargins(0, 0, 0, 10)
        for item in fields(self._settings):
            hint = hint_of(item.name)
            if hint.group == group:
                editor = editor_for(hint, getattr(self._settings, item.name))
                editor.setObjectName(f"setting_{item.name}")
                editor.setAccessibleName(told(hint.label))
                editor.setAccessibleDescription(told(hint.explanation))
                self.editors[item.name] = editor
                label = QLabel("" if isinstance(editor, QCheckBox) else told(hint.label))
                label.setMinimumWidth(LABEL_WIDTH)
                label.setBuddy(editor)
                form.addRow(label, editor)
                if hint.explanation:
                    form.addRow("", given(QLabel(told(hint.explanation)), "quiet"))
        return form

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        given(box.button(QDialogButtonBox.StandardButton.Save), "save", kind="primary")
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def value(self) -> Settings:
        entered = {name: value_of(editor) for name, editor in self.editors.items()}
        settings = replace(self._settings, **entered)
        most = max(settings.connections_least, settings.connections_most)
        return replace(settings, server=settings.server.rstrip("/"), connections_most=most)

    def accept(self) -> None:
        self.changed.emit(self.value())
        super().accept()


def editor_for(hint: Hint, value: Any) -> QWidget:
    """The widget that suits a setting's kind, with its value in it."""
    if hint.choices:
        return choices_editor(hint, value)
    if isinstance(value, bool):
        box = QCheckBox(told(hint.label))
        box.setChecked(value)
        return box
    if isinstance(value, str):
        return given(QLineEdit(value), placeholderText="https://…")
    spin = QSpinBox() if isinstance(value, int) else QDoubleSpinBox()
    spin.setSuffix(told(hint.unit))
    spin.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    spin.lineEdit().setTextMargins(8, 0, 0, 0)  # Qt forgets the style sheet's padding here
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


def value_of(editor: QWidget) -> Any:
    if isinstance(editor, QComboBox):
        return editor.currentData()
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QLineEdit):
        return editor.text().strip()
    assert isinstance(editor, QSpinBox | QDoubleSpinBox)
    return editor.value()

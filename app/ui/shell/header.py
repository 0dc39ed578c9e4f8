"""The strip at the top of the library: search, order, uploads, menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from app.errors import Sentence
from app.ui.style import icons
from app.ui.style.parts import given, tool_button
from app.ui.style.theme import Colours, resource
from app.ui.style.words import told, translate

SORTS = (
    (Sentence("Newest first"), "newest"),
    (Sentence("Oldest first"), "oldest"),
    (Sentence("Title"), "title"),
    (Sentence("Longest first"), "longest"),
)
NARROW = 700


class Header(QWidget):
    searched = Signal(str)
    sorted_by = Signal(str)
    upload_wanted = Signal()
    uploads_toggled = Signal()

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.logo = QLabel()
        self.logo.setPixmap(QIcon(str(resource("matinee.svg"))).pixmap(30, 30))
        self.brand = given(QLabel("Matinee"), "brand")
        self.search = given(
            QLineEdit(),
            "search",
            accessibleName=translate("Header", "Search"),
            placeholderText=translate("Header", "Search your videos"),
        )
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            icons.icon("search", colours.quiet), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.textChanged.connect(self.searched)
        self.sort = given(QComboBox(), "sort", accessibleName=translate("Header", "Order"))
        for label, key in SORTS:
            self.sort.addItem(told(label), key)
        self.sort.currentIndexChanged.connect(
            lambda _row: self.sorted_by.emit(self.sort.currentData())
        )
        self.uploads = tool_button("show_uploads", "upload", "", self.uploads_toggled.emit, 20)
        self.uploads.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.upload = given(QPushButton(translate("Header", "Upload…")), "upload", kind="primary")
        self.upload.setToolTip(translate("Header", "Upload videos (Ctrl+U)"))
        self.upload.clicked.connect(self.upload_wanted)
        self.menu = QMenu(self)
        self.menu_button = tool_button("menu", "menu", translate("Header", "Menu"), side=20)
        self.menu_button.setMenu(self.menu)
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)
        self._lay_out()
        self.show_count(0)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 11, 14, 11)
        layout.setSpacing(10)
        layout.addWidget(self.logo)
        layout.addWidget(self.brand)
        layout.addSpacing(8)
        layout.addWidget(self.search, 1)
        for widget in (self.sort, self.uploads, self.upload, self.menu_button):
            layout.addWidget(widget)
        self.search.setMaximumWidth(560)
        layout.insertStretch(4)

    def add_action(self, picture: str, label: str, keys: str = "") -> QAction:
        """An entry of the menu; the caller connects it."""
        action = QAction(icons.icon(picture), label, self)
        action.setObjectName(picture)
        if keys:
            action.setShortcut(QKeySequence(keys))
        self.menu.addAction(action)
        return action

    def show_count(self, count: int) -> None:
        """How many uploads are under way."""
        self.uploads.setText(str(count) if count else "")
        label = translate("Header", "Show uploads")
        if count:
            label = translate("Header", "Show uploads (%n under way)", count)
        self.uploads.setToolTip(label)
        self.uploads.setAccessibleName(label)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() > NARROW
        self.brand.setVisible(wide)
        self.sort.setVisible(wide)
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, super().minimumSizeHint().height())

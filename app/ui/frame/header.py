"""The strip at the top: where to search, what is under way, and who one is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from app.server.servers import host_of
from app.ui.frame.search_field import SearchField
from app.ui.navigation.page import Visit
from app.ui.style import icons
from app.ui.style.parts import given, popup_within, tool_button
from app.ui.style.theme import resource
from app.ui.style.words import translate

HEIGHT = 56
NARROW, NARROWEST = 900, 520


class Header(QWidget):
    upload_wanted = Signal()
    uploads_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.sidebar = tool_button("sidebar_button", "menu", translate("Header", "Places"), side=20)
        self.sidebar.hide()
        self.logo = QLabel()
        self.logo.setPixmap(QIcon(str(resource("matinee.svg"))).pixmap(28, 28))
        self.brand = given(QLabel("Matinee"), "brand")
        self.back = tool_button("go_back", "back", translate("Header", "Back (Alt+Left)"), side=20)
        self.search = search_field()
        self.uploads = tool_button("show_uploads", "uploads", "", self.uploads_wanted.emit, 20)
        self.uploads.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.upload = upload_button()
        self.upload.clicked.connect(self.upload_wanted)
        self.account = tool_button(
            "menu", "account", translate("Header", "Account"), self._open_menu, 22
        )
        self.menu = QMenu(self.account)
        self._lay_out()
        self.show_count(0)

    def _lay_out(self) -> None:
        layout = self._row = QHBoxLayout(self)
        before = (self.sidebar, self.logo, self.brand, self.back)
        for widget in (*before, self.search, self.uploads, self.upload, self.account):
            layout.addWidget(widget)
        layout.setStretchFactor(self.search, 1)
        self.search.setMaximumWidth(560)
        layout.insertStretch(layout.indexOf(self.uploads))

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
        self.uploads.setText(str(count))
        label = translate("Header", "Show uploads (%n under way)", count)
        self.uploads.setToolTip(label)
        self.uploads.setAccessibleName(label)
        self.uploads.setVisible(bool(count))

    def show_visit(self, visit: Visit) -> None:
        """Who one is, and where; who is nobody or only watches has nothing to upload."""
        self.upload.setVisible(visit.account is not None and visit.account.may_upload)
        label = who_and_where(visit)
        self.account.setToolTip(label)
        self.account.setAccessibleName(label)

    def _open_menu(self) -> None:
        below = self.account.mapToGlobal(self.account.rect().bottomLeft()) + QPoint(0, 6)
        popup_within(self.menu, self.window(), below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = event.size().width()
        self.brand.setVisible(width >= NARROW)
        roomy = width >= NARROWEST
        self.logo.setVisible(roomy)
        self.upload.setText(translate("Header", "Upload") if roomy else "")
        self._row.setSpacing(8 if roomy else 4)
        self._row.setContentsMargins(12 if roomy else 6, 0, 12 if roomy else 6, 0)
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, super().minimumSizeHint().height())


def search_field() -> SearchField:
    field = given(
        SearchField(),
        "search",
        accessibleName=translate("Header", "Search"),
        placeholderText=translate("Header", "Search or paste a link"),
        toolTip=translate("Header", "Search (Ctrl+F)"),
    )
    leading = QLineEdit.ActionPosition.LeadingPosition
    field.addAction(icons.icon("search", "quiet"), leading).setText(field.accessibleName())
    return field


def upload_button() -> QPushButton:
    button = given(QPushButton(), "upload", kind="primary")
    button.setIcon(icons.icon("upload", "on_accent"))
    button.setToolTip(translate("Header", "Upload videos (Ctrl+U)"))
    button.setAccessibleName(translate("Header", "Upload"))
    return button


def who_and_where(visit: Visit) -> str:
    if not visit.server:
        return translate("Header", "On this computer")
    host = host_of(visit.server)
    if visit.account is None:
        return translate("Header", "Guest on {server}", server=host)
    return translate("Header", "{name} on {server}", name=visit.account.name, server=host)

"""The way to the places: with words, with icons only, or as a drawer."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.errors import Sentence
from app.ui.navigation.page import Visit
from app.ui.navigation.places import Kind
from app.ui.style import icons
from app.ui.style.parts import given
from app.ui.style.words import told, translate

WIDE, SLIM = 200, 56
SLIM_BELOW, DRAWER_BELOW = 900, 640
SIDE = 20

ENTRIES = (
    (Kind.HOME, "home", Sentence("Home")),
    (Kind.FOLLOWING, "following", Sentence("Following")),
    (Kind.YOURS, "film", Sentence("Your videos")),
    (Kind.PLAYLISTS, "playlists", Sentence("Playlists")),
    (Kind.HISTORY, "history", Sentence("History")),
    (Kind.UPLOADS, "uploads", Sentence("Uploads")),
    (Kind.DOWNLOADS, "download", Sentence("Downloads")),
)
BELONGS_TO = {Kind.PLAYLIST: Kind.PLAYLISTS, Kind.FIGURES: Kind.YOURS}
"""Places that have no entry, and the one that they were reached by."""


class Shape(Enum):
    WIDE = "wide"
    SLIM = "slim"
    DRAWER = "drawer"


def shape_for(width: int) -> Shape:
    if width < DRAWER_BELOW:
        return Shape.DRAWER
    return Shape.SLIM if width < SLIM_BELOW else Shape.WIDE


OF_UPLOADERS = (Kind.YOURS, Kind.UPLOADS)


def places_of(visit: Visit) -> tuple[Kind, ...]:
    """What makes sense for whoever it is; the first is where one begins."""
    if visit.account is None:
        return (Kind.HOME,)
    if not visit.server:
        return (Kind.YOURS, Kind.PLAYLISTS, Kind.HISTORY, Kind.UPLOADS)
    hidden = () if visit.account.may_upload else OF_UPLOADERS
    return tuple(kind for kind, _, _ in ENTRIES if kind not in hidden)


class Sidebar(QWidget):
    """Asks for a kind of place, or for the settings."""

    chosen = Signal(object)
    settings_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._kinds: tuple[Kind, ...] = ()
        self.buttons = {kind: entry(kind, picture, told(words)) for kind, picture, words in ENTRIES}
        self.settings = entry("settings", "settings", translate("Places", "Settings"))
        self.settings.setCheckable(False)
        for kind, button in self.buttons.items():
            button.clicked.connect(lambda _on, kind=kind: self.chosen.emit(kind))
        self.settings.clicked.connect(self.settings_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(2)
        for button in self.buttons.values():
            layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self.settings)
        self.offer(())

    def offer(self, kinds: Sequence[Kind]) -> None:
        """Show these, in the order of all."""
        self._kinds = tuple(kind for kind in self.buttons if kind in kinds)
        for kind, button in self.buttons.items():
            button.setVisible(kind in kinds)
        for number, button in enumerate(self._shown, start=1):
            place = button.accessibleName()
            words = translate("Places", "{place} (Ctrl+{number})", place=place, number=number)
            button.setToolTip(words)

    @property
    def _shown(self) -> list[QToolButton]:
        return [*(self.buttons[kind] for kind in self._kinds), self.settings]

    def press(self, number: int) -> None:
        """Ctrl and a number, counted from 1."""
        if number <= len(self._shown):
            self._shown[number - 1].click()

    def take_focus(self) -> None:
        """Where one is has the keyboard."""
        here = (button for button in self._shown if button.isChecked())
        next(here, self._shown[0]).setFocus()

    def mark(self, kind: Kind) -> None:
        """The place on the screen."""
        here = BELONGS_TO.get(kind, kind)
        for each, button in self.buttons.items():
            button.setChecked(each == here)

    def take_shape(self, shape: Shape) -> None:
        style = Qt.ToolButtonStyle
        for button in (*self.buttons.values(), self.settings):
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if shape is Shape.SLIM else style.ToolButtonTextBesideIcon
            )
        self.setFixedWidth(SLIM if shape is Shape.SLIM else WIDE)


class Cover(QWidget):
    """Lies over the page while the drawer is open; a click on it closes the drawer."""

    pressed = Signal()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 120))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()


class WithSidebar(QWidget):
    """The sidebar beside what it leads to, or over it where there is no room for both."""

    shape_changed = Signal()

    def __init__(self, sidebar: Sidebar, inside: QWidget) -> None:
        super().__init__()
        self._sidebar, self.inside = sidebar, inside
        self.shape = Shape.WIDE
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(sidebar)
        self._row.addWidget(inside, 1)
        self._shade = Cover(self)
        self._shade.hide()
        self._shade.pressed.connect(self.close_drawer)
        sidebar.chosen.connect(self.close_drawer)
        sidebar.settings_wanted.connect(self.close_drawer)
        sidebar.installEventFilter(self)
        sidebar.take_shape(self.shape)

    def open_drawer(self) -> None:
        if self.shape is Shape.DRAWER:
            for over in (self._shade, self._sidebar):
                over.show()
                over.raise_()
            self._place()
            self._sidebar.take_focus()

    def close_drawer(self) -> None:
        if self.shape is Shape.DRAWER:
            self._sidebar.hide()
            self._shade.hide()

    @property
    def drawer_is_open(self) -> bool:
        return self.shape is Shape.DRAWER and not self._sidebar.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (shape := shape_for(event.size().width())) is not self.shape:
            self._take_shape(shape)
        self._place()

    def _take_shape(self, shape: Shape) -> None:
        self.close_drawer()
        self.shape = shape
        self._sidebar.take_shape(shape)
        if shape is Shape.DRAWER:
            self._row.removeWidget(self._sidebar)
            self._sidebar.hide()
        else:
            self._row.insertWidget(0, self._sidebar)
            self._sidebar.show()
        self._row.activate()  # who hears of it asks what is where
        self.shape_changed.emit()

    def _place(self) -> None:
        if self.shape is Shape.DRAWER:
            left = QRect(0, 0, WIDE, self.height())
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                left.moveRight(self.width() - 1)
            self._sidebar.setGeometry(left)
            self._shade.setGeometry(self.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self.drawer_is_open
        ):
            self.close_drawer()
            return True
        return super().eventFilter(watched, event)


def entry(name: str, picture: str, words: str) -> QToolButton:
    """A line of the sidebar."""
    # The style leaves next to no room between an icon and its words.
    text = f"  {words}"
    button = given(QToolButton(), f"go_{name}", text=text, accessibleName=words, checkable=True)
    button.setIcon(icons.icon(picture))
    button.setIconSize(QSize(SIDE, SIDE))
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button

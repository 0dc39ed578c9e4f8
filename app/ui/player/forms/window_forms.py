"""Has the one window take the form that is asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow, QSizeGrip, QStackedWidget

from app.ui.player.commands.deck import Wish
from app.ui.player.forms.mini_bar import MiniBar
from app.ui.player.forms.places import mini_place, pip_place
from app.ui.player.view import PlayerView

LEAST_PIP = QSize(240, 135)
ON_TOP = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


class WindowForms(QObject):
    """`browse` has the page below the player shown, `come_back` the player, as large as the window.

    Only the platform's window is given other flags: the widget's own would make it anew.
    """

    def __init__(
        self,
        window: QMainWindow,
        pages: QStackedWidget,
        view: PlayerView,
        state: QSettings,
        browse: Callable[[], None] | None = None,
        come_back: Callable[[], None] = lambda: None,
    ) -> None:
        """Without a `browse` there are no pages to be small over."""
        super().__init__(window)
        self._window, self._pages, self._view, self._state = window, pages, view, state
        self._browse, self._come_back = browse, come_back
        self.is_mini = self.is_pip = False
        self._normal = QByteArray()
        self._least = window.minimumSize()
        self.mini_bar = MiniBar(view)
        self.grip = QSizeGrip(view)
        self.grip.hide()
        self._leave_film = view.deck.wishes[Wish.ESCAPE]
        self._wire()

    def _wire(self) -> None:
        view, deck = self._view, self._view.deck
        deck.wishes |= {
            Wish.PIP: self.toggle_pip,
            Wish.OTHER_SCREEN: self.fill_next_screen,
            Wish.ESCAPE: self._escape,
        }
        deck.switches |= {Wish.PIP: lambda: self.is_pip, Wish.MINI: lambda: self.is_mini}
        if self._browse is not None:
            deck.wishes[Wish.MINI] = self.toggle_mini
        view.top.mini.setVisible(self._browse is not None)
        view.full_screen_wanted.connect(self._full_screen)
        view.closed.connect(self._end)
        view.state_changed.connect(lambda: self.mini_bar.show_state(view.state))
        view.top.mini_wanted.connect(self.toggle_mini)
        view.top.pip_wanted.connect(self.toggle_pip)
        self.mini_bar.toggle_wanted.connect(lambda: deck.ask(lambda session: session.toggle()))
        self.mini_bar.large_wanted.connect(self.toggle_mini)
        self.mini_bar.close_wanted.connect(view.leave)
        self._pages.currentChanged.connect(self._turned)
        for each in (self._pages, view):
            each.installEventFilter(self)

    def end(self) -> None:
        """The window is about to be closed, and remembers how it was without any of this."""
        if self.is_pip:
            self.toggle_pip()

    # Small over the pages

    def toggle_mini(self) -> None:
        if self.is_mini:
            self._come_back()
        elif self._browse is not None:
            self._stand_alone()
            self._show_mini(True)
            self._browse()
            self._place_mini()

    def _show_mini(self, mini: bool) -> None:
        view = self._view
        self.is_mini = mini
        view.hiding.use((self.mini_bar,) if mini else (view.top, view.controls))
        if mini and view.panel.isVisible():
            view.toggle_queue()

    def _turned(self) -> None:
        """To the player, which is large again; or to another page, which it stays before."""
        if self.is_mini and self._pages.currentWidget() is self._view:
            self._show_mini(False)
            self._view.setGeometry(self._pages.rect())
        self._place_mini()

    def _place_mini(self) -> None:
        """It is a page of the stack still, shown beside the present one."""
        if self.is_mini:
            right_to_left = self._window.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self._view.setGeometry(mini_place(self._pages.rect(), right_to_left=right_to_left))
            self._view.show()
            self._view.raise_()

    # Picture in picture

    def toggle_pip(self) -> None:
        if self.is_pip:
            self._leave_pip()
        elif not self.is_mini:
            self._stand_alone()
            self._enter_pip()

    def _enter_pip(self) -> None:
        window, handle = self._window, self._window.windowHandle()
        self._normal = window.saveGeometry()
        self.is_pip = True
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMaximized)
        handle.setFlags(handle.flags() | ON_TOP)
        window.setMinimumSize(LEAST_PIP)
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        kept = self._state.value("picture_in_picture")
        window.setGeometry(pip_place(kept, screens, window.screen().availableGeometry()))
        self.grip.show()
        self._place_grip()

    def _leave_pip(self) -> None:
        window, handle = self._window, self._window.windowHandle()
        self._state.setValue("picture_in_picture", window.geometry())
        self.is_pip = False
        self.grip.hide()
        handle.setFlags(handle.flags() & ~ON_TOP)
        window.setMinimumSize(self._least)
        window.restoreGeometry(self._normal)

    def _place_grip(self) -> None:
        """A window without a frame has no edge to be drawn at."""
        grip, view = self.grip, self._view
        grip.move(view.width() - grip.width(), view.height() - grip.height())
        grip.raise_()

    # Full screen

    def _full_screen(self, full: bool) -> None:
        if full:
            self._leave_small()
            self._move_to(self._kept_screen())
        # The state is changed in place, too.
        state, flag = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | flag if full else state & ~flag)

    def fill_next_screen(self) -> None:
        """And from then on that one, as long as it is there."""
        screens = QGuiApplication.screens()
        following = screens[(screens.index(self._window.screen()) + 1) % len(screens)]
        self._state.setValue("full_screen_on", following.name())
        if self._window.isFullScreen():
            self._view.toggle_full_screen()
        self._view.toggle_full_screen()

    def _kept_screen(self) -> QScreen:
        name = self._state.value("full_screen_on")
        named = (screen for screen in QGuiApplication.screens() if screen.name() == name)
        return next(named, self._window.screen())

    def _move_to(self, screen: QScreen) -> None:
        if screen is not self._window.screen():
            self._window.windowHandle().setScreen(screen)
            frame = self._window.frameGeometry()
            frame.moveCenter(screen.availableGeometry().center())
            self._window.move(frame.topLeft())

    # From one to another

    def _stand_alone(self) -> None:
        """One form at a time."""
        if self._window.isFullScreen():
            self._view.toggle_full_screen()
        self._leave_small()

    def _leave_small(self) -> None:
        if self.is_pip:
            self._leave_pip()
        if self.is_mini:
            self._come_back()

    def _escape(self) -> None:
        if self.is_pip:
            self._leave_pip()
        else:
            self._leave_film()

    def _end(self) -> None:
        """The film is left."""
        if self.is_mini:
            self._show_mini(False)
            self._view.hide()
        if self.is_pip:
            self._leave_pip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            if watched is self._pages:
                self._place_mini()
            elif self.is_pip:
                self._place_grip()
        return super().eventFilter(watched, event)

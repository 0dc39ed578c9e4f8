"""The controls below the picture: they show a `PlayerState` and call the session."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.player.engine.api import Phase, PlayerState, Rendition
from app.ui.player.commands.deck import PlaybackCalls
from app.ui.player.commands.sound import FULL_PERCENT
from app.ui.player.menus import (
    Fill,
    MenuFor,
    fill_qualities,
    fill_sounds,
    fill_speeds,
    fill_subtitles,
    offered,
)
from app.ui.player.seeking.seek_bar import SeekBar
from app.ui.style import icons, text
from app.ui.style.parts import given, popup_within, tool_button
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate

NARROW, NARROWEST = 620, 460


class Shade(QWidget):
    """A strip over the picture that darkens towards the edge of the window."""

    def __init__(self, *, at_top: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at_top = at_top

    def paintEvent(self, _event: QPaintEvent) -> None:
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(0.0 if self._at_top else 1.0, QColor(0, 0, 0, 225))
        gradient.setColorAt(0.5, QColor(0, 0, 0, 165))
        gradient.setColorAt(1.0 if self._at_top else 0.0, QColor(0, 0, 0, 0))
        QPainter(self).fillRect(self.rect(), gradient)


class Controls(Shade):
    full_screen_wanted = Signal()
    next_wanted = Signal()
    previous_wanted = Signal()
    ask_file_wanted = Signal()
    """Of subtitles."""
    set_wanted = Signal(dict)
    """Settings by their names."""

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(at_top=False, parent=parent)
        self.setObjectName("player_bottom")
        # As on every player: what is about time is not mirrored.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._state = PlayerState()
        self._session: PlaybackCalls | None = None
        self._alone = True
        self.cap = ""
        self.seek_bar = SeekBar(colours)
        self.play = tool_button("play", *play_button(Phase.IDLE), self._toggle, 26)
        previous, following = translate("Player", "Previous (Shift+P)"), next_label("")
        self.previous = tool_button("previous", "previous", previous, self.previous_wanted.emit, 22)
        self.next = tool_button("next", "next", following, self.next_wanted.emit, 22)
        self.mute = tool_button("mute", *mute_button(self._state), self._toggle_mute, 22)
        self.volume = self._volume_slider()
        self.time = given(QLabel(), "time")
        self.whole = given(QPushButton(translate("Player", "Watch the whole video")), "whole")
        self.sounds = tool_button("sounds", "sounds", translate("Player", "Audio"), side=22)
        self.subtitles = tool_button(
            "subtitles", "subtitles", translate("Player", "Subtitles"), side=22
        )
        self.speed = tool_button("speed", "speed", translate("Player", "Speed"), side=22)
        self.quality = tool_button("quality", "quality", translate("Player", "Quality"), side=22)
        self.quality.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.full_screen = tool_button(
            "full_screen", *full_screen_button(full=False), self.full_screen_wanted.emit, 22
        )
        self._menus = {
            self.sounds: self._menu(self.sounds, fill_sounds),
            self.subtitles: self._menu(self.subtitles, fill_subtitles),
            self.speed: self._menu(self.speed, fill_speeds),
            self.quality: self._menu(self.quality, fill_qualities),
        }
        self.seek_bar.chosen.connect(self._seek)
        self.whole.clicked.connect(self._play_whole)
        self._lay_out()
        self.show_neighbours(before=False, after=None)

    def _volume_slider(self) -> QSlider:
        slider = given(
            QSlider(Qt.Orientation.Horizontal),
            "volume",
            accessibleName=translate("Player", "Volume"),
        )
        slider.setRange(0, round(FULL_PERCENT))
        slider.setFixedWidth(96)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.valueChanged.connect(self._volume_moved)
        return slider

    def _menu(self, button: QToolButton, fill: Fill) -> QMenu:
        menu = QMenu(button)
        button.clicked.connect(lambda: self._open(menu, button, fill))
        return menu

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        around = (self.previous, self.play, self.next, self.mute, self.volume)
        for widget in (*around, self.time):
            row.addWidget(widget)
        row.insertSpacing(len(around), 8)
        row.addStretch(1)
        row.addWidget(self.whole)
        for button in (self.sounds, self.subtitles, self.speed, self.quality, self.full_screen):
            row.addWidget(button)
        for button in self.findChildren(QToolButton):
            # A click must not take the keyboard away from the picture.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 20, 16, 10)
        layout.setSpacing(2)
        layout.addWidget(self.seek_bar)
        layout.addLayout(row)

    @property
    def in_use(self) -> bool:
        """The user is about to do something here: not the time to hide."""
        menu_open = any(menu.isVisible() for menu in self._menus.values())
        return menu_open or self.underMouse() or self.seek_bar.isSliderDown()

    def attach(self, session: PlaybackCalls) -> None:
        self._session = session

    def fit(self, width: int) -> None:
        """Leave out what has no room; the keyboard still does it."""
        self.volume.setVisible(width > NARROW)
        self._fit_neighbours()
        self.speed.setVisible(width > NARROWEST)
        self.quality.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if width > NARROWEST
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )

    def show_state(self, state: PlayerState) -> None:
        self._state = state
        self.seek_bar.show_clip(state.clip)
        self.whole.setVisible(state.clip is not None and state.clip.whole)
        self.seek_bar.show_times(
            state.position_seconds, state.duration_seconds, state.buffered, state.made_seconds
        )
        self.seek_bar.show_looping(looping=state.loop is not None)
        self.time.setText(
            f"{text.clock(state.position_seconds)} / {text.clock(state.duration_seconds)}"
        )
        set_button(self.play, *play_button(state.phase))
        set_button(self.mute, *mute_button(state))
        if not self.volume.isSliderDown():
            self.volume.blockSignals(True)
            # A full slider is no place from where one wants to get much louder.
            self.volume.setMaximum(round(max(FULL_PERCENT, state.volume)))
            self.volume.setValue(0 if state.muted else round(state.volume))
            self.volume.blockSignals(False)
        self.quality.setText(quality_text(state))
        self.quality.setVisible(has_choice(offered(state)))
        self.subtitles.setVisible(bool(state.subtitles))
        self.sounds.setVisible(len(state.sounds) > 1)

    def show_neighbours(self, *, before: bool, after: str | None) -> None:
        """Whether there is a film before this one, and the title of the one after it."""
        self._alone = not before and after is None
        self.previous.setEnabled(before)
        self.next.setEnabled(after is not None)
        self._fit_neighbours()
        label = next_label(after or "")
        self.next.setToolTip(label)
        self.next.setAccessibleName(label)

    def _fit_neighbours(self) -> None:
        for button in (self.previous, self.next):
            button.setVisible(not self._alone and self.width() > NARROWEST)

    def show_full_screen(self, full: bool) -> None:
        set_button(self.full_screen, *full_screen_button(full=full))

    # What the user does

    def _toggle(self) -> None:
        if self._session is not None:
            self._session.toggle()

    def _toggle_mute(self) -> None:
        if self._session is not None:
            self._session.set_muted(not self._state.muted)

    def _volume_moved(self, percent: int) -> None:
        if self._session is not None:
            self._session.set_volume(percent)
            if self._state.muted and percent:
                self._session.set_muted(False)

    def _seek(self, seconds: float) -> None:
        if self._session is not None:
            self._session.seek(seconds)

    def _play_whole(self) -> None:
        if self._session is not None:
            self._session.play_whole()

    def _set_cap(self, cap: str) -> None:
        self.set_wanted.emit({"quality_most": cap})

    # Menus are filled when they open: what they offer depends on the film

    def _open(self, menu: QMenu, button: QToolButton, fill: Fill) -> None:
        menu.clear()
        if self._session is not None:
            asked = self.ask_file_wanted.emit
            fill(menu, MenuFor(self._session, self._state, asked, self.cap, self._set_cap))
        open_above(menu, button)


def open_above(menu: QMenu, button: QToolButton) -> None:
    """Below there is no room: the controls are at the edge of the screen."""
    above = QPoint(0, -menu.sizeHint().height() - 6)
    popup_within(menu, button.window(), button.mapToGlobal(above))


def set_button(button: QToolButton, picture: str, label: str) -> None:
    if button.accessibleName() != label:
        button.setIcon(icons.icon(picture, icons.ON_PICTURE))
        button.setToolTip(label)
        button.setAccessibleName(label)


def play_button(phase: Phase) -> tuple[str, str]:
    if phase == Phase.ENDED:
        return "replay", translate("Player", "Play again")
    if phase in (Phase.PLAYING, Phase.BUFFERING, Phase.LOADING):
        return "pause", translate("Player", "Pause")
    return "play", translate("Player", "Play")


def next_label(title: str) -> str:
    if not title:
        return translate("Player", "Next (Shift+N)")
    return translate("Player", "Next: {title} (Shift+N)", title=title)


def mute_button(state: PlayerState) -> tuple[str, str]:
    if state.muted or state.volume < 1:
        return "muted", translate("Player", "Sound on")
    return ("volume" if state.volume >= 50 else "volume-low"), translate("Player", "Mute")


def full_screen_button(*, full: bool) -> tuple[str, str]:
    if full:
        return "window", translate("Player", "Leave full screen")
    return "full-screen", translate("Player", "Full screen")


def has_choice(renditions: Sequence[Rendition]) -> bool:
    """Or at least something worth knowing: sound alone has one quality, which tells nothing."""
    return len(renditions) > 1 or any(one.height for one in renditions)


def quality_text(state: PlayerState) -> str:
    if state.rendition_chosen is not None:
        return told(state.rendition_chosen)
    return text.join(translate("Player", "Auto"), state.rendition_now or "")

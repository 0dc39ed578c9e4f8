"""The dialog in which somebody says what of a film is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import MatineeError
from app.ui.background import Background
from app.ui.style import icons, text
from app.ui.style.flow import FlowLayout
from app.ui.style.parts import fit_screen, given, restyle, timer, tool_button
from app.ui.style.theme import Colours
from app.ui.style.words import told, translate
from app.ui.trim.loading import Loading
from app.ui.trim.playing import MakePlayer
from app.ui.trim.preview import TrimPreview
from app.ui.trim.selection import Selection, Undoing
from app.ui.trim.timeline import ZOOM, CutBar
from app.ui.trim.words import forecast_words, precise
from app.upload.trim.ranges import Range, Recipe
from app.upload.trim.trimming import Forecast, SourceFilm

SIZE = QSize(900, 680)
FORECAST_MS = 150
STEP = 1.0
"""Seconds that Shift and an arrow go."""


class TrimDialog(QDialog):
    """`chosen` carries the `Recipe`, or None for the whole film."""

    chosen = Signal(object)

    def __init__(
        self,
        path: Path,
        folder: Path,
        background: Background,
        colours: Colours,
        takes: Callable[[float], str],
        make_player: MakePlayer,
        parent: QWidget | None = None,
    ) -> None:
        """`takes` says what it takes to send so many bytes, where that matters; `make_player` makes
        who plays what is kept, once somebody wants to see it."""
        super().__init__(parent)
        self.setObjectName("trim_dialog")
        self.setWindowTitle(translate("Trim", "Trim {name}", name=path.name.replace("\n", " ")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._takes = takes
        self._film: SourceFilm | None = None
        self._history = Undoing(Selection(0.0, ()))
        self._is_dragging = False
        self._foretold: tuple[Recipe | None, Sequence[Range]] = None, ()
        self.preview = TrimPreview(colours, make_player)
        self.preview.say(translate("Trim", "Looking at the film…"))
        self.timeline = CutBar(colours)
        self.position = given(QLabel(), "position")
        self.position.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.plain = QRadioButton(translate("Trim", "At key frames"))
        self.exact = QRadioButton(translate("Trim", "Exactly"))
        self.why = given(QLabel(wordWrap=True), "quiet")
        self.summary = given(QLabel(wordWrap=True), "summary")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.upload = self.buttons.addButton(
            translate("Trim", "Upload"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        given(self.upload, "upload_trimmed", enabled=False)
        restyle(self.upload, "primary")
        self._asking = timer(self, FORECAST_MS, self._ask_forecast)
        self._make_tools()
        self._lay_out()
        self.loading = Loading(path, folder, background, self)
        self._wire()
        fit_screen(self, SIZE)

    def _make_tools(self) -> None:
        change = self._change
        tools = (
            ("start", "trim-start", translate("Trim", "Start here"), "I", Selection.start_here),
            ("end", "trim-end", translate("Trim", "End here"), "O", Selection.end_here),
            ("split", "split", translate("Trim", "Split"), "S", Selection.split),
            ("remove", "delete", translate("Trim", "Remove this part"), "Del", Selection.remove),
        )
        self.tools: list[QToolButton] = []
        self._keys: dict[str, Callable[[], object]] = {}
        words = translate("Trim", "Play what is kept")
        self.play = self._add_tool("play", "play", words, "Space", self._play_or_pause)
        for name, picture, label, keys, how in tools:
            self._add_tool(name, picture, label, keys, partial(change, how))
        self.undo = self._add_tool("undo", "undo", translate("Trim", "Undo"), "Ctrl+Z", self._undo)
        self._add_tool(
            "nearer", "zoom-in", translate("Trim", "Nearer"), "+", lambda: self._zoom(ZOOM)
        )
        self._add_tool(
            "farther", "zoom-out", translate("Trim", "Farther"), "-", lambda: self._zoom(1 / ZOOM)
        )
        for key, seconds in (("Left", -1), ("Right", 1)):
            self._on_key(key, partial(self._step, seconds))
            self._on_key(f"Shift+{key}", partial(self._go_by, seconds * STEP))
        self._on_key("Home", lambda: self._go(0.0))
        self._on_key("End", lambda: self._go(self._history.now.duration))
        self._on_key("=", lambda: self._zoom(ZOOM))

    def _add_tool(
        self, name: str, picture: str, label: str, keys: str, do: Callable[[], object]
    ) -> QToolButton:
        words = translate("Trim", "{action} ({key})", action=label, key=keys)
        button = tool_button(name, picture, words, do, 18)
        button.setText(label)
        if name in ("start", "end", "split", "remove"):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setEnabled(False)
        self.tools.append(button)
        self._on_key(keys, do)
        return button

    def _on_key(self, keys: str, do: Callable[[], object]) -> None:
        self._keys[QKeySequence(keys).toString()] = do

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whatever has the focus and has no use for the key."""
        do = self._keys.get(QKeySequence(event.keyCombination()).toString())
        if do is None:
            super().keyPressEvent(event)
        elif self._film is not None:
            do()

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        ways = QHBoxLayout()
        for button in (self.exact, self.plain):
            group.addButton(button)
            ways.addWidget(button)
            button.setEnabled(False)
        ways.addWidget(self.why, 1)
        tools = FlowLayout(4)
        self.position.setMinimumSize(150, self.tools[0].sizeHint().height())
        tools.addWidget(self.position)
        for tool in self.tools:
            tools.addWidget(tool)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.timeline)
        layout.addLayout(tools)
        layout.addLayout(ways)
        layout.addWidget(self.summary)
        layout.addWidget(self.buttons)
        self.timeline.setFocus()

    def _wire(self) -> None:
        loading, timeline = self.loading, self.timeline
        loading.copied.connect(self._show_copied)
        loading.opened.connect(self._take_film)
        loading.failed.connect(self._fail)
        loading.small_came.connect(timeline.show_picture)
        loading.large_came.connect(self.preview.show_picture)
        loading.peaks_came.connect(timeline.add_peaks)
        loading.forecast_came.connect(self._show_forecast)
        loading.forecast_failed.connect(self._refuse)
        timeline.pictures_wanted.connect(loading.ask_small)
        timeline.moved.connect(self._go)
        self.preview.moved.connect(self._follow)
        self.preview.ended.connect(self._end_playing)
        timeline.edge_dragged.connect(self._drag)
        timeline.drag_ended.connect(self._end_drag)
        self.exact.toggled.connect(lambda _on: self._asking.start())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._close)

    # The film

    def _take_film(self, film: SourceFilm) -> None:
        self._film = film
        self._history = Undoing(Selection.whole(film.duration_seconds))
        for widget in (*self.tools, self.plain, self.exact):
            widget.setEnabled(True)
        why = film.why_at_key_frames
        self.exact.setEnabled(why is None)
        (self.exact if why is None else self.plain).setChecked(True)
        self.why.setText(" ".join(told(each) for each in (why, *film.left_out) if each))
        has_picture = film.movie.main.handler == b"vide"
        self.preview.say("" if has_picture else translate("Trim", "Sound only"))
        self._show()

    def _show_copied(self, share: float) -> None:
        words = translate(
            "Trim",
            "Copying the film, without encoding it, so that it can be cut… {percent} %",
            percent=f"{share * 100:.0f}",
        )
        self.preview.say(words)

    def _fail(self, error: MatineeError) -> None:
        self.preview.say(told(error.sentence))

    @property
    def recipe(self) -> Recipe | None:
        """None for the whole film."""
        return None if self._history.now.is_whole else self._asked_for

    @property
    def kept(self) -> Sequence[Range]:
        """What is sent, as far as it is known: at key frames it is a little more."""
        recipe, ranges = self._foretold
        return ranges if ranges and recipe == self._asked_for else self._asked_for.ranges

    @property
    def _asked_for(self) -> Recipe:
        return Recipe(self._history.now.parts, self.exact.isChecked())

    def accept(self) -> None:
        self.chosen.emit(self.recipe)
        super().accept()

    def _close(self) -> None:
        self.loading.close()
        self.preview.close_player()

    # What is kept

    def _change(self, how: Callable[[Selection], Selection]) -> None:
        self._history.change(how)
        self._show()

    def _undo(self) -> None:
        self._history.undo()
        self._show()

    def _drag(self, number: int, edge: str, seconds: float) -> None:
        def moved(now: Selection) -> Selection:
            changed = now.with_edge(number, **{edge: seconds})
            return changed.go(getattr(changed.parts[number], edge))

        self._history.drag(moved, begins=not self._is_dragging)
        self._is_dragging = True
        self._show()

    def _end_drag(self) -> None:
        self._is_dragging = False

    # What is kept, played

    def _play_or_pause(self) -> None:
        if self.preview.is_playing:
            self._show()
        elif self._film is not None and self.kept:
            file, at = self._film.source.path, self._history.now.at
            self.preview.play(file, self.kept, at)
            self._show_playing()

    def _follow(self, seconds: float) -> None:
        self._history.change(lambda now: now.go(seconds))
        self._show_place()

    def _end_playing(self, failure: str) -> None:
        self._show()
        if failure:
            self.summary.setText(told(failure))

    def _show_playing(self) -> None:
        playing = self.preview.is_playing
        words = translate("Trim", "Pause") if playing else translate("Trim", "Play what is kept")
        words = translate("Trim", "{action} ({key})", action=words, key="Space")
        self.play.setIcon(icons.icon("pause" if playing else "play"))
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)

    # Where one is

    def _go(self, seconds: float) -> None:
        self._history.change(lambda now: now.go(seconds))
        self._show()

    def _go_by(self, seconds: float) -> None:
        self._go(self._history.now.at + seconds)

    def _step(self, way: int) -> None:
        """To the next picture, or the one before."""
        if self._film is not None:
            self._go(self._film.neighbour(self._history.now.at, way))

    def _zoom(self, factor: float) -> None:
        self.timeline.zoom(factor)

    # What is shown

    def _show(self) -> None:
        """After whatever somebody did; what is played stands still then."""
        self.preview.pause()
        self._show_playing()
        self._show_place()
        self.undo.setEnabled(self._history.can_undo)
        self.loading.ask_large(self._history.now.at)
        self._asking.start()

    def _show_place(self) -> None:
        now = self._history.now
        self.timeline.show_selection(now)
        self.position.setText(f"{precise(now.at)} / {text.clock(now.duration)}")

    def _ask_forecast(self) -> None:
        if self._film is None:
            return
        recipe = self._asked_for
        self.loading.ask_forecast(self._film, recipe)
        self._foretold = recipe, ()

    def _show_forecast(self, found: Forecast) -> None:
        if self._film is None:
            return
        self.upload.setEnabled(True)
        self._foretold = self._foretold[0], found.ranges
        whole = self._history.now.is_whole
        words = forecast_words(found, self._film, whole=whole)
        takes = self._takes(found.size_bytes)
        self.summary.setText(" ".join(filter(None, (words, takes))))

    def _refuse(self, error: MatineeError) -> None:
        """There is nothing to send, and this is why."""
        self.upload.setEnabled(False)
        self.summary.setText(told(error.sentence))

"""The menus above the controls: what the film offers, and which of it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.player.engine.api import PlayerState, Rendition
from app.settings import QUALITY
from app.ui.player.commands.deck import PlaybackCalls
from app.ui.player.commands.names import sound_name, subtitle_name
from app.ui.player.commands.playback import speed_text
from app.ui.style import text
from app.ui.style.words import told, translate

SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 3.0, 4.0)


@dataclass(frozen=True, slots=True)
class MenuFor:
    """Whom a menu is about, and what is called when a file of subtitles is wanted, or another
    most that Auto may choose."""

    session: PlaybackCalls
    state: PlayerState
    ask_file: Callable[[], object]
    cap: str = ""
    set_cap: Callable[[str], object] = str


Fill = Callable[[QMenu, MenuFor], None]


def fill_qualities(menu: QMenu, film: MenuFor) -> None:
    session, state = film.session, film.state
    group, automatic = QActionGroup(menu), state.rendition_chosen is None
    auto = translate("Player", "Auto")
    if now := state.rendition_now:
        auto = translate("Player", "Auto ({quality})", quality=now)
    choice(menu, group, auto, automatic, lambda: session.choose_rendition(None))
    for rendition in offered(state):
        chosen = state.rendition_chosen == rendition.name
        do = partial(session.choose_rendition, rendition.name)
        choice(menu, group, f"{told(rendition.name)}\t{facts(rendition)}", chosen, do)
    menu.addSeparator()
    most, caps = menu.addMenu(translate("Player", "Auto at most")), QActionGroup(menu)
    for cap, words in QUALITY.items():
        choice(most, caps, told(words), cap == film.cap, partial(film.set_cap, cap))
    told_apart = any(rendition.codec for rendition in state.renditions)
    if not told_apart and (codec := state.statistics.video_codec.partition(" (")[0]):
        add(menu, translate("Player", "Codec: {name}", name=codec)).setEnabled(False)


def offered(state: PlayerState) -> list[Rendition]:
    """The best first, and what has no picture last."""
    pictures = sorted(state.renditions, key=lambda r: -r.bandwidth_bps)
    return [*pictures, *([state.sound_alone] if state.sound_alone else [])]


def facts(rendition: Rendition) -> str:
    rate = rendition.frame_rate
    frames = translate("Player", "{rate} fps", rate=f"{rate:.4g}") if rate else ""
    return text.join(frames, text.bit_rate(rendition.bandwidth_bps), rendition.codec)


def fill_sounds(menu: QMenu, film: MenuFor) -> None:
    group = QActionGroup(menu)
    for index, track in enumerate(film.state.sounds):
        chosen, do = film.state.sound_now == index, partial(film.session.set_sound, index)
        choice(menu, group, sound_name(track, index), chosen, do)


def fill_subtitles(menu: QMenu, film: MenuFor) -> None:
    """A second one may stand above the film, where there are two."""
    state, session = film.state, film.session
    fill_tracks(menu, state, state.subtitle_now, session.set_subtitle)
    menu.addSeparator()
    if len(state.subtitles) > 1:
        second = menu.addMenu(translate("Player", "Second subtitles"))
        fill_tracks(
            second, state, state.second_subtitle, partial(session.set_subtitle, second=True)
        )
    add(menu, translate("Player", "From a file…")).triggered.connect(lambda: film.ask_file())


def fill_tracks(
    menu: QMenu, state: PlayerState, now: int | None, choose: Callable[[int | None], None]
) -> None:
    group = QActionGroup(menu)
    choice(menu, group, translate("Player", "Off"), now is None, partial(choose, None))
    for index, track in enumerate(state.subtitles):
        choice(menu, group, subtitle_name(track, index), now == index, partial(choose, index))


def fill_speeds(menu: QMenu, film: MenuFor) -> None:
    group, now = QActionGroup(menu), film.state.speed
    for factor in sorted({*SPEEDS, round(now, 2)}):
        label = translate("Player", "Normal") if factor == 1 else speed_text(factor)
        chosen = abs(now - factor) < 0.01
        choice(menu, group, label, chosen, partial(film.session.set_speed, factor))


def choice(
    menu: QMenu, group: QActionGroup, label: str, chosen: bool, do: Callable[[], object]
) -> None:
    action = QAction(label.replace("&", "&&"), group)
    action.setCheckable(True)
    action.setChecked(chosen)
    action.triggered.connect(lambda: do())
    menu.addAction(action)


def add(menu: QMenu, label: str) -> QAction:
    action = QAction(label, menu)
    menu.addAction(action)
    return action

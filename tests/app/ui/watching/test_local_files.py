"""Files of this computer in the window: one after the other, from where they were left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.player.engine.adjustments import SoundSettings
from app.player.engine.api import Phase, Track
from app.server.videos import ChannelBrief, Video
from app.ui.navigation.page import PlayWanted
from app.ui.player.commands.deck import Wish
from app.ui.watching import thumbnails
from tests.app.ui.fake_player import FakeSession
from tests.app.ui.fakes import Running
from tests.app.ui.watching.fakes import film

TRACKS = (Track("Deutsch", "deu"), Track("English", "eng"))
CHANNEL = ChannelBrief("sea", "sea", "The sea")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """In which there is nothing to be seen."""
    monkeypatch.setattr(thumbnails, "picture_at", lambda *_what, **_how: b"")
    folder = tmp_path / "to see"
    folder.mkdir()
    made = [folder / name for name in ("part 1.mp4", "part 2.mp4", "part 10.mp4")]
    for file in made:
        file.write_bytes(file.name.encode() * 100)
    return made


def session_of(home: Running) -> FakeSession:
    return cast(FakeSession, home.window.player.session)


def play(qtbot: QtBot, home: Running, paths: Sequence[Path], name: str) -> None:
    home.window.files_opened.emit(list(paths))
    seen(qtbot, home, name)


def seen(qtbot: QtBot, home: Running, name: str) -> None:
    view = home.window.player
    qtbot.waitUntil(lambda: view.top.title.text() == name and view.state.phase is Phase.PLAYING)


def test_a_folder_is_played_in_its_order(qtbot: QtBot, home: Running, files: list[Path]) -> None:
    """On, back, and by itself at the end of each."""
    play(qtbot, home, [files[0].parent], "part 1.mp4")
    home.window.player.controls.next.click()
    seen(qtbot, home, "part 2.mp4")
    home.window.player.controls.previous.click()
    seen(qtbot, home, "part 1.mp4")
    with qtbot.waitSignal(home.window.player.over):
        session_of(home).become(phase=Phase.ENDED, position_seconds=90.0)
    home.window.player.next_card.play_wanted.emit()
    seen(qtbot, home, "part 2.mp4")
    assert session_of(home).prefetched == []


def test_signing_out_leaves_files_alone(qtbot: QtBot, home: Running, files: list[Path]) -> None:
    """They are no account's; a video that was queued with them is."""
    play(qtbot, home, files, "part 1.mp4")
    queueing = home.application.watching.queueing
    queueing.add([film("a")])
    queueing.detach()
    assert [entry.video.title for entry in queueing.queue.all] == [file.name for file in files]


def test_a_file_goes_on_where_it_was_left(qtbot: QtBot, home: Running, files: list[Path]) -> None:
    """Also under another name, and it is among those that were played last."""
    play(qtbot, home, files[:1], "part 1.mp4")
    session_of(home).become(position_seconds=33.0)
    qtbot.waitUntil(lambda: home.window.player.state.position_seconds == 33.0)
    home.application.watching.play(PlayWanted(film("a")))
    moved = files[0].rename(files[0].with_name("renamed.mp4"))
    play(qtbot, home, [moved], "renamed.mp4")
    assert session_of(home).state.position_seconds == 33.0

    home.window.player.leave()
    home.window.recent_wanted.emit()
    (menu,) = home.window.findChildren(QMenu, "recent_files")
    assert words_of(menu)[0] == "renamed.mp4\t0:33"
    menu.actions()[0].trigger()
    menu.close()
    seen(qtbot, home, "renamed.mp4")


def words_of(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def test_nothing_is_remembered_by_who_does_not_want_it(
    qtbot: QtBot, home: Running, files: list[Path]
) -> None:
    """What was is forgotten at once."""
    play(qtbot, home, files[:1], "part 1.mp4")
    session_of(home).become(position_seconds=33.0)
    qtbot.waitUntil(lambda: home.window.player.state.position_seconds == 33.0)
    remembering = home.application.playing.remembering
    assert len(remembering.recent()) == 1
    home.application.change_settings(replace(home.application.settings, remember_films=False))
    home.application.playing.follow_settings()
    qtbot.waitUntil(lambda: not remembering.recent())
    home.window.player.leave()
    assert not remembering.recent()
    play(qtbot, home, files[:1], "part 1.mp4")
    assert session_of(home).state.position_seconds == 0.0
    assert not remembering.recent()


def test_what_was_chosen_for_a_film_is_there_again(qtbot: QtBot, home: Running) -> None:
    """Also for others of its channel, but for delays; the next channel has what was before."""
    a, b = (replace(film(name), channel=CHANNEL) for name in "ab")
    watch(qtbot, home, a)
    session = session_of(home)
    session.set_sound(1)
    session.set_subtitle(None)
    session.adjust(SoundSettings(0.3))
    chosen(qtbot, home, (1, None))
    home.window.player.leave()

    watch(qtbot, home, b)
    chosen(qtbot, home, (1, None))
    assert session.state.sound.delay_seconds == 0.0
    watch(qtbot, home, a)
    chosen(qtbot, home, (1, None))
    qtbot.waitUntil(lambda: session.state.sound.delay_seconds == 0.3)
    watch(qtbot, home, film("c"))
    chosen(qtbot, home, (0, 0))


def test_a_film_s_speed_is_not_the_next_one_s(qtbot: QtBot, home: Running) -> None:
    """What was before it comes back, unless somebody chose anew."""
    session, view = session_of(home), home.window.player
    watch(qtbot, home, film("a"))
    session.set_speed(2.0)
    qtbot.waitUntil(lambda: view.state.speed == 2.0)
    watch(qtbot, home, film("b"))
    session.set_speed(1.0)
    qtbot.waitUntil(lambda: view.state.speed == 1.0)
    watch(qtbot, home, film("a"))
    qtbot.waitUntil(lambda: view.state.speed == 2.0)
    watch(qtbot, home, film("c"))
    qtbot.waitUntil(lambda: view.state.speed == 1.0)


def watch(qtbot: QtBot, home: Running, video: Video) -> None:
    """With two sounds and two texts, of which the first ones are on."""
    home.application.watching.play(PlayWanted(video))
    session_of(home).become(
        sounds=TRACKS, sound_now=0, subtitles=TRACKS, subtitle_now=0, sound=SoundSettings()
    )
    qtbot.waitUntil(lambda: home.window.player.state.video_id == video.id)


def chosen(qtbot: QtBot, home: Running, tracks: tuple[int, int | None]) -> None:
    view = home.window.player
    qtbot.waitUntil(lambda: (view.state.sound_now, view.state.subtitle_now) == tracks)


def test_the_file_that_plays_can_be_uploaded(
    qtbot: QtBot, home: Running, files: list[Path]
) -> None:
    """By the player's menu; a server's film is there already."""
    deck = home.window.player.deck
    play(qtbot, home, files[:1], "part 1.mp4")
    assert deck.has_file
    with qtbot.waitSignal(home.window.files_given) as given:
        deck.want(Wish.UPLOAD)
    assert given.args == [[files[0]]]
    home.application.watching.play(PlayWanted(film("a")))
    assert not deck.has_file


def test_what_is_dropped_on_the_player_is_played(
    qtbot: QtBot, home: Running, files: list[Path]
) -> None:
    """Elsewhere it is uploaded."""
    home.window.show_player("")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(files[0]))])
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none
    )
    home.window.dropEvent(drop)
    seen(qtbot, home, "part 1.mp4")


def test_an_empty_folder_says_so(qtbot: QtBot, home: Running, tmp_path: Path) -> None:
    """And nothing else happens."""
    empty = tmp_path / "empty"
    empty.mkdir()
    home.window.files_opened.emit([empty])
    toast = home.window.toast
    qtbot.waitUntil(lambda: toast.words.text() == "There is nothing in it that can be played.")


def test_a_list_says_what_its_films_are_called(
    qtbot: QtBot, home: Running, files: list[Path]
) -> None:
    """And one of them may be on the web."""
    playlist = files[0].with_name("list.m3u")
    playlist.write_text("#EXTINF:9,The first\npart 1.mp4\nhttps://films.example/second.mp4\n")
    play(qtbot, home, [playlist], "The first")
    home.window.player.controls.next.click()
    seen(qtbot, home, "second")
    assert session_of(home).opened == ["part 1.mp4", "https://films.example/second.mp4"]

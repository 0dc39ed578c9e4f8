"""From the menu of a video to watching it without a server, as the window joins it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.known_servers import KnownAccount, Profile
from app.offline.film import DAY_SECONDS, KeepState
from app.offline.folder import KeptFolder
from app.ui.background import Background
from app.ui.cards.actions import Action
from app.ui.offline.choosing import KeepDialog
from tests.app.offline.ladders import Backend
from tests.app.ui.fakes import Running
from tests.app.ui.visits import visit_of

ANN = Profile("https://films.example", "ann")


@pytest.fixture
def offline(home: Running, background: Background, backend: Backend, tmp_path: Path) -> Running:
    visit = visit_of(background, backend, tmp_path, server="https://films.example")
    home.application.offline.attach(visit, ANN)
    return home


def download(qtbot: QtBot, running: Running, backend: Backend) -> None:
    running.window.home.wanted.emit(Action.KEEP, [backend.video("v")])
    (dialog,) = running.window.findChildren(KeepDialog)
    qtbot.waitUntil(dialog.save_button.isEnabled)
    dialog.save_button.click()
    kept = running.window.kept
    qtbot.waitUntil(lambda: [each.state for each in kept.all] == [KeepState.HERE])


def test_a_download_is_begun_and_shown(qtbot: QtBot, offline: Running, backend: Backend) -> None:
    """What is here is played before a server is asked; how far it was watched is kept first."""
    assert offline.window.player.deck.can_keep
    download(qtbot, offline, backend)
    toast = offline.window.toast
    assert toast.words.text() == "“A heron” is being downloaded."

    backend.is_gone = True
    playing = offline.application.playing
    playback = playing.playback_of("v")
    assert playback.url.startswith("http://127.0.0.1:")
    assert playback.url.endswith("/main.m3u8")
    offline.window.player.position_changed.emit("v", 5.0)
    qtbot.waitUntil(lambda: playing.playback_of("v").position_seconds == 5.0)

    offline.application.offline.detach()
    assert not offline.window.player.deck.can_keep


def test_what_had_to_go_is_said(
    qtbot: QtBot, offline: Running, backend: Backend, folder: KeptFolder
) -> None:
    """Each with its reason, until somebody has seen it."""
    window = offline.window
    download(qtbot, offline, backend)
    folder.film("v").put("used", str(-31 * DAY_SECONDS).encode())
    window.kept.make_contact()
    said = "Not watched for long, and so removed from your downloads: “A heron”."
    qtbot.waitUntil(lambda: window.toast.words.text() == said)

    download(qtbot, offline, backend)
    backend.is_gone = True
    window.kept.make_contact()
    said = "Not on the server any more, and so removed from your downloads: “A heron”."
    qtbot.waitUntil(lambda: window.toast.words.text() == said)


def test_who_signs_out_leaves_nothing(
    qtbot: QtBot, offline: Running, backend: Backend, folder: KeptFolder
) -> None:
    """Others' films stay, and so do those of who comes back without having signed out."""
    application = offline.application
    settings = application.settings
    known = settings.servers.with_account(ANN.server, KnownAccount("ann", "Ann"))
    application.change_settings(replace(settings, servers=known))
    download(qtbot, offline, backend)
    application.offline.detach()
    application.change_settings(replace(settings, servers=known, metered=True))
    assert len(folder.films()) == 1
    application.change_settings(settings)
    qtbot.waitUntil(lambda: folder.films() == [])

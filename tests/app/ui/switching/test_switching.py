"""One account on the screen, the others' uploads go on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import SignInNeeded
from app.known_servers import KnownAccount, Profile
from app.settings import Settings
from app.upload.engine.progress import State
from tests.app.ui.fake_queue import FakeQueue, progress
from tests.app.ui.fakes import Running
from tests.app.ui.switching.town import (
    ANN,
    BEN,
    HERE,
    THERE,
    Town,
    answer,
    be_there,
    choose,
    entries,
    visit,
)


def test_uploads_go_on_behind_the_other_account(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Nothing of them is on its screen; who comes back finds them, without connecting again."""
    anns = ann.queue
    bens = visit(qtbot, ann, BEN)
    assert bens is not anns
    anns.listener(progress(State.UPLOADING, upload_id="anns"))
    bens.listener(progress(State.UPLOADING, upload_id="bens"))
    qtbot.waitUntil(lambda: [film.title for film in ann.window.uploads.films] == ["bens.mp4"])
    assert ("close", "") not in anns.asked
    assert not town.clients[ANN].closed

    assert visit(qtbot, ann, ANN) is bens  # which was opened last
    anns.listener(progress(State.UPLOADING, upload_id="anns"))
    qtbot.waitUntil(lambda: [film.title for film in ann.window.uploads.films] == ["anns.mp4"])
    assert town.connected[-2:] == [ANN, BEN]
    assert len(ann.queues) == 3


def test_the_menu_says_who_one_can_be(
    qtbot: QtBot, ann: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is under way elsewhere."""
    assert entries(ann) == [
        *("This computer", "Ann · here.example", "Ben · there.example", ""),
        *("Add a server…", "Account and devices…", "Forget here.example…"),
    ]
    uploads = [progress(State.UPLOADING), progress(State.DONE), progress(State.PAUSED)]
    monkeypatch.setattr(FakeQueue, "uploads", lambda _queue: uploads)
    visit(qtbot, ann, BEN)
    assert entries(ann)[:3] == [
        "This computer – 1 uploading",
        "Ann · here.example – 1 uploading",
        "Ben · there.example – 1 uploading",
    ]


def test_where_there_is_nothing_to_choose_the_menu_is_short(home: Running) -> None:
    """A newcomer has this computer."""
    assert entries(home) == ["Add a server…"]


def test_a_long_name_does_not_widen_the_menu(ann: Running) -> None:
    """Its middle is left out."""
    settings = ann.application.settings
    known = KnownAccount("eve", "Eve" * 100)
    servers = settings.servers.with_account(HERE, known)
    ann.application.change_settings(replace(settings, servers=servers))
    (eve,) = [text for text in entries(ann) if text.startswith("EveEve")]
    assert "…" in eve
    assert len(eve) < 100


def test_one_begins_where_one_was(qtbot: QtBot, ann: Running) -> None:
    """Who one is, is kept; names are as the server says."""
    visit(qtbot, ann, BEN)
    qtbot.waitUntil(lambda: bool(ann.saved) and ann.saved[-1].profile == BEN)
    visit(qtbot, ann, Profile())
    qtbot.waitUntil(lambda: ann.saved[-1].profile == Profile())
    assert [server.url for server in ann.saved[-1].servers.all] == [HERE, THERE]


def test_signing_out_ends_one_account_only(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Its server stays known; the other's uploads go on."""
    anns = ann.queue
    bens = visit(qtbot, ann, BEN)
    ann.window.sign_out.trigger()
    qtbot.waitUntil(lambda: ("close", "") in bens.asked)
    assert ("close", "") not in anns.asked
    qtbot.waitUntil(lambda: town.tokens == {ANN})
    assert ann.page is ann.window.sign_in_page
    visit(qtbot, ann, ANN)
    assert "Sign in to there.example…" in entries(ann)


def test_a_session_that_ended_meanwhile_is_asked_for_anew(
    qtbot: QtBot, ann: Running, town: Town
) -> None:
    """Whoever comes back to it signs in, and its uploads go on."""
    anns = ann.queue
    visit(qtbot, ann, BEN)
    visit(qtbot, ann, ANN)
    town.clients[ANN].line.end(SignInNeeded())
    qtbot.waitUntil(lambda: ann.page is ann.window.sign_in_page)
    ann.application.accounts.sign_in(HERE, "ann", "secret")
    be_there(qtbot, ann, ANN)
    assert ("close", "") in anns.asked
    assert ann.queue is not anns


def test_whose_session_ran_out_need_not_say_who_they_are(
    qtbot: QtBot, ann: Running, town: Town
) -> None:
    """Their address is there; the password is not."""
    settings = ann.application.settings
    known = KnownAccount("ann", "Ann", "ann@example.org")
    servers = settings.servers.with_account(HERE, known)
    ann.application.change_settings(replace(settings, servers=servers))
    town.clients[ANN].line.end(SignInNeeded())
    qtbot.waitUntil(lambda: ann.page is ann.window.sign_in_page)
    form = ann.window.sign_in_page.form
    assert (form.email.text, form.password.text) == ("ann@example.org", "")


def test_a_server_where_nobody_is_signed_in_is_forgotten(
    qtbot: QtBot, ann: Running, town: Town
) -> None:
    """On its own page; one is where one was, then."""
    visit(qtbot, ann, BEN)
    ann.window.sign_out.trigger()
    qtbot.waitUntil(lambda: town.tokens == {ANN})
    visit(qtbot, ann, ANN)
    choose(ann, "Sign in to there.example…")
    QTest.mouseClick(ann.window.sign_in_page.form.forget, Qt.MouseButton.LeftButton)
    answer(ann, "confirm_forget")
    be_there(qtbot, ann, ANN)
    assert "Sign in to there.example…" not in entries(ann)


def test_a_forgotten_server_leaves_nothing(qtbot: QtBot, ann: Running, town: Town) -> None:
    """After a question; one is on this computer then."""
    anns = ann.queue
    choose(ann, "Forget here.example…")
    answer(ann, "confirm_forget")
    be_there(qtbot, ann, Profile())
    qtbot.waitUntil(lambda: ("close", "") in anns.asked and town.tokens == {BEN})
    qtbot.waitUntil(lambda: ann.saved[-1].servers.at(HERE) is None)
    assert entries(ann)[:2] == ["This computer", "Ben · there.example"]


def test_all_accounts_end_with_the_window(qtbot: QtBot, ann: Running, town: Town) -> None:
    """Those behind the present one, too."""
    visit(qtbot, ann, BEN)
    ann.application.accounts.open.close_all()
    assert all(("close", "") in queue.asked for queue in ann.queues)
    assert all(client.closed for client in town.clients.values())


def test_a_limit_is_for_all_together(qtbot: QtBot, ann: Running) -> None:
    """Those that upload share it, as long as they do."""
    anns = ann.queue
    bens = visit(qtbot, ann, BEN)
    ann.application.change_settings(replace(ann.application.settings, upload_limit_mbit=8.0))
    qtbot.waitUntil(lambda: anns.asked[-1] == ("limit", "1000000"))
    for queue in (anns, bens):
        queue.listener(progress(State.UPLOADING))
    assert [queue.asked[-1] for queue in (anns, bens)] == [("limit", "500000")] * 2
    bens.listener(progress(State.DONE))
    assert anns.asked[-1] == ("limit", "1000000")


def test_the_bundled_backend_may_end_behind_another_account(
    qtbot: QtBot, ann: Running, town: Town
) -> None:
    """Nothing happens on the screen, and the next visit starts it again."""
    local = ann.queues[0]
    ann.application.backend_died()
    qtbot.waitUntil(lambda: ("close", "") in local.asked)
    assert ann.application.present is not None
    assert ann.application.present.connection.profile == ANN
    visit(qtbot, ann, Profile())
    assert town.connected[-1] == Profile()


class TestFromTheStart:
    """Matinee was ended, and is started again."""

    @pytest.fixture
    def kept(self, settings: Settings) -> Settings:
        return settings

    @pytest.fixture
    def working(self) -> set[Profile]:
        return {BEN}

    def test_who_was_uploading_goes_on(self, qtbot: QtBot, running: Running, town: Town) -> None:
        """Behind whoever was there last."""
        be_there(qtbot, running, ANN)
        qtbot.waitUntil(lambda: BEN in running.application.accounts.open.under_way)
        visit(qtbot, running, BEN)
        assert town.connected == [ANN, BEN]

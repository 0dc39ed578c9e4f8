"""Pictures of cards: where they come from, and when not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.errors import ServerUnreachable
from app.ui.background import Background, Task
from app.ui.cards.posters import Posters, card_picture, poster_key
from backend.delivery.local import LocalDelivery
from backend.signing import HmacSigner
from tests.app.ui.fakes import FILM

POSTER = replace(FILM, poster_url="http://x/media/one/r1/poster.jpg")


def jpeg(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_a_poster_is_fetched_once(qtbot: QtBot, background: Background, tmp_path: Path) -> None:
    """The second window finds it on the disk, whatever its URL is signed with."""
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return jpeg(640, 360)

    for token in ("one", "two"):
        posters = Posters(background, fetch, tmp_path)
        video = replace(FILM, poster_url=f"http://x/media/{token}/r1/poster.jpg")
        with qtbot.waitSignal(posters.arrived) as arrived:
            assert posters.get(video) is None
        assert arrived.args == ["film"]
        assert posters.get(video) is not None
    assert fetched == ["http://x/media/one/r1/poster.jpg"]


class LateBackground:
    """Does what it was asked for when the test says so."""

    def __init__(self) -> None:
        self.asked: list[Task] = []
        self.arrive: Callable[[], None] = lambda: None
        self.fail: Callable[[], None] = lambda: None

    def run_newest_first(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Any], None]
    ) -> Task:
        self.asked.append(Task())
        self.arrive = lambda: then(work())
        self.fail = lambda: failed(ServerUnreachable("x"))
        return self.asked[-1]


@pytest.fixture
def late() -> LateBackground:
    return LateBackground()


def posters_of(late: LateBackground, folder: Path) -> Posters:
    return Posters(cast(Background, late), lambda _url: jpeg(640, 360), folder)


def test_a_poster_may_come_after_the_end(
    qtbot: QtBot, late: LateBackground, tmp_path: Path
) -> None:
    """Signed out while it was fetched: it arrives nowhere, and nobody trips over it."""
    posters = posters_of(late, tmp_path)
    posters.get(POSTER)
    with qtbot.waitSignal(posters.destroyed):
        posters.close()
    late.arrive()


@pytest.mark.usefixtures("qapp")
def test_what_nobody_sees_any_more_is_not_fetched(late: LateBackground, tmp_path: Path) -> None:
    """While somebody still looks for it, it is; and whoever comes back asks anew."""
    posters = posters_of(late, tmp_path)
    posters.get(POSTER, "grid")
    posters.get(POSTER, "shelf")
    assert len(late.asked) == 1

    posters.leave(POSTER, "grid")
    assert late.asked[0].wanted
    posters.leave(POSTER, "shelf")
    assert not late.asked[0].wanted

    posters.get(POSTER, "grid")
    late.arrive()
    assert len(late.asked) == 2
    assert posters.get(POSTER, "grid") is not None


@pytest.mark.usefixtures("qapp")
def test_a_poster_that_could_not_be_had_is_asked_for_again(
    late: LateBackground, tmp_path: Path
) -> None:
    """When it is on the screen the next time."""
    posters = posters_of(late, tmp_path)
    posters.get(POSTER)
    late.fail()
    posters.get(POSTER)
    assert len(late.asked) == 2


def test_a_poster_stays_the_same_by_another_leave() -> None:
    """At another hour, by another session and by another secret, as the backend gives them."""
    clock, secrets = [0.0], ("a secret", "another")
    signers = (LocalDelivery(HmacSigner.by(each), clock=lambda: clock[0]) for each in secrets)
    keys = set()
    for signer, session in product(signers, ("s-1", "s-2")):
        clock[0] += 7200
        url = signer.grant("v", "r1", session).url("poster.jpg")
        keys.add(poster_key(replace(FILM, poster_url=f"http://x{url}")))
    other = LocalDelivery(HmacSigner.by("a secret")).grant("v", "r2", "s-1").url("poster.jpg")
    assert len(keys) == 1
    assert poster_key(replace(FILM, poster_url=f"http://x{other}")) not in keys


def test_a_new_revision_has_a_new_poster() -> None:
    """The key leaves out the signature and nothing else."""
    first = replace(FILM, poster_url="http://x/media/t1/r1/poster.jpg")
    again = replace(FILM, poster_url="http://x/media/t2/r1/poster.jpg")
    second = replace(FILM, poster_url="http://x/media/t1/r2/poster.jpg")
    assert poster_key(first) == poster_key(again) != poster_key(second)


@pytest.mark.parametrize(
    ("size", "middle_left"), [((640, 360), Qt.GlobalColor.red), ((360, 640), Qt.GlobalColor.black)]
)
def test_a_portrait_stands_on_black(size: tuple[int, int], middle_left: Qt.GlobalColor) -> None:
    """A wide picture fills the card, a tall one is shown whole."""
    picture = card_picture(jpeg(*size))
    assert picture is not None
    colour = picture.pixelColor(QPoint(20, 112))
    assert (colour.red() > 200) == (middle_left == Qt.GlobalColor.red)


def test_rubbish_is_no_poster() -> None:
    """What can't be decoded is left out."""
    assert card_picture(b"<html>") is None

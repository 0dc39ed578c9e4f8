"""The dialog that gives a video to others."""

from __future__ import annotations

import pytest
import segno
from PySide6.QtCore import QDateTime, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QScrollArea
from pytestqt.qtbot import QtBot

from app.links import WatchLink
from app.server.videos import Video
from app.server.viewing import ShareLink
from app.ui.share.dialog import Shared, ShareDialog
from app.ui.share.given_links import about
from app.ui.share.new_link import ON_A_DATE
from app.ui.share.qr import QUIET_MODULES
from app.ui.share.times import shown_time
from tests.app.ui.fakes import FILM
from tests.app.ui.watching.fakes import film

LINK = WatchLink("https://films.example", "a")
OWN = film("a", filename="a.mp4")


def dialog_of(qtbot: QtBot, video: Video = OWN, **given: object) -> ShareDialog:
    dialog = ShareDialog(Shared(video, LINK, **given))  # type: ignore[arg-type]
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def address(dialog: ShareDialog) -> str:
    return dialog.address.text().removeprefix(LINK.url)


def test_the_plain_link_is_there_at_once(qtbot: QtBot) -> None:
    """One press copies it."""
    dialog = dialog_of(qtbot)
    assert dialog.address.text() == LINK.url
    with qtbot.waitSignal(dialog.copied) as copied:
        dialog.copy.click()
    assert copied.args == [LINK.url]
    assert dialog.copy.text() == "Copied"


def test_at_this_time(qtbot: QtBot) -> None:
    """A part has its own start."""
    dialog = dialog_of(qtbot, at_seconds=83.4)
    assert dialog.at.text() == "From 1:23 on"
    dialog.at.setChecked(True)
    assert address(dialog) == "?t=83"
    dialog.part.setChecked(True)
    assert address(dialog) == "?start=0&end=90"


def test_a_marked_part_is_chosen(qtbot: QtBot) -> None:
    """To the millisecond; as embed code, too."""
    dialog = dialog_of(qtbot, start_seconds=10.033, end_seconds=20.0)
    assert (dialog.part.isChecked(), dialog.start.text()) == (True, "0:10.033")
    assert address(dialog) == "?start=10.033&end=20"
    with qtbot.waitSignal(dialog.copied) as copied:
        dialog.embed.click()
    assert "/embed/a?start=10.033&amp;end=20" in copied.args[0]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("soon", "0:20", "Write times like 1:30."),
        ("0:20", "0:10", "The part must end after it starts."),
        ("2:00", "3:00", "The video is over by then."),
    ],
)
def test_a_part_that_is_none_is_said_so(qtbot: QtBot, start: str, end: str, words: str) -> None:
    """And can't be copied."""
    dialog = dialog_of(qtbot, start_seconds=1.0)
    for field, typed in ((dialog.start, start), (dialog.end, end)):
        field.clear()
        QTest.keyClicks(field, typed)
    assert dialog.fault.text() == words
    assert not any(b.isEnabled() for b in (dialog.copy, dialog.embed, dialog.form.make))


@pytest.mark.parametrize(
    ("changes", "local", "words"),
    [
        ({"visibility": "public"}, False, "Everybody can watch this video."),
        ({"visibility": "unlisted"}, False, "Whoever has this link can watch the video."),
        ({"visibility": "private"}, False, "Only you can open this link"),
        ({"publish_at": "2999-01-01T00:00:00Z"}, False, "Only you can open this link"),
        ({"visibility": "public"}, True, "Links work only on this computer"),
    ],
)
def test_it_says_who_can_use_the_link(
    qtbot: QtBot, changes: dict[str, str], local: bool, words: str
) -> None:
    """Before anybody is sent one in vain."""
    assert words in dialog_of(qtbot, film("a", **changes), local=local).note.text()


def test_only_an_owner_makes_links(qtbot: QtBot) -> None:
    """Others share what everybody may see."""
    assert dialog_of(qtbot).form.isVisible()
    assert not dialog_of(qtbot, FILM).form.isVisible()


def test_a_link_ends_when_its_owner_says(qtbot: QtBot) -> None:
    """Never, some days from now, or at a moment; the part goes along."""
    dialog = dialog_of(qtbot, start_seconds=1.0, end_seconds=2.0)
    form = dialog.form
    with qtbot.waitSignal(dialog.link_wanted) as wanted:
        form.make.click()
    assert (wanted.args[0].expires_at, wanted.args[0].password) == (None, None)
    assert (wanted.args[0].start_seconds, wanted.args[0].end_seconds) == (1.0, 2.0)
    form.ends.setCurrentIndex(form.ends.findData(7))
    assert moment(form.link.expires_at) > QDateTime.currentDateTime().addDays(6)
    form.ends.setCurrentIndex(form.ends.findData(ON_A_DATE))
    assert form.date.isVisible()
    form.date.setDateTime(QDateTime.fromString("2999-01-01T12:00:00Z", Qt.DateFormat.ISODate))
    assert form.link.expires_at == "2999-01-01T12:00:00Z"


def moment(when: str | None) -> QDateTime:
    return QDateTime.fromString(when or "", Qt.DateFormat.ISODate)


def test_what_a_link_allows() -> None:
    """In one line of the list."""
    link = ShareLink("l", "u", "v")
    assert about(link) == "Until you take it back"
    part = ShareLink("l", "u", "v", has_password=True, start_seconds=10.0, end_seconds=20.5)
    assert about(part) == "Until you take it back · 0:10–0:20.5 · with a password"
    assert about(ShareLink("l", "u", "v", expires_at="2999-01-01T12:00:00Z")) != about(link)


def test_times_are_shown_as_they_are_typed() -> None:
    """Fractions only where there are any."""
    assert [shown_time(s) for s in (83.0, 83.4, 3723.033)] == ["1:23", "1:23.4", "1:02:03.033"]


def test_the_code_is_of_the_link_that_is_chosen(qtbot: QtBot) -> None:
    """Dark on white, with room around, each module as segno has it."""
    dialog = dialog_of(qtbot, start_seconds=1.0)
    picture = dialog.code.grab().toImage()
    rows = segno.make(dialog.address.text(), micro=False, error="m").matrix
    module = dialog.code.width() // (len(rows) + 2 * QUIET_MODULES)
    first = QUIET_MODULES * module
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            middle = QPoint(first + x * module + module // 2, first + y * module + module // 2)
            assert (picture.pixelColor(middle).lightness() < 128) == bool(dark)
    assert picture.pixelColor(first - 2, first - 2).lightness() > 128


def test_letters_twice_as_large_leave_its_button_in_view(qtbot: QtBot) -> None:
    """What there is no room for is scrolled to."""
    dialog = dialog_of(qtbot)
    dialog.resize(560, 240)
    area, close = dialog.findChild(QScrollArea), dialog.findChild(QDialogButtonBox)
    assert area is not None
    assert close is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert dialog.rect().contains(close.geometry())
    assert dialog.height() <= dialog.screen().availableGeometry().height()

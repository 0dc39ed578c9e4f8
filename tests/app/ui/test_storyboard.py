"""Where the small pictures of a film are, and which one belongs to a time."""

from __future__ import annotations

from PySide6.QtGui import QImage

from app.ui.storyboard import Storyboard, cues_of, load

VTT = """WEBVTT

00:00:04.000 --> 00:00:08.000
sheet.jpg#xywh=160,0,160,90

00:00.000 --> 00:04.000
sheet.jpg#xywh=0,0,160,90

nonsense
"""


def test_a_storyboard_is_read() -> None:
    """In order of time, with or without hours; other lines are left out."""
    cues = cues_of(VTT)
    places = [(cue.start_seconds, cue.place and cue.place[0]) for cue in cues]
    assert places == [(0.0, 0), (4.0, 160)]


def test_a_storyboard_of_single_pictures_on_a_cdn() -> None:
    """The query that admits to the file admits to the pictures beside it."""
    words = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nframe.0000000.jpg\n"
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return words.encode()

    board = load("https://cdn.example/media/v/r/storyboard/storyboard.vtt?Policy=p", fetch)
    picture = QImage(160, 90, QImage.Format.Format_RGB32)

    assert fetched[1] == "https://cdn.example/media/v/r/storyboard/frame.0000000.jpg?Policy=p"
    assert Storyboard(board.cues, {"frame.0000000.jpg": picture}).at(1) == picture


def test_a_storyboard_shows_the_picture_of_a_time() -> None:
    """Sheets are fetched from beside the file; where there is none there is no picture."""
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return VTT.encode() if url.endswith("vtt") else b"broken"

    board = load("http://x/media/t/r/storyboard.vtt", fetch)
    whole = Storyboard(board.cues, {"sheet.jpg": QImage(320, 90, QImage.Format.Format_RGB32)})

    assert fetched[1:] == ["http://x/media/t/r/sheet.jpg"]
    assert board.at(5) is None
    picture = whole.at(5)
    assert picture is not None
    assert (picture.width(), picture.height()) == (160, 90)

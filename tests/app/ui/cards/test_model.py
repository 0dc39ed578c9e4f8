"""Videos as Qt's lists know them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt

from app.server.videos import VideoPage
from app.ui.cards.model import VideoModel
from app.ui.cards.wording import badge, progress_share
from app.ui.style.labels import JOINER
from app.upload.engine.progress import State
from tests.app.ui.fake_queue import progress
from tests.app.ui.fakes import FILM


def model_of(*titles: str) -> VideoModel:
    model = VideoModel()
    model.start_over(VideoPage(tuple(replace(FILM, id=t, title=t) for t in titles), None))
    return model


def test_every_video_is_found_in_its_row() -> None:
    """After whatever comes and goes."""
    model = model_of("a", "b", "c")
    model.append(VideoPage((replace(FILM, id="b"), replace(FILM, id="d")), None))
    model.remove("a")
    model.insert_first([replace(FILM, id="x"), replace(FILM, id="y")])
    assert [video.id for video in model.videos] == ["x", "y", "b", "c", "d"]
    assert [model.row_of(video.id) for video in model.videos] == [0, 1, 2, 3, 4]
    assert model.row_of("a") is None


def test_an_upload_from_here_is_known_here_first() -> None:
    """The card shows the queue's progress before the backend tells of it."""
    model = VideoModel()
    model.start_over(VideoPage((replace(FILM, id="video-u1", state="uploading"),), None))

    model.note_uploads([progress(sent=250)])

    assert badge(model.videos[0], model.upload_of("video-u1")) == "Uploading 25 %"
    painted: list[QModelIndex] = []
    model.dataChanged.connect(lambda index: painted.append(index))
    model.note_uploads([progress(sent=250, on_wire=100)])
    assert len(painted) == 1
    assert badge(model.videos[0], model.upload_of("video-u1")) == "Uploading 25 %"
    assert progress_share(model.videos[0]) == 0.125
    model.note_uploads([progress(State.PAUSED, sent=250)])
    assert badge(model.videos[0], model.upload_of("video-u1")) == "Paused at 25 %"


def test_a_card_shows_how_far_one_watched() -> None:
    """As soon as one did; the server need not say so."""
    model = model_of("a", "b")
    model.note_position("b", 12.0)
    model.note_position("nowhere", 3.0)
    assert [video.position_seconds for video in model.videos] == [FILM.position_seconds, 12.0]


def test_what_is_deleted_goes() -> None:
    """And what was known of it before is told."""
    model = model_of("a", "b")
    before = model.change(replace(FILM, id="a", state="deleted"))
    assert before is not None
    assert before.title == "a"
    assert [video.id for video in model.videos] == ["b"]
    assert model.change(replace(FILM, id="a")) is None


def test_a_title_is_no_markup() -> None:
    """The pointer is told it as it is."""
    model = model_of("<b>Bold</b> <img src=x>")
    said = str(model.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert "<b>" not in said
    assert said.replace(JOINER, "") == "<b>Bold</b> <img src=x>"

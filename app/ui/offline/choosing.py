"""At which quality a film is kept: each with its size, before anything is fetched."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from app.errors import MatineeError
from app.offline.film import GB, FilmPlan, KeptFilm, best_for, fits, used_bytes
from app.offline.offered import OfflineApi, OfflineChoice, OfflineOffer, client_for, offer_of
from app.server.videos import Video
from app.ui.background import Scope
from app.ui.forms.form import FormDialog
from app.ui.style import text
from app.ui.style.parts import given
from app.ui.style.words import told, translate


class KeepDialog(FormDialog):
    """`kept` carries the `OfflineChoice`. `films` are those that are here already."""

    kept = Signal(object)

    def __init__(
        self,
        api: OfflineApi,
        scope: Scope,
        video: Video,
        films: Sequence[KeptFilm],
        most_gb: int,
        parent: QWidget | None = None,
    ) -> None:
        title = translate("Offline", "Download for later")
        super().__init__("keep_offline", title, translate("Offline", "Download"), parent)
        self._films = [film for film in films if film.plan.video_id != video.id]
        self._most_gb = most_gb
        self._offer: OfflineOffer | None = None
        label = translate("Offline", "Quality of “{title}”", title=text.brief(video.title))
        self.qualities = given(QComboBox(), "qualities", accessibleName=label)
        self.add_field("quality", label, self.qualities)
        self.space = given(QLabel(wordWrap=True), "quiet")
        self.fields.addRow(self.space)
        self.qualities.currentIndexChanged.connect(lambda _at: self._check())
        self.space.setText(translate("Offline", "Asking the server for its sizes…"))
        self.allow(False)
        self._asking = scope.run(lambda: offered(api, video.id), self._show, self._not_offered)

    def done(self, result: int) -> None:
        self._asking.forget()
        super().done(result)

    def save(self) -> None:
        if (choice := self._choice) is not None:
            self.accept()
            self.kept.emit(choice)

    @property
    def _choice(self) -> OfflineChoice | None:
        quality = str(self.qualities.currentData())
        return self._offer.at(quality) if self._offer is not None else None

    def _show(self, offer: OfflineOffer) -> None:
        self._offer = offer
        best = best_for(offer.plans, screen_lines(self))
        for plan in reversed(offer.plans):
            self.qualities.addItem(quality_words(plan, is_best=plan is best), plan.quality)
        self.qualities.setCurrentIndex(self.qualities.findData(best.quality))
        self._check()

    def _check(self) -> None:
        """What is here, and whether this still fits."""
        if (choice := self._choice) is None:
            return
        there_is_room = fits(choice.plan.size_bytes, self._films, self._most_gb)
        words = used_words(self._films, self._most_gb)
        if not there_is_room:
            full = translate("Offline", "There is no room for this one: remove others first.")
            words = f"{words} {full}"
        self.space.setText(words)
        self.allow(there_is_room)

    def _not_offered(self, error: MatineeError) -> None:
        self.space.clear()
        self.complain("quality", told(error.sentence))


def offered(api: OfflineApi, video_id: str) -> OfflineOffer:
    """Blocks."""
    playback = api.playback(video_id)
    http = client_for(playback)
    try:
        return offer_of(api.video(video_id), playback, http)
    finally:
        http.close()


def screen_lines(widget: QWidget) -> int:
    screen = widget.screen()
    size = screen.size()
    return round(min(size.width(), size.height()) * screen.devicePixelRatio())


def quality_words(plan: FilmPlan, *, is_best: bool) -> str:
    best = translate("Offline", "best for this screen") if is_best else ""
    size = translate("Offline", "about {size}", size=text.size(plan.size_bytes))
    return text.join(plan.quality, size, best)


def used_words(films: Sequence[KeptFilm], most_gb: int) -> str:
    used = text.size(used_bytes(films))
    if not most_gb:
        return translate("Offline", "Downloads take {used}.", used=used)
    most = text.size(most_gb * GB)
    return translate("Offline", "Downloads take {used} of {most}.", used=used, most=most)

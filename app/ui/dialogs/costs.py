"""Money on the screen: before an upload, below the library, and beside a video.

Only at servers that pay for films; elsewhere nothing of this is ever seen.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QWidget

from app.errors import MatineeError
from app.server.costs import Cost, Costs, Original
from app.server.uploads import Space
from app.server.videos import Video
from app.ui.background import Background, Scope
from app.ui.library.page import Library
from app.ui.style import text
from app.ui.style.parts import given, restyle
from app.ui.style.words import told, translate
from app.units import MINUTE
from app.upload.errors import NotAVideo
from app.upload.source.probe import Probe
from app.upload.trim.ranges import Recipe, kept

if TYPE_CHECKING:
    from app.server.client import Client
    from app.ui.editor.dialog import EditorDialog

log = logging.getLogger(__name__)
LONG_SECONDS, MUCH = 120, 0.5
LOOKED_AT = 20
"""Of many files only so many are looked at; the rest is taken to be like them."""


class CostKeeper:
    """Knows what films cost at the present server, if anything; `client` is None without one."""

    def __init__(self, background: Background, library: Library, probe: Probe) -> None:
        self._background, self._library, self._probe = background, library, probe
        self._scope = Scope(background)
        self._client: Client | None = None
        self._costs: Costs | None = None
        self._space: Space | None = None
        self._speed = 0.0
        self._answered = False

    def attach(self, client: Client) -> None:
        self._client = client
        self._scope = Scope(self._background)
        self.refresh()

    def detach(self) -> None:
        self._client = self._space = None
        self._scope.close()
        self._take(None)
        self._answered = False

    def refresh(self) -> None:
        if (client := self._client) is not None:
            self._scope.run(client.costs, self._take, quietly)
            self._scope.run(client.space, self._take_space, quietly)

    def _take_space(self, space: Space | None) -> None:
        self._space = space

    def note_speed(self, bytes_per_second: float) -> None:
        """How fast uploads go together; the last one holds while none does."""
        self._speed = bytes_per_second or self._speed

    def sending(self, size_bytes: float) -> str:
        """What it takes to send so much, where that matters."""
        left = self._space.left_bytes if self._space else None
        return sending_words(size_bytes, self._speed, left)

    def _take(self, costs: Costs | None) -> None:
        self._costs, self._answered = costs, True
        self._library.footer.setText(total_words(costs) if costs else "")
        self._library.footer.setVisible(costs is not None)

    def before_upload(
        self,
        files: Sequence[Path],
        parent: QWidget,
        then: Callable[[], None],
        trim: Callable[[], object] | None = None,
        recipe: Recipe | None = None,
    ) -> None:
        """Call `then` once the user has seen what the files would cost, or what is kept of one; at
        once where nothing, or where nobody is left to be asked. `trim` is for who wants less."""
        client, scope = self._client, self._scope
        if client is None or not files or (self._answered and self._costs is None):
            then()
            return

        def look() -> Asked | None:
            costs = self._costs or client.costs()
            if costs is None:
                return None
            cost, share = estimate(client, self._probe, files, recipe)
            size = round(share * sum(map(size_of, files)))
            return Asked(files, size, cost, costs.priced, self.sending(size))

        def ask(found: Asked | None) -> None:
            if found is None or not scope.is_open:
                then()
                return
            box = question(found, parent)
            box.accepted.connect(then)
            if trim is not None and len(files) == 1 and recipe is None:
                label = translate("Costs", "Trim…")
                shorten = box.addButton(label, QMessageBox.ButtonRole.ActionRole)
                given(shorten, "trim").clicked.connect(lambda: trim())
            box.open()

        # Without an estimate the upload goes on: a price is no reason to hold a film up.
        self._background.run(look, ask, lambda _error: then())

    def fill(self, dialog: EditorDialog, video: Video) -> None:
        """Add what the video costs, and the way to put its original away."""
        client = self._client
        if client is None or self._costs is None:
            return
        dialog.add_row(
            translate("Costs", "Costs"),
            QLabel(video_words(self._costs.videos.get(video.id, Cost()))),
        )
        row = OriginalRow()
        dialog.add_row(translate("Costs", "Original"), row)

        def ask(work: Callable[[], Original | None]) -> None:
            task = self._background.run(work, row.show_original, row.fail)
            dialog.finished.connect(lambda _code: task.forget())

        row.archive_wanted.connect(lambda: ask(lambda: client.archive(video.id)))
        row.restore_wanted.connect(lambda: ask(lambda: client.restore(video.id)))
        ask(lambda: client.original(video.id))


class OriginalRow(QWidget):
    """Where the original is, and the one thing that can be done with it."""

    archive_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._original: Original | None = None
        self.words = given(QLabel("…"), "quiet")
        self.words.setWordWrap(True)
        self.button = given(QPushButton(), "original")
        self.button.hide()
        self.button.clicked.connect(self._clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.button)

    def show_original(self, original: Original | None) -> None:
        self._original = original
        self.words.setText(
            original.message if original else translate("Costs", "Stays where it is.")
        )
        away = original is not None and original.can_be_archived
        back = original is not None and original.can_be_restored
        self.button.setText(
            translate("Costs", "Archive") if away else translate("Costs", "Restore")
        )
        self.button.setVisible(away or back)
        self.button.setEnabled(True)

    def fail(self, error: MatineeError) -> None:
        self.words.setText(told(error.sentence))
        self.button.setEnabled(True)

    def _clicked(self) -> None:
        self.button.setEnabled(False)
        away = self._original is not None and self._original.can_be_archived
        (self.archive_wanted if away else self.restore_wanted).emit()


def estimate(
    client: Client, probe: Probe, files: Sequence[Path], recipe: Recipe | None = None
) -> tuple[Cost, float]:
    """What these files would cost together, and how much of them is kept; blocks."""
    share = 1.0
    looked_at, bytes_seen, total = Cost(), 0, sum(size_of(file) for file in files)
    for file in files[:LOOKED_AT]:
        try:
            media = probe(file)
        except NotAVideo:
            continue  # the upload will say so
        if (size := size_of(file)) and media is not None and (length := media.duration_seconds):
            if recipe is not None:
                share = sum(part.seconds for part in kept(recipe.ranges, length)) / length
            looked_at += client.estimate(
                round(share * size), share * length, media.width or 0, media.height or 0
            )
            bytes_seen += size
    if not bytes_seen:
        raise NoEstimate
    factor = total / bytes_seen if len(files) > LOOKED_AT else 1.0
    return looked_at * factor, share


def size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


class NoEstimate(MatineeError):
    """No file told how long it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user is asked to agree to; `priced` says by which list."""

    files: Sequence[Path]
    size_bytes: int
    cost: Cost
    priced: str
    sending: str = ""


def question(asked: Asked, parent: QWidget) -> QMessageBox:
    """Connect to `accepted`."""
    box = given(QMessageBox(parent), "confirm_costs")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question_words(asked))
    basis = translate("Costs", "Estimated: {priced}.", priced=asked.priced)
    words = " ".join(filter(None, (estimate_words(asked.cost), asked.sending)))
    box.setInformativeText(f"{words}\n\n{basis}")
    upload = box.addButton(translate("Costs", "Upload"), QMessageBox.ButtonRole.AcceptRole)
    upload.setObjectName("upload")
    restyle(upload, "primary")
    box.setDefaultButton(upload)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def question_words(asked: Asked) -> str:
    size, count = text.size(asked.size_bytes), len(asked.files)
    if count == 1:
        name = asked.files[0].name
        return translate("Costs", "Upload “{name}” ({size})?", name=name, size=size)
    return translate("Costs", "Upload %n file(s) ({size})?", count, size=size)


def estimate_words(cost: Cost) -> str:
    convert, keep = text.dollars(cost.convert), text.dollars(cost.keep_month)
    if cost.convert:
        words = translate(
            "Costs",
            "About {convert} to convert, then {keep} a month to keep.",
            convert=convert,
            keep=keep,
        )
    else:
        words = translate("Costs", "About {keep} a month to keep.", keep=keep)
    watch = text.dollars(cost.watch_once)
    return f"{words} {translate('Costs', 'Each viewing costs about {watch}.', watch=watch)}"


def sending_words(size_bytes: float, bytes_per_second: float, left_bytes: int | None) -> str:
    """How long it takes, from some minutes on; and what is left of the room there is, once it is
    most of that."""
    words = []
    if bytes_per_second and (seconds := size_bytes / bytes_per_second) >= LONG_SECONDS:
        minutes = round(seconds / MINUTE)
        took = translate("Costs", "Sending takes about %n minute(s) at the present speed.", minutes)
        words.append(took)
    if left_bytes is not None and size_bytes > left_bytes:
        left = text.size(left_bytes)
        words.append(translate("Costs", "That is more than the {left} you have left.", left=left))
    elif left_bytes is not None and size_bytes > MUCH * left_bytes:
        left = text.size(left_bytes - size_bytes)
        words.append(translate("Costs", "It leaves you {left} of your space.", left=left))
    return " ".join(words)


def video_words(cost: Cost) -> str:
    convert, keep = text.dollars(cost.convert), text.dollars(cost.keep_month)
    converted = translate("Costs", "{convert} to convert", convert=convert) if cost.convert else ""
    return text.join(converted, translate("Costs", "{keep} a month to keep", keep=keep))


def total_words(costs: Costs) -> str:
    convert, keep = text.dollars(costs.total.convert), text.dollars(costs.total.keep_month)
    kept = translate("Costs", "Your videos cost about {keep} a month to keep", keep=keep)
    if not costs.total.convert:
        return kept
    return text.join(kept, translate("Costs", "converting them cost {convert}", convert=convert))


def quietly(error: MatineeError) -> None:
    log.info("No costs: %s", error)

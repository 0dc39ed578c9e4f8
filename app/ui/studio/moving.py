"""Everything of an account out to a folder, and such a folder in: from the menu of accounts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.edits.draft import Draft
from app.errors import MatineeError
from app.export.exporting import ExportOutcome, ExportProgress, export_account
from app.export.importing import (
    ImportInto,
    ImportOutcome,
    ImportPlan,
    account_in,
    import_account,
    plan_import,
    read_export,
)
from app.export.layout import ACCOUNT
from app.server.videos import Account
from app.ui.background import Background, Latest, Scope
from app.ui.frame.notices import Toast
from app.ui.style import text
from app.ui.style.names import plain_name
from app.ui.style.parts import given
from app.ui.style.words import told, translate
from app.upload.engine.progress import Progress
from runtime.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.server.client import Client

STEPS = 1000
WIDTH = 460


class BeforeUpload(Protocol):
    def __call__(
        self, files: Sequence[Path], parent: QWidget, then: Callable[[], None], /
    ) -> None: ...


class ImportQueue(Protocol):
    """The upload queue, as far as it is asked here."""

    def add(self, path: Path, *, upload_id: str) -> str: ...
    def uploads(self) -> Sequence[Progress]: ...


class ImportDrafts(Protocol):
    """What keeps words until their films are there; `app.edits`' outbox is one."""

    def keep(self, data: bytes, suffix: str) -> str: ...
    def say(self, drafts: Mapping[str, Draft]) -> None: ...


@dataclass(frozen=True, slots=True)
class MovingAccount:
    """Whose everything it is."""

    client: Client
    account: Account
    queue: ImportQueue
    drafts: ImportDrafts
    scope: Scope


class ExportStopped(MatineeError):
    """Nobody wants it any more, or not now."""


class Moving:
    """One export at a time, on a thread of its own: it may take hours."""

    def __init__(
        self, background: Background, parent: QWidget, toast: Toast, before_upload: BeforeUpload
    ) -> None:
        """`before_upload` asks whether files may be sent, where that costs something."""
        self._background, self._parent, self._toast = background, parent, toast
        self._before_upload = before_upload
        self._workers = WorkerPool("moving", 1)
        self._account: MovingAccount | None = None
        self.dialog: ExportDialog | None = None

    def attach(self, account: MovingAccount) -> None:
        self._account = account

    def detach(self) -> None:
        """What is there of an export stays, and the next one goes on from there."""
        self._account = None
        if self.dialog is not None:
            self.dialog.reject()

    # Out

    def ask_export(self) -> None:
        words = translate("Moving", "Export everything to a folder")
        self._ask_folder("export_folder", words, self.export)

    def export(self, chosen: Path) -> None:
        """Into that folder; or go on with the export that is there."""
        if (account := self._account) is not None:
            account.scope.run(
                lambda: folder_in(chosen, account.account.id), partial(self._export_to, account)
            )

    def _export_to(self, account: MovingAccount, folder: Path) -> None:
        if self.dialog is not None:
            return
        stop, scope = threading.Event(), account.scope
        dialog = self.dialog = ExportDialog(folder, self._parent)
        dialog.finished.connect(lambda _code: self._forget(stop))
        latest: Latest[str, ExportProgress] = Latest(
            scope, lambda _progress: "", lambda all_told: dialog.show_progress(all_told[-1])
        )

        def tell(progress: ExportProgress) -> None:
            if stop.is_set():
                raise ExportStopped
            latest.put(progress)

        def work() -> None:
            try:
                outcome = export_account(account.client, account.account, folder, tell, stop.wait)
            except ExportStopped:
                return
            except MatineeError as error:
                scope.post(partial(dialog.show_fault, error))
            else:
                scope.post(partial(dialog.show_outcome, outcome))

        self._workers.do(work)
        dialog.show()

    def _forget(self, stop: threading.Event) -> None:
        stop.set()
        self.dialog = None

    # In

    def ask_import(self) -> None:
        words = translate("Moving", "Import an export")
        self._ask_folder("import_folder", words, self.bring_in)

    def bring_in(self, folder: Path) -> None:
        if (account := self._account) is not None:
            account.scope.run(lambda: planned(account, folder), partial(self._ask, account))

    def _ask(self, account: MovingAccount, plan: ImportPlan) -> None:
        def bring() -> None:
            account.scope.run(lambda: brought_in(account, plan), self._tell_imported)

        self._before_upload([film.original for film in plan.new], self._parent, bring)

    def _tell_imported(self, outcome: ImportOutcome) -> None:
        self._toast.say(import_words(outcome))

    def _ask_folder(self, name: str, words: str, then: Callable[[Path], None]) -> None:
        if self._account is None:
            self._toast.say(translate("Moving", "Sign in first."))
            return
        dialog = given(QFileDialog(self._parent, words), name)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class ExportDialog(QDialog):
    """How far an export is; who closes it stops it."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        given(self, "export_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Moving", "Export"))
        self._folder = folder
        self.words = given(QLabel(wordWrap=True), "export_words")
        self.details = given(QLabel(wordWrap=True), "quiet")
        for line in (self.words, self.details):
            line.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setText(translate("Moving", "Looking at what there is…"))
        self.bar = given(QProgressBar(), "export_bar", textVisible=False, maximum=STEPS)
        self.bar.setAccessibleName(translate("Moving", "Export"))
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        label = translate("Moving", "Show folder")
        self.show_folder = given(buttons.addButton(label, role.ActionRole), "show_folder")
        self.show_folder.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
        )
        self.show_folder.hide()
        self.stop = buttons.addButton(translate("Moving", "Stop"), role.RejectRole)
        given(self.stop, "stop_export")
        buttons.rejected.connect(self.reject)
        layout = self._inside = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(10)
        for widget in (self.words, self.bar, self.details, buttons):
            layout.addWidget(widget)
        self.setFixedWidth(WIDTH)

    def show_progress(self, progress: ExportProgress) -> None:
        number, count = min(progress.number + 1, progress.count), progress.count
        words = translate("Moving", "Video {number} of {count}", number=number, count=count)
        self.words.setText(text.join(words, plain_name(progress.title) if progress.title else ""))
        share = progress.have_bytes / progress.size_bytes if progress.size_bytes else 0.0
        self.bar.setValue(round(STEPS * (progress.number + share) / max(1, count)))
        have, size = text.size(progress.have_bytes), text.size(progress.size_bytes)
        self.details.setText(translate("Moving", "{have} of {size}", have=have, size=size))

    def show_outcome(self, outcome: ExportOutcome) -> None:
        self.words.setText(export_words(outcome))
        self.bar.setValue(STEPS)
        lines = [f"{plain_name(title)}: {told(e.sentence)}" for title, e in outcome.left_out[:5]]
        self.details.setText("\n".join([*lines, str(self._folder)]))
        self._end()

    def show_fault(self, error: MatineeError) -> None:
        self.words.setText(told(error.sentence))
        self.details.setText(
            translate("Moving", "What is there stays. Export to the same folder to go on.")
        )
        self._end()

    def _end(self) -> None:
        self.show_folder.show()
        self.stop.setText(translate("Moving", "Close"))
        # For as many lines as there are now; Qt asks words that wrap for their height too late.
        self.resize(WIDTH, self._inside.totalHeightForWidth(WIDTH))


def planned(account: MovingAccount, folder: Path) -> ImportPlan:
    """Blocks."""
    uploads = (each for each in account.queue.uploads() if not each.state.is_final)
    waiting = frozenset(each.path for each in uploads if each.path is not None)
    return plan_import(read_export(folder), account.client, waiting)


def brought_in(account: MovingAccount, plan: ImportPlan) -> ImportOutcome:
    """Blocks."""
    queue, drafts = account.queue, account.drafts
    into = ImportInto(
        account.client,
        lambda path, upload_id: queue.add(path, upload_id=upload_id),
        drafts.keep,
        drafts.say,
    )
    return import_account(plan, into)


def folder_in(chosen: Path, account_id: str) -> Path:
    """Blocks. The chosen one if it is empty, or the account's export that goes on; else one of its
    own in it."""
    try:
        is_free = not any(chosen.iterdir())
    except OSError:
        is_free = True
    if is_free or is_export_of(chosen, account_id):
        return chosen
    own = chosen / "Matinee export"
    is_others = (own / ACCOUNT).exists() and not is_export_of(own, account_id)
    return chosen / f"Matinee export {account_id}" if is_others else own


def is_export_of(folder: Path, account_id: str) -> bool:
    """Older ones don't say whose they are."""
    try:
        return bool(account_in(folder).get("account", account_id) == account_id)
    except FileNotFoundError:
        return False
    except (OSError, ValueError, TypeError):  # it broke off at once
        return True


def export_words(outcome: ExportOutcome) -> str:
    left = len(outcome.left_out)
    return text.join(
        translate("Moving", "%n video(s) exported", outcome.exported),
        translate("Moving", "%n video(s) could not be exported", left) if left else "",
    )


def import_words(outcome: ImportOutcome) -> str:
    """Counts; nothing of it is a fault by itself."""
    sent, known, missing = outcome.sent, outcome.known, outcome.missing
    is_told = sent or not (known or missing)
    return text.join(
        translate("Moving", "%n video(s) on their way", sent) if is_told else "",
        translate("Moving", "%n there already", known) if known else "",
        translate("Moving", "%n video(s) had no file to send", missing) if missing else "",
    )

"""What an account has that a guest has not: its uploads, drafts, costs and downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer

from app.edits.outbox import DraftStanding
from app.errors import Sentence
from app.settings import Settings
from app.ui.accounts.host import Owner
from app.ui.accounts.open_accounts import OpenAccount, OpenAccounts, unheard, unheard_of
from app.ui.background import Background, Latest, Scope
from app.ui.dialogs.costs import CostKeeper
from app.ui.shell.editing import Editing
from app.ui.shell.main_window import MainWindow
from app.ui.shell.uploading import WATCHES_ONLY, Uploading
from app.ui.studio.downloads import Downloads
from app.ui.studio.duplicates import DuplicateKeeper
from app.ui.studio.moving import Moving, MovingAccount
from app.ui.style.words import told
from app.upload.engine.progress import Progress

LOOK_MS = 1000
BY_A_COMMAND = Sentence(
    "A command uploads from this computer; Matinee takes over here when it ends."
)


@dataclass(frozen=True, slots=True)
class OwnersParts:
    """All that is attached to an account."""

    window: MainWindow
    uploading: Uploading
    editing: Editing
    costs: CostKeeper
    duplicates: DuplicateKeeper
    downloads: Downloads
    moving: Moving


class Owning:
    """Joins those with the account on the screen. While a command sends its films, the window
    looks again and again whether it may send them itself."""

    def __init__(
        self,
        parts: OwnersParts,
        background: Background,
        accounts: OpenAccounts,
        settings: Callable[[], Settings],
    ) -> None:
        self._parts, self._background = parts, background
        self._accounts, self._settings = accounts, settings
        self._opened: OpenAccount | None = None
        self._scope = Scope(background)
        self._again = QTimer(parts.window, singleShot=True, interval=LOOK_MS)
        self._again.timeout.connect(self._look)

    @property
    def notice(self) -> str:
        """What is to be said as long as somebody else sends."""
        return told(BY_A_COMMAND) if self._opened is not None and self._opened.waits else ""

    def attach(self, opened: OpenAccount, scope: Scope) -> None:
        parts, connection = self._parts, opened.connection
        account = connection.account
        parts.window.sign_out.setVisible(bool(connection.server) and account is not None)
        if account is None or opened.edits is None:
            parts.uploading.refuse()
            return
        self._opened, self._scope = opened, scope
        parts.costs.attach(connection.client)
        parts.duplicates.attach(connection.client, scope)
        whose = f"{account.id}@{connection.server}"
        parts.downloads.attach(connection.client, whose, scope)
        standings: Latest[str, DraftStanding] = Latest(
            scope, lambda standing: standing.key, parts.editing.take_standings
        )
        opened.draft_listener = standings.put
        if opened.uploads is None:
            parts.uploading.wait(Owner(connection.server, account.id), BY_A_COMMAND)
            parts.window.notice.say(self.notice, is_fault=False)
            self._again.start()
        else:
            self._attach_queue()

    def detach(self) -> None:
        self._again.stop()
        parts, opened = self._parts, self._opened
        self._opened = None
        for part in (parts.uploading, parts.costs, parts.duplicates, parts.downloads, parts.moving):
            part.detach()
        if opened is not None:
            opened.listener, opened.draft_listener = unheard, unheard_of

    def _look(self) -> None:
        if (opened := self._opened) is not None:
            look = partial(self._accounts.take_over, opened, self._settings())
            self._scope.run(look, self._looked)

    def _looked(self, is_taken_over: bool) -> None:
        if is_taken_over:
            self._parts.window.notice.say("")
            self._attach_queue()
        else:
            self._again.start()

    def _attach_queue(self) -> None:
        parts, opened, scope = self._parts, self._opened, self._scope
        assert opened is not None
        connection, account = opened.connection, opened.connection.account
        assert account is not None
        assert opened.uploads is not None
        assert opened.edits is not None
        parts.moving.attach(
            MovingAccount(connection.client, account, opened.uploads, opened.edits, scope)
        )
        progress: Latest[str, Progress] = Latest(
            scope, lambda upload: upload.upload_id, parts.uploading.take_progress
        )
        opened.listener = progress.put
        parts.uploading.attach(
            Owner(connection.server, account.id), opened.uploads, opened.edits, scope
        )
        if not account.may_upload:
            parts.uploading.refuse(WATCHES_ONLY)

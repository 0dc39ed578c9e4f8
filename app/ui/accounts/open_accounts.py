"""The accounts that are connected: one is on the screen, the others' uploads go on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.edits.outbox import DraftStanding, Outbox, Sighting
from app.edits.outbox import Listener as DraftListener
from app.errors import MatineeError
from app.known_servers import Profile
from app.settings import Settings
from app.timetable import Timetable
from app.ui.background import Scope
from app.ui.uploads.deeds import Queue
from app.upload.engine.progress import Listener, Progress, State
from app.upload.errors import JournalInUse
from app.upload.trim.ranges import Recipe

if TYPE_CHECKING:
    from app.server.connection import Connection


log = logging.getLogger(__name__)


class Uploads(Queue, Protocol):
    """The upload queue of an account."""

    @property
    def unclaimed(self) -> int: ...
    def start(self) -> None: ...
    @property
    def trims(self) -> Path: ...
    def add(
        self,
        path: Path,
        *,
        replaces: str | None = None,
        upload_id: str | None = None,
        recipe: Recipe | None = None,
    ) -> str: ...
    def claim(self) -> None: ...
    def set_limit(self, bytes_per_second: int | None) -> None: ...
    def set_timetable(self, timetable: Timetable, share: int = 1) -> None: ...
    def hold(self, why: str) -> None: ...
    def uploads(self) -> Sequence[Progress]: ...
    def wake(self) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Queues:
    """How queues come about: `open` opens the journal that belongs to a connection, and the queue
    on it; `has_work` tells of one that is not open whether anything there would go on. Both
    block. `edits` opens what is kept of an account's drafts."""

    open: Callable[[Connection, Listener, Settings], Uploads]
    has_work: Callable[[Profile], bool]
    edits: Callable[[Connection, DraftListener], Outbox]


class Superseded(MatineeError):
    """Somebody asked for another connection meanwhile."""


class OpenAccount:
    """A connection and its queue, which a guest has not. `listener` hears of the uploads while
    the account is on the screen; `stays` once it was there, until it is closed."""

    def __init__(self, connection: Connection, share: Callable[[], None]) -> None:
        """`share` is called when it begins to upload, or has nothing more to upload."""
        self.connection, self._share = connection, share
        self.uploads: Uploads | None = None
        self.edits: Outbox | None = None
        self.listener: Listener = unheard
        self.draft_listener: DraftListener = unheard_of
        self.before_closing: Callable[[], None] = nothing_to_keep
        """Hands the outbox what was typed last."""
        self.stays = False
        self.waits = False
        """A command sends its films; `OpenAccounts.take_over` is to be tried again."""
        self.is_closed = False
        self._going = set[str]()

    def tell(self, progress: Progress) -> None:
        """For the queue, on its thread."""
        before = self.is_busy
        if is_under_way(progress.state):
            self._going.add(progress.upload_id)
        else:
            self._going.discard(progress.upload_id)
        if self.is_busy is not before:
            self._share()
        if self.edits is not None and progress.replaces is None:  # else its film is there anyhow
            self.edits.see(sighting_of(progress))
        self.listener(progress)

    def tell_draft(self, standing: DraftStanding) -> None:
        """For the outbox, on its thread."""
        self.draft_listener(standing)

    @property
    def is_busy(self) -> bool:
        return bool(self._going)

    @property
    def under_way(self) -> int:
        uploads = self.uploads.uploads() if self.uploads is not None else ()
        return sum(is_under_way(upload.state) for upload in uploads)

    def close(self) -> None:
        """Blocks for about a second at most; one at a time."""
        if self.is_closed:
            return
        self.is_closed = True
        if self.uploads is not None:
            self.uploads.close()
        if self.edits is not None:
            self._keep_last()
            self.edits.close()
        self.connection.close()

    def _keep_last(self) -> None:
        """What can't be kept is no reason to leave anything open."""
        try:
            self.before_closing()
        except MatineeError as error:
            log.warning("What was typed last is not kept: %s", error)


class OpenAccounts:
    """Each account is open once: its journal can't be shared. From any thread; `open`, `reach` and
    what closes block."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues
        self._turn = threading.Lock()
        self._open: dict[Profile, OpenAccount] = {}
        self._leaving: dict[Profile, OpenAccount] = {}
        self._limit: int | None = None
        self._timetable, self._why_held = Timetable(), ""
        self.listeners: list[Callable[[Profile, Progress], None]] = []
        """Hear of all uploads of all accounts, on their threads."""

    def reach(
        self,
        profile: Profile,
        connect: Callable[[], Connection],
        settings: Settings,
        scope: Scope,
    ) -> OpenAccount:
        """The one that is open already, or a new one."""
        return self._open.get(profile) or self.open(connect(), settings, scope)

    def open(self, connection: Connection, settings: Settings, scope: Scope) -> OpenAccount:
        """Once the former of that account has ended, and if it is still wanted then."""
        with self._turn:
            return self._opened(connection, settings, scope)

    def _opened(self, connection: Connection, settings: Settings, scope: Scope) -> OpenAccount:
        """Where that fails, what is open by then is nobody's any more."""
        account = OpenAccount(connection, self._share)
        try:
            self._begin(account, settings, scope)
        except BaseException:
            account.close()
            raise
        self._open[connection.profile] = account
        return account

    def _begin(self, account: OpenAccount, settings: Settings, scope: Scope) -> None:
        if not scope.is_open:
            raise Superseded
        connection = account.connection
        for accounts in (self._open, self._leaving):
            if (former := accounts.pop(connection.profile, None)) is not None:
                former.close()
        if connection.account is not None:
            try:
                account.uploads = self._open_queue(account, settings)
            except JournalInUse:
                account.waits = True
            account.edits = self._queues.edits(connection, account.tell_draft)
            account.edits.start()

    def _open_queue(self, account: OpenAccount, settings: Settings) -> Uploads:
        uploads = self._queues.open(account.connection, self._teller(account), settings)
        uploads.hold(self._why_held)  # before it begins
        return uploads

    def take_over(self, account: OpenAccount, settings: Settings) -> bool:
        """Whether the command that sent its films has ended, so that they are sent from here."""
        try:
            uploads = self._open_queue(account, settings)
        except MatineeError as error:
            log.debug("Not from here yet: %s", error)
            return False
        with self._turn:
            if account.is_closed:
                uploads.close()
                return False
            account.uploads, account.waits = uploads, False
        self._share()
        return True

    def go_on(
        self,
        profile: Profile,
        connect: Callable[[], Connection],
        settings: Settings,
        scope: Scope,
    ) -> None:
        """Have an account upload behind the screen, if it has something to upload."""
        with self._turn:
            if profile in self._open or not self._queues.has_work(profile):
                return
        connection = connect()
        with self._turn:
            if profile in self._open or not scope.is_open:
                connection.close()
                return
            account = self._opened(connection, settings, scope)
        if account.waits:
            self.leave(profile)
            self.close(account)
            raise JournalInUse
        account.stays = True
        self._share()
        if account.uploads is not None:
            account.uploads.start()

    def at(self, profile: Profile) -> OpenAccount | None:
        return self._open.get(profile)

    def leave(self, profile: Profile) -> OpenAccount | None:
        """It is nobody's to reach from now on; the caller has it closed. Returns at once."""
        if (account := self._open.pop(profile, None)) is not None:
            self._leaving[profile] = account
        return account

    def close(self, account: OpenAccount) -> None:
        profile = account.connection.profile
        with self._turn:
            for accounts in (self._open, self._leaving):
                if accounts.get(profile) is account:
                    del accounts[profile]
            account.close()

    def close_all(self) -> None:
        """All at once, since each may take its second."""
        with self._turn:
            closing = [
                threading.Thread(target=account.close)
                for account in (*self._open.values(), *self._leaving.values())
            ]
            for thread in closing:
                thread.start()
            for thread in closing:
                thread.join()

    @property
    def under_way(self) -> Mapping[Profile, int]:
        """How many uploads are, by account."""
        return {profile: account.under_way for profile, account in list(self._open.items())}

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return tuple(self._open)

    def set_limits(self, bytes_per_second: int | None, timetable: Timetable) -> None:
        """For all together."""
        self._limit, self._timetable = bytes_per_second, timetable
        self._share()

    def hold(self, why: str) -> None:
        """Have all wait for a reason; "" lets them go on."""
        self._why_held = why
        self._share()

    def each(self, do: Callable[[Uploads], None]) -> None:
        """For the uploads of every account."""
        for account in list(self._open.values()):
            if account.uploads is not None:
                do(account.uploads)

    def _teller(self, account: OpenAccount) -> Listener:
        profile = account.connection.profile

        def tell(progress: Progress) -> None:
            account.tell(progress)
            for listener in self.listeners:
                listener(profile, progress)

        return tell

    def _share(self) -> None:
        """Those that upload have equal parts of the limit."""
        accounts, limit = list(self._open.values()), self._limit
        busy = max(1, sum(account.is_busy for account in accounts))
        for account in accounts:
            if account.uploads is not None:
                account.uploads.set_limit(None if limit is None else max(1, limit // busy))
                account.uploads.set_timetable(self._timetable, busy)
                account.uploads.hold(self._why_held)


def is_under_way(state: State) -> bool:
    return not state.is_final and state is not State.PAUSED


def sighting_of(progress: Progress) -> Sighting:
    """A failed one may be tried again."""
    state = progress.state
    is_gone = state is State.CANCELLED
    return Sighting(progress.upload_id, progress.video_id, is_gone or state is State.DONE, is_gone)


def nothing_to_keep() -> None:
    """Nobody has typed anything."""


def unheard_of(_standing: DraftStanding) -> None:
    """Nobody looks."""


def unheard(_progress: Progress) -> None:
    """Nobody looks."""

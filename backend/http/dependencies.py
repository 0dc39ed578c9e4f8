"""What a request can reach; built once by `server.create_app`, handed to routes by FastAPI."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from backend.accounts.accounts import Accounts
from backend.config.cloud import CloudSettings
from backend.config.settings import Settings
from backend.database.database import Database
from backend.database.tables import Account
from backend.delivery.api import Delivery
from backend.delivery.local import LocalDelivery
from backend.errors import NotSignedIn
from backend.http.feed import Feed
from backend.http.metrics import Metrics
from backend.loops import Loops
from backend.storage.api import ObjectStore
from backend.storage.archive import Archive
from backend.uploads.service import Uploads
from backend.videos.cleanup import Cleanup


class Pipeline(Protocol):
    """Moves videos through their states. Calls come from any thread and only wake a worker."""

    def start(self) -> None:
        """Take up what a former process left, and go on by itself from then on."""

    def stop(self) -> None:
        """Let go within a second; what was under way is taken up at the next start."""

    def part_stored(self, upload_id: str) -> None:
        """More of a source can be read already."""

    def upload_completed(self, video_id: str) -> None:
        """The video has just become `verifying`."""

    def wanted(self, video_id: str, seconds: float) -> None:
        """A viewer is here, and what comes next does not exist yet."""

    def demanded(self, video_id: str) -> None:
        """Somebody can show more than the rungs that were made; the others were put off."""

    def retry(self, video_id: str) -> None:
        """Try a failed video again."""

    def cancel(self, video_id: str) -> None:
        """Stop working on it: the video has become `deleted`."""


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    database: Database
    accounts: Accounts
    store: ObjectStore
    delivery: Delivery
    local: LocalDelivery
    """Makes and checks the tokens of what this backend serves itself."""
    uploads: Uploads
    pipeline: Pipeline
    cloud: CloudSettings
    archive: Archive | None
    """Where originals can be put away; a disk has no such place."""
    nudge: Callable[[str], None]
    """Say that something happened to a managed service's job, by its own id."""
    feed: Feed
    metrics: Metrics
    cleanup: Cleanup
    loops: Loops
    """All that go round in this process."""
    writers: Executor
    """Threads that hash and write parts, apart from those that answer requests."""


async def services(request: Request) -> Services:
    """Async although it waits for nothing: a plain function would cost a change of threads."""
    built: Services = request.app.state.services
    return built


Here = Annotated[Services, Depends(services)]


async def bearer_token(
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))],
) -> str | None:
    return given.credentials if given is not None else None


BearerToken = Annotated[str | None, Depends(bearer_token)]


async def visitor(token: BearerToken, here: Here) -> Account | None:
    """Who asks; None for a stranger. A token that is wrong or too old is refused, not ignored."""
    if token is None:
        return None
    account = here.accounts.known(token)
    if account is None:
        account = await run_in_threadpool(here.accounts.look_up, token)
    if account is None:
        raise NotSignedIn
    return account


async def signed_in(account: Annotated[Account | None, Depends(visitor)]) -> Account:
    if account is None:
        raise NotSignedIn
    return account


Visitor = Annotated[Account | None, Depends(visitor)]
SignedIn = Annotated[Account, Depends(signed_in)]

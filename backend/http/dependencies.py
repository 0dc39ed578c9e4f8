"""What a request can reach; built once by `server.build`, handed to routes one by one, by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, Protocol

from fastapi import Depends, Query, Request, Response
from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security.base import SecurityBase
from starlette.concurrency import run_in_threadpool

from backend.accounts.accounts import Accounts
from backend.accounts.administration import Administration
from backend.accounts.invitations import Invitations
from backend.accounts.limits import Limiter
from backend.accounts.oidc.api import SignsIn
from backend.accounts.passwords import Passwords
from backend.accounts.rates import network
from backend.accounts.sessions import Bearer, Sessions, hash_token
from backend.catalogue.viewing import guest
from backend.config.settings import Settings
from backend.database.database import Database
from backend.database.tables import Account
from backend.delivery.api import Delivery
from backend.delivery.local import LocalDelivery
from backend.delivery.originals import Originals
from backend.errors import NotSignedIn
from backend.http.feed import Feed, Listens
from backend.http.guests import Guests
from backend.http.metrics import Metrics
from backend.http.opening import Locks
from backend.http.permissions import refusal
from backend.http.views import VideoViews
from backend.http.webhook_signatures import HookSecrets
from backend.loops import Loops
from backend.signing import HmacSigner
from backend.storage.api import ObjectStore
from backend.uploads.extras import Extras
from backend.uploads.service import Uploads
from backend.videos.cleanup import Cleanup
from backend.videos.costs import Tariff
from backend.videos.stills import Stills


class Pipeline(Protocol):
    """Moves videos through their states. Calls come from any thread; viewers' only wake a worker,
    an owner's write down first what is wanted."""

    def start(self) -> None:
        """Take up what a former process left, and go on by itself from then on."""

    def stop(self) -> None:
        """Let go within seconds; what was under way is taken up at the next start."""

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
class Entry:
    """By what people come in; `issuer` is where those are known who have accounts here, if the
    administrator has named one."""

    accounts: Accounts
    sessions: Sessions
    administration: Administration
    invitations: Invitations
    passwords: Passwords
    limiter: Limiter
    issuer: SignsIn | None


@dataclass(frozen=True, slots=True)
class Services:
    """All that lasts as long as the server; a route names what it needs of it."""

    settings: Settings
    signer: HmacSigner
    database: Database
    entry: Entry
    store: ObjectStore
    delivery: Delivery
    local: LocalDelivery
    """Makes and checks the tokens of what this backend serves itself."""
    uploads: Uploads
    pipeline: Pipeline
    hooks: HookSecrets
    nudge: Callable[[str], None]
    """Say that something happened to a managed service's job, by its own id."""
    tariff: Tariff
    checks: Mapping[str, Callable[[], object]]
    figures: Callable[[], Mapping[str, int]]
    """Of the workers' queue."""
    """What else has to work, by name; each raises what is wrong."""
    guests: Guests
    locks: Locks
    """Of share links."""
    feed: Feed
    metrics: Metrics
    cleanup: Cleanup
    stills: Stills
    loops: Loops
    """All that go round in this process."""
    writers: Executor
    """Threads that hash and write parts, apart from those that answer requests."""
    views: VideoViews = field(init=False)

    def __post_init__(self) -> None:
        originals = Originals(self.store, self.local, self.settings.url_seconds)
        views = VideoViews(self.database, self.delivery, originals, self.signer)
        object.__setattr__(self, "views", views)


def provided(pick: Callable[[Services], object]) -> Any:
    """Has FastAPI hand a route what `pick` takes of the services."""

    # Async although it waits for nothing: a plain function would cost a change of threads.
    async def look_up(request: Request) -> object:
        return pick(request.app.state.services)

    return Depends(look_up)


DatabaseDep = Annotated[Database, provided(lambda built: built.database)]
AccountsDep = Annotated[Accounts, provided(lambda built: built.entry.accounts)]
SessionsDep = Annotated[Sessions, provided(lambda built: built.entry.sessions)]
AdministrationDep = Annotated[Administration, provided(lambda built: built.entry.administration)]
InvitationsDep = Annotated[Invitations, provided(lambda built: built.entry.invitations)]
LimiterDep = Annotated[Limiter, provided(lambda built: built.entry.limiter)]
StoreDep = Annotated[ObjectStore, provided(lambda built: built.store)]
DeliveryDep = Annotated[Delivery, provided(lambda built: built.delivery)]
LocalDep = Annotated[LocalDelivery, provided(lambda built: built.local)]
ViewsDep = Annotated[VideoViews, provided(lambda built: built.views)]
UploadsDep = Annotated[Uploads, provided(lambda built: built.uploads)]
ExtrasDep = Annotated[Extras, provided(lambda built: built.uploads.extras)]
PipelineDep = Annotated[Pipeline, provided(lambda built: built.pipeline)]
HooksDep = Annotated[HookSecrets, provided(lambda built: built.hooks)]
NudgeDep = Annotated[Callable[[str], None], provided(lambda built: built.nudge)]
TariffDep = Annotated[Tariff, provided(lambda built: built.tariff)]
ChecksDep = Annotated[Mapping[str, Callable[[], object]], provided(lambda built: built.checks)]
FiguresDep = Annotated[Callable[[], Mapping[str, int]], provided(lambda built: built.figures)]
LocksDep = Annotated[Locks, provided(lambda built: built.locks)]
GuestsDep = Annotated[Guests, provided(lambda built: built.guests)]
IssuerDep = Annotated[SignsIn | None, provided(lambda built: built.entry.issuer)]
FeedDep = Annotated[Feed, provided(lambda built: built.feed)]
MetricsDep = Annotated[Metrics, provided(lambda built: built.metrics)]
CleanupDep = Annotated[Cleanup, provided(lambda built: built.cleanup)]
StillsDep = Annotated[Stills, provided(lambda built: built.stills)]
LoopsDep = Annotated[Loops, provided(lambda built: built.loops)]
WritersDep = Annotated[Executor, provided(lambda built: built.writers)]
SignerDep = Annotated[HmacSigner, provided(lambda built: built.signer)]
DataFolderDep = Annotated[Path, provided(lambda built: built.settings.data_dir)]
DocsDep = Annotated[bool, provided(lambda built: built.settings.docs)]
MetricsTokenDep = Annotated[str | None, provided(lambda built: built.settings.metrics_token)]
RungsOnDemand = Annotated[bool, provided(lambda built: built.settings.lazy_rungs)]


async def base_url(request: Request) -> str:
    """Where clients find this server: at its public address, or where they just did."""
    services: Services = request.app.state.services
    return services.settings.public_url or str(request.base_url)


BaseUrl = Annotated[str, Depends(base_url)]


class Door(SecurityBase):
    """Who asks, by their bearer token. One dependency for all that it takes to know that: each has
    its price, at each request."""

    def __init__(self, guests: bool) -> None:
        self.model = HTTPBearerModel()
        self.scheme_name = "HTTPBearer"
        self._guests = guests

    async def __call__(self, request: Request) -> Account | None:
        """None for a guest, where such are let in. A token that is wrong or too old is refused,
        not ignored."""
        services: Services = request.app.state.services
        if (token := token_of(request)) is None:
            if not self._guests:
                raise NotSignedIn
            services.guests.admit(address_of(request))
            return None
        bearer = await bearer_of(services.entry.sessions, token)
        operation = f"{request.method} {request.scope['route'].path}"
        if fault := refusal(operation, bearer.account, bearer.scope):
            raise fault
        return bearer.account


async def bearer_of(sessions: Sessions, token: str) -> Bearer:
    found = sessions.known(token) or await run_in_threadpool(sessions.look_up, token)
    if found is None:
        raise NotSignedIn
    return found


def token_of(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


async def bearer_token(request: Request) -> str | None:
    return token_of(request)


async def client_address(request: Request) -> str:
    return address_of(request)


ANYBODY = Door(guests=True)


async def watcher(request: Request, link: Annotated[str | None, Query()] = None) -> Account | None:
    """Who asks. Whoever comes by a share link has the owner's leave, and need not sign in."""
    if link is None or token_of(request) is not None:
        return await ANYBODY(request)
    services: Services = request.app.state.services
    services.guests.count(address_of(request))
    return None


Visitor = Annotated[Account | None, Depends(ANYBODY)]
Watcher = Annotated[Account | None, Depends(watcher)]
SignedIn = Annotated[Account, Depends(Door(guests=False))]
BearerToken = Annotated[str | None, Depends(bearer_token)]
AddressDep = Annotated[str, Depends(client_address)]


@dataclass(frozen=True, slots=True)
class Listening:
    """Who waits for an answer that has no end. `is_welcome` says whether the token still counts,
    and blocks."""

    by: Listens
    is_welcome: Callable[[], bool]


async def listening(token: BearerToken, address: AddressDep, sessions: SessionsDep) -> Listening:
    if token is None:
        return Listening(Listens(network(address)), lambda: True)
    account = (await bearer_of(sessions, token)).account
    by = Listens(account.id, hash_token(token))
    return Listening(by, lambda: sessions.counts(token))


ListeningDep = Annotated[Listening, Depends(listening)]


async def viewer(request: Request, account: Watcher) -> str:
    """Whose views are counted: an account's, or those of a guest who is nobody tomorrow."""
    if account is not None:
        return account.id
    services: Services = request.app.state.services
    now, program = services.database.clock(), request.headers.get("user-agent", "")
    return guest(services.signer, now, address_of(request), program)


ViewerDep = Annotated[str, Depends(viewer)]
Given = ParamSpec("Given")
Route = Callable[Given, Response]
AsyncRoute = Callable[Given, Awaitable[Response]]


def quick(
    is_slow: Callable[..., bool] = lambda **_: False,
) -> Callable[[Route[Given]], AsyncRoute[Given]]:
    """For a route that reads a few rows and does nothing else that takes time, unless what it is
    asked for `is_slow`: where all it needs is on this machine, the answer is there before another
    thread would have begun with it."""

    def wrapped(route: Route[Given]) -> AsyncRoute[Given]:
        @wraps(route)
        async def answer(*args: Given.args, **kwargs: Given.kwargs) -> Response:
            views = kwargs["views"]
            assert isinstance(views, VideoViews)
            if views.answer_at_once and not is_slow(**kwargs):
                return route(*args, **kwargs)
            return await run_in_threadpool(route, *args, **kwargs)

        return answer

    return wrapped

"""Composition root of the backend, and its command line."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

if __name__ == "__main__":
    gc.disable()  # what is imported stays; to go through it again and again slows the start

from fastapi import FastAPI

from backend import VERSION, commands
from backend.accounts.accounts import Accounts
from backend.accounts.administration import Administration
from backend.accounts.invitations import Invitations
from backend.accounts.limits import Limiter
from backend.accounts.passwords import FORMER_PREFIX, Passwords
from backend.accounts.sessions import Sessions
from backend.admin.first import let_in_first
from backend.config import logs
from backend.config.cloud import CloudSettings
from backend.config.environment import read_environment
from backend.config.options import LOCALHOST, parse
from backend.config.settings import Settings, Unreachable, Unwritable, writing
from backend.config.variables import GIB, BadSetting
from backend.database.database import Changed, Database
from backend.delivery.local import LocalDelivery
from backend.folder import InUse, held, keep_files_private, make_private
from backend.http.dependencies import Entry, Pipeline, Services
from backend.http.feed import Feed
from backend.http.gate import Gate, gate_for, is_loopback
from backend.http.guests import Guests
from backend.http.metrics import Metrics
from backend.http.middleware import Watch, add_error_answers
from backend.http.opening import Locks
from backend.http.routes import (
    archive,
    chapters,
    costs,
    events,
    hooks,
    media,
    operations,
    pages,
    playback,
    store,
    subtitles,
    uploads,
    watch,
)
from backend.http.routes import videos as video_routes
from backend.http.routes.accounts import admin, entry, own
from backend.http.routes.accounts import issuer as issuer_routes
from backend.http.routes.studio import batches, contents, stills, versions
from backend.http.routes.viewers import (
    catalogue,
    channels,
    history,
    links,
    playlists,
    statistics,
)
from backend.http.schemas.common import Fault
from backend.http.webhook_signatures import HookSecrets
from backend.http.wire.open_files import most_connections
from backend.http.wire.protocol import LIMITS, config_for
from backend.http.wire.server import Server
from backend.loops import Loops
from backend.parent import end_with_parent
from backend.storage.api import ObjectStore
from backend.timing import PRODUCTION, Timing
from backend.uploads.opening import UploadLimits
from backend.uploads.service import Uploads
from backend.videos.cleanup import Cleanup, Kept
from backend.videos.costs import Tariff
from backend.videos.pipeline import VideoPipeline
from backend.videos.stills import Stills
from backend.wiring import (
    WIRING,
    Ground,
    Transcoding,
    Wiring,
    make_database,
    make_issuer,
    signer_of,
)

log = logging.getLogger(__name__)
WRITERS = 8
STORE_CALLS = 16
STRANGERS_QUOTA = 50 * GIB
EMBEDDED = CloudSettings()
REFUSALS: Mapping[type[Exception], int] = {Unwritable: 1, BadSetting: 2, InUse: 2, Unreachable: 3}
"""What keeps it from starting, with the exit status."""
MakePipeline = Callable[[Database, ObjectStore], Pipeline]
ROUTES = (
    *(media, video_routes, playback, catalogue, uploads, store),
    *(own, entry, issuer_routes, admin, events, subtitles, chapters, archive, costs),
    *(versions, contents, batches, stills),
    *(channels, playlists, history, links, statistics, watch, pages, hooks, operations),
)
"""Those first that are asked for most: a request looks for its route from the beginning."""


def create_app(
    settings: Settings,
    cloud: CloudSettings = EMBEDDED,
    make_pipeline: MakePipeline | None = None,
    gate: Gate | None = None,
    wiring: Wiring = WIRING,
    timing: Timing = PRODUCTION,
) -> FastAPI:
    """The whole backend; nothing is opened before its lifespan begins.

    `make_pipeline` is for tests that want no transcoding; without a `gate` it is for this machine
    and for whoever knows its public name.
    """
    metrics = Metrics(time.time())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            try:
                app.state.services = build(
                    settings, cloud, wiring, metrics, timing, make_pipeline, stack
                )
            except tuple(REFUSALS) as refusal:
                app.state.refusal = refusal
                raise
            yield

    faults: dict[int | str, dict[str, Any]] = {kind: {"model": Fault} for kind in ("default", 422)}
    app = FastAPI(
        title="Matinee",
        version=VERSION,
        lifespan=lifespan,
        responses=faults,
        docs_url=None,
        redoc_url=None,  # their scripts are somebody else's
    )
    gate = gate or gate_for(settings, LOCALHOST, bundled=False)
    app.add_middleware(Watch, metrics=metrics, gate=gate)
    add_error_answers(app, metrics)
    for module in ROUTES:
        app.include_router(module.router)
    return app


def ground_at(
    settings: Settings,
    cloud: CloudSettings,
    wiring: Wiring,
    timing: Timing,
    on_change: Changed,
    stack: ExitStack,
) -> Ground:
    """The data folder, for as long as it is nobody else's; the store and the database."""
    with writing(settings.data_dir):
        make_private(settings.data_dir)
        stack.enter_context(held(settings.data_dir, timing.ending_seconds))
    store = wiring.stores[cloud.store](settings, cloud, stack)
    database = make_database(settings, on_change)
    stack.callback(database.close)
    signer = signer_of(settings)
    local = LocalDelivery(signer)
    return Ground(settings, cloud, store, database, signer, local, Loops(), timing)


def pipeline_of(
    ground: Ground, wiring: Wiring, make_pipeline: MakePipeline | None
) -> tuple[Pipeline, Transcoding]:
    if make_pipeline is not None:
        return make_pipeline(ground.database, ground.store), Transcoding()
    transcoder, transcoding = wiring.transcoders[ground.cloud.transcoder](ground)
    pipeline = VideoPipeline(ground.database, ground.store, transcoder, ground.loops, ground.timing)
    return pipeline, transcoding


def pool(threads: int, name: str, stack: ExitStack) -> ThreadPoolExecutor:
    """Ends with the stack."""
    executor = ThreadPoolExecutor(threads, name)
    stack.callback(executor.shutdown)
    return executor


def build(
    settings: Settings,
    cloud: CloudSettings,
    wiring: Wiring,
    metrics: Metrics,
    timing: Timing,
    make_pipeline: MakePipeline | None,
    stack: ExitStack,
) -> Services:
    """Open everything in order; `stack` closes it in the opposite one."""
    feed = Feed(timing.look_seconds)
    feed.attach(asyncio.get_running_loop())
    ground = ground_at(settings, cloud, wiring, timing, feed.publish, stack)
    database, store = ground.database, ground.store
    pipeline, transcoding = pipeline_of(ground, wiring, make_pipeline)
    uploading = uploads_of(ground, pipeline, metrics, stack)
    cleanup = Cleanup(
        *(database, store, uploading, Kept(settings.versions, settings.undo_seconds)),
        *(pipeline.cancel, transcoding.forget, ground.loops, timing),
    )
    entry = entry_to(ground, wiring, feed.end)
    writers = pool(WRITERS, "parts", stack)
    looking = Stills(store)
    stack.callback(looking.close)
    for worker in (pipeline, cleanup):
        worker.start()
        stack.callback(worker.stop)
    stack.callback(feed.close)
    return Services(
        settings=settings,
        signer=ground.signer,
        database=database,
        entry=entry,
        store=store,
        delivery=wiring.delivery(ground),
        local=ground.local,
        uploads=uploading,
        pipeline=pipeline,
        hooks=hooks_of(cloud),
        nudge=transcoding.nudge,
        tariff=Tariff(
            keeps=store.capabilities.is_billed,
            converts=transcoding.is_billed,
            lazy=settings.lazy_rungs,
        ),
        checks=transcoding.checks,
        figures=transcoding.figures,
        locks=Locks(entry.passwords, entry.limiter),
        guests=Guests(settings.guests is not False, time.monotonic),
        feed=feed,
        metrics=metrics,
        cleanup=cleanup,
        stills=looking,
        loops=ground.loops,
        writers=writers,
    )


def uploads_of(ground: Ground, pipeline: Pipeline, metrics: Metrics, stack: ExitStack) -> Uploads:
    executor = pool(STORE_CALLS, "executor", stack)
    return Uploads(
        *(ground.database, ground.store, limits_of(ground.settings), executor),
        *(pipeline.upload_completed, received_elsewhere(ground.store, metrics)),
    )


def entry_to(ground: Ground, wiring: Wiring, ended: Callable[[Collection[str]], None]) -> Entry:
    """`ended` hears of accounts whose sessions are over."""
    database, settings = ground.database, ground.settings
    sessions, invitations = Sessions(database, settings.session_days, ended), Invitations(database)
    limiter = Limiter(database, ground.signer)
    are_former = partial(database.has_password_hash, FORMER_PREFIX)
    passwords = Passwords(wiring.password_cost, are_former)
    accounts = Accounts(
        *(database, sessions, invitations, passwords, limiter),
        local_secret=settings.local_secret,
        signup=settings.signup is not False,
    )
    return Entry(
        accounts=accounts,
        sessions=sessions,
        administration=Administration(database, sessions, invitations),
        invitations=invitations,
        passwords=passwords,
        limiter=limiter,
        issuer=make_issuer(settings, database, accounts, sessions, invitations),
    )


def received_elsewhere(store: ObjectStore, metrics: Metrics) -> Callable[[int], None]:
    """Counts whole films where their parts don't come by here, which counts each."""
    comes_by = store.capabilities.part_endpoint is not None
    return (lambda _: None) if comes_by else metrics.received.inc


def limits_of(settings: Settings) -> UploadLimits:
    return UploadLimits(settings.max_file_bytes, settings.quota_bytes, settings.upload_days)


def hooks_of(cloud: CloudSettings) -> HookSecrets:
    mux = cloud.mux
    of_mux = present(mux.webhook_secret, mux.former_webhook_secret) if mux else ()
    return HookSecrets(present(cloud.hook_secret, cloud.former_hook_secret), of_mux, cloud.bucket)


def present(*secrets: str | None) -> tuple[str, ...]:
    return tuple(secret for secret in secrets if secret is not None)


def announce(url: str) -> None:
    print(json.dumps({"url": url}), flush=True)


def serve(
    settings: Settings, cloud: CloudSettings, options: argparse.Namespace, timing: Timing
) -> int:
    logs.configure(settings.log_level)
    keep_files_private()
    host = LOCALHOST if options.bundled else options.host
    gate = gate_for(settings, host, bundled=options.bundled)
    if gate.names is None:
        log.warning("Any host name is answered to. Set MATINEE_PUBLIC_URL to the server's own.")
    app = create_app(for_host(settings, host), cloud, gate=gate, timing=timing)
    config = config_for(
        app,
        replace(LIMITS, in_all=most_connections()),
        host=host,
        port=options.port if options.port is not None else (0 if options.bundled else 8000),
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
        backlog=512,
    )
    # Uvicorn logs the way to a refusal, line by line; `main` says it in a sentence.
    logging.getLogger("uvicorn.error").addFilter(lambda _: not hasattr(app.state, "refusal"))
    greet = announce if options.bundled else greeting(settings, app)
    server = Server(config, lambda: app.state.services.feed.close(), greet)
    if options.bundled:
        end = partial(setattr, server, "should_exit", True)
        threading.Thread(target=end_with_parent, args=(end,), daemon=True).start()
    try:
        server.run()
    except SystemExit:  # Uvicorn's way of saying that it could not start
        if refusal := getattr(app.state, "refusal", None):
            raise refusal from None
        return 1
    return 0


def for_one(settings: Settings) -> Settings:
    """The bundled backend is the application's: its owner comes in by the secret, nobody else."""
    if settings.local_secret is None:
        raise BadSetting("MATINEE_LOCAL_SECRET must be set for --bundled.")
    return replace(settings, signup=False)


def for_host(settings: Settings, host: str) -> Settings:
    """Where nobody has decided it: guests look around and newcomers register as long as all come
    from this machine. Elsewhere those who register keep only so much."""
    here = is_loopback(host)
    guests = here if settings.guests is None else settings.guests
    signup = here if settings.signup is None else settings.signup
    quota = settings.quota_bytes
    newcomers = signup or (settings.oidc is not None and settings.oidc.signup)
    if quota is None and newcomers and not here:
        quota = STRANGERS_QUOTA
    return replace(settings, guests=guests, signup=signup, quota_bytes=quota)


def greeting(settings: Settings, app: FastAPI) -> Callable[[str], None]:
    """Says where the server is, and lets its first administrator in."""

    def greet(url: str) -> None:
        administration = app.state.services.entry.administration
        base, folder = settings.public_url or url, settings.data_dir
        let_in_first(administration, app.state.services.signer, base, folder, log.info)
        announce(url)

    return greet


def main(argv: list[str] | None = None, timing: Timing = PRODUCTION) -> int:
    """Exit status: 0 a clean end, 1 it could not start, 2 a setting is wrong, 3 what it needs can't
    be reached."""
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] != ["admin"]:
        return carry_out(parse(argv), timing)
    from backend.admin import commands as of_accounts  # a server that runs has no use for them
    from backend.admin import options as of_admin

    options = of_admin.parse(argv[1:])
    if options.command in of_admin.OF_ALL:
        return carry_out(options, timing)
    return of_accounts.run(options, os.environ)


def carry_out(options: argparse.Namespace, timing: Timing) -> int:
    try:
        settings, cloud = read_environment(
            os.environ, options.data_dir, tuple(WIRING.stores), tuple(WIRING.transcoders)
        )
        if options.bundled:
            settings = for_one(settings)
        if options.command != "serve":
            return commands.run(settings, cloud, options, timing)
        return serve(settings, cloud, options, timing)
    except tuple(REFUSALS) as refusal:
        return refuse(refusal, options)


def refuse(refusal: Exception, options: argparse.Namespace) -> int:
    """On stderr, and to the application that shows it; stderr may be a file on a full disk."""
    if options.bundled:
        print(json.dumps({"fault": str(refusal)}), flush=True)
    with suppress(OSError):
        print(refusal, file=sys.stderr)
    return REFUSALS[type(refusal)]


if __name__ == "__main__":
    gc.freeze()
    gc.enable()
    sys.exit(main())

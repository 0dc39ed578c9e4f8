"""Which store, transcoder and delivery the settings ask for.

Adding one is a module, and its line in `WIRING`. What is not asked for is not imported: boto3 alone
costs half a second.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from backend.accounts.accounts import Accounts
from backend.accounts.invitations import Invitations
from backend.accounts.oidc.api import SignsIn
from backend.accounts.passwords import OWASP, Cost
from backend.accounts.sessions import Sessions
from backend.config.cloud import CloudSettings
from backend.config.secret_file import KeptSecrets
from backend.config.settings import Settings, Unreachable, writing
from backend.database.database import Changed, Database
from backend.database.engine import connecting, place_of
from backend.delivery.api import Delivery
from backend.delivery.local import LocalDelivery
from backend.errors import DatabaseAway
from backend.loops import Loops
from backend.signing import HmacSigner, Secrets
from backend.storage.api import ObjectStore
from backend.storage.disk import DiskStore
from backend.storage.room import kept_free
from backend.timing import Timing
from backend.transcode.api import Transcoder
from backend.transcode.encode.paced import Paced
from backend.transcode.plan.ladder import Encoding

if TYPE_CHECKING:
    from backend.storage.s3 import S3Store

log = logging.getLogger(__name__)

LEAVE_SECONDS = 2700
"""A CDN asks nobody: a film that is taken back is out of reach when the leave to watch it ends.
CloudFront's end on quarter hours, so after an hour at most."""
ORDERS_AT_ONCE = 16
"""Chunks that wait for a worker or are with one."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What transcoders and deliveries stand on."""

    settings: Settings
    cloud: CloudSettings
    store: ObjectStore
    database: Database
    signer: HmacSigner
    local: LocalDelivery
    """Makes the tokens of everything that this backend serves itself."""
    loops: Loops
    timing: Timing


@dataclass(frozen=True, slots=True)
class Transcoding:
    """What the backend has to know of a transcoder besides its protocol."""

    nudge: Callable[[str], None] = lambda _: None
    """Hears that something happened to a job, by its id there."""
    forget: Callable[[str], None] = lambda _: None
    """Is called with a job's id when its deleted video's last file is gone."""
    checks: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    """What has to work before films can be transcoded; each raises what is wrong."""
    figures: Callable[[], Mapping[str, int]] = dict
    """Of a queue that several servers share; for /metrics."""
    is_billed: bool = False
    """Whether the price list says what converting costs."""


# The stack closes what the store has open.
MakeStore = Callable[[Settings, CloudSettings, ExitStack], ObjectStore]
MakeTranscoder = Callable[[Ground], tuple[Transcoder, Transcoding]]
MakeDelivery = Callable[[Ground], Delivery | None]


def signer_of(settings: Settings) -> HmacSigner:
    """One that the administrator says counts from the start of this process; one that the data
    folder keeps may change while it runs."""
    if settings.secret_file is not None:
        return HmacSigner(KeptSecrets(settings.secret_file))
    secrets = Secrets(settings.secret)
    if settings.former_secret is not None:
        secrets = Secrets(settings.former_secret).rotated(settings.secret, time.time())
    return HmacSigner(lambda: secrets)


def make_disk(settings: Settings, _: CloudSettings, stack: ExitStack) -> ObjectStore:
    disk = disk_store(settings)
    with writing(settings.data_dir):
        disk.open()
    stack.callback(disk.close)
    return disk


def make_s3(_: Settings, cloud: CloudSettings, __: ExitStack) -> S3Store:
    from backend.storage.s3 import S3Options, S3Store

    return S3Store(
        S3Options(
            bucket=cloud.bucket,
            region=cloud.region,
            endpoint=cloud.s3_endpoint,
            addressing=cloud.s3_addressing,
            checksum=cloud.s3_checksum,
            accelerate=cloud.s3_accelerate,
        )
    )


def make_guest_store(settings: Settings, cloud: CloudSettings) -> ObjectStore:
    """The store as a worker has it, beside the server that keeps it."""
    if cloud.store == "disk":
        return disk_store(settings)
    return WIRING.stores[cloud.store](settings, cloud, ExitStack())


def disk_store(settings: Settings) -> DiskStore:
    return DiskStore(
        settings.data_dir / "store",
        signer_of(settings),
        settings.url_seconds,
        kept_free=partial(kept_free, wanted_bytes=settings.free_bytes),
    )


def make_database(settings: Settings, on_change: Changed) -> Database:
    """Raises Unreachable for a server, Unwritable for a file."""
    try:
        with writing(settings.data_dir), connecting(settings.database_url):
            return Database(settings.database_url, on_change=on_change)
    except DatabaseAway as error:
        where = place_of(settings.database_url)
        raise Unreachable("database", where, "MATINEE_DATABASE_URL") from error


def make_issuer(
    settings: Settings,
    database: Database,
    accounts: Accounts,
    sessions: Sessions,
    invitations: Invitations,
) -> SignsIn | None:
    """Its tokens count from then on, too."""
    if settings.oidc is None:
        return None
    from backend.accounts.oidc.issuer import Issuer
    from backend.accounts.oidc.sign_in import IssuerSignIn
    from backend.accounts.oidc.web import IssuerWeb

    issuer = Issuer(settings.oidc, IssuerWeb(), database.clock)
    made = IssuerSignIn(issuer, database, accounts, sessions, invitations, settings.public_url)
    sessions.elsewhere = made.by_token
    return made


def make_ffmpeg(ground: Ground) -> tuple[Transcoder, Transcoding]:
    from backend.transcode.confine.choice import box
    from backend.transcode.encode.embedded import EmbeddedTranscoder
    from backend.transcode.process import find_ffmpeg

    log.info("FFmpeg works in a box of %s", box().promise)
    settings = ground.settings
    jobs, elsewhere = settings.transcode_jobs, None
    if settings.workers_broker is not None:
        from backend.transcode.encode.workers import Workers

        jobs = ORDERS_AT_ONCE
        elsewhere = Workers(settings.workers_broker, ground.timing.lost_seconds)
    transcoder = EmbeddedTranscoder(
        ground.store,
        settings.data_dir / "scratch",
        make_encoding(settings),
        jobs,
        elsewhere,
        ground.loops,
    )
    figures = elsewhere.figures if elsewhere is not None else dict
    return transcoder, Transcoding(checks={"ffmpeg": find_ffmpeg}, figures=figures)


def make_encoding(settings: Settings) -> Encoding:
    """The pipeline's own defaults where the administrator says nothing."""
    lazy = settings.lazy_rungs
    wanted = Encoding(
        preset=settings.preset, tall=settings.tall_rungs, dash=settings.dash, lazy=lazy
    )
    return replace(wanted, crf=None) if settings.fixed_bitrate else wanted


def make_mediaconvert(ground: Ground) -> tuple[Transcoder, Transcoding]:
    import boto3

    from backend.transcode.mediaconvert.job import Captions
    from backend.transcode.mediaconvert.transcoder import MediaConvert
    from backend.transcode.process import Stop, run_probe
    from backend.transcode.source.probe import probe

    def uploaded(video_id: str) -> list[Captions]:
        rows = ground.database.subtitles(video_id)
        return [Captions(row.language, row.label, row.key) for row in rows if row.own]

    cloud = ground.cloud
    assert cloud.mediaconvert is not None
    client = boto3.client("mediaconvert", region_name=cloud.region)
    look = run_probe(Stop())
    service = MediaConvert(
        client, ground.store, cloud.bucket, cloud.mediaconvert, lambda u: probe(u, look), uploaded
    )
    paced = Paced(service, ground.timing.poll_seconds)
    return paced, Transcoding(nudge=paced.nudge, is_billed=True)


def make_mux(ground: Ground) -> tuple[Transcoder, Transcoding]:
    from backend.transcode.mux.transcoder import Mux

    assert ground.cloud.mux is not None
    service = Mux(ground.cloud.mux, ground.store)
    paced = Paced(service, ground.timing.poll_seconds)
    return paced, Transcoding(nudge=paced.nudge, forget=service.forget)


def deliver_by_mux(ground: Ground) -> Delivery | None:
    if ground.cloud.mux is None:
        return None
    from backend.delivery.mux import MuxDelivery
    from backend.delivery.presigned import Presigned
    from backend.transcode.mux.transcoder import Mux, playback_id

    service = Mux(ground.cloud.mux, ground.store)

    def playback_id_of(revision: str) -> str | None:
        job = ground.database.job(revision)
        if job is None or job.external_id is None:
            return None
        return playback_id(service.asset(job.external_id))

    behind = Presigned(ground.local, ground.store)
    return MuxDelivery(ground.cloud.mux, playback_id_of, behind, LEAVE_SECONDS)


def deliver_by_cloudfront(ground: Ground) -> Delivery | None:
    if ground.cloud.cloudfront is None:
        return None
    from backend.delivery.cloudfront import CloudFront

    return CloudFront(ground.cloud.cloudfront, LEAVE_SECONDS)


def deliver_presigned(ground: Ground) -> Delivery | None:
    if not ground.store.capabilities.is_remote:
        return None
    from backend.delivery.presigned import Presigned

    return Presigned(ground.local, ground.store)


@dataclass(frozen=True, slots=True)
class Wiring:
    """What there is to choose from: stores by the word in MATINEE_STORE, transcoders by that in
    MATINEE_TRANSCODER, and of the deliveries the first that is for these settings."""

    stores: Mapping[str, MakeStore]
    transcoders: Mapping[str, MakeTranscoder]
    deliveries: Sequence[MakeDelivery]
    password_cost: Cost = OWASP

    def delivery(self, ground: Ground) -> Delivery:
        found = (make(ground) for make in self.deliveries)
        return next(delivery for delivery in found if delivery is not None)


WIRING = Wiring(
    stores={"disk": make_disk, "s3": make_s3},
    transcoders={"ffmpeg": make_ffmpeg, "mediaconvert": make_mediaconvert, "mux": make_mux},
    deliveries=(
        deliver_by_mux,
        deliver_by_cloudfront,
        deliver_presigned,
        lambda ground: ground.local,
    ),
)

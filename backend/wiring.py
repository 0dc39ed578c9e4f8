"""Which store, transcoder and delivery the settings ask for.

What is not asked for is not imported: boto3 alone costs half a second.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from backend.config.cloud import CloudSettings, MediaConvertSettings
from backend.config.settings import BadSetting, Settings, writing
from backend.database.database import Changed, Database
from backend.database.engine import connecting
from backend.delivery.api import Delivery
from backend.delivery.local import LocalDelivery
from backend.errors import DatabaseAway
from backend.loops import Loops
from backend.storage.api import ObjectStore
from backend.storage.disk import DiskStore
from backend.storage.room import kept_free
from backend.timing import Timing
from backend.transcode.api import Transcoder
from backend.transcode.encode.paced import Paced
from backend.transcode.plan.ladder import Encoding

SITTING_SECONDS = 12 * 3600
ORDERS_AT_ONCE = 16
"""Chunks that wait for a worker or are with one."""


def make_store(settings: Settings, cloud: CloudSettings, stack: ExitStack) -> ObjectStore:
    """`stack` closes it."""
    if cloud.store == "s3":
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
    disk = disk_store(settings)
    with writing(settings.data_dir):
        disk.open()
    stack.callback(disk.close)
    return disk


def make_guest_store(settings: Settings, cloud: CloudSettings) -> ObjectStore:
    """The store as a worker has it, beside the server that keeps it."""
    if cloud.store == "s3":
        return make_store(settings, cloud, ExitStack())
    return disk_store(settings)


def disk_store(settings: Settings) -> DiskStore:
    return DiskStore(
        settings.data_dir / "store",
        settings.secret,
        settings.url_seconds,
        kept_free=partial(kept_free, wanted_bytes=settings.free_bytes),
    )


def make_database(settings: Settings, on_change: Changed) -> Database:
    """Raises BadSetting for a server that can't be reached, Unwritable for a file."""
    try:
        with writing(settings.data_dir), connecting(settings.database_url):
            return Database(settings.database_url, on_change=on_change)
    except DatabaseAway as error:
        raise BadSetting("Can't reach the database. Check MATINEE_DATABASE_URL.") from error


def make_transcoder(
    settings: Settings,
    cloud: CloudSettings,
    store: ObjectStore,
    database: Database,
    loops: Loops,
    timing: Timing,
) -> Transcoder:
    if cloud.mediaconvert is not None:
        service = make_mediaconvert(cloud, cloud.mediaconvert, store, database)
        return Paced(service, timing.poll_seconds)
    if cloud.mux is not None:
        from backend.transcode.mux.transcoder import Mux

        return Paced(Mux(cloud.mux, store), timing.poll_seconds)
    from backend.transcode.encode.embedded import EmbeddedTranscoder

    scratch, encoding = settings.data_dir / "scratch", make_encoding(settings)
    if settings.workers_broker is None:
        return EmbeddedTranscoder(store, scratch, encoding, settings.transcode_jobs, loops=loops)
    from backend.transcode.encode.workers import Workers

    workers = Workers(settings.workers_broker, timing.lost_seconds)
    return EmbeddedTranscoder(store, scratch, encoding, ORDERS_AT_ONCE, workers, loops)


def make_encoding(settings: Settings) -> Encoding:
    """The pipeline's own defaults where the administrator says nothing."""
    lazy = settings.lazy_rungs
    wanted = Encoding(tall=settings.tall_rungs, dash=settings.dash, lazy=lazy)
    return replace(wanted, crf=None) if settings.fixed_bitrate else wanted


def make_mediaconvert(
    cloud: CloudSettings, settings: MediaConvertSettings, store: ObjectStore, database: Database
) -> Transcoder:
    import boto3

    from backend.transcode.mediaconvert.job import Captions
    from backend.transcode.mediaconvert.transcoder import MediaConvert
    from backend.transcode.process import Stop, run_probe
    from backend.transcode.source.probe import probe

    def uploaded(video_id: str) -> list[Captions]:
        rows = database.subtitles(video_id)
        return [Captions(row.language, row.label, row.key) for row in rows if row.own]

    client = boto3.client("mediaconvert", region_name=cloud.region)
    look = run_probe(Stop())
    return MediaConvert(
        client, store, cloud.bucket, settings, lambda url: probe(url, look), uploaded
    )


def nudging(transcoder: Transcoder) -> Callable[[str], None]:
    """What events call; the embedded transcoder needs none."""
    return transcoder.nudge if isinstance(transcoder, Paced) else lambda _: None


def forgetting(cloud: CloudSettings, store: ObjectStore) -> Callable[[str], None]:
    """What is called when a deleted video's last file is gone; only Mux keeps films itself."""
    if cloud.mux is None:
        return lambda _: None
    from backend.transcode.mux.transcoder import Mux

    return Mux(cloud.mux, store).forget


def make_delivery(
    cloud: CloudSettings, store: ObjectStore, local: LocalDelivery, database: Database
) -> Delivery:
    """`local` makes the tokens of everything that this backend serves itself."""
    if cloud.mux is not None:
        from backend.delivery.mux import MuxDelivery
        from backend.delivery.presigned import Presigned
        from backend.transcode.mux.transcoder import Mux, playback_id

        service = Mux(cloud.mux, store)

        def playback_id_of(revision: str) -> str | None:
            job = database.job(revision)
            if job is None or job.external_id is None:
                return None
            return playback_id(service.asset(job.external_id))

        return MuxDelivery(cloud.mux, playback_id_of, Presigned(local, store), SITTING_SECONDS)
    if cloud.cloudfront is not None:
        from backend.delivery.cloudfront import CloudFront

        return CloudFront(cloud.cloudfront, SITTING_SECONDS)
    if cloud.store == "s3":
        from backend.delivery.presigned import Presigned

        return Presigned(local, store)
    return local

"""`python -m backend.server check`: tries each configured service and says what is missing.

It writes and deletes a few bytes below `sources/.check/`, and starts no conversion.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

import boto3
import requests
from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.assembly import make_store
from backend.cloud import CloudSettings, MediaConvertSettings, MuxSettings
from backend.delivery.cloudfront import load_key
from backend.engine import open_engine
from backend.errors import BackendError
from backend.settings import Settings
from backend.storage.api import NewUpload, Writing
from backend.storage.s3 import S3Store
from backend.storage.s3_errors import code_of, explained
from backend.transcode.mux import Mux

TIMEOUT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """`problem` is a sentence, or empty when it works."""

    what: str
    problem: str = ""

    def __str__(self) -> str:
        return f"{'wrong' if self.problem else 'works'}  {self.what}" + (
            f": {self.problem}" if self.problem else ""
        )


Trial = tuple[str, Callable[[], None]]


class Missing(BackendError):
    """Something that an administrator can put right."""


def check_all(settings: Settings, cloud: CloudSettings) -> Iterator[Finding]:
    """Database, store, and whatever else these settings name."""
    with ExitStack() as stack:
        yield from run([("Database", lambda: try_database(settings.database_url))])
        store = make_store(settings, cloud, stack)
        found = trials(cloud, store if isinstance(store, S3Store) else None, boto3.Session())
        if not isinstance(store, S3Store):
            found.append(("Disk", lambda: none(store.head("media/check/none/none"))))
        yield from run(found)


def try_database(url: str) -> None:
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise Missing("Can't reach the database. Check MATINEE_DATABASE_URL.") from error
    finally:
        engine.dispose()


def run(trials: Sequence[Trial]) -> Iterator[Finding]:
    """One finding a trial; a failure never hides the next one."""
    for what, trial in trials:
        try:
            trial()
        except (BackendError, OSError, ValueError) as error:
            yield Finding(what, str(error))
        else:
            yield Finding(what)


def trials(cloud: CloudSettings, store: S3Store | None, session: boto3.Session) -> list[Trial]:
    """What can be tried with these settings, in the order in which films need it."""
    found: list[Trial] = []
    if store is not None:
        found += store_trials(store, cloud)
    if cloud.mediaconvert is not None:
        settings = cloud.mediaconvert
        found.append(("MediaConvert", lambda: try_mediaconvert(session, cloud, settings)))
    if cloud.cloudfront is not None:
        front = cloud.cloudfront
        found.append(("CloudFront's key", lambda: none(load_key(front.key_file))))
        found.append(("CloudFront refuses strangers", lambda: try_stranger(front.domain)))
    if cloud.mux is not None and store is not None:
        mux = cloud.mux
        found.append(("Mux", lambda: try_mux(mux, store)))
    return found


def try_mux(settings: MuxSettings, store: S3Store) -> None:
    with closing(Mux(settings, store)) as mux:
        mux.ping()


def none(_: object) -> None:
    """For trials whose result does not matter."""


def store_trials(store: S3Store, cloud: CloudSettings) -> list[Trial]:
    key = f"sources/.check/{secrets.token_hex(8)}"
    found: list[Trial] = [
        ("S3: write", lambda: store.put(key, b"matinee", Writing("text/plain", "no-store"))),
        ("S3: read", lambda: none(b"".join(store.read(key)))),
        ("S3: multipart uploads", lambda: try_multipart(store, key)),
        ("S3: list and delete", lambda: none(store.delete_prefix("sources/.check/"))),
    ]
    if cloud.s3_endpoint is None:
        found.append(("S3: browsers may send (CORS)", lambda: try_cors(store, cloud.bucket)))
        found.append(("S3: events go to EventBridge", lambda: try_events(store, cloud.bucket)))
    return found


def try_multipart(store: S3Store, key: str) -> None:
    multipart_id = store.create_multipart(NewUpload(key, 1, 1))
    try:
        store.stored_parts(key, multipart_id)
    finally:
        store.abort_multipart(key, multipart_id)


def try_cors(store: S3Store, bucket: str) -> None:
    try:
        store.client.get_bucket_cors(Bucket=bucket)
    except ClientError as error:
        if code_of(error) == "NoSuchCORSConfiguration":
            raise Missing(
                "The bucket has no CORS rules; the watch page can't play from it. "
                "Take them from packaging/aws/matinee.yaml."
            ) from error
        with explained(bucket):
            raise


def try_events(store: S3Store, bucket: str) -> None:
    with explained(bucket):
        told = store.client.get_bucket_notification_configuration(Bucket=bucket)
    if "EventBridgeConfiguration" not in told:
        raise Missing(
            "The bucket sends no events to EventBridge; a lost answer is noticed only at the next "
            "sweep. Switch EventBridge on in the bucket's properties."
        )


def try_mediaconvert(
    session: boto3.Session, cloud: CloudSettings, settings: MediaConvertSettings
) -> None:
    mediaconvert = session.client("mediaconvert", region_name=cloud.region)
    try:
        with explained("MediaConvert"):
            mediaconvert.get_queue(Name=(settings.queue or "Default").rpartition("/")[2])
    except BotoCoreError as error:
        raise Missing("Can't reach MediaConvert in this region.") from error
    finally:
        mediaconvert.close()


def try_stranger(domain: str) -> None:
    """A request without a signature must be refused."""
    try:
        with requests.get(f"https://{domain}/media/x", timeout=TIMEOUT_SECONDS) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise Missing(f"Can't reach {domain}. Check AWS_CLOUDFRONT_DOMAIN.") from error
    if status != requests.codes.forbidden:
        raise Missing(
            f"{domain} answers strangers with {status} instead of 403. "
            "Restrict viewer access to the key group."
        )

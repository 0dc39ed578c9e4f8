"""`python -m backend.server check`: tries each configured service and says what is missing.

It writes and deletes a few bytes below `sources/.check/` and `media/check/`, and starts no
conversion: whether AWS_MEDIACONVERT_ROLE can be passed is seen at the first film.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import boto3
import requests
from botocore.exceptions import BotoCoreError, ClientError

from backend.accounts.oidc.api import IssuerAway
from backend.accounts.oidc.issuer import Web, address_of, places_in
from backend.accounts.oidc.tokens import Disbelieved, keys_of
from backend.accounts.oidc.web import IssuerWeb
from backend.config.cloud import CloudFrontKey, CloudSettings, MediaConvertSettings, MuxSettings
from backend.config.issuer import IssuerSettings
from backend.config.settings import Settings, Unreachable
from backend.database.engine import ping, place_of
from backend.delivery.cloudfront import CloudFront, load_key
from backend.errors import BackendError, DatabaseAway
from backend.folder import InUse, held, make_private
from backend.storage.api import NewUpload, Writing
from backend.storage.s3 import S3Store
from backend.storage.s3_archive import S3Archive
from backend.storage.s3_errors import code_of, explained
from backend.transcode.confine.api import Confinement
from backend.transcode.confine.choice import box
from backend.transcode.confine.limits_only import LimitsOnly
from backend.transcode.mux.transcoder import Mux
from backend.transcode.process import find_ffmpeg
from backend.wiring import WIRING, make_s3

TIMEOUT_SECONDS = 15
REDIS_PORT = 6379


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


class Missing(Exception):
    """Something that an administrator can put right; only on their terminal, so in English."""


def check_all(settings: Settings, cloud: CloudSettings) -> Iterator[Finding]:
    """Database, store, and whatever else these settings name."""
    with ExitStack() as stack:
        yield from run([("Database", lambda: try_database(settings.database_url))])
        if settings.workers_broker is not None:
            broker = settings.workers_broker
            yield from run([("Workers' queue", lambda: try_broker(broker))])
        if settings.oidc is not None:
            issuer = settings.oidc
            yield from run([(f"Issuer {issuer.name}", lambda: try_issuer(issuer, IssuerWeb()))])
        if cloud.transcoder == "ffmpeg":
            yield from run(ffmpeg_trials(box()))
        s3 = make_s3(settings, cloud, stack) if cloud.store == "s3" else None
        found = trials(cloud, s3, boto3.Session())
        if s3 is None:
            found.append((cloud.store.title(), lambda: try_store(settings, cloud, stack)))
        yield from run(found)


def try_store(settings: Settings, cloud: CloudSettings, stack: ExitStack) -> None:
    make_private(settings.data_dir)
    with suppress(InUse):  # by a server that runs: so it works
        stack.enter_context(held(settings.data_dir, patience_seconds=0.0))
        WIRING.stores[cloud.store](settings, cloud, stack).head("media/check/none/none")


def try_broker(broker: str) -> None:
    from backend.transcode.encode import workers  # Celery is an extra

    try:
        workers.ping(broker)
    except workers.QueueAway as error:
        where = urlsplit(broker)
        place = f"{where.hostname}:{where.port or REDIS_PORT}"
        raise Unreachable("workers' queue", place, "MATINEE_WORKERS_BROKER") from error


def try_issuer(settings: IssuerSettings, web: Web) -> None:
    """Its document, its keys, and with a code that it never gave whether it knows us as a client:
    it is us whom it refuses first, and only then the code (RFC 6749 §5.2)."""
    try:
        places = places_in(web.get(address_of(settings.url)), settings.url)
        keys = keys_of(web.get(places.keys))
        refusal = refusal_of_us(settings, web, places.token)
    except IssuerAway as error:
        raise Missing(
            f"{settings.url} does not answer as an issuer does. Check MATINEE_OIDC_ISSUER."
        ) from error
    except Disbelieved as error:
        raise Missing(
            f"{settings.url} can't be used: {error}. Check MATINEE_OIDC_ISSUER."
        ) from error
    if not keys:
        raise Missing(f"{settings.url} has no key that could be trusted, by RS256 or ES256.")
    if refusal:
        raise Missing(
            f"{settings.url} does not know us ({refusal}). Check MATINEE_OIDC_CLIENT_ID and "
            "MATINEE_OIDC_CLIENT_SECRET."
        )


def refusal_of_us(settings: IssuerSettings, web: Web, token_url: str) -> str:
    """The issuer's own word for it; "" if it has nothing against us, or nobody is sent there."""
    if settings.client_id is None:
        return ""
    form = {"grant_type": "authorization_code", "code": "none", "client_id": settings.client_id}
    form |= {"redirect_uri": "http://127.0.0.1/", "code_verifier": "none".ljust(43, "-")}
    _, answer = web.post(token_url, form, settings.credentials)
    told = str(answer.get("error")) if isinstance(answer, Mapping) else ""
    return told if told in ("invalid_client", "unauthorized_client") else ""


def ffmpeg_trials(confinement: Confinement) -> list[Trial]:
    """That it is there, and what keeps strangers' files in their place."""

    def confined() -> None:
        if isinstance(confinement, LimitsOnly):
            raise Missing(
                "A film that takes FFmpeg over could read the server's files. Install bubblewrap, "
                "allow user namespaces, or use a kernel with Landlock."
            )

    return [("FFmpeg", find_ffmpeg), (f"FFmpeg's box: {confinement.promise}", confined)]


def try_database(url: str) -> None:
    try:
        ping(url)
    except DatabaseAway as error:
        raise Unreachable("database", place_of(url), "MATINEE_DATABASE_URL") from error


def run(trials: Sequence[Trial]) -> Iterator[Finding]:
    """One finding a trial; a failure never hides the next one."""
    for what, trial in trials:
        try:
            trial()
        except (BackendError, Missing, Unreachable, OSError, ValueError) as error:
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
        if store is not None:
            found.append(("CloudFront lets viewers in", lambda: try_viewer(store, front)))
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
        found.insert(3, ("S3: archive", lambda: try_archive(store, cloud.bucket, key)))
        found.append(("S3: browsers may send (CORS)", lambda: try_cors(store, cloud.bucket)))
        found.append(("S3: events go to EventBridge", lambda: try_events(store, cloud.bucket)))
    return found


def try_multipart(store: S3Store, key: str) -> None:
    multipart_id = store.create_multipart(NewUpload(key, 1, 1))
    try:
        store.stored_parts(key, multipart_id)
    finally:
        store.abort_multipart(key, multipart_id)


def try_archive(store: S3Store, bucket: str, key: str) -> None:
    """Mark it for Glacier, and take that back at once."""
    archive = S3Archive(store.client, bucket)
    archive.archive(key)
    archive.restore(key)


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


def status_at(url: str) -> int:
    try:
        with requests.get(url, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status_code
    except requests.RequestException as error:
        domain = urlsplit(url).hostname
        raise Missing(f"Can't reach {domain}. Check AWS_CLOUDFRONT_DOMAIN.") from error


def try_viewer(
    store: S3Store, front: CloudFrontKey, status_of: Callable[[str], int] = status_at
) -> None:
    """A file of ours, by a signature of ours."""
    revision = secrets.token_hex(8)
    prefix = f"media/check/{revision}/"
    store.put(f"{prefix}hello.txt", b"matinee", Writing("text/plain", "no-store"))
    try:
        url = CloudFront(front, TIMEOUT_SECONDS).grant("check", revision).url("hello.txt")
        status = status_of(url)
    finally:
        store.delete_prefix(prefix)
    if status != requests.codes.ok:
        raise Missing(
            f"{front.domain} answers viewers with {status} instead of the file. Check "
            "MATINEE_CLOUDFRONT_KEY_ID, MATINEE_CLOUDFRONT_KEY_FILE, and that the bucket's policy "
            "lets this distribution read media/."
        )


def try_stranger(domain: str, status_of: Callable[[str], int] = status_at) -> None:
    """A request without a signature must be refused."""
    status = status_of(f"https://{domain}/media/x")
    if status != requests.codes.forbidden:
        raise Missing(
            f"{domain} answers strangers with {status} instead of 403. "
            "Restrict viewer access to the key group."
        )

"""What the command line does besides serving."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime

from backend import VERSION
from backend.config.cloud import CloudSettings
from backend.config.settings import Settings
from backend.config.variables import BadSetting
from backend.folder import keep_files_private
from backend.timing import Timing
from backend.wiring import WIRING, make_database, make_guest_store


def run(
    settings: Settings, cloud: CloudSettings, options: argparse.Namespace, timing: Timing
) -> int:
    """Exit status: 1 if something that was tried does not work. Raises BadSetting, InUse."""
    keep_files_private()
    match options.command:
        case "check":
            return check(settings, cloud)
        case "worker":
            return work(settings, cloud, timing)
        case "prune":
            return prune(settings, cloud, timing, delete=options.delete)
        case _:
            return copy(settings, cloud, options)


def check(settings: Settings, cloud: CloudSettings) -> int:
    """Try every service that is configured; 1 if one does not work."""
    from backend.check import check_all  # boto3 is not for those who don't use it

    failed = False
    for finding in check_all(settings, cloud):
        print(finding)
        failed = failed or bool(finding.problem)
    return int(failed)


def work(settings: Settings, cloud: CloudSettings, timing: Timing) -> int:
    """Make chunks for the servers that share the broker, until SIGTERM."""
    if settings.workers_broker is None:
        raise BadSetting("MATINEE_WORKERS_BROKER must be set for a worker.")
    from backend.transcode.encode import workers  # Celery is an extra

    store, jobs = make_guest_store(settings, cloud), settings.transcode_jobs
    workers.work(settings.workers_broker, store, jobs, timing.lost_seconds)
    return 0


def copy(settings: Settings, cloud: CloudSettings, options: argparse.Namespace) -> int:
    """Back everything up, beside a server that runs, or restore it where none has begun."""
    from backend.backup.commands import back_up, restore

    if options.command == "backup":
        store, now = make_guest_store(settings, cloud), datetime.now(UTC)
        back_up(settings, store, options.folder, now, VERSION, print)
    else:
        with ExitStack() as stack:
            store = WIRING.stores[cloud.store](settings, cloud, stack)
            restore(settings, store, options.folder, print)
    return 0


def prune(
    settings: Settings,
    cloud: CloudSettings,
    timing: Timing,
    *,
    delete: bool,
    rest: Callable[[float], None] = time.sleep,
) -> int:
    """Say what in the store belongs to no film; with `delete`, what still doesn't a while later
    goes. Also beside a server that runs."""
    from backend.videos.orphans import orphans

    store = make_guest_store(settings, cloud)
    database = make_database(settings, lambda _: None)
    try:
        found = orphans(database, store)
        if found and delete:
            rest(timing.sweep_seconds)
            found &= orphans(database, store)
        for prefix in sorted(found):
            if delete:
                store.delete_prefix(prefix)
            print(prefix)
    finally:
        database.close()
    return 0

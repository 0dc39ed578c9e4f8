"""For whoever runs the server: alive, ready, measured."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from hmac import compare_digest
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from backend.database.database import Database
from backend.errors import BackendError, DiskFull, NotAllowed, NotFound
from backend.http.dependencies import (
    AddressDep,
    BearerToken,
    ChecksDep,
    DatabaseDep,
    DataFolderDep,
    DocsDep,
    FiguresDep,
    LoopsDep,
    MetricsDep,
    MetricsTokenDep,
    StoreDep,
)
from backend.http.gate import is_of_this_machine
from backend.http.pages.reference import reference
from backend.loops import Loops
from backend.storage.api import ObjectStore

LEAST_FREE_BYTES = 32 << 20
"""With less, the next thing that has to be written down may find no room."""
router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def live() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz")
def ready(
    database: DatabaseDep,
    store: StoreDep,
    folder: DataFolderDep,
    loops: LoopsDep,
    others: ChecksDep,
) -> JSONResponse:
    """Each dependency by name; 503 as long as one does not answer, or a loop hangs."""
    found = looked_at(database, store, folder, loops, others)
    body = {name: problem or "ok" for name, problem in found.items()}
    return JSONResponse(body, 503 if any(found.values()) else 200)


def looked_at(
    database: Database,
    store: ObjectStore,
    folder: Path,
    loops: Loops,
    others: Mapping[str, Callable[[], object]],
) -> dict[str, str | None]:
    """What is wrong with each, by name."""
    checks: dict[str, Callable[[], object]] = {
        "database": database.ping,
        "store": lambda: try_store(store),
        "disk": lambda: try_disk(folder),
        "loops": loops.check,
        **others,
    }
    return {name: problem_of(check) for name, check in checks.items()}


async def operator(
    request: Request, token: BearerToken, address: AddressDep, wanted: MetricsTokenDep
) -> None:
    """Raises NotAllowed for whoever has not to know how the server is."""
    if wanted is None:
        is_one = is_of_this_machine(request.scope["headers"], address)
    else:
        is_one = compare_digest((token or "").encode(), wanted.encode())
    if not is_one:
        raise NotAllowed("metrics_private")


@router.get("/metrics", include_in_schema=False, dependencies=[Depends(operator)])
def metrics(
    database: DatabaseDep,
    store: StoreDep,
    folder: DataFolderDep,
    loops: LoopsDep,
    others: ChecksDep,
    queue: FiguresDep,
    shown: MetricsDep,
) -> Response:
    shown.show_services(looked_at(database, store, folder, loops, others))
    return Response(shown.page(database, queue), media_type="text/plain; version=0.0.4")


@router.get("/docs", include_in_schema=False)
def docs(request: Request, are_shown: DocsDep) -> Response:
    """What /openapi.json says, to be read."""
    if not are_shown:
        raise NotFound("no_docs")
    document: Mapping[str, Any] = request.app.openapi()
    return reference(document)


def try_disk(folder: Path) -> None:
    """Where the database is, or what is being encoded; films may be elsewhere."""
    if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        raise DiskFull


def try_store(store: ObjectStore) -> None:
    store.head("media/ready/none/none")
    capacity = store.capabilities.capacity
    if capacity is not None and capacity.room_bytes() <= 0:
        raise DiskFull


def problem_of(check: Callable[[], object]) -> str | None:
    try:
        check()
    except BackendError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the service is not ready
        return type(error).__name__
    return None

"""Where parts arrive that the store takes by way of this backend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Executor

from fastapi import APIRouter, Request, Response

from backend.database.database import Database
from backend.errors import NotFound
from backend.http.dependencies import (
    DatabaseDep,
    MetricsDep,
    Pipeline,
    PipelineDep,
    StoreDep,
    WritersDep,
)
from backend.http.metrics import Metrics
from backend.storage.api import IncomingPart, StoredPart
from backend.uploads.opening import USUAL_PART

router = APIRouter(tags=["store"])
BATCH = 1024 * 1024


@router.put("/store/{key:path}", include_in_schema=False)
async def put_part(
    database: DatabaseDep,
    store: StoreDep,
    pipeline: PipelineDep,
    metrics: MetricsDep,
    writers: WritersDep,
    request: Request,
    key: str,
) -> Response:
    """Store one part; what is asked for is signed, so no bearer token is needed."""
    if (endpoint := store.capabilities.part_endpoint) is None:
        raise NotFound("stores_no_parts")
    loop = asyncio.get_running_loop()
    query = request.query_params
    writer = await loop.run_in_executor(writers, endpoint.open_part, key, query)
    try:
        await receive(writer, request.stream(), writers)
        part = await loop.run_in_executor(writers, stored, writer, key, database, pipeline, metrics)
    finally:
        writer.close()
    return Response(headers={"ETag": f'"{part.etag}"'})


async def receive(writer: IncomingPart, chunks: AsyncIterator[bytes], threads: Executor) -> None:
    """Hash and write off the loop, a batch at a time, while the next one arrives."""
    loop = asyncio.get_running_loop()
    writing: asyncio.Future[None] | None = None
    batch: list[bytes] = []
    gathered = 0
    try:
        async for chunk in chunks:
            batch.append(chunk)
            gathered += len(chunk)
            if gathered >= BATCH:
                if writing is not None:
                    await writing
                writing = loop.run_in_executor(threads, writer.write, batch)
                batch, gathered = [], 0
        if writing is not None:
            await writing
        writing = loop.run_in_executor(threads, writer.write, batch)
    finally:
        if writing is not None:
            await writing


def stored(
    writer: IncomingPart, key: str, database: Database, pipeline: Pipeline, metrics: Metrics
) -> StoredPart:
    """Of a film of one small part nobody needs to hear: it is whole a moment later."""
    part = writer.finish()
    metrics.received.inc(part.size_bytes)
    if part.size_bytes >= USUAL_PART or part.number > 1:
        video_id = key.split("/")[1]
        if upload := database.upload_of(video_id):
            pipeline.part_stored(upload.id)
    return part

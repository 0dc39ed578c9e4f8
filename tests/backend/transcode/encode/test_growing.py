"""How often a source is looked at while its bytes arrive, and what is needed of it by when."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from backend.transcode.api import Job
from backend.transcode.encode.embedded import Making
from backend.transcode.encode.growing import NotYet
from backend.transcode.plan.ladder import Encoding
from tests.backend.transcode.fakes import FolderStore

PART, PARTS = 1 << 10, 200


def test_a_source_without_an_index_is_looked_at_a_few_times(tmp_path: Path) -> None:
    """Nothing but small boxes, which would be walked anew as each part arrives."""
    source = tmp_path / "source"
    source.write_bytes(b"\0\0\0\x08free" * (PART * PARTS // 8))
    job = Job("v", "r", "sources/v/1", PART * PARTS)
    making = Making(FolderStore(tmp_path / "store"), job, Encoding(), tmp_path, None)
    making.arriving = source

    looks = 0
    for count in range(1, PARTS + 1):
        making.available_bytes = count * PART
        if making.can_prepare:
            looks += 1
            with suppress(NotYet):
                making.prepare()

    assert looks == 8

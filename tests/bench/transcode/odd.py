"""What becomes of the awkward corpus."""

from __future__ import annotations

import shutil
from pathlib import Path

from backend.transcode.errors import Refused
from tests.backend.transcode.encode.awkward import TABLE, Refusal, make_corpus
from tests.backend.transcode.encode.test_awkward import SHARED, check, read, transcode


def judge(folder: Path) -> tuple[int, list[str]]:
    """How many odd files there are, and which came out wrong."""
    wrong = []
    files = make_corpus(folder / "corpus", SHARED)
    for number, path in enumerate(files):
        wanted, out = TABLE.get(path.name), folder / f"out-{number}"
        try:
            top = transcode(path, out)
            assert not isinstance(wanted, Refusal)
            assert wanted is not None
            check(read(top / "media.m3u8"), wanted)
        except Refused as refused:
            if wanted != Refusal(str(refused)):
                wrong.append(f"{path.name}: {refused}")
        except Exception as error:  # noqa: BLE001 (whatever it is, the file came out wrong)
            wrong.append(f"{path.name}: {error!r}")
        shutil.rmtree(out, ignore_errors=True)
    return len(files), wrong

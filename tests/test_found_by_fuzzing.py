"""What `./dev bench fuzz` has found is read rightly ever since."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.fuzz.readers import READERS, refusing

FOUND = Path(__file__).parent / "bench/fuzz/found"
CASES = sorted(path.relative_to(FOUND) for path in FOUND.glob("*/*"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_found_cases_are_read_or_refused(case: Path) -> None:
    data = (FOUND / case).read_bytes()
    refusing(lambda: READERS[case.parent.name](data))


def test_there_are_cases_for_readers() -> None:
    assert {case.parent.name for case in CASES} <= set(READERS)
    assert CASES

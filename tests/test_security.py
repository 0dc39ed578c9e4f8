"""SECURITY.md promises nothing that nothing holds, and names no setting that there is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.config.environment import KNOWN

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| (?!Promise|---)(?P<promise>.+?) \| (?P<held>.+) \|$", re.MULTILINE)
TEXT = (ROOT / "SECURITY.md").read_text()
PROMISED = TEXT.partition("## What Matinee promises")[2].partition("\n## ")[0]
PROMISES = [match.groups() for match in ROW.finditer(PROMISED)]
assert PROMISES, "the table is not where it was"
COMMAND = re.compile(r"\./dev (?:bench (?P<bench>\w+)|server check|sbom)")


@pytest.mark.parametrize(("promise", "held"), PROMISES, ids=[row[0][:40] for row in PROMISES])
def test_each_promise_has_what_holds_it(promise: str, held: str) -> None:
    """A test that is there, or a bench that is."""
    named = re.findall(r"`([^`]+)`", held)
    assert named, promise
    for name in named:
        if (command := COMMAND.match(name)) is None:
            assert (ROOT / "tests" / name).exists(), name
        elif bench := command["bench"]:
            assert list((ROOT / "tests/bench").glob(f"{bench}*")), name


def test_each_setting_that_it_names_is_one() -> None:
    named = set(re.findall(r"MATINEE_[A-Z_]+", TEXT))
    assert named
    assert named <= KNOWN

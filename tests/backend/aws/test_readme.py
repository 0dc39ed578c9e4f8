"""The figures of packaging/aws/README.md are those of the cost module."""

from __future__ import annotations

from pathlib import Path

from backend.videos import costs
from tests.bench.aws import fleets, table

README = Path(__file__).parents[3] / "packaging/aws/README.md"


def test_the_table_is_computed() -> None:
    """`python -m tests.bench.aws --costs` prints it anew."""
    assert table(costs.load()) in README.read_text("utf-8")


def test_the_sizes_are_the_promised_ones() -> None:
    """1, 1,000 and 1,000,000 films."""
    assert [fleet.films for fleet in fleets()] == [1, 1000, 1_000_000]

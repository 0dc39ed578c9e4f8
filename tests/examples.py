"""How many examples the tests of random orders try."""

from __future__ import annotations

import os

SHARE = 4


def examples(most: int) -> int:
    """A share of them; all where HYPOTHESIS_PROFILE is `long`. They differ from run to run, so what
    one run of the suite misses another finds."""
    return most if os.environ.get("HYPOTHESIS_PROFILE") == "long" else most // SHARE

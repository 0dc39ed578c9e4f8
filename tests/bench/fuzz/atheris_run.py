"""Runs in an environment with atheris: `python -m tests.bench.fuzz.atheris_run READER`, then
libFuzzer's own words."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["app", "backend"]):
    from tests.bench.fuzz.readers import READERS, refusing


def main() -> None:
    read = READERS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda data: refusing(lambda: read(data)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""`./dev bench fuzz`: what reads strangers' bytes in Python, fed by libFuzzer (atheris).

What it breaks a reader with is kept in FOLDER; what has been mended lies in `found/`, and is tried
by the tests ever since.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.bench._environment import ROOT, environment
from tests.bench.fuzz.readers import READERS
from tests.bench.fuzz.seeds import write_seeds

RUNS = re.compile(r"stat::number_of_executed_units: (\d+)")
SLOW_SECONDS = 5
"""A few KiB that keep a reader busy for so long are a find, too."""
LONGEST_BYTES = 20_000


def fuzz(reader: str, folder: Path, seconds: int) -> Mapping[str, int]:
    """How many inputs were tried until the time was over or one broke it, and how many did."""
    corpus, broken = folder / "corpus" / reader, folder / "broken" / reader
    seeds = Path(__file__).with_name("found") / reader
    for each in (corpus, broken, seeds):
        each.mkdir(parents=True, exist_ok=True)
    write_seeds(reader, corpus)
    program = [str(environment("fuzz") / "python"), "-m", "tests.bench.fuzz.atheris_run", reader]
    options = (
        *(f"-max_total_time={seconds}", f"-timeout={SLOW_SECONDS}", "-print_final_stats=1"),
        *(f"-max_len={LONGEST_BYTES}", "-rss_limit_mb=1024", f"-artifact_prefix={broken}/"),
    )
    told = subprocess.run(
        [*program, str(corpus), str(seeds), *options],
        cwd=ROOT,
        text=True,
        stderr=subprocess.PIPE,
        check=False,
    )
    runs = RUNS.search(told.stderr)
    if told.returncode or runs is None:
        print(told.stderr[-3000:])
    return {"runs": int(runs[1]) if runs else 0, "failed": len(list(broken.iterdir()))}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for each reader")
    parser.add_argument("--only", choices=READERS)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "matinee-fuzz")
    options = parser.parse_args()
    found = {}
    for reader in [options.only] if options.only else READERS:
        found[reader] = fuzz(reader, options.folder, options.seconds)
        print(reader, found[reader])
    print(json.dumps(found))


if __name__ == "__main__":
    main()

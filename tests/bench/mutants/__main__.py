"""`./dev bench mutants`: faults put into the deciding modules, and whether a test notices.

A seeded sample, about as many faults of each module, so that two runs compare; what no test should
have to tell apart is left out by the rules of `meaning`. `--survivors` prints what went unnoticed.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench._environment import ROOT, environment
from tests.bench.mutants.judging import prepare, tree, unnoticed
from tests.bench.mutants.targets import TARGETS

FAULTS = "tests.bench.mutants.faults"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault in one module; `code` is the module with it."""

    module: str
    operator: str
    code: str

    def diff(self) -> str:
        before = (ROOT / self.module).read_text().splitlines()
        lines = difflib.unified_diff(
            before, self.code.splitlines(), self.module, self.operator, lineterm="", n=0
        )
        return "\n".join(lines)


def sample(modules: Sequence[str], count: int, seed: int) -> list[Mutant]:
    told = subprocess.run(
        [environment("mutants") / "python", "-m", FAULTS, str(count), str(seed)],
        input="\n".join(modules),
        cwd=ROOT,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return [Mutant(**json.loads(line)) for line in told.stdout.splitlines()]


def survivors_of(mutants: Sequence[Mutant]) -> list[Mutant]:
    prepare()
    with tempfile.TemporaryDirectory() as scratch:
        folders = [tree(Path(scratch) / str(number)) for number in range(os.cpu_count() or 1)]
        modules = sorted({mutant.module for mutant in mutants})
        whole = [(module, (ROOT / module).read_text()) for module in modules]
        passing = {modules[place] for place in unnoticed(whole, folders)}
        if failing := set(modules) - passing:
            sys.exit(f"The tests of {', '.join(sorted(failing))} fail without any fault.")
        faults = [(mutant.module, mutant.code) for mutant in mutants]
        return [mutants[place] for place in sorted(unnoticed(faults, folders))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="modules whose path holds this")
    parser.add_argument("--survivors", action="store_true")
    options = parser.parse_args()
    modules = [module for module in TARGETS if options.only in module]
    mutants = sample(modules, options.count, options.seed)
    survivors = survivors_of(mutants)
    if options.survivors:
        print("\n\n".join(mutant.diff() for mutant in survivors))
    alive, of = Counter(m.module for m in survivors), Counter(m.module for m in mutants)
    for module, count in sorted(of.items()):
        print(f"{count - alive[module]:4d} of {count:3d} noticed in {module}")
    killed = len(mutants) - len(survivors)
    share = round(100 * killed / max(1, len(mutants)), 1)
    print(json.dumps({"mutants": len(mutants), "killed": killed, "killed_percent": share}))


if __name__ == "__main__":
    main()

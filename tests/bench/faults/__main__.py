"""`./dev bench faults`: what is lost when processes, networks, disks and clocks fail.

A key a fault, `{"runs", "failed", …}`; null, with "why", where it could not be tried here.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.faults import (
    any_order,
    backups,
    changed_source,
    deletions,
    flaps,
    full_disks,
    killed_client,
    killed_completion,
    killed_encoder,
    load,
    outages,
    poisoned,
    short_urls,
    soak,
    two_clients,
    upgrades,
    wrong_clocks,
)
from tests.bench.faults.ground import CannotTryHere, Fault, Ground

FAULTS: dict[str, Fault] = {
    "R1": killed_client.run,
    "R2": killed_completion.run,
    "R3": flaps.run,
    "R4": short_urls.run,
    "R5": wrong_clocks.run,
    "R6": changed_source.run,
    "R7": two_clients.run,
    "R8": outages.run,
    "R9": full_disks.run,
    "R10": killed_encoder.run,
    "R11": poisoned.run,
    "R12": any_order.run,
    "R13": deletions.run,
    "R14": load.run,
    "R15": soak.run,
    "R16": backups.run,
    "R17": upgrades.run,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench faults", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=list(FAULTS), default=list(FAULTS))
    parser.add_argument("--quick", action="store_true", help="few runs of each")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    chosen = arguments()
    figures: dict[str, Any] = {}
    why: dict[str, str] = {}
    for name in chosen.only:
        say(f"· {name}: {FAULTS[name].__module__.rpartition('.')[2].replace('_', ' ')}")
        with tempfile.TemporaryDirectory(prefix="matinee-faults-") as folder:
            try:
                ground = Ground(Path(folder), chosen.quick, chosen.seed, say)
                figures[name] = FAULTS[name](ground)
            except CannotTryHere as reason:
                figures[name], why[name] = None, str(reason)
        say(f"  {figures[name]}")
    print(json.dumps({**figures, **({"why": why} if why else {})}))


if __name__ == "__main__":
    main()

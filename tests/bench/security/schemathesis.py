"""Whether any request at all is answered by 5xx: by schemathesis, over every operation."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench._environment import environment

LEFT_OUT = "(/events|^/api/sessions?|/api/admin/accounts/.*)$"
"""Streams, and what signs out whoever asks."""
STATEFUL_SHARE = 10
"""Answers that lead on to other operations are rare among what is made up."""
LINKS = re.compile(r"API Links: +(\d+) covered")


@dataclass(frozen=True, slots=True)
class Asked:
    examples: int
    seed: int


def run(url: str, token: str, folder: Path, asked: Asked) -> dict[str, Any]:
    """Its phases are its own; in the stateful one each answer leads on to what can be asked of it,
    and how many of those ways were gone is told."""
    report, config = folder / "report.json", folder / "schemathesis.toml"
    examples = asked.examples * STATEFUL_SHARE
    config.write_text(f"[phases.stateful.generation]\nmax-examples = {examples}\n")
    command: list[str | Path] = [
        *(environment("security") / "schemathesis", "--config-file", config),
        *("run", f"{url}/openapi.json"),
        *("-H", f"Authorization: Bearer {token}", "--continue-on-failure", "--no-shrink"),
        *("-c", "not_a_server_error", "--phases", "examples,coverage,fuzzing,stateful"),
        *("-n", str(asked.examples), "--seed", str(asked.seed)),
        *("--suppress-health-check", "all", "--report", "json", "--report-json-path", report),
        *("--exclude-path-regex", LEFT_OUT),
    ]
    told = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    print("\n".join(told.stdout.splitlines()[-40:]))
    found, links = json.loads(report.read_text()), LINKS.search(told.stdout)
    if not found["complete"] or found["errors"] or links is None:
        return {"schemathesis_failures": None, "why": f"it did not end well: {found['errors']}"}
    return {
        "schemathesis_operations": found["operations"]["tested"],
        "schemathesis_cases": found["test_cases"]["generated"],
        "schemathesis_links": int(links[1]),
        "schemathesis_failures": found["test_cases"]["unique_failures"],
    }

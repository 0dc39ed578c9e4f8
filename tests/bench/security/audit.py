"""Whether anything is known against the libraries that we ship."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench._environment import ROOT, environment

PIN = re.compile(r"^[\w.-]+==.*?(?= *\\?$)", re.MULTILINE)


def vulnerabilities(folder: Path) -> dict[str, Any]:
    """By pip-audit, which asks the registry for each. One that knows of no first one, as mirrors
    don't, is asked no further: else nothing known would look like nothing wrong."""
    pins = PIN.findall((ROOT / "requirements.lock").read_text())
    libraries: list[Any] = []
    for asked in (pins[:1], pins):
        libraries = audited(folder, asked) or [{"skip_reason": "it did not end well"}]
        if any("skip_reason" in each for each in libraries):
            return {"vulnerabilities": None, "why_no_audit": "the registry here knows of none"}
    known = {each["name"]: each["vulns"] for each in libraries if each["vulns"]}
    for name, found in known.items():
        print(f"  {name}: {', '.join(each['id'] for each in found)}")
    return {"audited": len(pins), "vulnerabilities": sum(map(len, known.values()))}


def audited(folder: Path, pins: Sequence[str]) -> list[Any] | None:
    """What is known of each; None where it does not end well."""
    asked = folder / "audited.txt"
    asked.write_text("\n".join(pins))
    command: list[str | Path] = [environment("security") / "pip-audit", "-r", asked, "-f", "json"]
    command += ["--disable-pip", "--no-deps", "--progress-spinner", "off"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    try:
        found: list[Any] = json.loads(told)["dependencies"]
    except (ValueError, KeyError):
        return None
    return found

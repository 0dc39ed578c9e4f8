"""`./dev sbom [FILE]`: what is in what we ship, with versions and licences, as CycloneDX has it.

The libraries as they are installed, without those that only develop; their licences' texts, which
whoever passes them on must pass on, too; and hls.js. FFmpeg and libmpv are the system's.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.bench._environment import ROOT, environment

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
HLS = re.compile(r'^HLS="hls\.js@(?P<version>[^"]+)"\nHLS_SHA256="(?P<sha256>\w+)"', re.MULTILINE)


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev sbom", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "dist/sbom.cdx.json")
    file = parser.parse_args().file
    lock, dev = ((ROOT / name).read_text() for name in ("requirements.lock", "dev"))
    found = shipped(installed(), PINNED.findall(lock), hls(dev))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=1))
    for name in unlicensed(found):
        sys.stderr.write(f"{name} says nothing of its licence\n")
    sys.stdout.write(f"{file}: {len(found['components'])} components\n")
    return int(bool(unlicensed(found)))


def installed() -> Any:
    """All that is in `.venv`, what it is by its own word."""
    command: list[str | Path] = [environment("security") / "cyclonedx-py", "environment"]
    command += ["--pyproject", ROOT / "pyproject.toml", "--output-reproducible"]
    command += ["--gather-license-texts", sys.executable]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def shipped(bom: Mapping[str, Any], names: Iterable[str], besides: Any) -> dict[str, Any]:
    """Of all that is installed, those of these names, and one thing besides."""
    wanted = {canonical(name) for name in names}
    kept = [each for each in bom["components"] if canonical(each["name"]) in wanted]
    refs = {bom["metadata"]["component"]["bom-ref"], *(each["bom-ref"] for each in kept)}
    dependencies = [
        {**each, "dependsOn": [ref for ref in each.get("dependsOn", []) if ref in refs]}
        for each in bom["dependencies"]
        if each["ref"] in refs
    ]
    return {**bom, "components": [*kept, besides], "dependencies": dependencies}


def hls(dev: str) -> dict[str, Any]:
    """As `dev` fetches it: for the pages that links show in a browser."""
    pinned = HLS.search(dev)
    assert pinned is not None, "`dev` does not say which hls.js it fetches"
    return {
        "type": "library",
        "bom-ref": "hls.js",
        "name": "hls.js",
        "version": pinned["version"],
        "purl": f"pkg:npm/hls.js@{pinned['version']}",
        "hashes": [{"alg": "SHA-256", "content": pinned["sha256"]}],
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }


def unlicensed(bom: Mapping[str, Any]) -> list[str]:
    return [each["name"] for each in bom["components"] if not each.get("licenses")]


def canonical(name: str) -> str:
    """One name, however it is written (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())

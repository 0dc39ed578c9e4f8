"""What the list of what we ship says, without making one."""

from __future__ import annotations

from typing import Any

from tests.bench._environment import ROOT
from tests.sbom import hls, shipped, unlicensed


def component(name: str, **more: Any) -> dict[str, Any]:
    return {"bom-ref": f"{name}==1", "name": name, "version": "1", **more}


def test_it_has_what_is_shipped_and_nothing_else() -> None:
    """By any spelling of a name, and without arrows that lead to what is left out."""
    free = {"licenses": [{"license": {"id": "MIT"}}]}
    components = [component("Jinja_Two", **free), component("pytest", **free), component("bare")]
    installed = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": components,
        "dependencies": [
            {"ref": "root", "dependsOn": ["Jinja_Two==1", "pytest==1"]},
            {"ref": "pytest==1"},
            {"ref": "bare==1"},
        ],
    }
    besides = hls((ROOT / "dev").read_text())
    made = shipped(installed, ["jinja-two", "bare"], besides)

    assert [each["name"] for each in made["components"]] == ["Jinja_Two", "bare", "hls.js"]
    assert made["dependencies"] == [
        {"ref": "root", "dependsOn": ["Jinja_Two==1"]},
        {"ref": "bare==1", "dependsOn": []},
    ]
    assert unlicensed(made) == ["bare"]
    assert len(besides["hashes"][0]["content"]) == 64

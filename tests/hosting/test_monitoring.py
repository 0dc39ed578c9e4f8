"""The dashboard and the alerts speak of figures that there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.http.metrics import Metrics

FOLDER = Path(__file__).parents[2] / "packaging" / "monitoring"
PARTS = {
    "counter": ("_total",),
    "gauge": ("",),
    "histogram": ("_bucket", "_count", "_sum"),
    "info": ("_info",),
}
NAME = re.compile(r"\b(?:matinee|process)_[a-z0-9_]+")


def expressions_of_dashboard() -> Iterator[str]:
    for panel in json.loads((FOLDER / "dashboard.json").read_text("utf-8"))["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def told() -> set[str]:
    """The names of all figures, those included of which there is none yet."""
    names: set[str] = set()
    for family in Metrics().registry.collect():
        names |= {family.name + part for part in PARTS[family.type]}
    return names


@pytest.mark.parametrize(
    "expression", [*expressions_of_dashboard(), *(rule["expr"] for rule in rules())]
)
def test_figures_that_are_shown_exist(expression: str) -> None:
    """By the names under which Prometheus keeps them."""
    names = set(NAME.findall(expression))
    assert names <= told()
    assert names or expression.startswith("up{")


def test_labels_that_are_shown_exist() -> None:
    """In what a dashboard writes beside its lines."""
    dashboard = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                by = re.findall(r"by \((\w+)\)", target["expr"])
                assert label in by or label == "instance", panel["title"]


def test_each_alert_says_what_is_wrong() -> None:
    assert [rule for rule in rules() if not rule["annotations"]["summary"].endswith(".")] == []
    assert len({rule["alert"] for rule in rules()}) == len(rules())

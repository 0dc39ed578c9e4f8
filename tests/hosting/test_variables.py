"""The table of variables says what the code does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from backend.config.cloud import (
    BucketVariables,
    CloudFrontKey,
    CloudFrontVariables,
    CloudSettings,
    MediaConvertSettings,
    MediaConvertVariables,
    MuxSettings,
    MuxVariables,
)
from backend.config.environment import GROUPS, KNOWN
from backend.config.issuer import IssuerSettings, IssuerVariables
from backend.config.settings import ServerVariables, Settings
from backend.config.variables import GIB, Variables, names_of

TABLE = Path(__file__).parents[2] / "docs" / "hosting" / "variables.md"
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
OF: dict[type[Variables], type[Any]] = {
    ServerVariables: Settings,
    BucketVariables: CloudSettings,
    CloudFrontVariables: CloudFrontKey,
    MediaConvertVariables: MediaConvertSettings,
    MuxVariables: MuxSettings,
    IssuerVariables: IssuerSettings,
}
BY_WORDS = {
    "MATINEE_DATA_DIR": "`matinee-data`",
    "MATINEE_DATABASE_URL": "`sqlite:///…/matinee.db`",
    "MATINEE_SECRET": "–",
    "MATINEE_TRANSCODE_JOBS": "a quarter of the cores",
    "MATINEE_S3_CHECKSUM": "`auto`",
    "MATINEE_OIDC_ISSUER": "–",
    "MATINEE_OIDC_NAME": "–",
    "MATINEE_STORE": f"`{CloudSettings().store}`",
    "MATINEE_TRANSCODER": f"`{CloudSettings().transcoder}`",
}
"""Computed when the server starts, or not a field's own value."""
SWITCHING_ON = ("AWS_CLOUDFRONT_DOMAIN", "AWS_MEDIACONVERT_ROLE", "MATINEE_MUX_TOKEN_ID")
"""With these, the others of their group count."""


def shown(name: str, field: Field[Any]) -> str:
    value = field.default
    if name in SWITCHING_ON:
        return "–"
    if value is MISSING:
        return "needed"
    if isinstance(value, bool):
        return f"`{'on' if value else 'off'}`"
    if value in (None, "", (), frozenset()):
        return "–"
    return f"`{value // GIB if name.endswith('_GIB') else value}`"


def defaults() -> Iterator[tuple[str, str]]:
    for kind in GROUPS:
        of_settings = {field.name: field for field in fields(OF[kind])}
        for field, variable in kind.model_fields.items():
            for name in names_of(variable):
                yield name, BY_WORDS.get(name) or shown(name, of_settings[field])


def rows() -> list[tuple[str, ...]]:
    return ROW.findall(TABLE.read_text("utf-8"))


def test_each_variable_has_one_row() -> None:
    """None is missing, and none is in the table that the server doesn't know."""
    assert sorted(name for name, _, _ in rows()) == sorted(KNOWN)


def test_defaults_are_those_of_the_code() -> None:
    in_code = {**BY_WORDS, **dict(defaults())}

    assert {name: default for name, default, _ in rows()} == in_code


def test_each_is_explained_by_a_sentence() -> None:
    assert [name for name, _, words in rows() if not words.endswith(".") or len(words) < 10] == []

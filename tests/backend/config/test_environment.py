"""All settings together, and all that is wrong with them at once."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

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
from backend.config.environment import read_environment
from backend.config.settings import ServerVariables, Settings
from backend.config.variables import BadSetting, Variables
from backend.wiring import WIRING

ROLE = "arn:aws:iam::123456789012:role/matinee"


def read(env: dict[str, str], folder: Path) -> tuple[Settings, CloudSettings]:
    return read_environment(env, folder, tuple(WIRING.stores), tuple(WIRING.transcoders))


def faults(env: dict[str, str], folder: Path) -> list[str]:
    with pytest.raises(BadSetting) as caught:
        read(env, folder)
    return str(caught.value).splitlines()


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Each in its sentence, and none twice though two readers meet it."""
    env = {
        "MATINEE_QUOTA_GIB": "many",
        "MATINEE_LAZY_RUNGS": "perhaps",
        "AWS_S3_BUCKET": "films",
        "MATINEE_S3_ADDRESSING": "postal",
        "AWS_MEDIACONVERT_ROLE": "matinee",
        "AWS_CLOUDFRONT_DOMAIN": "d1.cloudfront.net",
    }

    assert faults(env, tmp_path) == [
        "MATINEE_QUOTA_GIB must be a number above 0, not 'many'.",
        "MATINEE_LAZY_RUNGS must be on or off, not 'perhaps'.",
        "MATINEE_S3_ADDRESSING must be one of auto, path, virtual, not 'postal'.",
        "MATINEE_CLOUDFRONT_KEY_ID is missing: "
        "AWS_CLOUDFRONT_DOMAIN is set, and its URLs must be signed.",
        "MATINEE_CLOUDFRONT_KEY_FILE is missing: "
        "AWS_CLOUDFRONT_DOMAIN is set, and its URLs must be signed.",
        "AWS_MEDIACONVERT_ROLE must be a role's ARN (arn:aws:iam::…:role/…), not 'matinee'.",
    ]


def test_contradictions_are_told_at_once_too(tmp_path: Path) -> None:
    """Once each value is right by itself."""
    env = {"AWS_MEDIACONVERT_ROLE": ROLE, "AWS_ACCESS_KEY_ID": "x"}

    assert [told.partition(" ")[0] for told in faults(env, tmp_path)] == [
        "MATINEE_TRANSCODER",
        "AWS_SECRET_ACCESS_KEY",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MATINEE_QUOTA_GB", "MATINEE_QUOTA_GIB"),
        ("MATINEE_HOST", "MATINEE_HOSTS"),
        ("MATINEE_TRANSCODERS", "MATINEE_TRANSCODER"),
        ("MATINEE_MUX_TOKEN_SECRETS", "MATINEE_MUX_TOKEN_SECRET"),
    ],
)
def test_a_misspelt_one_is_told_with_what_was_meant(tmp_path: Path, name: str, meant: str) -> None:
    """Instead of being passed over."""
    assert faults({name: "1"}, tmp_path) == [f"There is no setting {name}. Did you mean {meant}?"]


@pytest.mark.parametrize(
    "name", ["MATINEE_TOKEN", "MATINEE_VERSION", "QUOTA_GB", "MATINEE_TEST_S3_ENDPOINT"]
)
def test_others_are_nobodys_business(tmp_path: Path, name: str) -> None:
    """A variable of the command line's, the packager's or the tests' is no fault."""
    assert read({name: "1"}, tmp_path)[1] == CloudSettings()


def test_this_process_is_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what the caller hands in counts."""
    monkeypatch.setenv("MATINEE_SIGNUP", "off")

    assert read({}, tmp_path)[0].signup is None


@pytest.mark.parametrize(
    ("variables", "settings"),
    [
        (ServerVariables, Settings),
        (BucketVariables, CloudSettings),
        (CloudFrontVariables, CloudFrontKey),
        (MediaConvertVariables, MediaConvertSettings),
        (MuxVariables, MuxSettings),
    ],
)
def test_each_variable_sets_a_field(variables: type[Variables], settings: type) -> None:
    """They are handed over by name, which no type checker sees."""
    assert set(variables.model_fields) <= {item.name for item in fields(settings)}

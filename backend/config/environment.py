"""All that the administrator set, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from backend.config.cloud import (
    BucketVariables,
    CloudFrontVariables,
    CloudSettings,
    MediaConvertVariables,
    MuxVariables,
)
from backend.config.issuer import IssuerVariables
from backend.config.settings import ServerVariables, Settings
from backend.config.variables import BadSetting, misspelt, names_of, tried

GROUPS = (
    *(ServerVariables, BucketVariables, CloudFrontVariables),
    *(MediaConvertVariables, MuxVariables, IssuerVariables),
)
KNOWN = frozenset(
    {
        *("MATINEE_STORE", "MATINEE_TRANSCODER"),
        *(
            name
            for kind in GROUPS
            for field in kind.model_fields.values()
            for name in names_of(field)
        ),
    }
)


def read_environment(
    env: Mapping[str, str],
    data_dir: Path | None,
    stores: Collection[str],
    transcoders: Collection[str],
) -> tuple[Settings, CloudSettings]:
    """Raises BadSetting with a sentence for each fault, and Unwritable."""
    faults = misspelt(env, KNOWN)
    settings = tried(faults, lambda: Settings.from_env(env, data_dir))
    cloud = tried(faults, lambda: CloudSettings.from_env(env, stores, transcoders))
    if faults or settings is None or cloud is None:
        raise BadSetting(*faults)
    return settings, cloud

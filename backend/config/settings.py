"""What the administrator decides: read once from the environment, typed, wrong values named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from backend.config import secret_file
from backend.config.issuer import IssuerSettings
from backend.config.secret_file import made_in
from backend.config.variables import (
    GIB,
    Count,
    Gibibytes,
    Pause,
    Positive,
    Secret,
    Switch,
    Variables,
    WebAddress,
    one_of,
    read,
)


class Unwritable(Exception):
    """One sentence, like `BadSetting`'s; here the machine has to be seen to."""

    def __init__(self, path: object, reason: object) -> None:
        super().__init__(f"Matinee can't write to {path}: {reason}.")


class Unreachable(Exception):
    """One sentence: what the server needs is not there just now, whatever the settings are."""

    def __init__(self, what: str, where: str, setting: str) -> None:
        super().__init__(f"Can't reach the {what} at {where}. Start it, or check {setting}.")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Has an OSError come as `Unwritable`: a full disk, a folder that is somebody else's."""
    try:
        yield
    except OSError as error:
        raise Unwritable(folder, error.strerror) from error


@dataclass(frozen=True, slots=True)
class Settings:
    """Seconds and bytes as named; `secret` signs URLs, `local_secret` signs the owner in."""

    data_dir: Path
    secret: str = field(repr=False)
    database_url: str = field(repr=False)
    former_secret: str | None = field(default=None, repr=False)
    """What it has signed counts for as long as such a URL lives."""
    secret_file: Path | None = None
    """Where the secret is kept, if the administrator has none of their own."""
    local_secret: str | None = field(default=None, repr=False)
    public_url: str | None = None
    hosts: tuple[str, ...] = ()
    """By which names it may be asked besides the public one."""
    signup: bool | None = None
    """Whether whoever wants to may have an account; None: if only this machine asks."""
    guests: bool | None = None
    """Whether what is public can be seen without an account; None: if only this machine asks."""
    quota_bytes: int | None = None
    max_file_bytes: int = 45_000 * GIB
    free_bytes: int | None = None
    """What stays free of the disk; None: a twentieth of it, between 1 and 10 GiB."""
    undo_seconds: float | None = None
    """How long a deleted film can be had back before anything leaves the store."""
    versions: int = 3
    """How many former sources of a film are kept."""
    upload_days: float = 7
    session_days: float = 90
    url_seconds: int = 3600
    log_level: str = "INFO"
    docs: bool = False
    """Whether there is a page about the API."""
    metrics_token: str | None = field(default=None, repr=False)
    """What /metrics is asked with; None: it is for programs of this machine alone."""
    transcode_jobs: int = 1
    preset: str = "veryfast"
    """x264's: slower ones make more of each bit."""
    tall_rungs: bool = False
    fixed_bitrate: bool = False
    dash: bool = False
    lazy_rungs: bool = False
    workers_broker: str | None = field(default=None, repr=False)
    oidc: IssuerSettings | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str], data_dir: Path | None = None) -> Settings:
        """Read `MATINEE_…`; `data_dir` (the command line's) goes before MATINEE_DATA_DIR.

        Raises BadSetting, and Unwritable where no secret can be kept.
        """
        given = read(ServerVariables, env).given
        folder: Path = data_dir or given.get("data_dir") or Path("matinee-data")
        folder = folder.expanduser().absolute()
        with writing(folder):
            if "secret" not in given:
                given["secret_file"] = made_in(folder)
                given["secret"] = secret_file.read(given["secret_file"]).current
        computed = {
            "database_url": sqlite_url(folder),
            "transcode_jobs": fitting_jobs(os.cpu_count()),
            "oidc": IssuerSettings.from_env(env, given.get("public_url")),
        }
        return cls(**{**computed, **given, "data_dir": folder})


def fitting_jobs(cores: int | None) -> int:
    """One FFmpeg with a whole ladder keeps about four cores busy, and takes half a gigabyte."""
    return max(1, (cores or 1) // 4)


def level(text: str) -> str:
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError(f"DEBUG, INFO, WARNING or ERROR, not {text!r}")
    return text.upper()


def host_names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(","))
    if not all(re.fullmatch(r"[a-z0-9._-]+|[0-9a-f]*(:[0-9a-f]*){2,7}", name) for name in names):
        raise ValueError(f"names of hosts with commas between them, without ports, not {text!r}")
    return names


def redis_address(text: str) -> str:
    if not text.startswith(("redis://", "rediss://")):
        raise ValueError("a redis:// or rediss:// address")
    if find_spec("celery") is None:
        raise ValueError("empty here: workers need the optional libraries, matinee[workers]")
    return text


def database_url(text: str) -> str:
    """SQLAlchemy's form; `postgres://` as hosting panels write it is understood too."""
    scheme, separator, rest = text.partition("://")
    drivers = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
    scheme = drivers.get(scheme, scheme)
    if not separator or scheme not in ("sqlite", "postgresql+psycopg"):
        raise ValueError("a sqlite:/// or postgresql:// address")
    return f"{scheme}://{rest}"


DatabaseUrl = Annotated[str, BeforeValidator(database_url)]


PRESETS = (
    *("ultrafast", "superfast", "veryfast", "faster", "fast"),
    *("medium", "slow", "slower", "veryslow"),
)


class ServerVariables(Variables):
    """Named as the fields of `Settings` that they set."""

    data_dir: Path | None = None
    secret: Secret | None = None
    former_secret: Secret | None = None
    database_url: DatabaseUrl | None = None
    local_secret: Secret | None = None
    public_url: WebAddress | None = None
    hosts: Annotated[tuple[str, ...], BeforeValidator(host_names)] = ()
    signup: Switch | None = None
    guests: Switch | None = None
    quota_bytes: Gibibytes | None = Field(None, validation_alias="MATINEE_QUOTA_GIB")
    max_file_bytes: Gibibytes | None = Field(None, validation_alias="MATINEE_MAX_FILE_GIB")
    free_bytes: Gibibytes | None = Field(None, validation_alias="MATINEE_FREE_GIB")
    undo_seconds: Pause | None = None
    versions: Count | None = None
    upload_days: Positive | None = None
    session_days: Positive | None = None
    log_level: Annotated[str, BeforeValidator(level)] | None = None
    docs: Switch = False
    metrics_token: Secret | None = None
    transcode_jobs: Count | None = None
    preset: Annotated[str, BeforeValidator(one_of(*PRESETS))] | None = None
    tall_rungs: Switch = False
    fixed_bitrate: Switch = False
    dash: Switch = False
    lazy_rungs: Switch = False
    workers_broker: Annotated[str, BeforeValidator(redis_address)] | None = None


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'matinee.db'}"

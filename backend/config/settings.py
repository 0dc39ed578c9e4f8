"""What the administrator decides: read once from the environment, typed, wrong values named."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
MIB = 1024 * 1024
GIB = 1024 * MIB


class BadSetting(Exception):
    """One sentence that names the variable; the server prints it and ends with status 2."""


class Unwritable(Exception):
    """One sentence, like `BadSetting`'s; here the machine has to be seen to."""

    def __init__(self, path: object, reason: object) -> None:
        super().__init__(f"Matinee can't write to {path}: {reason}.")


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
    secret: str
    database_url: str
    local_secret: str | None = None
    public_url: str | None = None
    hosts: tuple[str, ...] = ()
    """By which names it may be asked besides the public one."""
    signup: bool = True
    quota_bytes: int | None = None
    max_file_bytes: int = 45_000 * GIB
    free_bytes: int | None = None
    """What stays free of the disk; None: a twentieth of it, between 1 and 10 GiB."""
    upload_days: float = 7
    session_days: float = 90
    url_seconds: int = 3600
    log_level: str = "INFO"
    transcode_jobs: int = 1
    tall_rungs: bool = False
    fixed_bitrate: bool = False
    dash: bool = False
    lazy_rungs: bool = False
    workers_broker: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str], data_dir: Path | None = None) -> Settings:
        """Read `MATINEE_…`; `data_dir` (the command line's) goes before MATINEE_DATA_DIR.

        Raises BadSetting, and Unwritable where no secret can be kept.
        """
        read = Reader(env)
        folder = data_dir or read("MATINEE_DATA_DIR", Path, Path("matinee-data"))
        folder = folder.expanduser().absolute()
        with writing(folder):
            secret = read("MATINEE_SECRET", long_enough, "") or kept_secret(folder)
        return cls(
            data_dir=folder,
            secret=secret,
            database_url=read("MATINEE_DATABASE_URL", database_url, sqlite_url(folder)),
            local_secret=read("MATINEE_LOCAL_SECRET", long_enough, None),
            public_url=read("MATINEE_PUBLIC_URL", web_address, None),
            hosts=read("MATINEE_HOSTS", host_names, ()),
            signup=read("MATINEE_SIGNUP", switch, True),
            quota_bytes=read("MATINEE_QUOTA_GIB", gibibytes, None),
            max_file_bytes=read("MATINEE_MAX_FILE_GIB", gibibytes, 45_000 * GIB),
            free_bytes=read("MATINEE_FREE_GIB", gibibytes, None),
            upload_days=read("MATINEE_UPLOAD_DAYS", positive, 7.0),
            session_days=read("MATINEE_SESSION_DAYS", positive, 90.0),
            log_level=read("MATINEE_LOG_LEVEL", level, "INFO"),
            transcode_jobs=read("MATINEE_TRANSCODE_JOBS", count, fitting_jobs(os.cpu_count())),
            tall_rungs=read("MATINEE_TALL_RUNGS", switch, False),
            fixed_bitrate=read("MATINEE_FIXED_BITRATE", switch, False),
            dash=read("MATINEE_DASH", switch, False),
            lazy_rungs=read("MATINEE_LAZY_RUNGS", switch, False),
            workers_broker=read("MATINEE_WORKERS_BROKER", redis_address, None),
        )


def fitting_jobs(cores: int | None) -> int:
    """One FFmpeg with a whole ladder keeps about four cores busy, and takes half a gigabyte."""
    return max(1, (cores or 1) // 4)


class Reader:
    """Looks a variable up and turns it into its type; an empty one counts as not set."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def __call__(self, name: str, kind: Callable[[str], T], default: T) -> T:
        if not (text := self._env.get(name, "").strip()):
            return default
        try:
            return kind(text)
        except (ValueError, OverflowError) as error:
            raise BadSetting(f"{name} must be {error}.") from None


def switch(text: str) -> bool:
    known = {"on": True, "true": True, "1": True, "yes": True}
    known |= {"off": False, "false": False, "0": False, "no": False}
    if text.lower() not in known:
        raise ValueError(f"on or off, not {text!r}")
    return known[text.lower()]


def positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < 1e9:
        raise ValueError(f"a number above 0, not {text!r}")
    return number


def count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise ValueError(f"a whole number from 1 to 1024, not {text!r}")
    return int(text)


def gibibytes(text: str) -> int:
    return int(positive(text) * GIB)


def long_enough(text: str) -> str:
    if len(text) < 16:
        raise ValueError("a secret of at least 16 characters")
    return text


def level(text: str) -> str:
    if text.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError(f"DEBUG, INFO, WARNING or ERROR, not {text!r}")
    return text.upper()


def web_address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError(f"an http:// or https:// address, not {text!r}")
    return text.rstrip("/")


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


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'matinee.db'}"


def kept_secret(folder: Path) -> str:
    """The signing secret of this data directory, made on first use, readable by its owner only."""
    path = folder / "secret"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = folder / f"secret.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(32))
        fresh.replace(path)
    return path.read_text()

"""The administrator's settings: read once, typed, wrong ones named."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.config.settings import Settings, fitting_jobs
from backend.config.variables import GIB, BadSetting
from backend.wiring import make_encoding


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    """The defaults serve one machine."""
    settings = Settings.from_env({}, tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path}/matinee.db"
    assert (settings.quota_bytes, settings.signup, settings.local_secret) == (None, None, None)


@pytest.mark.parametrize(("cores", "jobs"), [(None, 1), (1, 1), (4, 1), (8, 2), (64, 16)])
def test_as_many_jobs_as_the_machine_fits(cores: int | None, jobs: int) -> None:
    """Unless the administrator says otherwise."""
    assert fitting_jobs(cores) == jobs


def test_the_signing_secret_is_made_once_and_private(tmp_path: Path) -> None:
    """It stays over restarts, readable by its owner only."""
    first, again = (Settings.from_env({}, tmp_path).secret for _ in range(2))

    assert first == again
    assert len(first) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_reads_what_is_set(tmp_path: Path) -> None:
    """Units are in the names; empty means not set."""
    env = {
        "MATINEE_DATA_DIR": str(tmp_path),
        "MATINEE_QUOTA_GIB": "2.5",
        "MATINEE_SIGNUP": "Off",
        "MATINEE_GUESTS": "on",
        "MATINEE_DATABASE_URL": "postgres://u:p@h/d",
        "MATINEE_PUBLIC_URL": "https://films.example.org/",
        "MATINEE_HOSTS": "Films, films.example.net",
        "MATINEE_PRESET": "slow",
        "MATINEE_LOG_LEVEL": "",
    }
    settings = Settings.from_env(env)

    assert settings.data_dir == tmp_path
    assert settings.quota_bytes == int(2.5 * GIB)
    assert not settings.signup
    assert settings.guests
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert settings.public_url == "https://films.example.org"
    assert settings.hosts == ("films", "films.example.net")
    assert settings.log_level == "INFO"
    assert make_encoding(settings).preset == "slow"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MATINEE_SECRET", "short"),
        ("MATINEE_LOCAL_SECRET", "short"),
        ("MATINEE_DATABASE_URL", "mysql://x"),
        ("MATINEE_DATABASE_URL", "nonsense"),
        ("MATINEE_PUBLIC_URL", "films.example.org"),
        ("MATINEE_HOSTS", "https://films.example.org"),
        ("MATINEE_HOSTS", "films:8000"),
        ("MATINEE_HOSTS", "films,,"),
        ("MATINEE_SIGNUP", "maybe"),
        ("MATINEE_QUOTA_GIB", "0"),
        ("MATINEE_QUOTA_GIB", "many"),
        ("MATINEE_QUOTA_GIB", "nan"),
        ("MATINEE_MAX_FILE_GIB", "1e300"),
        ("MATINEE_UPLOAD_DAYS", "-1"),
        ("MATINEE_UNDO_SECONDS", "3601"),
        ("MATINEE_VERSIONS", "0"),
        ("MATINEE_LOG_LEVEL", "loud"),
        ("MATINEE_TRANSCODE_JOBS", "1.5"),
        ("MATINEE_TRANSCODE_JOBS", "²"),
        ("MATINEE_PRESET", "placebo"),
        ("MATINEE_WORKERS_BROKER", "amqp://host"),
    ],
)
def test_a_wrong_one_is_a_sentence_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    """And never repeats a secret."""
    with pytest.raises(BadSetting, match=rf"^{name} must be .*\.$") as caught:
        Settings.from_env({name: value}, tmp_path)

    assert "SECRET" not in name or value not in str(caught.value)

"""What every test may rely on: a display of its own, and nothing of the user's."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.display import start_display

DISPLAY_SERVER = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start an X server of the tests' own, before Qt looks for one."""
    # Whoever starts us in the background may have SIGINT ignored, and our children with it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if shutil.which("Xvfb") is not None:
        config.stash[DISPLAY_SERVER] = start_display()


def pytest_unconfigure(config: pytest.Config) -> None:
    if (server := config.stash.get(DISPLAY_SERVER, None)) is not None:
        server.terminate()
        server.wait()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's settings, journal, cache or AWS credentials."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name.lower()))
    for name in [name for name in os.environ if name.startswith(("AWS_", "MATINEE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session")
def film() -> Path:
    """The first 30 s of Big Buck Bunny: H.264 1080p24 with 5.1 AAC, which `./dev test` fetches."""
    path = Path(__file__).parent.parent / ".cache" / "film" / "video.mp4"
    assert path.exists(), "./dev test fetches the sample film; run it once."
    return path

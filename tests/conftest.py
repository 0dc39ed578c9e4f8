"""What every test may rely on: a display of its own, and nothing of the user's; and which tests
stay together when there are several workers."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.display import start_display

ROOT = Path(__file__).parent
TOGETHER: Mapping[str, str] = {
    "backend/aws": "stores",
    "backend/storage": "stores",
    "backend/test_s3_backend.py": "stores",
    "backend/database": "postgresql",
    "backend/test_aws_backend.py": "postgresql",
    "app/player/session/test_faults.py": "faults",
    "app/player/session": "theatre",
    "app/player/engine": "theatre",
    "app/player/remux/test_container.py": "theatre",
    "app/ui/player/test_video_surface.py": "theatre",
}
"""Folders of which one worker runs all, for what their tests share; else it runs a whole file. What
waits longest in the theatre has a worker of its own."""
LONGEST_FIRST = (
    "app/player/session",
    "e2e/test_first_light.py",
    "e2e/test_a_creators_day.py",
    "backend/http/pages",
    "backend/transcode/encode/test_workers.py",
    "backend/transcode/source/test_joined.py",
    "backend/transcode/encode/test_awkward.py",
    "backend/database",
    "backend/test_aws_backend.py",
    "backend/storage",
    "backend/test_process.py",
    "app/upload/engine/test_queue.py",
    "app/upload/engine/test_queue_and_people.py",
    "backend/transcode",
    "e2e",
)
"""What would otherwise be begun last, and waited for by all workers but one."""

SLOW_FIXTURES = frozenset({"theatre", "cmaf", "film", "whole", "postgres_url", "redis", "moto_url"})
SLOW_SERVERS = ("[moto", "[ministack", "[rclone", "[postgresql")
SLOW_FILES = (
    "e2e",
    "test_demo.py",
    "app/cli/test_without_a_window.py",
    "app/cli/upload/test_command.py",
    "app/desktop/media/test_mpris_service.py",
    "app/export/test_moving.py",
    "app/offline/test_watching.py",
    "app/player/abr/test_simulation.py",
    "app/player/session/test_faults.py",
    "app/player/session/test_local_files.py",
    "app/player/session/test_original.py",
    "app/player/session/test_others.py",
    "app/player/session/test_playing.py",
    "app/player/session/test_tools.py",
    "app/server/test_account_calls.py",
    "app/server/test_studio_calls.py",
    "app/server/test_viewing_calls.py",
    "app/ui/shell/test_accounts.py",
    "app/ui/shell/test_application.py",
    "app/ui/shell/test_desktop.py",
    "app/ui/shell/test_files_before.py",
    "app/ui/shell/test_forms.py",
    "app/ui/shell/test_news.py",
    "app/ui/shell/test_translation.py",
    "app/ui/switching",
    "app/ui/watching/test_addresses.py",
    "app/ui/watching/test_parts.py",
    "app/ui/watching/test_queueing.py",
    "app/ui/watching/test_sharing.py",
    "app/upload/engine/test_holding.py",
    "app/upload/engine/test_limited.py",
    "app/upload/engine/test_notes.py",
    "app/upload/engine/test_queue.py",
    "app/upload/engine/test_queue_and_people.py",
    "app/upload/source/test_probe.py",
    "backend/aws/test_template.py",
    "backend/database/test_playlists.py",
    "backend/http/pages/test_in_a_browser.py",
    "backend/http/routes/test_access_matrix.py",
    "backend/http/routes/test_accounts.py",
    "backend/http/routes/test_events.py",
    "backend/http/routes/test_fuzz.py",
    "backend/http/routes/test_operations.py",
    "backend/http/routes/test_sessions.py",
    "backend/http/routes/test_share_links.py",
    "backend/http/routes/test_statistics.py",
    "backend/http/routes/test_studio.py",
    "backend/http/routes/test_viewer_events.py",
    "backend/http/routes/test_viewers.py",
    "backend/http/routes/test_watch.py",
    "backend/http/test_hook_routes.py",
    "backend/http/test_production_routes.py",
    "backend/storage/test_odd_s3.py",
    "backend/storage/test_s3.py",
    "backend/test_aws_backend.py",
    "backend/test_check.py",
    "backend/test_process.py",
    "backend/test_s3_backend.py",
    "backend/test_seams.py",
    "backend/transcode/encode/test_awkward.py",
    "backend/transcode/encode/test_embedded.py",
    "backend/transcode/encode/test_workers.py",
    "backend/transcode/source/test_clock.py",
    "backend/transcode/source/test_joined.py",
    "backend/uploads/test_reservations.py",
    "backend/uploads/test_versions.py",
    "backend/videos/test_orders.py",
    "backend/videos/test_pipeline.py",
    "backend/videos/test_pipeline_again.py",
    "test_dev.py",
    "test_strings.py",
)
"""A film that has to be made, a player, a program of somebody else's, a process of ours, or a
server or an account for each test."""

DISPLAY_SERVER = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start an X server of the tests' own, before Qt looks for one."""
    # Whoever starts us in the background may have these ignored, and our children with them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    keep_bytecode()
    gc.disable()
    if shutil.which("Xvfb") is not None and not is_only_in_charge(config):
        config.stash[DISPLAY_SERVER] = start_display()


def keep_bytecode() -> None:
    """Whatever the caller wants: else each process of the tests would compile Matinee anew, which
    takes as long as everything else that most of them do."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def is_only_in_charge(config: pytest.Config) -> bool:
    """Of workers that run the tests; each has a display of its own."""
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Gives each worker whole groups. xdist's own loadgroup does nothing under pytest 9.2, whose
    tests can't be renamed."""
    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = lambda test: group_of(ROOT.parent / test.partition("::")[0])
    return scheduling


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_slow(item):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: turn_of(item.path))


def pytest_collection_finish() -> None:
    """What has been imported stays to the end: it is not gone through again and again."""
    gc.freeze()
    gc.enable()


def is_slow(item: pytest.Item) -> bool:
    """Besides what is marked."""
    return (
        not SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or any(server in item.name for server in SLOW_SERVERS)
        or is_slow_file(item.path)
    )


@cache
def is_slow_file(path: Path) -> bool:
    name = path.relative_to(ROOT).as_posix()
    return any(is_in(name, folder) for folder in SLOW_FILES)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Spare a quick run what these import."""
    is_quick = config.getoption("markexpr") == "not slow" and collection_path.is_relative_to(ROOT)
    return (is_quick and is_slow_file(collection_path)) or None


@cache
def group_of(path: Path) -> str:
    name = path.relative_to(ROOT).as_posix()
    return next((group for folder, group in TOGETHER.items() if is_in(name, folder)), name)


@cache
def turn_of(path: Path) -> int:
    name = path.relative_to(ROOT).as_posix()
    places = (place for place, first in enumerate(LONGEST_FIRST) if is_in(name, first))
    return next(places, len(LONGEST_FIRST))


def is_in(name: str, folder: str) -> bool:
    return name == folder or name.startswith(folder + "/")


def pytest_unconfigure(config: pytest.Config) -> None:
    if (server := config.stash.get(DISPLAY_SERVER, None)) is not None:
        server.terminate()
        server.wait()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for each test, which makes it if it needs it; a `tmp_path` for each takes longer than
    most tests do."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's settings, journal, cache or AWS credentials."""
    home = next(homes)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in [name for name in os.environ if name.startswith(("AWS_", "MATINEE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session")
def film() -> Path:
    """The first 30 s of Big Buck Bunny: H.264 1080p24 with 5.1 AAC, which `./dev test` fetches."""
    path = Path(__file__).parent.parent / ".cache" / "film" / "video.mp4"
    assert path.exists(), "./dev test fetches the sample film; run it once."
    return path

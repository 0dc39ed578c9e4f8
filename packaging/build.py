"""Builds the application as one folder that runs without a source tree: `./dev package`."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def folder_mib(folder: Path) -> float:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def add_desktop_entry(folder: Path) -> None:
    """What makes a desktop know the application, and its links (`matinee://…`)."""
    for source, place in (
        (ROOT / "packaging" / "matinee.desktop", "applications"),
        (ROOT / "resources" / "matinee.svg", "icons/hicolor/scalable/apps"),
    ):
        target = folder / "share" / place
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def add_reference(program: Path, folder: Path) -> None:
    """The manual page, and what completes commands in shells: as the built program prints them."""
    for command, place in (
        ("manual", "man/man1/matinee.1"),
        ("completion bash", "bash-completion/completions/matinee"),
        ("completion zsh", "zsh/site-functions/_matinee"),
        ("completion fish", "fish/vendor_completions.d/matinee.fish"),
    ):
        target = folder / "share" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            subprocess.run([program, *command.split()], stdout=file, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("into", nargs="?", type=Path, default=ROOT / "dist")
    into = parser.parse_args().into
    build = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    where = ["--distpath", str(into), "--workpath", str(ROOT / "build")]
    subprocess.run([*build, *where, str(ROOT / "packaging" / "matinee.spec")], check=True)
    folder = into / "matinee"
    add_desktop_entry(folder)
    add_reference(folder / "matinee", folder)
    sys.stdout.write(f"{folder / 'matinee'} ({folder_mib(folder):.0f} MiB)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

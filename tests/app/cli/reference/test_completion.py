"""Completion in the shells: bash's really completes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app.cli.options import SHELLS, build_parser
from app.cli.reference.completion import completion_for

ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_matinee matinee "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bash") / "matinee"
    file.write_text(completion_for("bash", build_parser()))
    return file


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["sh"], {"show", "share"}),
        (["upload", "--pl"], {"--playlist"}),
        (["upload", "--visibility", "un"], {"unlisted"}),
        (["list", "--state", "re"], {"ready"}),
        (["completion", "z"], {"zsh"}),
        (["upload", "my f"], {"my film.mp4"}),
        (["upload", "--description-file", "my"], {"my film.mp4"}),
        (["upload", "--title", "my"], {""}),
    ],
)
def test_bash_offers(script: Path, tmp_path: Path, typed: list[str], offered: set[str]) -> None:
    """Commands, options, choices and files."""
    (tmp_path / "my film.mp4").touch()
    done = subprocess.run(
        ["bash", "-c", ASK, "bash", script, "matinee", *typed],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.rstrip("\n").split("\n")) == offered
    assert done.stderr == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_each_option(shell: str) -> None:
    """As it writes them."""
    words = completion_for(shell, build_parser())
    option = "-l captions " if shell == "fish" else "--captions"
    assert option in words
    assert "unlisted" in words


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_understands_it(shell: str, tmp_path: Path) -> None:
    """As far as it is here."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    file = tmp_path / "words"
    file.write_text(completion_for(shell, build_parser()))
    subprocess.run([shell, "-n", file], check=True)

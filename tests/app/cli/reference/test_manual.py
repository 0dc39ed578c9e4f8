"""The manual page, made from the tree of commands."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from app.cli.exit_codes import MEANINGS
from app.cli.names import COMMANDS
from app.cli.options import build_parser
from app.cli.reference.manual import escaped, manual_of
from app.cli.reference.tree import commands_of

PAGE = manual_of(build_parser(), {int(code): words for code, words in MEANINGS.items()})


def test_it_has_every_command_option_and_exit_code() -> None:
    """Whatever is added later, too."""
    for command in commands_of(build_parser()):
        assert f".SS {escaped(command.name)}" in PAGE
        assert all(escaped(name) in PAGE for option in command.options for name in option.names)
    assert all(rf"\fB{int(code)}\fR" in PAGE for code in MEANINGS)


def test_each_command_is_named_once() -> None:
    """Where Matinee starts, and where the commands are."""
    assert [command.name for command in commands_of(build_parser())] == list(COMMANDS)


def test_a_line_of_a_text_gives_no_orders() -> None:
    """A dot at its beginning, a backslash, and hyphens that can be copied."""
    assert escaped(".srt \\ --wait") == r"\&.srt \e \-\-wait"


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_groff_has_nothing_to_say_of_it() -> None:
    """No macro or escape that it does not know."""
    done = subprocess.run(
        ["groff", "-man", "-Tascii", "-ww", "-z"],
        input=PAGE.encode("ascii", "replace"),
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""

"""Films that are there already, before a byte of them goes out."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.cli.console import Console
from app.cli.exit_codes import ExitCode, ThereAlready, code_of
from app.cli.upload.duplicates import IfThere, without_known
from app.errors import ServerUnreachable
from app.server.editing import Content, Duplicate
from app.server.videos import Video

THERE = Duplicate(Video("v1", "Old film", "ready"), "known")
KNOWN = b"the known film"


class Asked(io.StringIO):
    """A terminal at which somebody sits."""

    def isatty(self) -> bool:
        return True


class Run:
    """What came of a look, and what was said."""

    def __init__(self, folder: Path, wish: IfThere, answers: str | None = None) -> None:
        self.files = [folder / name for name in ("old.mp4", "new.mp4")]
        for file, content in zip(self.files, (KNOWN, b"another one"), strict=True):
            file.write_bytes(content)
        source = Asked(answers) if answers is not None else io.StringIO()
        self.out, self.err = io.StringIO(), Asked()
        self.console = Console(self.out, self.err, source)
        self.wish = wish

    def sent(self) -> list[str]:
        return [
            file.name for file in without_known(self.console, self.files, self.lookup, self.wish)
        ]

    def lookup(self, contents: Sequence[Content]) -> list[tuple[Duplicate, ...]]:
        return [(THERE,) if each.size_bytes == len(KNOWN) else () for each in contents]


def test_who_skips_sends_the_others(tmp_path: Path) -> None:
    """Which film it is, is said."""
    run = Run(tmp_path, IfThere.SKIP)
    assert run.sent() == ["new.mp4"]
    assert "old.mp4 is in your videos already: “Old film”, v1" in run.err.getvalue()
    assert run.out.getvalue() == "old.mp4: skipped\n"


@pytest.mark.parametrize(
    ("answers", "sent"), [("y\n", 2), ("n\n", 1), ("\n", 1), (None, 2)], ids=repr
)
def test_on_a_terminal_it_is_asked(tmp_path: Path, answers: str | None, sent: int) -> None:
    """Elsewhere it is sent as it always was."""
    assert len(Run(tmp_path, IfThere.ASK, answers).sent()) == sent


def test_who_wants_none_twice_sends_nothing(tmp_path: Path) -> None:
    """Not even the others; the exit code says why."""
    with pytest.raises(ThereAlready) as caught:
        Run(tmp_path, IfThere.FAIL).sent()
    assert code_of(caught.value) is ExitCode.THERE_ALREADY


def test_who_sends_anyway_does_not_look(tmp_path: Path) -> None:
    """Nor is anything said."""
    run = Run(tmp_path, IfThere.SEND)
    run.lookup = lambda _contents: pytest.fail("it was looked for")  # type: ignore[assignment]
    assert len(run.sent()) == 2
    assert run.err.getvalue() == ""


def test_a_look_that_fails_holds_up_who_wants_to_be_sure(tmp_path: Path) -> None:
    """And nobody else."""

    def away(_contents: Sequence[Content]) -> list[tuple[Duplicate, ...]]:
        raise ServerUnreachable("x")

    for wish, is_held_up in ((IfThere.ASK, False), (IfThere.SKIP, True), (IfThere.FAIL, True)):
        run = Run(tmp_path, wish)
        run.lookup = away  # type: ignore[method-assign, assignment]
        if is_held_up:
            with pytest.raises(ServerUnreachable):
                run.sent()
        else:
            assert len(run.sent()) == 2


def test_the_same_film_twice_is_seen(tmp_path: Path) -> None:
    """Under two names; for programs it is an event."""
    first, second = tmp_path / "a.mp4", tmp_path / "b.mp4"
    for file in (first, second):
        file.write_bytes(b"one film")
    out = io.StringIO()
    console = Console(out, io.StringIO(), io.StringIO(), as_json=True)
    sent = without_known(console, [first, second], lambda all_: [()] * len(all_), IfThere.SKIP)
    assert sent == [first]
    told = json.loads(out.getvalue().splitlines()[0])
    assert (told["event"], told["file"], told["same_as"]) == (
        *("duplicate", str(second)),
        str(first),
    )

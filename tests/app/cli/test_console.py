"""What a command says: safe on a terminal, one object a line for programs."""

from __future__ import annotations

import io
import json
import os

import pytest

from app.cli.console import Console, printable, safe
from app.cli.exit_codes import Misused
from app.errors import Sentence


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def console(typed: str = "", *, as_json: bool = False) -> Console:
    return Console(io.StringIO(), io.StringIO(), io.StringIO(typed), as_json)


def said(stream: object) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Füße.mp4", "Füße.mp4"),
        ("a\nb\rc", "a\ufffdb\ufffdc"),
        ("\x1b[2Jgone", "\ufffd[2Jgone"),
        (os.fsdecode(b"\xff.mp4"), "\ufffd.mp4"),
        ("gpj\u202e.exe", "gpj\ufffd.exe"),
        ("family 👨\u200d👩", "family 👨\u200d👩"),
    ],
)
def test_names_can_do_nothing_to_a_terminal(name: str, shown: str) -> None:
    """No new line, no escape, no change of direction, no half a letter."""
    assert safe(name) == shown


def test_a_result_is_a_line_and_a_note_goes_elsewhere() -> None:
    """So that what is asked for can be piped."""
    plain = console()
    plain.result("link", "https://x", url="https://x")
    plain.note("Others can read along.")
    plain.event("progress", percent=3)
    assert said(plain.out) == "https://x\n"
    assert said(plain.err) == "Others can read along.\n"


def test_a_sentence_is_one_line_whatever_is_in_it() -> None:
    """A text, such as a description, keeps its own."""
    plain = console()
    plain.result("uploaded", Sentence("{file}: uploaded", file="two\nlines.mp4"))
    plain.result("video", "title: A\ndescription: B")
    plain.note("two\nlines.mp4: It was refused.")
    assert said(plain.out) == "two\ufffdlines.mp4: uploaded\ntitle: A\ndescription: B\n"
    assert said(plain.err) == "two\ufffdlines.mp4: It was refused.\n"


def test_as_json_each_event_is_an_object() -> None:
    """Also with a name that no JSON can hold."""
    machine = console(as_json=True)
    machine.result("uploaded", "words", file=os.fsdecode(b"\xff.mp4"))
    machine.event("progress", sent=[1, 2])
    lines = [json.loads(line) for line in said(machine.out).splitlines()]
    assert lines == [
        {"event": "uploaded", "file": "\ufffd.mp4"},
        {"event": "progress", "sent": [1, 2]},
    ]
    assert said(machine.out).isascii()


def test_a_table_is_as_wide_as_what_is_in_it() -> None:
    """And a title may not break its line."""
    plain = console()
    plain.table("video", [{"id": "a", "title": "One"}, {"id": "long", "title": "T\nwo"}])
    plain.table("video", [])
    assert said(plain.out) == "a     One\nlong  T\ufffdwo\n"


def test_sentences_are_in_the_readers_language() -> None:
    """As far as there is one."""
    german = console()
    german.translations = {"{file}: uploaded": "{file}: hochgeladen"}
    german.note(Sentence("{file}: uploaded", file="a.mp4"))
    assert said(german.err) == "a.mp4: hochgeladen\n"


def test_a_password_is_a_line_of_the_input() -> None:
    """Of a pipe; where there is none, nobody waits for it."""
    assert console("geheim \n").secret("Password:", "password") == "geheim "
    with pytest.raises(Misused, match="nobody to ask for password"):
        console().secret("Password:", "password")


@pytest.mark.parametrize(("typed", "is_agreed"), [("y\n", True), ("Yes\n", True), ("\n", False)])
def test_whoever_sits_there_is_asked(typed: str, is_agreed: bool) -> None:
    """Nothing said is a no."""
    assert console(typed).agreed("Delete?") is is_agreed


def test_lines_stand_above_a_bar() -> None:
    """On the terminal that it moves on; what goes to a file is written there."""
    above: list[str] = []

    class Bar:
        def print(self, line: str) -> None:
            above.append(line)

    both = Console(io.StringIO(), Terminal(), io.StringIO(), below=Bar())
    both.note("a note")
    both.result("x", "a result")
    assert (above, said(both.out), said(both.err)) == (["a note"], "a result\n", "")


def test_what_json_can_hold() -> None:
    """At any depth."""
    assert printable({"a": ["\udcff", ("b", None)], "n": 1.5}) == {
        "a": ["\ufffd", ["b", None]],
        "n": 1.5,
    }

"""`./dev strings`: what users read, between the source and `resources/`.

The application's languages are files there, `matinee_LANGUAGE.ts`, which Qt Linguist opens. Qt's
`lupdate` silently passes over calls with values or computed counts in Python, so the source is
read here, and handed to it in a form that it knows; it merges the files. The backend names its
sentences by key; they are compared with `sentences/LANGUAGE.toml`.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import PySide6

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources" / "translations"
SENTENCES = ROOT / "resources" / "sentences"
WEB = ROOT / "resources" / "web"
IN_A_PAGE = re.compile(r"\$(page_\w+)")
TOOLS = Path(PySide6.__file__).parent
BELOW_THE_WINDOW = "Matinee"

Telling = ast.Assign | ast.Call | ast.ClassDef
MARKS = {"Sentence": (0,), "setting": (1, 2, 3)}
"""Whose arguments are words, and which: for `app.ui.style.words.told`."""


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """A text that is translated; one with `%n` has a form for each plural."""

    context: str
    text: str

    @property
    def as_cpp(self) -> str:
        kind = "N_NOOP" if "%n" in self.text.replace("%L", "%") else "NOOP"
        context, text = (json.dumps(part, ensure_ascii=False) for part in (self.context, self.text))
        return f"QT_TRANSLATE_{kind}({context}, {text});\n"


class NotLiteral(Exception):
    """Words that are put together where they are translated, so that nobody can find them."""


def words_of(application: Path = ROOT / "app") -> set[Words]:
    """All words of the application; raises `NotLiteral`."""
    files = {path: telling(path.read_text("utf-8")) for path in sorted(application.rglob("*.py"))}
    faults = fault_names(files.values())
    found = set[Words]()
    for path, nodes in files.items():
        try:
            found |= set(words_in(nodes, faults))
        except NotLiteral as error:
            raise NotLiteral(f"{path.relative_to(ROOT)}:{error}") from error
    return found


def telling(source: str) -> list[Telling]:
    """All that words or keys may stand in, found in one walk: a walk takes as long as reading."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, Telling)]


def fault_names(files: Iterable[Sequence[Telling]], root: str = "MatineeError") -> dict[str, bool]:
    """The classes from `root` on, and whether a call of one takes the sentence itself."""
    classes = [node for nodes in files for node in nodes if isinstance(node, ast.ClassDef)]
    known = {root: True}
    while new := {
        cls.name: not has_init(cls) and all(known.get(base, True) for base in bases(cls))
        for cls in classes
        if cls.name not in known and not known.keys().isdisjoint(bases(cls))
    }:
        known |= new
    return known


def bases(cls: ast.ClassDef) -> list[str]:
    return [base.id for base in cls.bases if isinstance(base, ast.Name)]


def has_init(cls: ast.ClassDef) -> bool:
    return any(isinstance(n, ast.FunctionDef) and n.name == "__init__" for n in cls.body)


def words_in(nodes: Iterable[Telling], faults: dict[str, bool]) -> Iterator[Words]:
    for node in nodes:
        if isinstance(node, ast.Call):
            yield from words_of_call(node, faults)
        elif isinstance(node, ast.ClassDef) and node.name in faults:
            yield from words_of_fault(node)


def words_of_call(call: ast.Call, faults: dict[str, bool]) -> Iterator[Words]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "translate":
        context, text = (literal(arg, must=True) for arg in call.args[:2])
        yield Words(context, text)
    places = (0,) if faults.get(name) else MARKS.get(name, ())
    for place in places:
        if place < len(call.args) and (text := literal(call.args[place])):
            yield Words(BELOW_THE_WINDOW, text)


def words_of_fault(cls: ast.ClassDef) -> Iterator[Words]:
    """What a fault tells its base that it is."""
    for call in ast.walk(cls):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".__init__"):
            for text in map(literal, call.args):
                if text:
                    yield Words(BELOW_THE_WINDOW, text)


def literal(node: ast.expr, *, must: bool = False) -> str:
    """The text that stands there; "" for what is none, where that may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if must or isinstance(node, ast.JoinedStr):
        raise NotLiteral(f"{node.lineno}: {ast.unparse(node)} can't be translated.")
    return ""


def update(files: Sequence[Path], words: set[Words]) -> None:
    """Bring the files in step with the words; what is translated stays."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "words.cpp"
        source.write_text("".join(each.as_cpp for each in sorted(words)), "utf-8")
        for file in files:
            options = ["-silent", "-no-obsolete", "-locations", "none"]
            languages = ["-source-language", "en", "-target-language", language_of(file)]
            tool = str(TOOLS / "lupdate")
            subprocess.run([tool, *options, *languages, source, "-ts", file], check=True)


def language_of(file: Path) -> str:
    return file.stem.partition("_")[2]


def compile_words(file: Path, into: Path) -> None:
    """As Qt reads it; what is not translated is left out."""
    subprocess.run([TOOLS / "lrelease", "-silent", file, "-qm", into], check=True)


SAYING = {"said", "told"}
TABLES = {"REMEDIES", "CREATORS_FAULTS", "SENTENCES"}
"""Functions that take a key, and tables whose values are keys."""


def keys_of(backend: Path = ROOT / "backend") -> set[str]:
    """The sentences that the backend may say."""
    files = [telling(path.read_text("utf-8")) for path in backend.rglob("*.py")]
    faults = fault_names(files, "BackendError")
    pages = (path.read_text("utf-8") for path in WEB.glob("*.html"))
    return {key for nodes in files for key in keys_in(nodes, faults)} | {
        key for page in pages for key in IN_A_PAGE.findall(page)
    }


def keys_in(nodes: Iterable[Telling], faults: Mapping[str, bool]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.ClassDef() if node.name in faults:
                yield from keys_of_fault(node)
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in faults or (
                name in SAYING
            ):
                yield from filter(None, [literal(first)])
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=values)) if (
                name in TABLES
            ):
                yield from map(literal, values)


def keys_of_fault(cls: ast.ClassDef) -> Iterator[str]:
    """The sentence that it has as a class, and what it tells its base that it is."""
    for node in ast.walk(cls):
        match node:
            case ast.Assign(targets=[ast.Name(id="sentence")], value=value):
                yield literal(value, must=True)
            case ast.Call(func=ast.Attribute(attr="__init__"), args=[first, *_]):
                yield from filter(None, [literal(first)])


def disagreements(file: Path, keys: set[str]) -> list[str]:
    """Keys that the file lacks, and sentences that nobody says; only English must be whole."""
    said = tomllib.loads(file.read_text("utf-8")).keys()
    lacking = keys - said if file.stem == "en" else set()
    return [f"{file.name} lacks {key}." for key in sorted(lacking)] + [
        f"{file.name} has {key}, which nobody says." for key in sorted(said - keys)
    ]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("./dev strings", description=__doc__)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="a new one, such as de")
    new = [FOLDER / f"matinee_{name}.ts" for name in parser.parse_args(arguments).languages]
    try:
        update(sorted({*FOLDER.glob("*.ts"), *new}), words_of())
    except NotLiteral as error:
        sys.stderr.write(f"strings: {error}\n")
        return 1
    keys = keys_of()
    wrong = [
        line for file in sorted(SENTENCES.glob("*.toml")) for line in disagreements(file, keys)
    ]
    sys.stderr.writelines(f"strings: {line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

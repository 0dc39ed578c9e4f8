"""Each room knows what the table allows, and no more."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.rooms import MAY_IMPORT, ROOTS, SOLE_HOMES

ROOT = Path(__file__).parent.parent
MOST_MODULES = 16


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


MODULES = {
    name_of(path): path
    for program in ("app", "backend", "runtime")
    for path in sorted((ROOT / program).rglob("*.py"))
    if path.name != "__init__.py"
}


def room_of(module: str) -> str:
    return module.rpartition(".")[0]


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@cache
def read(path: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """What it imports, and the classes that it has; to read them all takes a second."""
    tree = ast.parse(path.read_text())
    classes = tuple(node.name for node in tree.body if isinstance(node, ast.ClassDef))
    return frozenset(imported(tree)), classes


def imports(path: Path) -> frozenset[str]:
    return read(path)[0]


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def knows() -> Mapping[str, frozenset[str]]:
    """The modules of ours that each imports; read when it is asked for, which a worker that runs
    other tests never does."""
    return {module: imports(path) & MODULES.keys() for module, path in MODULES.items()}


@cache
def arrows() -> Mapping[tuple[str, str], str]:
    """From room to room, each with one module that makes it."""
    return {
        (room_of(module), room_of(known)): f"{module} imports {known}"
        for module, all_known in knows().items()
        for known in all_known
        if module not in ROOTS and room_of(module) != room_of(known)
    }


def test_every_room_is_in_the_table() -> None:
    """A new folder must say what it may know."""
    assert {room_of(module) for module in MODULES} == set(MAY_IMPORT)


def test_a_room_imports_only_what_stands_below_it() -> None:
    """Each arrow between rooms is in the table."""
    wrong = [seen for (room, known), seen in arrows().items() if known not in MAY_IMPORT[room]]
    assert wrong == []


def test_the_table_allows_nothing_that_is_not_used() -> None:
    """A permission that nobody needs any more is taken back."""
    unused = [
        f"{room} -> {known}"
        for room, allowed in MAY_IMPORT.items()
        for known in allowed
        if (room, known) not in arrows()
    ]
    assert unused == []


def test_nothing_imports_a_composition_root() -> None:
    """What is wired does not know who wires it."""
    assert [
        f"{module} imports {known}"
        for module, all_known in knows().items()
        for known in all_known
        if known in ROOTS and module not in ROOTS
    ] == []


def test_no_module_is_part_of_a_circle() -> None:
    """Modules can be read from the ground up."""
    try:
        TopologicalSorter(knows()).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' → '.join(error.args[1])}")


def test_the_table_has_no_circle() -> None:
    """Rooms can be read from the ground up, too; a folder's own files count as a room below it."""
    try:
        TopologicalSorter(MAY_IMPORT).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' → '.join(error.args[1])}")


def test_every_room_says_what_it_is_for() -> None:
    """What comes in, what goes out, what it may not know: in its docstring."""
    silent = [
        room
        for room in MAY_IMPORT
        if not ast.get_docstring(
            ast.parse((ROOT / room.replace(".", "/") / "__init__.py").read_text())
        )
    ]
    assert silent == []


def test_no_folder_is_crowded() -> None:
    """With more modules than that a folder is a heap; migrations, which only grow, are exempt."""
    sizes = Counter(room_of(module) for module in MODULES if "versions" not in module)
    assert {room: size for room, size in sizes.items() if size > MOST_MODULES} == {}


@pytest.mark.parametrize("program", ["app", "backend", "runtime"])
def test_a_class_name_has_one_meaning(program: str) -> None:
    """Within one program no two public classes share a name."""
    homes = defaultdict(list)
    for module, path in MODULES.items():
        if is_in(module, program):
            for name in read(path)[1]:
                homes[name].append(module)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_no_module_is_there_for_the_tests_only() -> None:
    """Whatever the programs do not import belongs to the tests, or nowhere."""
    used = {known for all_known in knows().values() for known in all_known}
    entries = (*ROOTS, "backend.database.migrations")
    assert [m for m in MODULES if m not in used and not any(is_in(m, e) for e in entries)] == []


@pytest.mark.parametrize("library", SOLE_HOMES)
def test_a_foreign_library_has_one_home(library: str) -> None:
    """It is known where the table says, and nowhere else."""
    strangers = [
        module
        for module, path in MODULES.items()
        if any(is_in(name, library) for name in imports(path))
        and not any(is_in(module, home) for home in SOLE_HOMES[library])
    ]
    assert strangers == []


def test_the_programs_share_only_http_and_the_runtime() -> None:
    """Neither imports the other, so each can be replaced; what runs both knows neither."""
    others = {"app": ("backend",), "backend": ("app",), "runtime": ("app", "backend")}
    assert [
        f"{module} imports {name}"
        for module, path in MODULES.items()
        for name in imports(path)
        if any(is_in(name, other) for other in others[module.partition(".")[0]])
    ] == []

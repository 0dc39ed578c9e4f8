"""The rooms of ARCHITECTURE.md and what each may know, as tables."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_MODULES = 16

ROOTS = (
    *("app.main", "app.cli.__main__", "app.upload.__main__"),
    *("backend.server", "backend.wiring", "backend.check"),
)
"""Composition roots: they join everything and are known to nobody but each other."""

SESSION = ("abr", "engine", "fetch", "gateway", "manifest", "remux")
PAGES = (
    *("accounts", "cards", "channels", "desktop", "dialogs", "editor", "figures", "frame"),
    *("history", "home", "library", "navigation", "offline", "player", "playlists", "search"),
    *("studio", "style", "trim", "uploads", "watching"),
)

MAY_IMPORT: Mapping[str, tuple[str, ...]] = {
    "runtime": (),
    "app": (),
    "app.server": ("app",),
    "app.edits": ("app", "runtime"),
    "app.download": ("app", "app.server"),
    "app.offline": ("app", "app.player", "app.player.manifest", "app.server"),
    "app.export": ("app", "app.download", "app.edits", "app.server"),
    "app.upload": ("app",),
    "app.upload.source": ("app", "app.upload"),
    "app.upload.trim": ("app", "app.upload", "app.upload.source"),
    "app.upload.transfer": ("app", "app.server", "app.upload", "app.upload.source"),
    "app.upload.engine": (
        *("app", "app.server", "app.upload", "app.upload.source", "app.upload.transfer"),
        *("app.upload.trim", "runtime"),
    ),
    "app.cli": ("app", "app.download", "app.server", "app.upload"),
    "app.cli.upload": (
        *("app", "app.cli", "app.edits", "app.server"),
        *("app.upload", "app.upload.engine", "app.upload.source", "app.upload.transfer"),
        *("app.upload.trim", "app.upload.watch"),
    ),
    "app.cli.reference": (),
    "app.player": ("app",),
    "app.player.engine": ("app",),
    "app.player.abr": (),
    "app.player.manifest": ("app", "app.player", "app.player.abr"),
    "app.player.remux": ("app", "app.player.manifest"),
    "app.player.fetch": (
        *("app", "app.player", "app.player.abr", "app.player.manifest", "app.player.remux"),
    ),
    "app.player.gateway": (
        *("app", "app.player", "app.player.fetch", "app.player.manifest", "app.player.remux"),
    ),
    "app.player.session": (
        *("app", "app.server", "app.player", *(f"app.player.{room}" for room in SESSION)),
        "runtime",
    ),
    "app.upload.watch": ("app", "app.upload", "app.upload.engine", "app.upload.source", "runtime"),
    "app.desktop": ("app", "runtime"),
    "app.desktop.media": ("app.desktop",),
    "app.ui": ("app", "app.ui.style", "runtime"),
    "app.ui.style": ("app",),
    "app.ui.accounts": (
        *("app", "app.edits", "app.server", "app.upload", "app.upload.engine"),
        *("app.upload.trim", "app.ui", "app.ui.forms", "app.ui.style", "app.ui.uploads"),
    ),
    "app.ui.desktop": (
        *("app.desktop", "app.desktop.media", "app.player.engine", "app.server"),
        *("app.upload.engine", "app.ui.player", "app.ui.player.following", "app.ui.style"),
        "app.ui.watching",
    ),
    "app.ui.uploads": (
        *("app", "app.server", "app.ui", "app.ui.style", "app.ui.cards", "app.ui.forms"),
        *("app.ui.navigation", "app.upload.engine", "app.upload.source", "app.upload.transfer"),
    ),
    "app.ui.commands": ("app.ui.style",),
    "app.ui.player.commands": (
        *("app.player.engine", "app.server", "app.ui.commands", "app.ui.style"),
    ),
    "app.ui.player.following": ("app.server", "app.ui.style"),
    "app.ui.player.forms": (
        *("app.player.engine", "app.ui.player", "app.ui.player.commands", "app.ui.style"),
    ),
    "app.ui.player.seeking": ("app", "app.player.engine", "app.server", "app.ui", "app.ui.style"),
    "app.ui.player": (
        *("app", "app.server", "app.player.engine", "app.ui", "app.ui.commands", "app.ui.style"),
        *(f"app.ui.player.{room}" for room in ("commands", "extras", "following", "seeking")),
    ),
    "app.ui.player.extras": (
        *("app", "app.player.engine", "app.ui", "app.ui.style"),
        *("app.ui.player.commands", "app.ui.player.seeking"),
    ),
    "app.ui.cards": ("app", "app.server", "app.upload.engine", "app.ui", "app.ui.style"),
    "app.ui.navigation": ("app.server", "app.ui", "app.ui.cards"),
    "app.ui.frame": (
        *("app", "app.server", "app.ui.style", "app.ui.commands", "app.ui.navigation"),
    ),
    "app.ui.share": ("app", "app.server", "app.ui.style"),
    "app.ui.watching": (
        *("app", "app.server", "app.player.engine", "app.ui", "app.ui.style", "app.ui.cards"),
        *("app.ui.navigation", "app.ui.share", "runtime"),
        *("app.ui.player", "app.ui.player.following", "app.ui.player.seeking"),
        *("app.upload.source", "app.upload.trim"),
    ),
    "app.ui.library": (
        *("app", "app.server", "app.upload.engine"),
        *("app.ui", "app.ui.style", "app.ui.cards", "app.ui.navigation"),
    ),
    "app.ui.home": (
        *("app", "app.server"),
        *("app.ui", "app.ui.style", "app.ui.cards", "app.ui.navigation"),
    ),
    "app.ui.dialogs": (
        *("app", "app.server", "app.upload", "app.upload.source", "app.upload.trim"),
        *("app.ui", "app.ui.style", "app.ui.library", "app.ui.editor", "app.ui.forms"),
        *("app.ui.commands", "app.ui.player.commands", "app.ui.player.extras"),
        "app.player.engine",
    ),
    "app.ui.forms": ("app", "app.ui", "app.ui.style"),
    "app.ui.editor": (
        *("app", "app.edits", "app.server", "app.upload.engine", "app.upload.source"),
        *("app.ui", "app.ui.cards", "app.ui.forms", "app.ui.style"),
    ),
    "app.ui.trim": (
        *("app", "app.upload", "app.upload.trim"),
        *("app.ui", "app.ui.style"),
    ),
    "app.ui.lists": ("app", "app.server", "app.ui", "app.ui.style", "app.ui.cards"),
    "app.ui.playlists": (
        *("app", "app.server", "app.ui", "app.ui.style", "app.ui.cards", "app.ui.navigation"),
        *("app.ui.forms", "app.ui.lists"),
    ),
    "app.ui.history": (
        *("app", "app.server", "app.ui.style", "app.ui.cards", "app.ui.navigation"),
        *("app.ui.forms", "app.ui.lists"),
    ),
    "app.ui.offline": (
        *("app", "app.offline", "app.server", "runtime"),
        *("app.ui", "app.ui.style", "app.ui.cards", "app.ui.forms", "app.ui.navigation"),
    ),
    "app.ui.figures": (
        *("app", "app.server", "app.ui", "app.ui.style", "app.ui.navigation"),
        "app.ui.lists",
    ),
    "app.ui.search": (
        *("app", "app.server", "app.ui", "app.ui.style", "app.ui.cards", "app.ui.navigation"),
        "app.ui.forms",
    ),
    "app.ui.channels": (
        *("app", "app.server", "app.ui", "app.ui.style", "app.ui.cards", "app.ui.navigation"),
        *("app.ui.forms", "app.ui.lists", "app.ui.playlists"),
    ),
    "app.ui.studio": (
        "runtime",
        *("app", "app.download", "app.edits", "app.export", "app.server"),
        *("app.upload.engine", "app.upload.source"),
        *("app.ui", "app.ui.style", "app.ui.cards", "app.ui.navigation"),
        *("app.ui.forms", "app.ui.frame", "app.ui.lists"),
    ),
    "app.ui.shell": (
        *("app", "app.desktop", "app.desktop.media", "app.download", "app.edits", "app.server"),
        *("app.upload.engine", "app.upload.source", "app.upload.trim", "app.upload.watch"),
        *("app.player.engine", "app.player.session"),
        *("app.ui", *(f"app.ui.{room}" for room in PAGES)),
        *("app.ui.player.commands", "app.ui.player.extras", "app.ui.player.forms"),
        "app.ui.player.seeking",
    ),
    "backend": (),
    "backend.storage": ("backend",),
    "backend.config": ("backend.storage",),
    "backend.catalogue": ("backend",),
    "backend.database.figures": ("backend.catalogue",),
    "backend.database": (
        *("backend", "backend.catalogue", "backend.config"),
        "backend.database.figures",
    ),
    "backend.database.migrations": ("backend.database",),
    "backend.database.migrations.versions": (),
    "backend.accounts": ("backend", "backend.database"),
    "backend.delivery": ("backend", "backend.config", "backend.storage"),
    "backend.transcode": ("backend",),
    "backend.transcode.source": ("backend", "backend.storage", "backend.transcode"),
    "backend.transcode.plan": ("backend.transcode.source",),
    "backend.transcode.outputs": (
        *("backend.storage", "backend.transcode"),
        *("backend.transcode.plan", "backend.transcode.source"),
    ),
    "backend.transcode.encode": (
        *("backend", "backend.storage", "backend.transcode"),
        *("backend.transcode.outputs", "backend.transcode.plan", "backend.transcode.source"),
    ),
    "backend.transcode.mediaconvert": (
        *("backend", "backend.config", "backend.storage", "backend.transcode"),
        *("backend.transcode.plan", "backend.transcode.source"),
    ),
    "backend.transcode.mux": (
        *("backend", "backend.config", "backend.delivery", "backend.storage", "backend.transcode"),
    ),
    "backend.uploads": (
        *("backend", "backend.accounts", "backend.catalogue", "backend.database"),
        "backend.storage",
    ),
    "backend.videos": (
        *("runtime", "backend", "backend.database", "backend.storage", "backend.uploads"),
        *("backend.transcode", "backend.transcode.plan", "backend.transcode.source"),
        "backend.transcode.outputs",
    ),
    "backend.http.schemas": ("backend.catalogue", "backend.storage"),
    "backend.http": (
        *("backend", "backend.accounts", "backend.catalogue", "backend.config"),
        *("backend.database", "backend.http.schemas"),
        *("backend.delivery", "backend.storage", "backend.uploads", "backend.videos"),
        "backend.transcode",
    ),
    "backend.http.pages": (
        *("backend", "backend.accounts", "backend.catalogue", "backend.database"),
        *("backend.http", "backend.http.schemas", "backend.videos"),
    ),
    "backend.http.routes.viewers": (
        *("backend", "backend.accounts", "backend.catalogue", "backend.database"),
        *(
            "backend.http",
            "backend.http.schemas",
            "backend.http.routes",
            "backend.storage",
            "backend.videos",
        ),
        "backend.transcode.outputs",
    ),
    "backend.http.routes": (
        *("backend", "backend.accounts", "backend.catalogue", "backend.database"),
        *("backend.delivery", "backend.storage", "backend.uploads", "backend.videos"),
        *(
            "backend.http",
            "backend.http.schemas",
            "backend.http.pages",
            "backend.transcode.outputs",
        ),
    ),
    "backend.http.routes.studio": (
        *("backend", "backend.database", "backend.storage", "backend.videos"),
        *(
            "backend.http",
            "backend.http.schemas",
            "backend.http.routes",
            "backend.http.routes.viewers",
        ),
    ),
}
"""Each room, and the rooms that stand below it; a room may always import itself."""

SOLE_HOMES: Mapping[str, tuple[str, ...]] = {
    "mpv": ("app.player.engine",),
    "keyring": ("app.server.credentials",),
    "PySide6": ("app.ui", "app.main"),
    "rich": ("app.cli.bars",),
    "segno": ("app.ui.share.qr",),
    "jeepney": ("app.desktop.dbus",),
    "sqlite3": (
        *("app.edits.store", "app.upload.engine.journal", "app.upload.watch.memory"),
        "backend.database.engine",
    ),
    "fastapi": ("backend.http", "backend.server"),
    "starlette": ("backend.http", "backend.server"),
    "sqlalchemy": ("backend.database",),
    "alembic": ("backend.database",),
    "boto3": (
        "backend.storage",
        "backend.transcode.mediaconvert",
        "backend.check",
        "backend.wiring",
    ),
    "celery": ("backend.transcode.encode.workers",),
    "redis": ("backend.transcode.encode.workers",),
}
"""Foreign libraries that could be replaced in one place."""


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
def imports(path: Path) -> frozenset[str]:
    return frozenset(imported(path))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
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
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef):
                    homes[node.name].append(module)
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

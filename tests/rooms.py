"""The rooms of ARCHITECTURE.md and what each may know, as tables."""

from __future__ import annotations

from collections.abc import Mapping

ROOTS = (
    *("app.main", "app.cli.__main__", "app.upload.__main__"),
    *("backend.server", "backend.wiring", "backend.check", "backend.commands"),
)
"""Composition roots: they join everything and are known to nobody but each other."""

SESSION = ("abr", "engine", "fetch", "gateway", "manifest", "remux")
PAGES = (
    *("accounts", "cards", "channels", "desktop", "dialogs", "editor", "figures", "frame"),
    *("history", "home", "library", "navigation", "offline", "player", "playlists", "search"),
    *("studio", "style", "trim", "uploads", "watching", "windows"),
)

MAY_IMPORT: Mapping[str, tuple[str, ...]] = {
    "runtime": (),
    "app": (),
    "app.http": ("app",),
    "app.server": ("app", "app.http"),
    "app.server.issuer": ("app", "app.server"),
    "app.edits": ("app", "runtime"),
    "app.download": ("app", "app.server"),
    "app.offline": ("app", "app.player", "app.player.manifest", "app.server"),
    "app.export": ("app", "app.download", "app.edits", "app.server"),
    "app.upload": ("app",),
    "app.upload.source": ("app", "app.upload"),
    "app.upload.trim": ("app", "app.upload", "app.upload.source"),
    "app.upload.transfer": ("app", "app.http", "app.server", "app.upload", "app.upload.source"),
    "app.upload.engine": (
        *("app", "app.server", "app.upload", "app.upload.source"),
        *("app.upload.transfer", "app.upload.trim", "runtime"),
    ),
    "app.cli": ("app", "app.download", "app.server", "app.upload"),
    "app.cli.upload": (
        *("app", "app.cli", "app.edits", "app.server"),
        *("app.upload", "app.upload.engine", "app.upload.source", "app.upload.transfer"),
        *("app.upload.trim", "app.upload.watch"),
    ),
    "app.cli.reference": (),
    "app.player": ("app", "app.http"),
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
        *("app", "app.edits", "app.server", "app.server.issuer", "app.upload", "app.upload.engine"),
        *("app.upload.trim", "app.ui", "app.ui.forms", "app.ui.style", "app.ui.uploads"),
    ),
    "app.ui.desktop": (
        *("app.desktop", "app.desktop.media", "app.player.engine", "app.server"),
        *("app.upload.engine", "app.ui.player", "app.ui.player.following", "app.ui.style"),
        *("app.ui.watching", "app.ui.windows"),
    ),
    "app.ui.windows": (
        *("app", "app.player.engine", "app.server", "app.ui", "app.ui.style"),
        *("app.ui.commands", "app.ui.frame", "app.ui.navigation", "app.ui.watching"),
        *("app.ui.player", "app.ui.player.commands", "app.ui.player.extras"),
        "app.ui.player.forms",
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
        *("app.ui.navigation", "app.ui.offline", "app.ui.share", "runtime"),
        *("app.ui.player", "app.ui.player.commands", "app.ui.player.following"),
        "app.ui.player.seeking",
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
        *("app.ui.player.extras", "app.ui.player.forms"),
    ),
    "backend": (),
    "backend.storage": ("backend",),
    "backend.config": ("backend", "backend.storage"),
    "backend.catalogue": ("backend",),
    "backend.database.figures": ("backend.catalogue",),
    "backend.database.schema": ("backend.database.figures",),
    "backend.database": (
        *("backend", "backend.catalogue", "backend.config"),
        *("backend.database.figures", "backend.database.schema"),
    ),
    "backend.database.migrations": ("backend.database.schema",),
    "backend.database.migrations.versions": (),
    "backend.database.upkeep": ("backend.database", "backend.database.figures"),
    "backend.backup": ("backend", "backend.config", "backend.database.upkeep", "backend.storage"),
    "backend.admin": ("backend", "backend.accounts", "backend.config", "backend.database"),
    "backend.accounts": ("backend", "backend.database", "backend.database.schema"),
    "backend.accounts.oidc": (
        *("backend", "backend.accounts", "backend.config", "backend.database"),
        "backend.database.schema",
    ),
    "backend.delivery": ("backend", "backend.config", "backend.storage"),
    "backend.transcode.confine": (),
    "backend.transcode": ("backend", "backend.transcode.confine"),
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
        "backend.database.upkeep",
        *("backend.transcode", "backend.transcode.plan", "backend.transcode.source"),
        "backend.transcode.outputs",
    ),
    "backend.http.schemas": ("backend.catalogue", "backend.storage"),
    "backend.http.wire": ("backend",),
    "backend.http": (
        *("backend", "backend.accounts", "backend.catalogue", "backend.config"),
        *("backend.accounts.oidc", "backend.database", "backend.http.schemas"),
        *("backend.delivery", "backend.storage", "backend.uploads", "backend.videos"),
        "backend.transcode",
    ),
    "backend.http.pages": (
        *("backend", "backend.accounts", "backend.catalogue", "backend.database"),
        *("backend.http", "backend.http.schemas", "backend.videos"),
    ),
    "backend.http.routes.accounts": (
        *("backend", "backend.accounts", "backend.accounts.oidc", "backend.database"),
        *("backend.database.schema", "backend.http", "backend.http.schemas"),
    ),
    "backend.http.routes.viewers": (
        *("backend", "backend.accounts", "backend.catalogue", "backend.database"),
        *(
            "backend.http",
            "backend.http.schemas",
            "backend.http.routes",
            "backend.storage",
            "backend.uploads",
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
        *("backend", "backend.database", "backend.uploads", "backend.videos"),
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
    "uvicorn": ("backend.http.wire",),
    "celery": ("backend.transcode.encode.workers",),
    "argon2": ("backend.accounts.passwords",),
    "redis": ("backend.transcode.encode.workers",),
}
"""Foreign libraries that could be replaced in one place."""

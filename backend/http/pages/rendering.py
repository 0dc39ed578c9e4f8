"""A page: a template of `resources/web/`, its words, and what a browser may do there."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

from backend.sentences import READER, told

RESOURCES = Path(__file__).parents[3] / "resources"
FOLDER = RESOURCES / "web"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
WORD, ICON = "page_", "icon_"
EVERYWHERE = "*"
ENTRY, LIBRARY = "watch.js", "hls.js"


class Html(str):
    """Text that stands in a page as it is; any other is escaped."""

    __slots__ = ()


class Filling(dict[str, str]):
    """What stands in a template: what is given, `page_…` for a sentence, `icon_…` for a picture."""

    def __missing__(self, name: str) -> str:
        if name.startswith(ICON):
            return icon(name.removeprefix(ICON).replace("_", "-"))
        return escape(told(name))


@dataclass(frozen=True, slots=True)
class WebFile:
    """A script or a style of the pages; `packed` is its gzip."""

    media_type: str
    data: bytes
    packed: bytes


def rendered(name: str, **values: str) -> Html:
    """A template with these values in it."""
    shown = {key: text if isinstance(text, Html) else escape(text) for key, text in values.items()}
    return Html(template(name).substitute(Filling(shown)))


def page(name: str, status: int, policy: str, **values: str) -> HTMLResponse:
    """A whole page. It holds leaves to watch, so nobody keeps it; nor is its address, which may be
    a link that opens a film, told to other sites."""
    web = f"/web/{web_version()}"
    shown = {"language": READER.get(), "web": web, "modules": modules(web), **values}
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Vary": "Accept-Language",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(rendered(name, **shown), status, headers)


def policy(origins: Iterable[str] = (), ancestors: str = "'none'") -> str:
    """Only scripts and styles of ours; films and pictures from here and from these origins. Pages
    of `ancestors` may frame it."""
    media = " ".join(["'self'", *origins])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; "
        f"connect-src {media}; img-src {media}; media-src {media} blob:; "
        f"base-uri 'none'; frame-ancestors {ancestors}"
    )


@lru_cache
def template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text("utf-8"))


@lru_cache
def icon(name: str) -> str:
    """One of the application's, to stand in the page and have its colour."""
    return (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8").strip()


@lru_cache
def web_files() -> Mapping[str, WebFile]:
    """By their names; hls.js is there once `./dev` has fetched it."""
    paths = [path for path in FOLDER.iterdir() if path.suffix in KINDS]
    return {path.name: web_file(path) for path in [*paths, RESOURCES / "matinee.svg"]}


def web_file(path: Path) -> WebFile:
    data = path.read_bytes()
    return WebFile(KINDS[path.suffix], data, gzip.compress(data, 9, mtime=0))


@lru_cache
def web_version() -> str:
    """Another one as soon as any of the files is another."""
    digest = hashlib.sha256()
    for name, file in sorted(web_files().items()):
        digest.update(f"{name}\n{len(file.data)}\n".encode() + file.data)
    return digest.hexdigest()[:16]


@lru_cache
def modules(web: str) -> Html:
    """The page's script, and what it imports, so that all of it is fetched at once."""
    names = [name for name in web_files() if name.endswith(".js") and name not in (ENTRY, LIBRARY)]
    links = [f'<link rel="modulepreload" href="{web}/{name}">' for name in sorted(names)]
    return Html("\n".join([f'<script type="module" src="{web}/{ENTRY}"></script>', *links]))

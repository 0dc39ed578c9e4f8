"""A page with one sentence, where otherwise a browser would show JSON."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request, Response
from fastapi.routing import APIRoute

from backend.accounts.errors import SlowDown
from backend.catalogue.links import PasswordWanted
from backend.errors import BackendError, NotSignedIn
from backend.http.dependencies import base_url
from backend.http.pages.rendering import EVERYWHERE, Html, page, policy, rendered
from backend.sentences import told

PACKED_WELL = 6
CARRIED = ("t", "list", "link", "start", "end")
"""What of an address the application understands, too."""


class PageRoute(APIRoute):
    """Answers faults with a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_or_say(request: Request) -> Response:
            try:
                return packed(request, await answer(request))
            except BackendError as error:
                return packed(request, plain(request, error, await base_url(request)))

        return answer_or_say


def packed(request: Request, answer: Response) -> Response:
    """Smaller, for whoever can unpack it. What a page holds is nobody's secret from whoever can
    have his browser ask for it, since no cookie lets anybody in."""
    if takes_gzip(request) and "Content-Encoding" not in answer.headers:
        answer.body = gzip.compress(answer.body, PACKED_WELL)
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Content-Length"] = str(len(answer.body))
    return answer


def takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def plain(request: Request, error: BackendError, base_url: str) -> Response:
    """The fault's sentence, and what can be done: give the password, or go to the application."""
    is_embedded = request.url.path.startswith("/embed/")
    offer = Html("")
    if isinstance(error, PasswordWanted | SlowDown):
        offer = rendered("password")
    elif not is_embedded:
        offer = rendered("open", matinee=in_matinee(request, base_url))
    rule = policy(ancestors=EVERYWHERE if is_embedded else "'none'")
    answer = page("plain", error.status, rule, sentence=sentence(request, error), offer=offer)
    answer.headers.update(error.headers)
    if error.retry_after_seconds is not None:
        answer.headers["Retry-After"] = str(error.retry_after_seconds)
    return answer


def sentence(request: Request, error: BackendError) -> str:
    if isinstance(error, NotSignedIn):
        return told("page_sign_in")
    if isinstance(error, PasswordWanted) and request.method == "POST":
        return told("page_wrong_password")
    return error.told()


def in_matinee(request: Request, base_url: str) -> str:
    """The same address for the application."""
    carried = [(name, text) for name, text in request.query_params.items() if name in CARRIED]
    query = f"?{urlencode(carried)}" if carried else ""
    return f"matinee://{urlsplit(base_url).netloc}{request.url.path}{query}"

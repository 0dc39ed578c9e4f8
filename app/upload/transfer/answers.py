"""What a store's answer to a part means: S3's XML, the backend's JSON, or a stranger's page."""

from __future__ import annotations

import json
import re
from datetime import datetime
from http.client import HTTPResponse

from app.errors import NotMatinee
from app.http.retry_after import retry_after
from app.upload.errors import PartTooLarge, StoreRefused

# Two words out of a small document of a known shape: no parser for strangers' XML is needed.
XML_CODE = re.compile(rb"<Code>([^<]{1,100})</Code>")
XML_MESSAGE = re.compile(rb"<Message>([^<]{1,500})</Message>")


def raise_for_answer(response: HTTPResponse, body: bytes, host: str, now: datetime) -> None:
    """Nothing for a stored part, StoreRefused or NotMatinee for everything else."""
    looks_like_page = "html" in (response.getheader("Content-Type") or "")
    if response.status < 300 and not (looks_like_page and response.getheader("ETag") is None):
        return
    if response.status < 400 or response.status == 511:
        raise NotMatinee(host)
    code, message = code_and_message(body)
    if response.status == 413 and not code:
        raise PartTooLarge(host)
    asked = retry_after(response.getheader("Retry-After"), now)
    raise StoreRefused(response.status, code, message, asked)


def code_and_message(body: bytes) -> tuple[str, str]:
    if found := XML_CODE.search(body):
        said = XML_MESSAGE.search(body)
        return found[1].decode(errors="replace"), said[1].decode(errors="replace") if said else ""
    try:
        document = json.loads(body)
        return str(document["error"]), str(document["message"])
    except (ValueError, KeyError, TypeError):
        return "", ""

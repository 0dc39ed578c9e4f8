"""Structured logs: one JSON object a line, with the request's id, and never a secret.

Addresses are logged as their route's template, because media and part URLs are permissions; what
a library or FFmpeg says of one loses its signature.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime

log = logging.getLogger(__name__)

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
SIGNATURE = re.compile(
    r"((?:X-Amz-(?:Signature|Credential|Security-Token)|Signature|Policy|token)=)[^&\s\"'\\<>]+",
    re.IGNORECASE,
)
TALKATIVE = ("boto3", "botocore", "s3transfer", "urllib3", "requests", "celery")
"""At DEBUG they log requests whole, with headers and signatures."""
JSON = json.JSONEncoder(default=str, ensure_ascii=False)
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": when.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (request_id := REQUEST_ID.get()) is not None:
            line["request_id"] = request_id
        line |= {k: v for k, v in vars(record).items() if k not in STANDARD}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        text = JSON.encode(line)
        return SIGNATURE.sub(r"\1…", text) if "=" in text else text


def bug(fault: threading.ExceptHookArgs) -> None:
    """A fault of ours on a thread, also one that the thread outlives."""
    if fault.exc_value is not None:
        log.critical("A bug", exc_info=fault.exc_value)


def configure(level: str) -> None:
    """Everything to stderr, bugs on threads too: stdout belongs to the parent process."""
    threading.excepthook = bug
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("uvicorn.access", "uvicorn.error", "alembic", *TALKATIVE):
        logging.getLogger(noisy).setLevel("WARNING")

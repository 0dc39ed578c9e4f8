"""The application's log: a file, and what is worth a warning on stderr. Both without secrets."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path

from app.errors import CantWrite
from app.redaction import redacted

LOG_BYTES, LOGS_KEPT = 2_000_000, 2
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Redacting(logging.Formatter):
    """An address that cannot be reached may have a signature, and stands in what is said of it."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class LogFile(logging.handlers.RotatingFileHandler):
    """When the disk takes no more it says so once; the application goes on."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8")
        self._told = False

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._told:
            self._told = True
            sys.stderr.write(f"{CantWrite(self.baseFilename, error.strerror)}\n")


def log_to(path: Path) -> None:
    """Raises OSError if no log can be kept there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    configure(LogFile(path), warnings_to_stderr())


def configure(*handlers: logging.Handler) -> None:
    for handler in handlers:
        handler.setFormatter(Redacting(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=handlers)


def warnings_to_stderr() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    return handler

"""When a failure is believed.

FFmpeg and FFprobe say the same of a film that is at fault and of a store that went away while they
read it. So before a film is blamed, the store is asked by its own means, which tell what is away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from backend.errors import BackendError, NotFound
from backend.storage.api import ObjectStore
from backend.transcode.api import Away, Failed
from backend.transcode.errors import EncodingFailed, Refused, SourceGone

T = TypeVar("T")
DOUBTFUL = (Refused, EncodingFailed)


def believed(step: Callable[[], T], store: ObjectStore, key: str) -> T:
    """Do it; what goes wrong with a source behind a network counts when it does so once more,
    with the store answering before and after."""
    try:
        return step()
    except DOUBTFUL:
        if is_here(store):
            raise
        ask(store, key)
    try:
        return step()
    except DOUBTFUL:
        ask(store, key)
        raise


def ask(store: ObjectStore, key: str) -> None:
    """Raises what keeps this object from being read, if it is not on this machine."""
    if is_here(store):
        return
    try:
        for _ in store.read(key, 0, 1):
            return
    except NotFound:
        raise SourceGone from None


def is_here(store: ObjectStore) -> bool:
    return not store.capabilities.is_remote


def outcome_of(error: BackendError, retryable: bool) -> Failed | Away:
    """What is away is waited for, and never counts as a failure."""
    if error.retry_after_seconds is not None:
        return Away(str(error), error.retry_after_seconds)
    return Failed(str(error), retryable)

"""Which box there is: the best that works on this machine, found out once."""

from __future__ import annotations

import logging
from functools import lru_cache

from backend.transcode.confine import bubblewrap, landlock
from backend.transcode.confine.api import Confinement
from backend.transcode.confine.limits_only import LimitsOnly

log = logging.getLogger(__name__)


@lru_cache
def box() -> Confinement:
    """That bwrap is there says little: where namespaces are forbidden, it can't make any."""
    for find in (bubblewrap.find, landlock.find):
        try:
            return find()
        except OSError as error:
            log.info("Not confined by %s: %s", find.__module__.rpartition(".")[2], error)
    return LimitsOnly()

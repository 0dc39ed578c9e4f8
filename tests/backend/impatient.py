"""The backend as tests start it: it waits for nothing as long as a real one does.

`python -m tests.backend.impatient …` takes what `python -m backend.server` takes.
"""

from __future__ import annotations

import gc
import sys
from dataclasses import replace

if __name__ == "__main__":
    gc.disable()  # what is imported stays; to go through it again and again slows the start

from backend.server import main
from backend.timing import PRODUCTION

IMPATIENT = replace(
    PRODUCTION,
    busy_seconds=0.05,
    idle_seconds=0.2,
    breath_seconds=0.02,
    troubled_seconds=0.2,
    arriving_seconds=0.1,
    patient_seconds=0.2,
    poll_seconds=1.0,
    grace_seconds=0.2,
    undo_seconds=0.0,
    look_seconds=0.1,
    lost_seconds=5,
)

if __name__ == "__main__":
    gc.freeze()
    gc.enable()
    sys.exit(main(timing=IMPATIENT))

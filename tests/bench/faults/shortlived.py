"""The backend, whose addresses of parts are good for some seconds: `-m … SECONDS …`.

It is the program itself, with one value of its settings replaced: no variable sets it.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from backend.config.settings import Settings
from backend.server import main

if __name__ == "__main__":
    seconds, read = int(sys.argv[1]), Settings.from_env

    def shortened(*given: Any) -> Settings:
        return replace(read(*given), url_seconds=seconds)

    with patch.object(Settings, "from_env", shortened):
        sys.exit(main(sys.argv[2:]))

"""Where the packaged application starts: as `python -m app.main` does."""

from __future__ import annotations

import runpy

if __name__ == "__main__":
    runpy.run_module("app.main", run_name="__main__")

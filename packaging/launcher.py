"""Where the packaged application starts: the window, or with `--backend` first, the backend."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["--backend"]:
        from backend.server import main as serve

        del sys.argv[1]
        sys.exit(serve())

    from app.main import main

    sys.exit(main())

"""The uploader, where names stand for nothing or for a way to nowhere: `nameless.py FILE …`.

It is the program itself, with one function of Python's taken over: while `FILE` is there, it says
what the names are good for.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

from app.upload.__main__ import main

real = socket.getaddrinfo


def looked_up(said: Path) -> Any:
    """Names that are not there where the file is empty, else its address before the real one."""

    def look_up(host: Any, port: Any, *more: Any, **others: Any) -> Any:
        if not said.exists():
            return real(host, port, *more, **others)
        if not (text := said.read_text()):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        address, number = text.split()
        nowhere = real(address, int(number), type=socket.SOCK_STREAM)
        return [*nowhere, *real(host, port, *more, **others)]

    return look_up


if __name__ == "__main__":
    socket.getaddrinfo = looked_up(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))

"""Run inside a box that has a network of its own, with nobody in it: listens there, hands the
listening socket out to the backend by the socket whose number it is given, and becomes the program.
"""

from __future__ import annotations

import os
import socket
import sys

PORT = 8080


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as out:
        listening = socket.create_server(("127.0.0.1", PORT))
        socket.send_fds(out, [b"."], [listening.fileno()])
        listening.close()
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - into the program that it stands before


if __name__ == "__main__":
    main()

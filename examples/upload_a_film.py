"""Uploads a film as the window does, and says what it is once the server knows it.

    PYTHONPATH=. python examples/upload_a_film.py FILE [SERVER]

It goes by the window's own list of uploads: what is interrupted here goes on there. Without a
server it is kept on this computer, by the bundled backend.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

from app.cli.target import connected, target_at
from app.upload.engine.progress import Progress, State
from app.upload.engine.queue import open_queue


def main(arguments: Sequence[str]) -> int:
    file, server = Path(arguments[0]), arguments[1] if arguments[1:] else None
    target = target_at(server)
    told: SimpleQueue[Progress] = SimpleQueue()  # the queue reports from a thread of its own
    with (
        connected(target) as connection,
        closing(open_queue(target.data_dir, connection, told.put, target.settings)) as uploads,
    ):
        uploads.start()
        upload_id = uploads.add(file)
        while True:
            progress = told.get()
            if progress.upload_id == upload_id and progress.state.is_final:
                break
            print(f"{progress.filename}: {progress.sent_bytes} of {progress.size_bytes} bytes")
        if progress.state is not State.DONE or progress.video_id is None:
            print(progress.message, file=sys.stderr)
            return 1
        title = file.stem.replace("_", " ").capitalize()
        video = connection.client.update_video(progress.video_id, title=title)
        print(f"{video.title} is {video.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

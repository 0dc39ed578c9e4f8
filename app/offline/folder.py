"""Kept films on the disk: a folder for each, for nobody else to read.

{root}/{account}/{video_id}/film.json       what is to be here
                            received.jsonl  what is, a line for each file
                            picture/00000.ts …, sound0/…, poster.jpg, chapters.vtt, 0.vtt …
{root}/{account}/positions.json
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import writing
from app.known_servers import Profile
from app.offline.film import FilmPlan, KeptFilm, ReceivedFile
from app.private_files import open_private, write_private

log = logging.getLogger(__name__)

FILM, RECEIVED, USED = "film.json", "received.jsonl", "used"
POSTER, CHAPTERS = "poster.jpg", "chapters.vtt"
GONE = ".gone-"
SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
DIRECTORY = 0o700


Turn = Callable[[], AbstractContextManager[object]]


class FilmFolder:
    """One film's. Blocks, raises CantWrite. What is written waits for its `turn`, which may also
    raise: where somebody still fetches what others remove or begin anew."""

    def __init__(self, path: Path, turn: Turn = nullcontext) -> None:
        self.path, self._turn = path, turn

    def read(self) -> KeptFilm | None:
        """None where nothing that can be used was kept."""
        try:
            plan = FilmPlan.from_json(json.loads((self.path / FILM).read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.info("A kept film can't be read: %s", error)
            return None
        wanted = set(plan.files)
        received = {file: each for file, each in self._received() if file in wanted}
        return KeptFilm(plan, received, self._used_at())

    def plan(self, film: KeptFilm) -> None:
        """Begin, or begin anew with another plan: what is no part of it goes."""
        with self._turn(), writing(self.path):
            former = self.read()
            make_private(self.path)
            if former is None or not former.plan.has_same_bytes(film.plan):
                (self.path / RECEIVED).unlink(missing_ok=True)
                stale = (*film.plan.tracks, *(former.plan.tracks if former is not None else ()))
                for track in stale:
                    shutil.rmtree(self.path / track.name, ignore_errors=True)
            for track in film.plan.tracks:
                make_private(self.path / track.name)
            self.use()  # first: one that was never used would have expired
            self.put(FILM, json.dumps(film.plan.to_json()).encode())

    def use(self) -> None:
        """It came, or is watched."""
        self.put(USED, str(time.time()).encode())

    def put(self, name: str, content: bytes) -> None:
        """At one moment."""
        with self._turn():
            write_private(self.path / name, content)

    def get(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except OSError:
            return None

    # Segments

    def begun_bytes(self, file: str) -> int:
        """How much there is of one that is under way."""
        try:
            return self._part(file).stat().st_size
        except OSError:
            return 0

    @contextmanager
    def going_on(self, file: str) -> Iterator[BinaryIO]:
        with writing(self._part(file)):
            with self._turn():
                out = open_private(self._part(file), "ab")
            with out:
                yield out

    def forget_part(self, file: str) -> None:
        with self._turn(), writing(self._part(file)):
            self._part(file).unlink(missing_ok=True)

    def finish(self, file: str) -> ReceivedFile:
        """It is whole: it and its hash are kept from now on."""
        part = self._part(file)
        with writing(part), part.open("rb") as content:
            os.fsync(content.fileno())
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        received = ReceivedFile(part.stat().st_size, digest)
        note = {"file": file, "size_bytes": received.size_bytes, "sha256": digest}
        with self._turn(), writing(part):
            part.replace(self.path / file)
            with open_private(self.path / RECEIVED, "ab") as out:
                out.write(noted(note))
        return received

    def verified(self, file: str, received: ReceivedFile) -> bytes | None:
        """The bytes of a segment; None, and it is forgotten, if they are not what came."""
        content = self.get(file)
        if content is not None and hashlib.sha256(content).hexdigest() == received.sha256:
            return content
        if self.path.exists():  # else it was removed while it plays
            log.warning("A part of a kept film is damaged, and will be fetched again")
            with writing(self.path), open_private(self.path / RECEIVED, "ab") as out:
                out.write(noted({"file": file, "gone": True}))
        return None

    def remove(self) -> None:
        remove_whole(self.path)

    def _part(self, file: str) -> Path:
        return self.path / f"{file}.part"

    def _received(self) -> Iterator[tuple[str, ReceivedFile]]:
        """What the notes say, as far as the files bear it out; a torn last line says nothing."""
        noted: dict[str, ReceivedFile] = {}
        for line in (self.get(RECEIVED) or b"").splitlines():
            try:
                note = json.loads(line)
                if note.get("gone"):
                    noted.pop(note["file"], None)
                else:
                    noted[note["file"]] = ReceivedFile(note["size_bytes"], note["sha256"])
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
        for file, received in noted.items():
            if size_of(self.path / file) == received.size_bytes:
                yield file, received

    def _used_at(self) -> float:
        try:
            return float(self.get(USED) or 0)
        except ValueError:
            return 0.0


class KeptFolder:
    """All films of one account, and how far each was watched. From any thread; blocks."""

    def __init__(self, root: Path, profile: Profile) -> None:
        name = hashlib.sha256(f"{profile.account_id}@{profile.server}".encode()).hexdigest()[:24]
        self._path, self._lock = root / name, threading.RLock()

    def film(self, video_id: str, turn: Turn = nullcontext) -> FilmFolder:
        """Whatever a server calls it: no id leads to another folder."""
        is_safe = SAFE_ID.fullmatch(video_id) is not None
        name = video_id if is_safe else hashlib.sha256(video_id.encode()).hexdigest()
        return FilmFolder(self._path / name, turn)

    def films(self) -> list[KeptFilm]:
        sweep(self._path)
        sweep(self._path.parent)
        try:
            folders = sorted(each for each in self._path.iterdir() if each.is_dir())
        except OSError:
            return []
        found = (FilmFolder(path).read() for path in folders if not path.name.startswith(GONE))
        return [film for film in found if film is not None]

    def remove(self) -> None:
        """All of it."""
        remove_whole(self._path)

    # Positions

    def position(self, video_id: str) -> float:
        return float(self._positions().get(video_id, {}).get("seconds", 0.0))

    def note_position(self, video_id: str, seconds: float, *, told: bool) -> None:
        """`told`: the server knows of it."""
        with self._lock:
            positions = {**self._positions(), video_id: {"seconds": seconds, "told": told}}
            self._write_positions(positions)

    def learn_position(self, video_id: str, seconds: float) -> None:
        """What the server says, unless there is one that it does not know yet."""
        with self._lock:
            if video_id not in self.untold():
                self.note_position(video_id, seconds, told=True)

    def note_told(self, video_id: str, seconds: float) -> None:
        """Unless one has watched on meanwhile."""
        with self._lock:
            positions = dict(self._positions())
            if positions.get(video_id, {}).get("seconds") == seconds:
                positions[video_id] = {"seconds": seconds, "told": True}
                self._write_positions(positions)

    def untold(self) -> dict[str, float]:
        """What the server does not know yet."""
        found = self._positions().items()
        return {video_id: float(note["seconds"]) for video_id, note in found if not note["told"]}

    def _positions(self) -> Mapping[str, Any]:
        try:
            found = json.loads((self._path / "positions.json").read_text("utf-8"))
            return {
                key: {"seconds": float(note["seconds"]), "told": bool(note["told"])}
                for key, note in found.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def _write_positions(self, positions: Mapping[str, Any]) -> None:
        with writing(self._path):
            make_private(self._path)
        FilmFolder(self._path).put("positions.json", json.dumps(positions).encode())


def remove_whole(path: Path) -> None:
    """At one moment it is not there any more; what is left if that breaks off is swept later."""
    with writing(path):
        if path.exists():
            path.rename(path.with_name(f"{GONE}{uuid.uuid4().hex}"))
    sweep(path.parent)


def sweep(folder: Path) -> None:
    """Take away what an earlier removal left."""
    for left in folder.glob(f"{GONE}*"):
        shutil.rmtree(left, ignore_errors=True)


def noted(note: Mapping[str, object]) -> bytes:
    """A line of its own, also after one that a crash cut."""
    return b"\n" + json.dumps(note).encode() + b"\n"


def make_private(path: Path) -> None:
    if not path.parent.exists():
        make_private(path.parent)
    path.mkdir(mode=DIRECTORY, exist_ok=True)
    path.chmod(DIRECTORY)


def size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None

"""What uploading asks of the rest of the application: files, for whom they are, and the queue."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QDialog, QWidget

from app.edits.beside import Fit, drafts_beside
from app.edits.entry import key_of_upload
from app.edits.outbox import Outbox
from app.edits.shortened import Moved, chapters_shortened, shortened
from app.errors import Sentence
from app.server.videos import Video
from app.ui.accounts.host import Owner
from app.ui.accounts.open_accounts import Uploads
from app.ui.background import Background, Scope
from app.ui.desktop.telling import Deed, Telling
from app.ui.dialogs.costs import CostKeeper
from app.ui.navigation.places import Kind, Place
from app.ui.shell.main_window import MainWindow
from app.ui.studio.duplicates import DuplicateKeeper
from app.ui.style.words import told, translate
from app.ui.trim.playing import Heard, PartsPlayer
from app.upload.engine.progress import Progress, State
from app.upload.source.file import VIDEO_SUFFIXES
from app.upload.source.folders import FilmsFound, films_in
from app.upload.trim.ranges import Range, Recipe, played_at

MOST_REMEMBERED = 500
"""So many finished uploads are in the list after a restart."""
SIGN_IN_FIRST = Sentence("Sign in to upload. Nothing was taken.")
WATCHES_ONLY = Sentence("This account is for watching. Nothing was taken.")
WAITS = Sentence("Uploading begins when there is a connection.")
SKIPPED = Sentence("It was skipped in Matinee's window: it is there already.")
TOO_MUCH = Sentence("That folder is too large to look through; some films may be missing.")
FOR_ANOTHER = Sentence("The files from before were not taken: they were for another account.")


@dataclass(frozen=True, slots=True)
class Given:
    """Files and folders as the user gave them, and for whom; one that `replaces` takes the place
    of that video's file."""

    paths: Sequence[Path]
    owner: Owner | None
    recipe: Recipe | None = None
    """What is kept of a film that is trimmed."""
    kept: Sequence[Range] = ()
    """Which parts that really are."""
    instead_of: Progress | None = None
    """An upload of the whole film, of which nothing was sent."""
    replaces: Video | None = None


def may_be(owner: Owner | None, present: Owner | None) -> bool:
    """Whether what was given for `owner` may be the present one's, as far as both are known."""
    if owner is None or present is None or owner.server != present.server:
        return False
    return None in (owner.account_id, present.account_id) or owner == present


class Uploading:
    """Takes files for whoever is signed in, and shows what becomes of them.

    From the moment that they are given they are somebody's: of whoever is signed in, or of whom
    the connection under way turns out to be. Where neither is, nothing is taken.
    """

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        costs: CostKeeper,
        telling: Telling,
        duplicates: DuplicateKeeper,
    ) -> None:
        self._window, self._background, self._telling = window, background, telling
        self._costs, self._duplicates = costs, duplicates
        self._scope = Scope(background)
        self._owner: Owner | None = None
        self._queue: Uploads | None = None
        self._edits: Outbox | None = None
        self._waiting: list[Given] = []
        self._waits_for: Sentence | None = None
        self._refusal = SIGN_IN_FIRST
        self._skipped: dict[Path, Progress] = {}
        """For commands that ask what became of files."""
        self._failed = set[str]()
        self._has_begun = False
        window.files_given.connect(self.upload)
        window.trim_wanted.connect(self.trim)
        window.uploads.trim_wanted.connect(self.trim_waiting)
        window.replacement_given.connect(self.replace)
        window.uploads.deeds.space_wanted.connect(self._show_what_takes_room)

    def _show_what_takes_room(self) -> None:
        self._window.library.show_largest()
        self._window.home.go(Place(Kind.YOURS))

    # For whom

    def expect(self, owner: Owner) -> None:
        """A connection is under way: what is given waits for it."""
        self._become(owner)

    def wait(self, owner: Owner, why: Sentence) -> None:
        """Somebody is there, but the queue is not; what is given waits for it."""
        self._become(owner)
        self._waits_for = why

    def refuse(self, why: Sentence = SIGN_IN_FIRST) -> None:
        """Nobody is signed in, and nobody will be before the user has said who they are; or whoever
        is may not upload."""
        self._become(None)
        self._refusal = why

    def attach(self, owner: Owner, queue: Uploads, edits: Outbox, scope: Scope) -> None:
        self._queue, self._edits, self._scope = queue, edits, scope
        self._window.uploads.attach(queue)
        self._scope.run(lambda: begin(queue, edits), self.take_up)
        self._become(owner)

    def detach(self) -> None:
        self._queue = self._edits = None
        self._failed.clear()
        self._has_begun = False
        self._window.uploads.detach()

    def _become(self, owner: Owner | None) -> None:
        self._owner = owner
        self._waits_for = None
        waiting, self._waiting = self._waiting, []
        for given in waiting:
            self._take(given)

    # Files

    def upload(self, paths: Sequence[Path]) -> None:
        """Queue files, and the videos in folders."""
        if paths:
            self._take(Given(paths, self._owner))

    def replace(self, video: Video, path: Path) -> None:
        """Send a file that takes the place of the video's, which is shown until it is made."""
        self._take(Given((path,), self._owner, replaces=video))

    def trim(self, path: Path) -> None:
        """Have the user say what of a film is uploaded."""
        self._trim(path, self._ask)

    def trim_waiting(self, upload: Progress) -> None:
        """The same of a film that is in the queue already, which waits meanwhile."""
        if (queue := self._queue) is None or upload.path is None:
            return
        was_paused = upload.state is State.PAUSED

        def go_on() -> None:
            if not was_paused:
                self._background.run(partial(queue.resume, upload.upload_id))

        def take(given: Given) -> None:
            if given.recipe is None:
                go_on()
            else:
                self._add(replace(given, instead_of=upload))

        self._background.run(partial(queue.pause, upload.upload_id))
        if (dialog := self._trim(upload.path, take)) is not None:
            dialog.rejected.connect(go_on)

    def _trim(self, path: Path, then: Callable[[Given], None]) -> QDialog | None:
        queue, owner = self._queue, self._owner
        if queue is None or owner is None:
            why = self._waits_for or WAITS
            self._window.toast.say(told(why if owner else self._refusal))
            return None
        from app.ui.trim.dialog import TrimDialog  # few ever need it

        window, sending = self._window, self._costs.sending
        dialog = TrimDialog(
            *(path, queue.trims, self._background, window.colours),
            *(sending, self._play_parts, window),
        )
        dialog.chosen.connect(
            lambda recipe: then(Given([path], owner, recipe, dialog.kept if recipe else ()))
        )
        dialog.open()
        return dialog

    def _play_parts(self, parent: QWidget, heard: Heard) -> PartsPlayer:
        """What is kept of a film, in the place of what plays now."""
        from app.ui.watching.parts import MpvParts

        player = self._window.player
        if player.session is not None:
            player.session.pause()
        return MpvParts(parent, heard, self._background, player.state.volume)

    def _take(self, given: Given) -> None:
        if not may_be(given.owner, self._owner):
            self._window.toast.say(told(FOR_ANOTHER if self._owner else self._refusal))
        elif self._queue is None:
            self._waiting.append(given)
            if self._waits_for is not None or self._window.start_failed:
                self._window.toast.say(told(self._waits_for or WAITS))
        else:
            owner = self._owner
            self._background.run(
                lambda: films_in(given.paths, VIDEO_SUFFIXES),
                lambda found: self._found(found, replace(given, owner=owner)),
            )

    def _found(self, found: FilmsFound, given: Given) -> None:
        if not found.is_all:
            self._window.toast.say(told(TOO_MUCH))
        given = replace(given, paths=found.films)
        if (queue := self._queue) is None:
            self._take(given)
            return
        for path in given.paths:
            self._skipped.pop(path, None)

        def go_on(files: Sequence[Path]) -> None:
            skipped = set(given.paths).difference(files)
            self._skipped |= {path: skipped_film(path) for path in skipped}
            if files or not skipped:
                self._ask(replace(given, paths=files))

        self._duplicates.before_upload(given.paths, queue, go_on)

    def _ask(self, given: Given) -> None:
        files = given.paths
        self._costs.before_upload(
            *(files, self._window, lambda: self._add(given)),
            *(lambda: self.trim(files[0]), given.recipe),
        )

    def _add(self, given: Given) -> None:
        queue, edits = self._queue, self._edits
        if queue is None or edits is None or given.owner != self._owner:
            self._take(given)  # while folders were looked through, somebody left
            return
        if given.replaces is not None and given.paths:
            self._replace(queue, given.paths[0], given.replaces)
            return
        self._window.show_arrivals()
        # Not in the scope: whoever leaves meanwhile still hears of what was not taken.
        self._background.run(lambda: add_all(queue, edits, given), self._added)

    def _added(self, count: int) -> None:
        if not count:
            self._window.toast.say(translate("Uploads", "There is no video in that folder."))
        elif (queue := self._queue) is not None:
            self._tell(translate("Uploads", "%n file(s) on the way.", count))
            self._scope.run(queue.uploads, self._take_list)

    def _replace(self, queue: Uploads, file: Path, video: Video) -> None:
        words = translate(
            "Uploads",
            "“{title}” is shown as it is until the new file is ready.",
            title=video.title,
        )
        self._background.run(
            lambda: queue.add(file, replaces=video.id), lambda _id: self._tell(words)
        )

    def _tell(self, words: str, *, urgent: bool = False) -> None:
        """Unless one sees it anyway."""
        window, telling = self._window, self._telling
        if window.home.here.kind is not Kind.UPLOADS or telling.is_for_desktop:
            show = Deed(translate("Uploads", "Show"), window.show_uploads)
            telling.say(words, [show], urgent=urgent)

    # What becomes of them

    def of_files(self, files: Collection[str]) -> list[Mapping[str, Any]]:
        """For a command that asks: what there is of files, in the order in which they came."""
        uploads = [film.upload for film in self._window.uploads.films]
        found = [upload for upload in uploads if str(upload.path) in files]
        found = sorted(found, key=lambda each: each.position)
        found += [film for path, film in self._skipped.items() if str(path) in files]
        return [upload.to_json() for upload in found]

    def take_progress(self, uploads: Sequence[Progress]) -> None:
        window = self._window
        self._costs.note_speed(sum(upload.bytes_per_second for upload in uploads))
        window.uploads.show_uploads(uploads)
        window.library.note_uploads(uploads)
        self._tell_failed(uploads)

    def _tell_failed(self, uploads: Sequence[Progress]) -> None:
        """Each once, until it is tried again; what failed in an earlier session was told then."""
        before = frozenset(self._failed)
        for upload in uploads:
            if upload.state == State.FAILED:
                self._failed.add(upload.upload_id)
            else:
                self._failed.discard(upload.upload_id)
        if self._has_begun and (count := len(self._failed - before)):
            self._tell(translate("Uploads", "%n upload(s) failed.", count), urgent=True)

    def _take_list(self, uploads: Sequence[Progress]) -> None:
        self._window.uploads.put_in_order(uploads)
        self.take_progress(uploads)

    def take_up(self, uploads: Sequence[Progress]) -> None:
        """What an earlier session left."""
        self._take_list(uploads)
        self._has_begun = True
        if (queue := self._queue) is not None and (count := queue.unclaimed):
            self._window.toast.say(
                translate(
                    "Uploads",
                    "%n unfinished upload(s) found. An earlier Matinee did not note whose.",
                    count,
                ),
                translate("Uploads", "%n is/are mine", count),
                lambda: self._claim(queue),
            )

    def _claim(self, queue: Uploads) -> None:
        if queue is self._queue:
            self._window.show_uploads()
            self._scope.run(queue.claim)


def skipped_film(path: Path) -> Progress:
    """Nobody sends it."""
    return Progress(uuid4().hex, None, path.name, State.CANCELLED, 0, 0, message=SKIPPED, path=path)


def begin(uploads: Uploads, edits: Outbox) -> Sequence[Progress]:
    """Take up what was left unfinished. Of what was finished the last ones are remembered."""
    uploads.start()
    known = uploads.uploads()
    edits.forget_strangers([upload.upload_id for upload in known])
    done = [upload for upload in known if upload.state is State.DONE]
    forgotten = {upload.upload_id for upload in done[: max(0, len(done) - MOST_REMEMBERED)]}
    for upload_id in forgotten:
        uploads.forget(upload_id)
    return [upload for upload in known if upload.upload_id not in forgotten]


def add_all(uploads: Uploads, edits: Outbox, given: Given) -> int:
    """Queue the files, with the captions that lie beside them, at the times of what is kept.
    Returns how many."""
    files = given.paths
    ids = {uploads.add(file, recipe=given.recipe): file for file in files}
    moved = partial(played_at, given.kept) if given.kept else None
    if (old := given.instead_of) is not None:
        for upload_id in ids:
            take_place(uploads, edits, old, upload_id, moved)
        return len(files)
    added = {key_of_upload(upload_id): file for upload_id, file in ids.items()}
    if drafts := drafts_beside(added, edits.keep, fit_of(moved)):
        edits.say(drafts)
    return len(files)


def fit_of(moved: Moved | None) -> Fit:
    if moved is None:
        return lambda data, _suffix: data
    return lambda data, suffix: shortened(data, suffix, moved)


def take_place(
    uploads: Uploads, edits: Outbox, old: Progress, new: str, moved: Moved | None
) -> None:
    """Of an upload that has sent nothing: its turn, and all that was said of its film."""
    fit = fit_of(moved)

    def fitted(name: str) -> str | None:
        data, suffix = edits.kept(name).read_bytes(), Path(name).suffix
        fitting = fit(data, suffix)
        return None if fitting is None else edits.keep(fitting, suffix)

    said = edits.all_said(key_of_upload(old.upload_id)).with_captions(fitted)
    if moved is not None:
        said = said.with_chapters(lambda chapters: chapters_shortened(chapters, moved))
    if said:
        edits.say({key_of_upload(new): said})
    uploads.set_priority(new, old.priority)
    uploads.move([new], old.upload_id)
    uploads.cancel(old.upload_id)

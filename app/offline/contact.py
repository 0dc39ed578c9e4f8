"""What follows from being in contact with the server again: what may not be kept goes, and it
hears how far films were watched."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import ServerRefused
from app.offline.film import KeptFilm, expired
from app.offline.folder import KeptFolder
from app.offline.offered import OfflineApi


@dataclass(frozen=True, slots=True)
class Parting:
    """Films that are not kept any more, and why: their owner took them back, or nobody watched
    them for as long as the settings say."""

    withdrawn: tuple[KeptFilm, ...] = ()
    expired: tuple[KeptFilm, ...] = ()


def make_contact(api: OfflineApi, folder: KeptFolder, now: float, keep_days: int) -> Parting:
    """What is to go by now; blocks. Raises MatineeError where the server can't be reached after
    all: then everything stays."""
    tell_positions(api, folder)
    films = folder.films()
    old = expired(films, now, keep_days)
    gone = tuple(film for film in films if film not in old and not learn(api, folder, film))
    return Parting(gone, old)


def learn(api: OfflineApi, folder: KeptFolder, film: KeptFilm) -> bool:
    """Whether the film may still be watched; and if so, how far it was elsewhere."""
    video_id = film.plan.video_id
    try:
        video = api.video(video_id)
    except ServerRefused as refusal:
        if not refusal.is_gone:
            raise
        return False
    folder.learn_position(video_id, video.position_seconds)
    return True


def tell_positions(api: OfflineApi, folder: KeptFolder) -> None:
    """Each that the server does not know; of a film that it has no more, nobody needs to know."""
    for video_id, seconds in folder.untold().items():
        try:
            api.save_position(video_id, seconds)
        except ServerRefused as refusal:
            if not refusal.is_gone:
                raise
        folder.note_told(video_id, seconds)


def tell_position(api: OfflineApi, folder: KeptFolder, video_id: str, seconds: float) -> None:
    """On the disk first; raises MatineeError if the server does not hear of it now."""
    folder.note_position(video_id, seconds, told=False)
    api.save_position(video_id, seconds)
    folder.note_told(video_id, seconds)

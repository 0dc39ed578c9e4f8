"""What is said of a playlist and of what is on it."""

from __future__ import annotations

from app.server.videos import Video
from app.server.viewing import Playlist, PlaylistEntry
from app.ui.cards.way import visible_to
from app.ui.lists.model import Row
from app.ui.style import text
from app.ui.style.words import translate


def title_of(playlist: Playlist) -> str:
    return translate("Playlists", "Watch later") if playlist.later else playlist.title


def details(playlist: Playlist) -> str:
    """The quiet line: who sees it or whose it is, and how long it is."""
    whose = playlist.channel.name if playlist.channel and not playlist.own else ""
    return text.join(whose or visible_to(playlist.visibility), length_of(playlist))


def length_of(playlist: Playlist) -> str:
    return translate("Playlists", "%Ln video(s)", playlist.size)


def row_of_playlist(playlist: Playlist) -> Row:
    icon = "later" if playlist.later else "playlists"
    return Row(playlist.id, title_of(playlist), details(playlist), icon=icon)


def row_of_entry(entry: PlaylistEntry) -> Row:
    """What is missing is shown as such."""
    if entry.video is not None:
        return Row(entry.video_id, entry.video.title, line_of(entry.video), entry.video)
    if entry.missing == "deleted":
        title = translate("Playlists", "Deleted video")
        line = translate("Playlists", "It is gone for good.")
    else:
        title = translate("Playlists", "Hidden video")
        line = translate("Playlists", "Its owner shows it to nobody else now.")
    return Row(entry.video_id, title, line, icon="hidden", faint=True)


def line_of(video: Video) -> str:
    """Whose it is, and how often it was watched."""
    channel = video.channel.name if video.channel else ""
    return text.join(channel, text.views(video.views))

"""All commands of the player."""

from __future__ import annotations

from app.ui.player.commands.deck import PlayerCommand
from app.ui.player.commands.picture import picture_commands
from app.ui.player.commands.playback import playback_commands
from app.ui.player.commands.sound import sound_commands
from app.ui.player.commands.subtitles import subtitle_commands
from app.ui.player.commands.window import sharing_commands, window_commands


def player_commands() -> tuple[PlayerCommand, ...]:
    """In the reader's language, group by group; of two with the same key the first has it."""
    return (
        *playback_commands(),
        *sound_commands(),
        *subtitle_commands(),
        *picture_commands(),
        *window_commands(),
        *sharing_commands(),
    )

"""What a session orders: of workers, of its plays, of mpv; and whom it tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.player.engine.adjustments import Adjustment
from app.player.engine.api import PlayerState
from app.player.fetch.playback_status import PlaybackStatus, Wishes
from app.server.videos import Playback

# Of a worker: what may block


@dataclass(frozen=True, slots=True)
class LoadVideo:
    """Answered by `PlayMade` and `PlayLoaded`, or by `PlayFailed`."""

    number: int
    video_id: str
    playback: Playback | None
    start_seconds: float | None


@dataclass(frozen=True, slots=True)
class LoadUrl:
    """Answered like `LoadVideo`."""

    number: int
    url: str
    start_seconds: float


@dataclass(frozen=True, slots=True)
class FindLadder:
    """Answered by `LadderFound` or `LadderMissing`."""

    number: int
    video_id: str
    at_seconds: float


@dataclass(frozen=True, slots=True)
class FindOriginal:
    """The file that the ladder is made from; answered by `OriginalFound` or `OriginalMissing`."""

    number: int
    video_id: str


@dataclass(frozen=True, slots=True)
class ChangePlay:
    """Make another play of the film that `of` plays: of its sound alone, or with its picture again.
    Answered by `PlayChanged` or `PlayUnchanged`."""

    number: int
    of: int
    at_seconds: float
    sound_alone: bool


@dataclass(frozen=True, slots=True)
class ServeSubtitle:
    """Answered by `SubtitleServed` or `SubtitleFailed`."""

    number: int
    index: int


# Of a play


@dataclass(frozen=True, slots=True)
class WatchPlay:
    """It is loaded, and watched from now on."""

    number: int


@dataclass(frozen=True, slots=True)
class WishOfPlay:
    number: int
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class FixRung:
    """A wish for one rung; answered by `OtherRungGiven` if mpv holds others there."""

    number: int
    wishes: Wishes
    seconds: float


@dataclass(frozen=True, slots=True)
class TellPlay:
    """How playing goes."""

    number: int
    status: PlaybackStatus


@dataclass(frozen=True, slots=True)
class PrepareSeek:
    """mpv is about to seek to where it holds nothing itself."""

    number: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SeekBegun:
    number: int


@dataclass(frozen=True, slots=True)
class NoteNetwork:
    """Keep what the play taught of the way to its origin."""

    number: int


@dataclass(frozen=True, slots=True)
class ClosePlay:
    number: int


@dataclass(frozen=True, slots=True)
class CancelLoads:
    """Of all openings up to this one nothing is wanted any more."""

    number: int


# Of mpv


@dataclass(frozen=True, slots=True)
class OpenPlay:
    number: int
    start_seconds: float
    paused: bool
    end_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class OpenLocalFile:
    number: int
    path: Path
    start_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PauseEngine:
    paused: bool


@dataclass(frozen=True, slots=True)
class SeekEngine:
    seconds: float
    drop_cache: bool


@dataclass(frozen=True, slots=True)
class LiftEnd:
    """Let mpv play on past the end that it was given."""


@dataclass(frozen=True, slots=True)
class TurnVolume:
    percent: float


@dataclass(frozen=True, slots=True)
class MuteEngine:
    muted: bool


@dataclass(frozen=True, slots=True)
class ChangeSpeed:
    factor: float


@dataclass(frozen=True, slots=True)
class SelectSubtitles:
    """Tracks by the engine's ids."""

    first: int | None
    second: int | None


@dataclass(frozen=True, slots=True)
class ShowSubtitle:
    """Have it among the engine's tracks; answered by `SubtitleShown` or `SubtitleFailed`."""

    number: int
    index: int
    address: str


@dataclass(frozen=True, slots=True)
class LoadSubtitleFile:
    """Answered by `SubtitleFileAdded` or `SubtitleFailed`."""

    number: int
    path: Path


@dataclass(frozen=True, slots=True)
class SeekSubtitleEngine:
    lines: int


@dataclass(frozen=True, slots=True)
class AdjustEngine:
    adjustment: Adjustment


@dataclass(frozen=True, slots=True)
class StepEngine:
    """Show the next frame, paused."""


@dataclass(frozen=True, slots=True)
class HearSound:
    """Fetch that one of the sounds beside the picture from there on, and no other."""

    number: int
    sound: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SelectSound:
    """By the engine's id."""

    track: int


@dataclass(frozen=True, slots=True)
class StopEngine:
    pass


# Of nobody in particular


@dataclass(frozen=True, slots=True)
class TellState:
    """Have the window show it."""

    state: PlayerState


@dataclass(frozen=True, slots=True)
class TellLeft:
    """A play of a video is over; what it was like."""

    state: PlayerState


@dataclass(frozen=True, slots=True)
class EndAll:
    """Close whatever is open: plays, gateway, engine."""


WorkEffect = LoadVideo | LoadUrl | FindLadder | FindOriginal | ChangePlay | ServeSubtitle
PlayEffect = (
    WatchPlay
    | WishOfPlay
    | FixRung
    | TellPlay
    | PrepareSeek
    | SeekBegun
    | HearSound
    | NoteNetwork
    | ClosePlay
)
EngineEffect = (
    OpenPlay
    | OpenLocalFile
    | PauseEngine
    | SeekEngine
    | LiftEnd
    | TurnVolume
    | MuteEngine
    | ChangeSpeed
    | SelectSubtitles
    | ShowSubtitle
    | LoadSubtitleFile
    | SeekSubtitleEngine
    | AdjustEngine
    | StepEngine
    | SelectSound
    | StopEngine
)
Effect = WorkEffect | PlayEffect | EngineEffect | CancelLoads | TellState | TellLeft | EndAll

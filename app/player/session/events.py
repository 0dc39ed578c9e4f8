"""What may happen to a session: what the viewer asks, what workers answer, what mpv reports.

A `number` is that of the opening which an answer belongs to; moments are the monotonic clock's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import WayOn
from app.player.engine.adjustments import Adjustment
from app.player.engine.api import Clip, Loop, Report
from app.player.session.reading import Offer, Reading
from app.server.videos import Playback

# The viewer and the window


@dataclass(frozen=True, slots=True)
class OpenVideo:
    """`start_seconds` is None to go on where the video was left; a `clip` begins at its start."""

    video_id: str
    playback: Playback | None
    start_seconds: float | None
    at: float
    clip: Clip | None = None


@dataclass(frozen=True, slots=True)
class OpenUrl:
    url: str
    start_seconds: float
    at: float


@dataclass(frozen=True, slots=True)
class OpenPath:
    path: Path
    at: float
    start_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class StopPlayback:
    """Leave what is open for nothing."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The video may not be watched any more."""

    video_id: str
    message: str


@dataclass(frozen=True, slots=True)
class EndSession:
    """Nothing is ordered after this."""


@dataclass(frozen=True, slots=True)
class SetPaused:
    paused: bool


@dataclass(frozen=True, slots=True)
class TogglePaused:
    """Pause what plays, else play on; what has ended, from the start."""


@dataclass(frozen=True, slots=True)
class SeekTo:
    seconds: float


@dataclass(frozen=True, slots=True)
class PlayWhole:
    """Go on past the ends of the part, from where it is."""


@dataclass(frozen=True, slots=True)
class SetVolume:
    percent: float


@dataclass(frozen=True, slots=True)
class SetMuted:
    muted: bool


@dataclass(frozen=True, slots=True)
class SetSpeed:
    factor: float


@dataclass(frozen=True, slots=True)
class ChooseRendition:
    """None: let the rungs be chosen automatically."""

    name: str | None


@dataclass(frozen=True, slots=True)
class ChooseSubtitle:
    """None: show no subtitles. The `second` ones are shown above the film."""

    index: int | None
    second: bool = False


@dataclass(frozen=True, slots=True)
class AddSubtitleFile:
    """A file of this machine's, for what plays."""

    path: Path


@dataclass(frozen=True, slots=True)
class SeekSubtitle:
    """So many lines on, or back."""

    lines: int


@dataclass(frozen=True, slots=True)
class Adjust:
    adjustment: Adjustment


@dataclass(frozen=True, slots=True)
class StepFrame:
    forward: bool


@dataclass(frozen=True, slots=True)
class SetLoop:
    """None: go on past its end."""

    loop: Loop | None


@dataclass(frozen=True, slots=True)
class ChooseSound:
    index: int


@dataclass(frozen=True, slots=True)
class SetWindowPixels:
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SetLimits:
    max_height: int | None
    max_bps: float | None


@dataclass(frozen=True, slots=True)
class PreferCaptions:
    """Captions for the hard of hearing are shown by themselves, in the first of these languages;
    none: nobody asked for them."""

    languages: tuple[str, ...]


# What was ordered and came to its end


@dataclass(frozen=True, slots=True)
class PlayMade:
    """mpv may open it; from now on the session has to close it."""

    number: int
    start_seconds: float
    segmented: bool


@dataclass(frozen=True, slots=True)
class PlayLoaded:
    number: int
    offer: Offer
    at: float


@dataclass(frozen=True, slots=True)
class PlayFailed:
    """It could not be made, or not be loaded."""

    number: int
    message: str
    way_on: WayOn = WayOn.AGAIN


@dataclass(frozen=True, slots=True)
class LadderFound:
    """What plays as one file has rungs by now; loaded, and the session's to close."""

    number: int
    offer: Offer


@dataclass(frozen=True, slots=True)
class LadderMissing:
    number: int
    at: float


@dataclass(frozen=True, slots=True)
class PlayChanged:
    """The same film, otherwise; loaded, and the session's to close."""

    number: int
    offer: Offer


@dataclass(frozen=True, slots=True)
class PlayUnchanged:
    number: int
    message: str


@dataclass(frozen=True, slots=True)
class OriginalFound:
    """What the ladder has not come to can be played as one file; the session's to close."""

    number: int
    offer: Offer
    at: float


@dataclass(frozen=True, slots=True)
class OriginalMissing:
    number: int
    at: float


@dataclass(frozen=True, slots=True)
class OtherRungGiven:
    """mpv holds more than the rung that was chosen, where playing is or will be."""

    number: int


@dataclass(frozen=True, slots=True)
class SubtitleServed:
    number: int
    index: int
    address: str
    line_starts: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SubtitleShown:
    """`track` is the engine's id."""

    number: int
    index: int
    track: int


@dataclass(frozen=True, slots=True)
class SubtitleFileAdded:
    number: int
    track: int
    name: str


@dataclass(frozen=True, slots=True)
class SubtitleFailed:
    number: int
    message: str


# The engine and the clock


@dataclass(frozen=True, slots=True)
class EngineReported:
    report: Report
    at: float


@dataclass(frozen=True, slots=True)
class SeekDue:
    """Time to look after the seek under way; `at_hand`: the bytes at its goal are here."""

    at: float
    at_hand: bool


@dataclass(frozen=True, slots=True)
class PlayerTicked:
    """`reading` is of the place that is shown, or that a seek leads to."""

    at: float
    reading: Reading


@dataclass(frozen=True, slots=True)
class SessionBroke:
    """A bug of ours came up."""


Event = (
    OpenVideo
    | OpenUrl
    | OpenPath
    | StopPlayback
    | Withdraw
    | EndSession
    | SetPaused
    | TogglePaused
    | SeekTo
    | PlayWhole
    | SetVolume
    | SetMuted
    | SetSpeed
    | ChooseRendition
    | ChooseSubtitle
    | AddSubtitleFile
    | SeekSubtitle
    | Adjust
    | StepFrame
    | SetLoop
    | ChooseSound
    | SetWindowPixels
    | SetLimits
    | PreferCaptions
    | PlayMade
    | PlayLoaded
    | PlayFailed
    | LadderFound
    | LadderMissing
    | PlayChanged
    | PlayUnchanged
    | OriginalFound
    | OriginalMissing
    | OtherRungGiven
    | SubtitleServed
    | SubtitleShown
    | SubtitleFileAdded
    | SubtitleFailed
    | EngineReported
    | SeekDue
    | PlayerTicked
    | SessionBroke
)

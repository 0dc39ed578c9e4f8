"""What the user can set: one typed value, kept in a small TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from app.errors import MatineeError, Sentence, writing
from app.keymap import Keymap
from app.known_servers import KnownServers, Profile
from app.private_files import write_private
from app.timetable import Timetable
from app.watched import WatchedFolders

NAME = "matinee"


class SettingsUnreadable(MatineeError):
    """A wrong value in the settings file; the others still count."""


@dataclass(frozen=True, slots=True)
class Hint:
    """How a field is shown and what it may be: bounds are inclusive, `choices` maps to labels,
    `least_words` stand for the least number."""

    label: Sentence
    explanation: Sentence
    group: Sentence
    unit: str = ""
    least: float | None = None
    most: float | None = None
    least_words: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


GENERAL = Sentence("General")
SUBTITLES = Sentence("Subtitles")
DOWNLOADS = Sentence("Downloads")


def setting(
    default: Any, label: str, explanation: str = "", group: str = GENERAL, **hint: Any
) -> Any:
    words = Sentence(label), Sentence(explanation), Sentence(group)
    return field(default=default, metadata={"hint": Hint(*words, **hint)})


NO_SERVERS = KnownServers()
NO_TIMETABLE = Timetable()
NO_FOLDERS = WatchedFolders()
PRESET_KEYS = Keymap()
DAMAGED: Mapping[type, str] = {
    KnownServers: Sentence("The list of servers is damaged."),
    Timetable: Sentence("The timetable of uploads is damaged."),
    WatchedFolders: Sentence("The list of watched folders is damaged."),
    Keymap: Sentence("The list of keys is damaged."),
}
"""What is more than one value in the file, and what to say where it is none."""
FORMER = {"prefetch"}  # what a file may still hold; nobody needs to hear of it
THEMES = {
    "system": Sentence("As the system"),
    "dark": Sentence("Dark"),
    "light": Sentence("Light"),
    "contrast": Sentence("High contrast"),
}
WHEN_CLOSED = {
    "ask": Sentence("Ask while something uploads"),
    "quit": Sentence("Quit"),
    "tray": Sentence("Go on in the tray"),
}
QUALITY = {
    "": Sentence("No limit"),
    "1080p": "1080p",
    "720p": "720p",
    "480p": "480p",
    "360p": "360p",
}


TYPEFACES = {
    "sans-serif": Sentence("Plain"),
    "serif": Sentence("With serifs"),
    "monospace": Sentence("Of one width"),
}
LETTER_COLOURS = {
    "#ffffff": Sentence("White"),
    "#ffff00": Sentence("Yellow"),
    "#a0e0ff": Sentence("Light blue"),
    "#b0ffb0": Sentence("Light green"),
    "#c0c0c0": Sentence("Grey"),
}
OUTLINE_COLOURS = {
    "#000000": Sentence("Black"),
    "#404040": Sentence("Dark grey"),
    "#000060": Sentence("Dark blue"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; `hint_of` tells how to show one."""

    server: str = setting("", "Server", "", "Hidden")
    account: str = setting("", "Account", "", "Hidden")
    servers: KnownServers = setting(NO_SERVERS, "Servers", "", "Hidden")  # noqa: RUF009
    notify_when_ready: bool = setting(True, "Tell me when a video is ready")
    theme: str = setting("system", "Colours", choices=THEMES)
    less_motion: bool = setting(
        False, "Less motion", "No previews under the pointer; what tells of a wait stands still."
    )
    when_closed: str = setting("ask", "When the window is closed", choices=WHEN_CLOSED)
    upload_limit_mbit: float = setting(
        0.0,
        "Upload at most",
        "",
        "Uploading",
        unit=Sentence(" Mbit/s"),
        least_words=Sentence("No limit"),
        least=0,
        most=10_000,
    )
    timetable: Timetable = setting(  # noqa: RUF009
        NO_TIMETABLE, "At certain times", "", "Uploading"
    )
    wait_on_metered: bool = setting(
        True,
        "Wait while the network is metered",
        "As this computer says, or you do under Playing.",
        "Uploading",
    )
    battery_least: int = setting(
        20,
        "On battery, wait below",
        "",
        "Uploading",
        unit=Sentence(" %"),
        least_words=Sentence("Never wait"),
        least=0,
        most=100,
    )
    keep_awake: bool = setting(True, "Keep this computer awake while it uploads", "", "Uploading")
    watched: WatchedFolders = setting(NO_FOLDERS, "Watched folders", "", "Uploading")  # noqa: RUF009
    quality_most: str = setting(
        "", "Quality, at most", "For Auto; you can still choose more.", "Playing", choices=QUALITY
    )
    metered: bool = setting(
        False, "This network is metered", "Auto then stays at 480p or below.", "Playing"
    )
    autoplay: bool = setting(
        True, "Play the next video by itself", "After a few seconds, unless you cancel.", "Playing"
    )
    remember_films: bool = setting(
        True,
        "Remember files of this computer, and what was chosen for films",
        "Where a file was left, and sound, subtitles and speed; kept here alone. "
        "Without it, what was remembered is forgotten.",
        "Playing",
    )
    send_reports: bool = setting(
        True,
        "Tell the server how well videos played",
        "Waiting times, qualities, bytes and the parts watched of each play; nothing about you.",
        "Playing",
    )
    offline_gb: int = setting(
        20,
        "Room for downloads",
        "",
        DOWNLOADS,
        unit=Sentence(" GB"),
        least_words=Sentence("No limit"),
        least=0,
        most=10_000,
    )
    offline_days: int = setting(
        30,
        "Remove what nobody watched for",
        "Once there is a connection to the server again.",
        DOWNLOADS,
        unit=Sentence(" days"),
        least_words=Sentence("Never"),
        least=0,
        most=365,
    )
    subtitle_captions: bool = setting(
        False,
        "Show captions for the hard of hearing",
        "They also tell what is heard besides words. A film without them shows its subtitles in "
        "your language.",
        SUBTITLES,
    )
    subtitle_size: int = setting(
        100, "Size", "", SUBTITLES, unit=Sentence(" %"), least=30, most=300
    )
    subtitle_font: str = setting("sans-serif", "Typeface", "", SUBTITLES, choices=TYPEFACES)
    subtitle_colour: str = setting("#ffffff", "Colour", "", SUBTITLES, choices=LETTER_COLOURS)
    subtitle_outline: str = setting("#000000", "Outline", "", SUBTITLES, choices=OUTLINE_COLOURS)
    subtitle_outline_width: int = setting(
        3, "Width of the outline", "", SUBTITLES, least_words=Sentence("None"), least=0, most=8
    )
    subtitle_box: int = setting(
        0,
        "Ground behind them",
        "",
        SUBTITLES,
        unit=Sentence(" %"),
        least_words=Sentence("None"),
        least=0,
        most=100,
    )
    subtitle_raised: int = setting(
        0,
        "Above the edge by",
        "Of the picture's height.",
        SUBTITLES,
        unit=Sentence(" %"),
        least=0,
        most=90,
    )
    subtitle_overrides: bool = setting(
        False,
        "Also where a film brings styles of its own",
        "Signs and songs then lose their places and colours.",
        SUBTITLES,
    )
    screenshot_name: str = setting(
        "{title} {time}",
        "Name of screenshots",
        "What is in braces stands for that of the film. They go to your pictures.",
        "Playing",
    )
    keys: Keymap = setting(PRESET_KEYS, "Keys", "", "Keys")  # noqa: RUF009
    connections_least: int = setting(1, "Connections, at least", "", "Advanced", least=1, most=16)
    connections_most: int = setting(
        16,
        "Connections, at most",
        "Matinee adds connections while that makes uploads faster.",
        "Advanced",
        least=1,
        most=32,
    )
    preload: str = setting(
        "auto",
        "When the pointer rests on a video, fetch",
        "",
        "Advanced",
        choices={
            "none": Sentence("Nothing"),
            "metadata": Sentence("Its playlists"),
            "auto": Sentence("Its start"),
        },
    )
    cmcd: bool = setting(
        False,
        "Tell the server with each request how playing goes (CMCD)",
        "Bit rates and buffer, for whoever runs the server.",
        "Advanced",
    )
    hosts_at_home: str = setting(
        "",
        "Streams may ask these computers in my network",
        "Names or addresses, with commas between them. "
        "What comes from the internet reaches nothing else here.",
        "Advanced",
    )
    volume: float = setting(100.0, "Volume", "", "Hidden", least=0, most=200)

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """As the player wants them."""
        return tuple(host.strip() for host in self.hosts_at_home.split(",") if host.strip())

    @property
    def profile(self) -> Profile:
        """Who one is, and where."""
        return Profile(self.server, self.account if self.server else "")

    @classmethod
    def load(cls, path: Path) -> tuple[Settings, list[str]]:
        """The settings at `path` and a sentence for each entry there that can't be used."""
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls(), []
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            return cls(), [Sentence("Can't read {file}: {why}", file=path.name, why=error)]
        settings, faults = cls(), list[str]()
        for name, value in document.items():
            if name in FORMER:
                continue
            try:
                settings = replace(settings, **{name: checked(name, value)})
            except SettingsUnreadable as error:
                faults.append(error.sentence)
        return settings, faults

    def save(self, path: Path) -> None:
        """Replace the file in one step, so that a crash leaves the old or the new one.

        Raises CantWrite.
        """
        import tomli_w  # only who saves waits for it

        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, tomli_w.dumps(self._to_toml()).encode())

    def _to_toml(self) -> dict[str, Any]:
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {k: v.to_toml() if type(v) in DAMAGED else v for k, v in values.items()}


class ForThisTime:
    """Settings at the server that the command line names, and what of theirs to keep: next time
    one begins where one was before, unless one went from place to place oneself meanwhile."""

    def __init__(self, kept: Settings, server: str | None) -> None:
        self._kept, self._is_over = kept, server is None
        self.settings = kept
        if server is not None:
            profile = kept.servers.profile_at(server.rstrip("/"))
            self.settings = replace(kept, server=profile.server, account=profile.account_id)

    def to_keep(self, changed: Settings) -> Settings:
        self._is_over = self._is_over or changed.server != self.settings.server
        former = self._kept.server
        if self._is_over or former == changed.server:
            return changed
        if former and changed.servers.at(former) is None:  # forgotten meanwhile
            return replace(changed, server="", account="")
        return replace(changed, server=former, account=self._kept.account)


def hint_of(name: str) -> Hint:
    hint: Hint = {item.name: item for item in fields(Settings)}[name].metadata["hint"]
    return hint


def checked(name: str, value: Any) -> Any:
    """`value` as the setting `name` wants it; raises `SettingsUnreadable` with the reason."""
    defaults = {item.name: item.default for item in fields(Settings)}
    if name not in defaults:
        import difflib  # seldom

        close = difflib.get_close_matches(name, defaults, n=1)
        if close:
            raise SettingsUnreadable(
                "There is no setting “{name}”. Did you mean “{close}”?", name=name, close=close[0]
            )
        raise SettingsUnreadable("There is no setting “{name}”.", name=name)
    kind = type(defaults[name])
    if kind in DAMAGED:
        return composed(kind, value)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise SettingsUnreadable(
            "“{name}” must be of the kind of {example}.", name=name, example=repr(defaults[name])
        )
    return within(name, hint_of(name), value)


def composed(kind: Any, value: Any) -> Any:
    try:
        return kind.from_toml(value)
    except ValueError as error:
        raise SettingsUnreadable(DAMAGED[kind]) from error


def within(name: str, hint: Hint, value: Any) -> Any:
    if hint.choices and value not in hint.choices:
        options = ", ".join(repr(choice) for choice in hint.choices)
        raise SettingsUnreadable("“{name}” must be one of {options}.", name=name, options=options)
    if hint.least is not None and hint.most is not None and not hint.least <= value <= hint.most:
        raise SettingsUnreadable(
            "“{name}” must be from {least} to {most}.",
            name=name,
            least=f"{hint.least:g}",
            most=f"{hint.most:g}",
        )
    return value


def settings_path() -> Path:
    return platformdirs.user_config_path(NAME, appauthor=False) / "settings.toml"


def data_path() -> Path:
    return platformdirs.user_data_path(NAME, appauthor=False)

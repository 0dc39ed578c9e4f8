"""Variables by their types: values out, or everything that is wrong, a sentence each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AliasChoices, BeforeValidator, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

T = TypeVar("T")
V = TypeVar("V", bound="Variables")
GIB = 1024**3
PREFIX = "MATINEE_"
OF_TESTS = "MATINEE_TEST_"
OF_PACKAGERS = "MATINEE_VERSION"
"""Which of us this is; close to one of ours, and yet meant."""
ALIKE = 0.75
"""Names that share so much are one name, misspelt."""


class BadSetting(Exception):
    """Sentences that each name a variable; the server prints them and ends with status 2."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Variables(BaseSettings):
    """Some variables that belong together: the field `upload_days` is MATINEE_UPLOAD_DAYS, unless
    it has an alias. `because` says why those are needed that have no default."""

    model_config = SettingsConfigDict(
        alias_generator=lambda field: PREFIX + field.upper(), frozen=True, validate_default=False
    )
    because: ClassVar[str] = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Whoever reads says what the environment is; this process's own is never looked at."""
        return (init_settings,)

    @property
    def given(self) -> dict[str, Any]:
        """What was set, by field."""
        return self.model_dump(exclude_unset=True)


class Environment(PydanticBaseSettingsSource):
    """Looks variables up; an empty one counts as not set."""

    def __init__(self, kind: type[Variables], env: Mapping[str, str]) -> None:
        super().__init__(kind)
        self._env = env

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        for name in names_of(field):
            if text := self._env.get(name, "").strip():
                return text, name, False
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        found = [self.get_field_value(field, name) for name, field in fields.items()]
        return {name: text for text, name, _ in found if text is not None}


def read(kind: type[V], env: Mapping[str, str]) -> V:
    """Raises BadSetting with a sentence for each variable that is wrong."""
    try:
        return kind(**Environment(kind, env)())
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise BadSetting(*(sentence(found, kind.because) for found in faults)) from None


def sentence(found: Mapping[str, Any], because: str) -> str:
    name = found["loc"][0]
    if found["type"] == "missing":
        return f"{name} is missing: {because}."
    return f"{name} must be {found['ctx']['error']}."


def tried(faults: list[str], step: Callable[[], T]) -> T | None:
    """What comes of it, or None, with what is wrong added to `faults`; each is told once."""
    try:
        return step()
    except BadSetting as error:
        faults += [told for told in error.sentences if told not in faults]
        return None


def names_of(field: FieldInfo) -> Iterator[str]:
    match field.validation_alias:
        case str(name):
            yield name
        case AliasChoices(choices=names):
            yield from (name for name in names if isinstance(name, str))


def misspelt(env: Mapping[str, str], known: frozenset[str]) -> list[str]:
    """A sentence for each variable that looks as if another one had been meant."""
    ours = [name.removeprefix(PREFIX) for name in known if name.startswith(PREFIX)]
    strange = sorted(
        name
        for name in env.keys() - known
        if name.startswith(PREFIX) and not name.startswith(OF_TESTS) and name != OF_PACKAGERS
    )
    return [
        f"There is no setting {name}. Did you mean {PREFIX}{meant}?"
        for name in strange
        for meant in get_close_matches(name.removeprefix(PREFIX), ours, 1, ALIKE)
    ]


def switch(text: str) -> bool:
    known = {"on": True, "true": True, "1": True, "yes": True}
    known |= {"off": False, "false": False, "0": False, "no": False}
    if text.lower() not in known:
        raise ValueError(f"on or off, not {text!r}")
    return known[text.lower()]


def positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < 1e9:
        raise ValueError(f"a number above 0, not {text!r}")
    return number


def pause(text: str) -> float:
    if text == "0":
        return 0.0
    if (seconds := positive(text)) > 3600:
        raise ValueError(f"a number of seconds from 0 to 3600, not {text!r}")
    return seconds


def count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise ValueError(f"a whole number from 1 to 1024, not {text!r}")
    return int(text)


def gibibytes(text: str) -> int:
    return int(positive(text) * GIB)


def long_enough(text: str) -> str:
    if len(text) < 16:
        raise ValueError("a secret of at least 16 characters")
    return text


def web_address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError(f"an http:// or https:// address, not {text!r}")
    return text.rstrip("/")


def readable_file(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_file():
        raise ValueError(f"a file, but there is none at {text!r}")
    return path


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(f"one of {', '.join(choices)}, not {text!r}")
        return text.lower()

    return parse


Switch = Annotated[bool, BeforeValidator(switch)]
Positive = Annotated[float, BeforeValidator(positive)]
Pause = Annotated[float, BeforeValidator(pause)]
Count = Annotated[int, BeforeValidator(count)]
Gibibytes = Annotated[int, BeforeValidator(gibibytes)]
Secret = Annotated[str, BeforeValidator(long_enough)]
WebAddress = Annotated[str, BeforeValidator(web_address)]
ReadableFile = Annotated[Path, BeforeValidator(readable_file)]

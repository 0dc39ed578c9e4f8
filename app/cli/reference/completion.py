"""What completes the commands in a shell. Nothing of Matinee runs while one types."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from app.cli.reference.tree import Command, Option, commands_of


def completion_for(shell: str, parser: argparse.ArgumentParser) -> str:
    commands = commands_of(parser)
    lines = {"bash": bash, "zsh": zsh, "fish": fish}[shell](commands)
    return "\n".join(lines)


BEGINNING_OF_BASH = """\
# bash completion for matinee
_matinee_offer() {
    mapfile -t COMPREPLY < <(compgen "$@")
}
_matinee() {
    local word=$2 before=$3 command=${COMP_WORDS[1]}
    COMPREPLY=()"""


def bash(commands: Sequence[Command]) -> Iterator[str]:
    """Words for each command; after an option the choices it has, or files."""
    yield BEGINNING_OF_BASH
    yield '    if [ "$COMP_CWORD" -eq 1 ]; then'
    yield f"        {offer(command.name for command in commands)}"
    yield from ("        return", "    fi", "    case $command:$before in")
    for command in commands:
        for option in command.options:
            if option.names and option.value and not option.takes_file:
                patterns = "|".join(f"{command.name}:{name}" for name in option.names)
                yield f"        {patterns}) {offer(option.choices)}; return ;;"
    yield from ("    esac", "    case $command:$word in")
    for command in commands:
        yield from cases_of(command)
    yield from ('        *) _matinee_offer -f -- "$word" ;;', "    esac", "}")
    yield "complete -o filenames -o bashdefault -F _matinee matinee"


def cases_of(command: Command) -> Iterator[str]:
    flags = (name for option in command.options for name in option.names)
    yield f"        {command.name}:-*) {offer(flags)} ;;"
    if choices := [c for option in command.options if not option.names for c in option.choices]:
        yield f"        {command.name}:*) {offer(choices)} ;;"


def offer(words: Iterable[str]) -> str:
    return f"_matinee_offer -W '{' '.join(words)}' -- \"$word\""


def zsh(commands: Sequence[Command]) -> Iterator[str]:
    yield "#compdef matinee"
    yield from ("_matinee() {", "    if (( CURRENT == 2 )); then", "        local -a commands=(")
    for command in commands:
        yield f"            {quoted(f'{command.name}:{command.summary}')}"
    yield from (
        "        )",
        "        _describe command commands",
        "        _files",
        "        return",
    )
    yield from ("    fi", "    local command=$words[2]", "    shift words", "    (( CURRENT-- ))")
    yield "    case $command in"
    for command in commands:
        specs = " ".join(quoted(spec) for option in command.options for spec in spec_of(option))
        yield f"        {command.name}) _arguments -s {specs} ;;"
    yield from ("    esac", "}", "compdef _matinee matinee")


def spec_of(option: Option) -> Iterator[str]:
    """As `_arguments` wants it."""
    action = f"({' '.join(option.choices)})" if option.choices else "_files"
    if not option.takes_file and not option.choices:
        action = " "
    if not option.names:
        yield f"*:{colon_free(option.value)}:{action}"
    for name in option.names:
        told = colon_free(option.help).replace("[", "(").replace("]", ")")
        value = f":{colon_free(option.value)}:{action}" if option.value else ""
        yield f"*{name}{'=-' if option.is_optional else ''}[{told}]{value}"


def colon_free(text: str) -> str:
    return text.replace(":", r"\:")


def fish(commands: Sequence[Command]) -> Iterator[str]:
    yield "# fish completion for matinee"
    for command in commands:
        summary = quoted(command.summary)
        yield f"complete -c matinee -n __fish_use_subcommand -a {command.name} -d {summary}"
    for command in commands:
        at = f"complete -c matinee -n '__fish_seen_subcommand_from {command.name}'"
        for option in command.options:
            yield from (f"{at} {words}" for words in fish_words(option))


def fish_words(option: Option) -> Iterator[str]:
    about = f"-d {quoted(option.help)}"
    for name in option.names:
        flag = f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
        if option.choices:
            yield f"{flag} -x -a {quoted(' '.join(option.choices))} {about}"
        elif option.value:
            yield f"{flag} {'-r -F' if option.takes_file else '-x'} {about}"
        else:
            yield f"{flag} {about}"
    if not option.names and option.choices:
        yield f"-f -a {quoted(' '.join(option.choices))}"


def quoted(text: str) -> str:
    """For all three shells."""
    return "'" + text.replace("'", "’") + "'"

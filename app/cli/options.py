"""The tree of commands and their options; the manual and the completions are made from it, too."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from app.cli.exit_codes import MEANINGS
from app.cli.names import COMMANDS

VISIBILITIES = ("private", "unlisted", "public")
STATES = ("uploading", "verifying", "processing", "ready", "failed")
SORTS = ("newest", "oldest", "title", "longest", "largest")
SHELLS = ("bash", "zsh", "fish")
WAITS = ("uploaded", "ready")
TABLES = ("days", "retention")
IF_THERE = ("ask", "send", "skip", "fail")


class Parser(argparse.ArgumentParser):
    """Options are said in full: what is short today may mean two things tomorrow."""

    def __init__(self, **options: object) -> None:
        super().__init__(allow_abbrev=False, **options)  # type: ignore[arg-type]


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Ends the process for what argparse refuses. A lone --wait takes no word after it."""
    words = ["--wait=ready" if word == "--wait" else word for word in arguments]
    return build_parser().parse_args(words)


def build_parser() -> Parser:
    parser = Parser(
        prog="matinee",
        usage="matinee [FILE or URL …]\n       matinee COMMAND …",
        description="Upload videos and watch them. Without a command the window opens: files are "
        "uploaded there (played with --play), addresses are played.",
        epilog="Each command has its own --help. A file called like a command is ./list.",
    )
    commands = parser.add_subparsers(
        title="commands", dest="command", metavar="COMMAND", prog="matinee"
    )
    common = common_options()
    adders = (
        add_upload,
        add_list,
        add_show,
        add_edit,
        add_delete,
        add_undelete,
        add_download,
        add_stats,
        add_share,
    )
    for add in (*adders, add_sign_in, add_sign_out, add_servers, add_completion, add_manual):
        add(commands, common)
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def command(commands: Commands, name: str, common: Parser | None, more: str = "") -> Parser:
    summary = COMMANDS[name]
    about = f"{summary[0].upper()}{summary[1:]}. {more}".strip()
    parents = [common] if common is not None else []
    parser: Parser = commands.add_parser(
        name, help=summary, description=about, epilog=EXIT_CODES, parents=parents
    )
    return parser


EXIT_CODES = "Exit codes: " + ", ".join(
    f"{code.value} {code.name.lower().replace('_', ' ')}" for code in MEANINGS
)
"""What they mean is in the manual."""


def common_options() -> Parser:
    common = Parser(add_help=False)
    group = common.add_argument_group("where, and how it is told")
    group.add_argument(
        "--server", metavar="URL", help="at this server; `local` is this computer [as the window]"
    )
    group.add_argument("--account", metavar="NAME", help="as this account of the server")
    group.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="keep everything below DIR, as the window does"
    )
    group.add_argument("--json", action="store_true", help="one JSON object a line")
    return common


def add_details(parser: argparse.ArgumentParser) -> None:
    """What upload and edit have in common."""
    group = parser.add_argument_group("what is said of the video")
    group.add_argument("--title", metavar="TEXT", help="its title [the name of the file]")
    group.add_argument("--description-file", type=Path, metavar="FILE", help="a text in UTF-8")
    group.add_argument("--tags", metavar="TAG,…", help="between commas; `none` takes them away")
    group.add_argument(
        "--language", metavar="LANG", help="what is spoken in it: en, pt-BR; `none` takes it back"
    )
    group.add_argument("--channel", metavar="NAME", help="by handle, name or id [the default one]")
    group.add_argument("--visibility", choices=VISIBILITIES, help="who may see it [private]")
    group.add_argument(
        "--publish-at",
        metavar="WHEN",
        help="public from then on: 2030-05-31T18:00, this computer's time; `never` takes it "
        "back: private",
    )
    group.add_argument("--playlist", metavar="TITLE", help="put it at the end of this playlist")
    group.add_argument(
        "--captions",
        action="append",
        default=[],
        metavar="FILE:LANG",
        help=".srt, .vtt or .ass, as film.de.srt:de; may be given several times",
    )
    group.add_argument("--poster", type=Path, metavar="FILE", help="a JPEG, PNG or WebP picture")


def add_upload(commands: Commands, common: Parser) -> None:
    parser = command(
        *(commands, "upload", common),
        "Without FILE, all that is unfinished goes on. What is interrupted goes on with the same "
        "command, or in the window, and sends only what is missing.",
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="films to send")
    add_details(parser)
    group = parser.add_argument_group("how it is sent")
    group.add_argument(
        "--watch",
        type=Path,
        metavar="DIR",
        help="send what appears in DIR, once it stops growing; what you have already is skipped",
    )
    group.add_argument(
        "--trim", metavar="A-B", help="keep only that of the film: 0:10-1:25.5, or 0:10-1:00,2:00-"
    )
    group.add_argument(
        "--at-key-frames", action="store_true", help="trim at the nearest, and encode nothing"
    )
    group.add_argument(
        "--if-there",
        choices=IF_THERE,
        default="ask",
        help="where you have a film of the same content: ask, send it again, skip it, or fail "
        "before anything is sent [ask on a terminal, else send]",
    )
    group.add_argument("--limit", metavar="RATE", help="at most this much a second: 500k, 2.5M")
    group.add_argument(
        "--wait",
        nargs="?",
        const="ready",
        choices=WAITS,
        help="stay until the server has all of it, or until it can be watched [uploaded; ready "
        "where --wait stands alone]",
    )


def add_list(commands: Commands, common: Parser) -> None:
    parser = command(commands, "list", common)
    parser.add_argument("query", nargs="*", metavar="WORD", help="only with all of these words")
    parser.add_argument("--state", choices=STATES, help="only those")
    parser.add_argument("--sort", choices=SORTS, default="newest", help="[newest]")
    parser.add_argument("--most", type=int, metavar="N", help="no more than N [all]")


def add_videos(parser: argparse.ArgumentParser, nargs: str | None = "+") -> None:
    parser.add_argument(
        "videos", nargs=nargs, metavar="VIDEO", help="its id, or the address of its page"
    )


def add_show(commands: Commands, common: Parser) -> None:
    add_videos(command(commands, "show", common))


def add_edit(commands: Commands, common: Parser) -> None:
    parser = command(commands, "edit", common, "What is not named stays as it is.")
    add_videos(parser)
    add_details(parser)


def add_delete(commands: Commands, common: Parser) -> None:
    parser = command(commands, "delete", common)
    add_videos(parser)
    parser.add_argument("--yes", action="store_true", help="without asking first")


def add_undelete(commands: Commands, common: Parser) -> None:
    parser = command(commands, "undelete", common, "For a short while; then they are gone.")
    add_videos(parser)


def add_download(commands: Commands, common: Parser) -> None:
    parser = command(
        *(commands, "download", common),
        "What breaks off goes on with the same command; a file is there once it is verified.",
    )
    add_videos(parser)
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="where to [this folder]"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="by this name [its own]")


def add_stats(commands: Commands, common: Parser) -> None:
    parser = command(
        *(commands, "stats", common),
        "In sums: nobody is told of who watched. --json has each day, and the retention.",
    )
    add_videos(parser, "*")
    parser.add_argument("--channel", metavar="NAME", help="of one of your channels instead")
    parser.add_argument("--days", type=int, metavar="N", help="the last N days [all there is]")
    parser.add_argument("--csv", choices=TABLES, help="a table for a spreadsheet")


def add_share(commands: Commands, common: Parser) -> None:
    parser = command(
        *(commands, "share", common),
        "The address of its page, which private videos show to nobody else; with one of the "
        "options, a link that opens this video to whoever has it.",
    )
    add_videos(parser, None)
    parser.add_argument("--link", action="store_true", help="a link, also to a private video")
    parser.add_argument("--expires", metavar="WHEN", help="a link until then: 2030-05-31, or 7d")
    parser.add_argument("--password", action="store_true", help="a link with a password, asked for")
    parser.add_argument("--start", metavar="TIME", help="from this moment of the film on: 1:30")
    parser.add_argument("--end", metavar="TIME", help="a link to the part that ends there")


def add_sign_in(commands: Commands, common: Parser) -> None:
    parser = command(
        *(commands, "sign-in", common),
        "The session is kept in the system's keyring. The password is asked for, or is the next "
        "line of the input; it is never an option.",
    )
    parser.add_argument("address", metavar="SERVER", help="its address, as videos.example.org")
    parser.add_argument("--email", metavar="ADDRESS", help="whose account [asked for]")
    parser.add_argument(
        "--print-token",
        action="store_true",
        help="keep nothing: print the session's token, for MATINEE_TOKEN where there is no keyring",
    )


def add_sign_out(commands: Commands, common: Parser) -> None:
    command(commands, "sign-out", common)


def add_servers(commands: Commands, common: Parser) -> None:
    command(commands, "servers", common)


def add_completion(commands: Commands, _common: Parser) -> None:
    parser = command(
        *(commands, "completion", None),
        "For bash: matinee completion bash > ~/.local/share/bash-completion/completions/matinee",
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")


def add_manual(commands: Commands, _common: Parser) -> None:
    command(commands, "manual", None, "To read it: matinee manual | man -l -")

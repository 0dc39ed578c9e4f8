"""How often and how a video, or a channel's videos, are watched."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from app.cli import values, words
from app.cli.console import Console
from app.cli.exit_codes import ExitCode, Misused
from app.cli.target import channel_of, connected, owner_of, target_of
from app.server.client import Client
from app.server.figures import Figures, Subject, Table

HOUR = 3600


def stats(console: Console, options: argparse.Namespace) -> ExitCode:
    first = first_day(options.days, date.today())
    if bool(options.videos) is (options.channel is not None):
        raise Misused("Say of what: of a VIDEO, or by --channel of a channel.")
    if options.csv and (len(options.videos) > 1 or options.json):
        raise Misused("--csv is a table of one video or channel, and no JSON.")
    with connected(target_of(options)) as connection:
        owner_of(connection)
        for of, name in subjects(connection.client, options):
            if options.csv:
                table = connection.client.figures.table(of, name, Table(options.csv), first)
                console.result("table", "\n".join(table.decode().splitlines()))
            else:
                figures = connection.client.figures.figures(of, name, first)
                lines = "\n".join((f"id: {name}", *lines_of(figures)))
                console.result("figures", lines, id=name, of=str(of), **event_of(figures))
    return ExitCode.DONE


def subjects(client: Client, options: argparse.Namespace) -> list[tuple[Subject, str]]:
    if options.channel is not None:
        return [(Subject.CHANNEL, channel_of(client, options.channel))]
    return [(Subject.VIDEO, values.video_id(text)) for text in options.videos]


def first_day(days: int | None, today: date) -> date | None:
    """The one to begin with, today being the last."""
    if days is None:
        return None
    if not 1 <= days <= 36_500:
        raise Misused("--days is at least 1, and within a hundred years.")
    return today - timedelta(days=days - 1)


def lines_of(figures: Figures) -> Iterator[str]:
    """What there is to say, a line for each."""
    total, quality = figures.total, figures.total.quality
    yield f"days: {figures.first} to {figures.last}"
    yield f"views: {total.views}"
    yield f"watched: {total.watch_seconds / HOUR:.1f} h"
    if total.average_part is not None:
        yield f"average part watched: {percent(total.average_part)}"
    places = {name: count for name, count in asdict(total.sources).items() if count}
    if places:
        yield "plays: " + ", ".join(f"{name} {count}" for name, count in places.items())
    if quality.start_seconds is not None:
        yield f"start: {quality.start_seconds:.1f} s"
    if quality.stalls_per_hour is not None:
        yield f"stalls: {quality.stalls_per_hour:.1f} an hour"
    if quality.rungs:
        rungs = (f"{name} {percent(part)}" for name, part in quality.rungs.items())
        yield "qualities: " + ", ".join(rungs)
    if figures.retention.shares:
        yield "retention: " + retention(figures)
    if (cost := figures.cost) is not None:
        once, month = f"${cost.convert + cost.deliver:.2f}", f"${cost.keep_month:.2f}"
        yield f"cost: {once}, and {month} a month"


def retention(figures: Figures) -> str:
    """The share of plays that showed each fifth of the film."""
    shares = figures.retention.shares
    shown = (shares[len(shares) * fifth // 5] for fifth in range(5))
    marks = (words.clock((figures.duration_seconds or 0.0) * fifth / 5) for fifth in range(5))
    return ", ".join(f"{mark} {percent(part)}" for mark, part in zip(marks, shown, strict=True))


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def event_of(figures: Figures) -> dict[str, Any]:
    """All of it, for programs; days by their date."""
    event = asdict(figures)
    return {
        **event,
        "first": figures.first.isoformat(),
        "last": figures.last.isoformat(),
        "retention": {**event["retention"], "since": figures.retention.since.isoformat()},
        "days": {day.isoformat(): totals for day, totals in event["days"].items()},
    }

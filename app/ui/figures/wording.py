"""Figures as people read them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale

from app.server.figures import Figures, PlaySources, Totals
from app.ui.figures.plots import Bar, Layer, Plot, bars_of, nice_top, rungs_of
from app.ui.style import text
from app.ui.style.words import translate
from app.units import HOUR, MINUTE

NOTHING = "–"
LEAST = 0.005
"""Of all plays: less is 0 %."""
Rows = list[tuple[str, ...]]


def count(number: float) -> str:
    """With the separators of the reader's locale."""
    return str(QLocale().toString(round(number)))


def decimal(number: float, digits: int = 1) -> str:
    return str(QLocale().toString(float(number), "f", digits))


def watched(seconds: float) -> str:
    """ "42 s", "12 min", "3.4 h", "1,204 h"."""
    if seconds < MINUTE:
        return translate("Figures", "{number} s", number=count(seconds))
    if seconds < HOUR:
        return translate("Figures", "{number} min", number=count(seconds / MINUTE))
    hours = seconds / HOUR
    number = decimal(hours) if hours < 100 else count(hours)
    return translate("Figures", "{number} h", number=number)


def seconds(number: float | None) -> str:
    if number is None:
        return NOTHING
    return translate("Figures", "{number} s", number=decimal(number))


def share(number: float | None) -> str:
    return NOTHING if number is None else text.percent(number)


def day(when: date) -> str:
    there = QDate(when.year, when.month, when.day)
    return str(QLocale().toString(there, QLocale.FormatType.ShortFormat))


def days(bar: Bar) -> str:
    return day(bar.first) if bar.first == bar.last else f"{day(bar.first)} – {day(bar.last)}"


def rung(name: str) -> str:
    return translate("Figures", "Other") if name == "other" else name


# Tiles


def tiles(figures: Figures) -> list[tuple[str, str, str]]:
    """Of each a label, the number, and what it is."""
    total = figures.total
    shown = [
        (translate("Figures", "Views"), count(total.views), ""),
        (translate("Figures", "Watch time"), watched(total.watch_seconds), ""),
        (
            translate("Figures", "Part watched"),
            share(total.average_part),
            translate("Figures", "Of the film in one play, on average."),
        ),
        (
            translate("Figures", "Until it begins"),
            seconds(total.quality.start_seconds),
            translate("Figures", "Half of all plays began sooner."),
        ),
        (translate("Figures", "Stalls per hour"), stalls(total), ""),
    ]
    if (cost := figures.cost) is not None:
        for label, amount in (
            (translate("Figures", "Cost of delivery"), cost.deliver),
            (translate("Figures", "Cost a month"), cost.keep_month),
            (translate("Figures", "Cost of converting"), cost.convert),
        ):
            shown.append((label, text.dollars(amount), cost.priced))
    return shown


def stalls(total: Totals) -> str:
    rate = total.quality.stalls_per_hour
    return NOTHING if rate is None else decimal(rate)


def sources(given: PlaySources) -> list[tuple[str, float]]:
    """Each with its share of plays; those that come to anything."""
    named = (
        (translate("Figures", "Matinee"), given.app),
        (translate("Figures", "In a browser"), given.page),
        (translate("Figures", "On other websites"), given.embed),
        (translate("Figures", "Unknown"), given.other),
    )
    whole = sum(plays for _, plays in named)
    return [(label, plays / whole) for label, plays in named if plays > whole * LEAST]


# Charts


def views_plot(figures: Figures) -> Plot:
    bars = bars_of(figures)
    values = tuple(float(bar.views) for bar in bars)
    labels = tuple(map(days, bars))
    words = tuple(text.views(bar.views) for bar in bars)
    return Plot((Layer(values),), labels, words, nice_top(values, 2), count)


def time_plot(figures: Figures) -> Plot:
    """In the unit in which the scale has round numbers."""
    bars = bars_of(figures)
    most = max(bar.watch_seconds for bar in bars)
    unit = next((unit for unit in (HOUR, MINUTE) if most >= unit), 1)
    amounts = tuple(bar.watch_seconds / unit for bar in bars)
    words = tuple(watched(bar.watch_seconds) for bar in bars)
    labels = tuple(map(days, bars))
    top = nice_top(amounts, 2)
    return Plot((Layer(amounts),), labels, words, top, lambda each: watched(each * unit))


def retention_plot(figures: Figures) -> Plot:
    shares = figures.retention.shares
    labels = tuple(where(figures, number) for number in range(len(shares)))
    words = tuple(translate("Figures", "{share} watched", share=share(each)) for each in shares)
    return Plot((Layer(shares),), labels, words, 1.0, share, is_line=True)


def where(figures: Figures, number: int) -> str:
    """In the film: a time, or, of many films, a share of their length."""
    part = number / max(1, len(figures.retention.shares))
    length = figures.duration_seconds
    return text.clock(part * length) if length else share(part)


def rungs_plot(figures: Figures) -> Plot:
    """Shares of the time watched, from the lowest rung up."""
    bars, names = bars_of(figures), rungs_of(figures)
    layers = []
    for number, name in enumerate(names):
        shares = tuple(
            bar.rung_seconds(name) / bar.watch_seconds if bar.watch_seconds else 0.0 for bar in bars
        )
        layers.append(Layer(shares, (number + 1) / len(names)))
    words = tuple(
        text.join(
            *(
                f"{rung(name)} {share(layer.values[place])}"
                for name, layer in zip(names, layers, strict=True)
                if layer.values[place]
            )
        )
        for place in range(len(bars))
    )
    return Plot(tuple(layers), tuple(map(days, bars)), words, 1.0, share)


def legend(parts: list[tuple[str, float]]) -> str:
    return text.join(*(f"{label} {share(each)}" for label, each in parts))


# Tables


def day_headers() -> tuple[str, ...]:
    return (
        translate("Figures", "Day"),
        translate("Figures", "Views"),
        translate("Figures", "Watch time"),
        translate("Figures", "Part watched"),
        translate("Figures", "Until it begins"),
        translate("Figures", "Stalls per hour"),
        translate("Figures", "Quality"),
    )


def day_rows(figures: Figures) -> Rows:
    """The last day first."""
    return [
        (
            day(when),
            count(total.views),
            watched(total.watch_seconds),
            share(total.average_part),
            seconds(total.quality.start_seconds),
            stalls(total),
            legend([(rung(name), part) for name, part in total.quality.rungs.items()]),
        )
        for when, total in sorted(figures.days.items(), reverse=True)
    ]


def retention_headers() -> tuple[str, ...]:
    return (translate("Figures", "From"), translate("Figures", "Watched"))


def retention_rows(figures: Figures) -> Rows:
    shares = figures.retention.shares
    return [(where(figures, number), share(each)) for number, each in enumerate(shares)]

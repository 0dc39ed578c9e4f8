"""Colours, style sheet and icons."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui.dialogs.settings import SettingsDialog
from app.ui.style import icons
from app.ui.style.parts import IconView, tool_button
from app.ui.style.theme import (
    Colours,
    Look,
    Theme,
    between,
    dress,
    high_contrast,
    light,
    look_for,
    of_system,
    resource,
    style_sheet,
)

COLOURS = Colours()
THEMES = {"dark": Colours(), "light": light(), "contrast": high_contrast()}
GROUNDS = ("window", "panel", "raised", "hover")
WORDS = ("text", "quiet", "bad", "good", "accent_text")


def luminance(value: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    colour = QColor(value)
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colours: Colours, one: str, other: str) -> float:
    values = getattr(colours, one), getattr(colours, other)
    dark, bright = sorted(map(luminance, values))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("words", "ground"),
    [
        *product(WORDS, GROUNDS),
        *product(("disabled",), GROUNDS[:3]),
        *product(("on_accent",), ("accent", "accent_hover")),
        *product(("bad", "text"), ("bad_ground",)),
        *product(("text", "quiet"), ("line",)),  # what is chosen in menus and lists
        ("on_picture", "over_picture"),
    ],
)
def test_words_can_be_read(theme: str, words: str, ground: str) -> None:
    """WCAG AA: 4.5 for text."""
    assert contrast(THEMES[theme], words, ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_words_on_a_white_film_can_be_read(theme: str) -> None:
    """What lies on it is not quite opaque, and neither is the shade below the controls."""
    ground = QColor(THEMES[theme].over_picture)
    shade = QColor(0, 0, 0, 165)  # at its middle; the words stand below
    for over in (ground, shade):
        seen = replace(THEMES[theme], over_picture=between("#ffffff", over.name(), over.alphaF()))
        assert contrast(seen, "on_picture", "over_picture") >= 4.5


@pytest.mark.parametrize("words", WORDS)
def test_high_contrast_is_high(words: str) -> None:
    """WCAG AAA: 7; what can't be used, too, can be read."""
    assert contrast(high_contrast(), words, "hover") >= 7
    assert contrast(high_contrast(), "disabled", "window") >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "ground"), [*product(("control_line", "focus"), GROUNDS[:2])])
def test_fields_can_be_seen(theme: str, line: str, ground: str) -> None:
    """WCAG AA: 3 for the edges of controls, and for what shows where the keyboard is."""
    assert contrast(THEMES[theme], line, ground) >= 3


def test_the_style_sheet_is_complete(qapp: QApplication) -> None:
    """Every colour that it names exists; a fault in it would be a Qt warning."""
    sheet = style_sheet(COLOURS)
    qapp.setStyleSheet(sheet)
    assert "@" not in sheet.partition("*/")[2]


def test_letters_grow_with_the_systems() -> None:
    """Titles too; and there is room for them."""
    usual, twice = style_sheet(COLOURS), style_sheet(COLOURS, 2.0)
    assert "#heading { font-size: 17pt;" in usual
    assert "#heading { font-size: 34pt;" in twice
    assert "min-height: 18px" in usual
    assert "min-height: 36px" in twice


def test_sides_change_places_for_who_reads_from_the_right() -> None:
    """A line before what is chosen is before it there, too."""
    mirrored = style_sheet(COLOURS, mirrored=True)
    assert "#sidebar QToolButton:checked { background: #2c313b; border-right-color" in mirrored
    assert "#up_next { background: #1a1d23; border-right:" in mirrored


@pytest.fixture
def large_letters(qapp: QApplication) -> Iterator[None]:
    before = QFont(qapp.font())
    large = QFont(before)
    large.setPointSizeF(20)
    qapp.setFont(large)
    dress(qapp, COLOURS)
    yield
    qapp.setFont(before)
    dress(qapp, COLOURS)


@pytest.mark.usefixtures("large_letters")
def test_no_word_of_the_settings_is_cut(qtbot: QtBot) -> None:
    """With letters twice as large, on a screen of 800 by 600."""
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.resize(800, 564)
    dialog.show()
    for row in range(dialog.groups.count()):
        dialog.groups.setCurrentRow(row)
        page = dialog.pages.currentWidget()
        assert page is not None
        assert cut_in(page) == []
    assert dialog.groups.sizeHintForColumn(0) < dialog.groups.viewport().width()


def cut_in(page: QWidget) -> list[str]:
    """The words that have less room than they need, in it or beside its edge."""
    return [
        widget.text()
        for widget in page.findChildren(QWidget)
        if isinstance(widget, QLabel | QAbstractButton) and widget.text() and widget.isVisible()
        if widget.height() < needed_height(widget)
        or widget.width() < widget.minimumSizeHint().width()
        or widget.mapTo(page, QPoint(widget.width(), 0)).x() > page.width()
    ]


def needed_height(widget: QWidget) -> int:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width())
    return widget.minimumSizeHint().height()


@pytest.fixture
def dressed_again(qapp: QApplication) -> Iterator[None]:
    """Undoes what a test's own resources did to the whole process."""
    yield
    dress(qapp, COLOURS)


@pytest.mark.usefixtures("dressed_again")
@pytest.mark.parametrize("folder", ["a film's", "Müller & Söhne", "50 % (a) [b]", 'a"b\\c;{d}#'])
def test_any_folder_will_do(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """Whatever the path of the source or the package has in it, a tick is drawn on its ground."""
    root = tmp_path / folder
    shutil.copytree(resource(""), root / "resources")
    box = QCheckBox()
    box.setChecked(True)
    qtbot.addWidget(box)
    with monkeypatch.context() as here:
        here.setattr(sys, "_MEIPASS", str(root), raising=False)
        dress(qapp, COLOURS)
        picture = box.grab().toImage()

    points = product(range(picture.width()), range(picture.height()))
    seen = {picture.pixelColor(x, y).name() for x, y in points}
    assert {COLOURS.accent, COLOURS.on_accent} <= seen


@pytest.mark.parametrize("name", sorted(p.stem for p in resource("icons").glob("*.svg")))
def test_every_icon_draws_something(qapp: QApplication, name: str) -> None:  # noqa: ARG001
    """An SVG with a mistake in it would be empty."""
    picture = icons.pixmap(name, "#ffffff", 24).toImage()
    drawn = [(x, y) for x in range(24) for y in range(24) if picture.pixelColor(x, y).alpha() > 128]
    assert len(drawn) > 10


@pytest.mark.usefixtures("colours")
def test_numbers_can_be_read(qtbot: QtBot) -> None:
    """Each number of the settings has room for its text."""
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    boxes = dialog.findChildren(QAbstractSpinBox)
    assert boxes
    for box in boxes:
        needed = box.fontMetrics().horizontalAdvance(box.text())
        assert box.lineEdit().width() > needed


# Which theme, and changing it

NO_PREFERENCE, HIGH = Qt.ContrastPreference.NoPreference, Qt.ContrastPreference.HighContrast


@pytest.mark.parametrize(
    ("choice", "scheme", "preference", "look"),
    [
        ("system", Qt.ColorScheme.Unknown, NO_PREFERENCE, Look.DARK),
        ("system", Qt.ColorScheme.Dark, NO_PREFERENCE, Look.DARK),
        ("system", Qt.ColorScheme.Light, NO_PREFERENCE, Look.LIGHT),
        ("system", Qt.ColorScheme.Light, HIGH, Look.SYSTEM),
        ("dark", Qt.ColorScheme.Light, NO_PREFERENCE, Look.DARK),
        ("light", Qt.ColorScheme.Dark, HIGH, Look.LIGHT),
    ],
)
def test_who_chooses_the_theme(
    choice: str, scheme: Qt.ColorScheme, preference: Qt.ContrastPreference, look: Look
) -> None:
    """The user; else the system, which without an opinion gets the dark one."""
    assert look_for(choice, scheme, preference) is look


def colours_in(picture: QImage) -> set[str]:
    points = product(range(picture.width()), range(picture.height()))
    pixels = (picture.pixelColor(x, y) for x, y in points)
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.usefixtures("dressed_again")
def test_a_theme_changes_what_is_there(qtbot: QtBot, qapp: QApplication) -> None:
    """The same colours and icons show it, and so do buttons that were made before."""
    colours = Colours()
    theme = Theme(qapp, colours)
    theme.choose("dark")
    view, button = IconView(24).show_icon("film"), tool_button("b", "film", "Film")
    for widget in (view, button):
        qtbot.addWidget(widget)
    assert Colours().text in colours_in(view.grab().toImage())

    theme.choose("light")

    assert colours == light()
    assert qapp.palette().color(QPalette.ColorRole.WindowText).name() == light().text
    for widget in (view, button):
        seen = colours_in(widget.grab().toImage())
        assert light().text in seen
        assert Colours().text not in seen


@pytest.mark.usefixtures("dressed_again")
def test_much_contrast_is_the_systems_business(qapp: QApplication) -> None:
    """Its own colours as they come, and none of ours."""
    qapp.setPalette(QPalette())
    colours = of_system(qapp.palette())
    assert colours.text == qapp.palette().color(QPalette.ColorRole.WindowText).name()
    assert colours.quiet == colours.bad == colours.text
    assert contrast(colours, "text", "hover") >= 7
    assert contrast(colours, "line", "window") >= 3
    assert contrast(colours, "text", "line") >= 4.5
    assert "@" not in style_sheet(colours).partition("*/")[2]


@pytest.mark.usefixtures("dressed_again")
def test_the_systems_colours_stay(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it tells of them."""
    monkeypatch.setattr("app.ui.style.theme.look_for", lambda *_asked: Look.SYSTEM)
    colours = Colours()
    theme = Theme(qapp, colours)
    for choice in ("dark", "light"):
        theme.choose(choice)
        assert qapp.palette().color(QPalette.ColorRole.Link).name() == colours.accent_text


@pytest.mark.parametrize(("theme", "folder"), [("dark", "on-dark"), ("light", "on-light")])
def test_the_style_sheets_own_icons_suit_their_ground(theme: str, folder: str) -> None:
    """A style sheet can't colour them, so there is one of each for each ground."""
    colours = THEMES[theme]
    assert folder in style_sheet(colours)
    drawn = {path.stem: path.read_text() for path in resource(f"icons/{folder}").glob("*.svg")}
    assert colours.text in drawn.pop("check")
    assert colours.quiet in drawn.pop("chevron-down")
    assert drawn == {}


@pytest.mark.usefixtures("colours")
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_an_icon_is_crisp_and_greyed(ratio: float) -> None:
    """As large as the screen has pixels; weaker where its button is disabled."""
    icon = icons.icon("film")
    picture = icon.pixmap(QSize(20, 20), ratio)
    assert picture.size() == QSize(round(20 * ratio), round(20 * ratio))
    disabled = icon.pixmap(QSize(20, 20), ratio, QIcon.Mode.Disabled)
    assert COLOURS.text in colours_in(picture.toImage())
    assert COLOURS.text not in colours_in(disabled.toImage())


def test_icons_survive_what_made_them(qapp: QApplication) -> None:  # noqa: ARG001
    """Qt keeps, copies and drops them as it likes."""
    for _ in range(20):
        kept, cloned = QIcon(icons.icon("play")), QIcon(icons.icon("pause"))
        cloned.addFile(str(resource("matinee.svg")))  # which makes Qt clone it
        assert not cloned.pixmap(16, 16).isNull()
        del cloned
        icons.icon.cache_clear()
        assert not kept.pixmap(16, 16).isNull()

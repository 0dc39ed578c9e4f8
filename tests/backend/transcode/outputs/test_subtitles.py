"""Whatever a creator has becomes WebVTT."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.transcode.outputs.subtitles import NotSubtitles, extract, to_webvtt
from backend.transcode.process import Stop
from backend.transcode.source.probe import SubtitleStream
from tests.backend.transcode.fakes import QUICK, make_clip, pictures, tone

SRT = """1
00:00:00,500 --> 00:00:01,500
Hello <i>world</i> & <b>

2
00:00:01,600 --> 00:00:02,900
<font color="red">second</font>
line
"""
AS_VTT = """WEBVTT

00:00:00.500 --> 00:00:01.500
Hello <i>world</i> &amp; <b>

00:00:01.600 --> 00:00:02.900
second
line
"""
ASS = """[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.50,0:00:01.50,Default,,0,0,0,,Hello {\\i1}world{\\i0} & more, with a comma
Dialogue: 0,0:00:01.60,0:00:02.90,Default,,0,0,0,,{\\pos(320,20)}second\\Nline
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}
"""


def test_srt() -> None:
    """Commas become points, foreign tags go, ampersands are escaped."""
    assert to_webvtt(SRT.encode()) == AS_VTT


def test_a_time_of_absurd_length_is_none() -> None:
    """Python refuses to read a number of so many digits."""
    with pytest.raises(NotSubtitles):
        to_webvtt(SRT.replace("00:00:0", "9" * 5000 + ":00:0").encode())


def test_a_character_of_absurd_number_is_none() -> None:
    """It is shown as one that is missing."""
    written = to_webvtt(SRT.replace("Hello", f"&#{'1' * 5000};&#65;").encode())
    assert written == AS_VTT.replace("Hello", "\ufffdA")


@pytest.mark.parametrize(
    ("file", "bomb"),
    [
        (SRT, "<a" * 500_000),
        (SRT, "<font" * 500_000),
        (SRT, "Hello" + "\n" * 1_000_000),
        (SRT, "Hello" + "\n " * 500_000),
        (ASS, r"{\i1}x{\i0}" * 100_000),
        (ASS, r"{\p" * 500_000),
    ],
    ids=["tags", "names of tags", "empty lines", "blank lines", "overrides", "open overrides"],
)
def test_a_bomb_is_read_in_one_go(file: str, bomb: str) -> None:
    """A reader that goes back at each of its places would need days for what comes behind it."""
    written = to_webvtt(file.replace("Hello", bomb).encode())
    assert written.endswith("\n\n00:00:01.600 --> 00:00:02.900\nsecond\nline\n")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_so(encoding: str, line_end: str) -> None:
    """Marks and line ends make no difference."""
    text = SRT.replace("world", "Wörld").replace("\n", line_end)
    assert to_webvtt(text.encode(encoding)) == AS_VTT.replace("world", "Wörld")


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("cp1252", "Où est passée la bibliothèque ? Là-bas, près de l'église où tu étais né."),
        ("cp1251", "Где находится библиотека? Она стоит рядом со старой церковью на площади."),
        ("shift_jis", "図書館はどこですか。古い教会のそばにあります。明日また来てください。"),
        ("big5", "圖書館在哪裡？它在老教堂旁邊。請你明天再來一次，我們會等你。"),
    ],
)
def test_old_encodings_are_recognised(encoding: str, sentence: str) -> None:
    """From a few lines of text alone."""
    srt = "".join(
        f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{sentence}\n\n" for n in range(1, 9)
    )
    assert sentence in to_webvtt(srt.encode(encoding))


def test_ass() -> None:
    """Words and italics stay; positions and drawings go."""
    cues = to_webvtt(ASS.encode()).split("\n\n")[1:]
    assert cues == [
        "00:00:00.500 --> 00:00:01.500\nHello <i>world</i> &amp; more, with a comma",
        "00:00:01.600 --> 00:00:02.900\nsecond\nline\n",
    ]


@pytest.mark.parametrize(
    "smuggled", ["\x01script\x02", "&#1;script&#2;", "\x01!-- --\x02", "a --> b", "&#13;&#13;x"]
)
def test_no_markup_but_ours_gets_through(smuggled: str) -> None:
    """Not by the characters that stand for the ends of a tag here, nor as the arrow of a cue."""
    for document in (ASS.replace("Hello", smuggled), SRT.replace("Hello", smuggled)):
        lines = to_webvtt(document.encode()).splitlines()
        said = " ".join(line for line in lines if not line.startswith("00:00:0"))
        plain = said.replace("<i>", "").replace("</i>", "").replace("<b>", "")
        assert not any(mark in plain for mark in ("<", ">", "\x01", "\x02"))
        assert len(lines) == len(AS_VTT.splitlines())


def test_webvtt_is_cleaned() -> None:
    """Settings, notes and styles of a stranger are not passed on."""
    data = b"WEBVTT\n\nSTYLE\n::cue{}\n\nNOTE x\n\n00:01.000 --> 00:02.000 line:0\n<v Bob>Hi"
    assert to_webvtt(data) == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi\n"


@pytest.mark.parametrize("data", [b"", b"no times", b"\x89PNG\r\n" * 50, b"a --> b"])
def test_anything_else_is_refused(data: bytes) -> None:
    """With a sentence."""
    with pytest.raises(NotSubtitles, match="no subtitles that Matinee can read"):
        to_webvtt(data)


def test_tracks_of_the_source(tmp_path: Path) -> None:
    """Each track by its language; a second one of the same language is numbered."""
    (tmp_path / "a.srt").write_text(SRT)
    (tmp_path / "b.ass").write_text(ASS)
    clip = make_clip(
        tmp_path / "clip.mkv", *pictures("320x240", "25", 3), *tone(3),
        "-i", str(tmp_path / "a.srt"), "-i", str(tmp_path / "b.ass"),
        "-map", "0", "-map", "1", "-map", "2", "-map", "3", *QUICK,
        "-c:s:0", "srt", "-c:s:1", "ass",
    )  # fmt: skip
    streams = [SubtitleStream(2, "subrip", "eng"), SubtitleStream(3, "ass", "eng")]
    tracks = extract(f"file:{clip}", streams, tmp_path / "out", Stop())
    assert list(tracks) == ["eng", "eng-2"]
    assert "Hello <i>world</i>" in tracks["eng"]
    assert "second\nline" in tracks["eng-2"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig"])
def test_old_encodings_are_read_rightly(encoding: str) -> None:
    """With a mark or without."""
    srt = "1\n00:00:01,000 --> 00:00:02,000\nGrüße aus Köln, schöne Übung für alle\n\n" * 3
    assert "Grüße aus Köln, schöne Übung" in to_webvtt(srt.encode(encoding))


def test_times_that_run_backwards_are_told() -> None:
    """To who can correct them; in a film's own track the others still help."""
    backwards = SRT.replace("00:00:02,900", "00:00:01,100").encode()
    with pytest.raises(NotSubtitles, match=r"at 00:00:01\.600"):
        to_webvtt(backwards)
    assert "Hello" in to_webvtt(backwards, strict=False)

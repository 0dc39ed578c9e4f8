"""What hangs together has a filter graph of its own."""

from __future__ import annotations

import ffmpeg

from backend.transcode.encode.graphs import compiled


def graphs(words: list[str]) -> list[str]:
    return [words[at + 1] for at, word in enumerate(words) if word == "-filter_complex"]


def test_streams_that_never_meet_have_a_graph_each() -> None:
    """The rest of the command is the library's."""
    source = ffmpeg.input("a")
    output = ffmpeg.output(source["0"].filter("hflip"), source["1"].filter("apad"), "b", c="x")

    assert compiled(output, ["ffmpeg", "-nostdin"]) == [
        *("ffmpeg", "-nostdin", "-i", "a"),
        *("-filter_complex", "[0:0]hflip[s0]", "-filter_complex", "[0:1]apad[s1]"),
        *("-map", "[s0]", "-map", "[s1]", "-c", "x", "b", "-y"),
    ]


def test_streams_that_meet_share_a_graph() -> None:
    """Also where one was split before, and where they come from two files."""
    both = ffmpeg.input("a").filter_multi_output("split")
    joined = ffmpeg.overlay(both[0], ffmpeg.input("b").filter("hflip"))

    [graph] = graphs(compiled(ffmpeg.output(joined, both[1], "c"), ["ffmpeg"]))
    assert [graph.count(name) for name in ("split", "overlay", "hflip")] == [1, 1, 1]


def test_a_graph_is_never_cut_in_a_word() -> None:
    """An argument may hold what separates filters."""
    text = ffmpeg.input("a").filter("drawtext", text="one;two[s1]")
    words = compiled(ffmpeg.output(text, ffmpeg.input("b").filter("apad"), "c"), ["ffmpeg"])
    assert len(graphs(words)) == 2


def test_without_a_filter_there_is_no_graph() -> None:
    """Streams that are copied."""
    assert graphs(compiled(ffmpeg.output(ffmpeg.input("a"), "b", c="copy"), ["ffmpeg"])) == []

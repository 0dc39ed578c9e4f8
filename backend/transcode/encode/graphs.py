"""A command of ffmpeg-python's in which each part that hangs together is a graph of its own.

The library writes one graph for all. FFmpeg begins a graph anew when its input changes its format,
and the picture must not begin anew with the sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ffmpeg
from ffmpeg import _run
from ffmpeg.dag import topo_sort
from ffmpeg.nodes import FilterNode, get_stream_spec_nodes

Node = Any
"""ffmpeg-python carries no types."""


def compiled(output: Any, program: Sequence[str]) -> list[str]:
    """The command's words; files that are there are written over."""
    words: list[str] = ffmpeg.compile(output, cmd=list(program), overwrite_output=True)
    if "-filter_complex" not in words:
        return words
    at = words.index("-filter_complex")
    options = [word for graph in _graphs(output) for word in ("-filter_complex", graph)]
    return [*words[:at], *options, *words[at + 2 :]]


def _graphs(output: Any) -> Iterator[str]:
    """Written by the library's own writers, which know what must be escaped."""
    nodes, edges = topo_sort(get_stream_spec_nodes(output))
    filters = [node for node in nodes if isinstance(node, FilterNode)]
    sources = [node for node in nodes if not node.incoming_edges]
    names = {(source, None): str(number) for number, source in enumerate(sources)}
    _run._allocate_filter_stream_names(filters, edges, names)
    for part in _connected(filters):
        yield ";".join(_run._get_filter_spec(node, edges[node], names) for node in part)


def _connected(filters: Sequence[Node]) -> list[list[Node]]:
    """The parts that have no filter in common, each in the order given: sources first."""
    parts: list[list[Node]] = []
    for node in filters:
        before = {edge.upstream_node for edge in node.incoming_edges}
        joined = [part for part in parts if before.intersection(part)]
        parts = [part for part in parts if not before.intersection(part)]
        parts.append([*(known for part in joined for known in part), node])
    return parts

"""A sample of the faults that Cosmic Ray knows how to put into modules; run where that library is.

Reads the modules' paths, one a line; prints one JSON object a fault: module, operator and the
faulty source.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path

import parso
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names

from tests.bench.mutants.meaning import meaning

Fault = tuple[str, str, str]


def sample(modules: Sequence[str], count: int, seed: int) -> list[Fault]:
    """In turns one of each module until there are enough, or no more; sorted by module."""
    drawn = [faults_of(module, random.Random(f"{seed} {module}")) for module in modules]
    in_turns: Iterator[Fault | None] = chain.from_iterable(zip_longest(*drawn))
    return sorted(islice((fault for fault in in_turns if fault is not None), count))


def faults_of(module: str, chance: random.Random) -> Iterator[Fault]:
    """In any order; each that means something else than the module and the faults before."""
    source = Path(module).read_text()
    seen = {None, meaning(source)}
    places = places_in(source)
    for operator, occurrence in chance.sample(places, len(places)):
        code = mutate_code(source, operator, occurrence)
        if (changed := meaning(code)) not in seen:
            seen.add(changed)
            yield module, type(operator).__name__, code


def places_in(source: str) -> list[tuple[Operator, int]]:
    """Operators that want arguments are for faults that one has in mind."""
    nodes = list(nodes_under(parso.parse(source)))
    kinds = map(get_operator, sorted(operator_names()))
    return [
        (operator, occurrence)
        for operator in (kind() for kind in kinds if not kind.arguments())
        for occurrence in range(sum(1 for n in nodes for _ in operator.mutation_positions(n)))
    ]


def nodes_under(node: parso.tree.NodeOrLeaf) -> Iterator[parso.tree.NodeOrLeaf]:
    yield node
    for child in getattr(node, "children", ()):
        yield from nodes_under(child)


def main() -> None:
    count, seed = map(int, sys.argv[1:])
    for module, operator, code in sample(sys.stdin.read().split(), count, seed):
        print(json.dumps({"module": module, "operator": operator, "code": code}))


if __name__ == "__main__":
    main()

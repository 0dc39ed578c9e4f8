"""Which key frame becomes the poster, by its values alone."""

from __future__ import annotations

from pathlib import Path

from backend.transcode.outputs.pictures import JUDGED, Judged, best

SIZE = JUDGED[0] * JUDGED[1]
BLACK = bytes([16]) * SIZE
GRAINY_BLACK = bytes([16, 18] * (SIZE // 2))
SCENE = bytes(40 + 150 * (n % 7) // 6 for n in range(SIZE))


def judged(folder: Path, *pictures: bytes) -> Judged:
    (folder / "judged.raw").write_bytes(b"".join(pictures))
    return best(folder)


def test_a_scene_is_preferred_to_the_black_before_it(tmp_path: Path) -> None:
    """A fade-in begins black; the first telling picture is the poster."""
    chosen = judged(tmp_path, BLACK, GRAINY_BLACK, SCENE, BLACK, BLACK)

    assert chosen.number == 2
    assert chosen.is_telling


def test_black_is_not_telling(tmp_path: Path) -> None:
    """While only black is encoded, no poster is better than a black one."""
    assert not judged(tmp_path, BLACK).is_telling
    assert not judged(tmp_path, GRAINY_BLACK).is_telling

"""No vertex or line of a source without a licence stands in data/ (tests/data/README.md)."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from layers.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parent.parent
FINGERPRINTS = Path(__file__).parent / "data"
GEOMETRIES = sorted((ROOT / "data").rglob("*.geojson"))
UNLICENSED = sorted(FINGERPRINTS.glob("unlicensed_*.sha"))


def fingerprint(*positions: Iterable[float]) -> str:
    """Return 32 bits of the SHA-256 of a vertex or a segment, whichever way it runs.

    That is enough to know one again, and too little to restore an outline from the list.
    """
    text = " ".join(sorted(f"{lon:.5f},{lat:.5f}" for lon, lat in positions))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:8]


def paths(coordinates: list[Any]) -> Iterator[list[Any]]:
    """Yield the lines and rings (a point: a path of one vertex) of GeoJSON coordinates."""
    if isinstance(coordinates[0], (int, float)):
        yield [coordinates]
    elif isinstance(coordinates[0][0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from paths(part)


def marks(geometry: Path) -> Iterator[tuple[str, list[Any]]]:
    """Yield feature id and positions of every vertex and every segment of a GeoJSON file."""
    for feature in json.loads(geometry.read_text(encoding="utf-8"))["features"]:
        for path in paths(feature["geometry"]["coordinates"]):
            yield from ((feature["id"], [position]) for position in path)
            yield from ((feature["id"], list(segment)) for segment in pairwise(path))


def shared(geometry: Path, fingerprints: Path) -> list[tuple[str, list[Any]]]:
    """Return the vertices and segments of a GeoJSON file whose fingerprint is in the list."""
    known = set(fingerprints.read_text(encoding="ascii").split())
    return [mark for mark in marks(geometry) if fingerprint(*mark[1]) in known]


@pytest.mark.parametrize("fingerprints", UNLICENSED, ids=lambda path: path.stem)
@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda path: path.parent.name)
def test_nothing_of_an_unlicensed_source_is_published(geometry: Path, fingerprints: Path) -> None:
    assert shared(geometry, fingerprints) == []


def test_every_layer_with_geometry_is_checked() -> None:
    checked = {path.parent.name for path in GEOMETRIES}
    folders = {path.parent.name for path in (ROOT / "data/source").glob("*/records.csv")}
    assert checked == folders
    assert checked == {layer.id for layer in CATALOGUE}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("unlicensed_outline", 2855),  # distinct vertices of the detailed district outline
        ("unlicensed_river", 884),  # distinct vertices of the 1:4M river: centreline and water
        ("unlicensed_streets", 774),  # distinct segments of the fitted street lines
    ],
)
def test_the_fingerprints_are_complete(name: str, count: int) -> None:
    lines = (FINGERPRINTS / f"{name}.sha").read_text(encoding="ascii").split()
    assert len(lines) == count
    assert lines == sorted(set(lines)), "sorted, so that the order along the line is not told"


@pytest.mark.parametrize("size", [1, 2], ids=["vertex", "segment"])
def test_a_published_line_would_be_found(size: int, tmp_path: Path) -> None:
    geometry = ROOT / "data/source/districts/geometry.geojson"
    identifier, positions = next(mark for mark in marks(geometry) if len(mark[1]) == size)
    fingerprints = tmp_path / "unlicensed_example.sha"
    fingerprints.write_text(fingerprint(*reversed(positions)) + "\n", encoding="ascii")
    assert (identifier, positions) in shared(geometry, fingerprints)

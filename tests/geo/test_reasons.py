from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.reasons import fault_of, quoted, reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def no_format(folder: Path) -> None:
    (folder / "a.gpkg").write_text("abc")
    pyogrio.list_layers(folder / "a.gpkg")


def no_parquet(folder: Path) -> None:
    (folder / "a.parquet").write_text("abc")
    gpd.read_parquet(folder / "a.parquet")


def parquet_without_shapes(folder: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(folder / "a.parquet")
    gpd.read_parquet(folder / "a.parquet")


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        (no_format, "its content is no vector format"),
        (no_parquet, "its content is not Parquet, or is cut off"),
        (parquet_without_shapes, "it is Parquet without the geometry of GeoParquet"),
        (lambda folder: pyogrio.list_layers(folder / "b.gpkg"), "there is no such file"),
        (lambda folder: (folder / "b").read_text("utf-8"), "there is no such file"),
        (lambda folder: folder.read_text("utf-8"), "it is a folder"),
        (lambda _: b"\xff".decode("utf-8"), "byte 0 is no text in UTF-8"),
        (lambda _: dict[str, int]()["name"], "“name” is missing"),
        (
            lambda _: tomllib.loads("a ="),
            "as the program behind it says: “Invalid value (at end of document)”",
        ),
    ],
)
def test_a_reason_is_said_in_our_words(
    tmp_path: Path, fails: Callable[[Path], object], said: str
) -> None:
    """What libraries of today really say; a new release that words it otherwise shows here."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever they raise
        fails(tmp_path)
    assert str(reason(caught.value)) == said


def test_a_quotation_names_no_folder_and_ends() -> None:
    said = quoted("cannot open '/srv/secret/x.gpkg':\n  EPSG:4326/4490 " + "a" * 999)
    assert said.startswith("as the program behind it says: “cannot open 'x.gpkg': EPSG:4326/4490 a")
    assert len(said) < 400


@pytest.mark.parametrize(
    ("wkt", "said"),
    [
        ("POLYGON((0 0,1 1,1 0,0 1,0 0))", "it crosses itself at 0.5 0.5"),
        ("POLYGON((0 0,2 0,2 2,1 0,0 2,0 0))", "a ring touches itself at 1 0"),
        ("LINESTRING(0 0,0 0)", "it has too few points at 0 0"),
        (
            "MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0)),((1 1,3 1,3 3,1 3,1 1)))",
            "a part lies in another part at 1 1",
        ),
        (
            "POLYGON((0 0,4 0,4 4,0 4,0 0),(5 5,6 5,6 6,5 5))",
            "a hole lies outside its area at 5 5",
        ),
    ],
)
def test_the_fault_of_a_shape_is_said_in_our_words(wkt: str, said: str) -> None:
    assert str(fault_of(shapely.from_wkt(wkt))) == said

"""The list and the map of differences, read back by others."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

from geo.errors import UnknownNameError
from layers.changes import COMMITMENTS
from layers.comparison import Comparison, compare
from layers.view import View
from layers.vocabulary import CHANGES
from outlets.differences import HEADINGS, difference_rows, differences_file

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build import Dataset

TODAY = date(2026, 11, 22)


def of(dataset: Dataset, view: View) -> Comparison:
    return compare(dataset, view, today=TODAY)


def sheet(comparison: Comparison) -> list[dict[str, str]]:
    _, content = differences_file(comparison, "csv")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_difference_is_a_line_with_its_source(dataset: Dataset) -> None:
    found = of(dataset, View())
    lines = sheet(found)
    assert [line["编号"] for line in lines] == [c.record for c in found.differences]
    assert [line["差异"] for line in lines] == [CHANGES[c.kind].zh for c in found.differences]
    assert set(lines[0]) == {heading for _, heading in HEADINGS}
    for line, change in zip(lines, found.differences, strict=True):
        assert line["名称"]
        if change.event is not None:
            assert line["日期"] == change.event.date.text
            assert line["来源"]
            assert line["依据"]


def test_sources_are_named_not_numbered(dataset: Dataset) -> None:
    ids = {name for layer in dataset.sources.values() for name in layer}
    for row in difference_rows(of(dataset, View(since=date(2013, 1, 1)))):
        assert row["source_title"] not in ids


def test_the_map_is_geojson_that_others_read(dataset: Dataset, tmp_path: Path) -> None:
    found = of(dataset, View(districts=("金水区",)))
    name, content = differences_file(found, "geojson")
    assert name == "zhengtu_differences_2021-01-30_2026-11-22.geojson"
    (tmp_path / name).write_bytes(content)
    frame = gpd.read_file(tmp_path / name)
    assert list(frame["record"]) == [c.record for c in found.differences]
    shapes = {r.id: r.geometry for f in dataset.frames.values() for r in f.itertuples()}
    for row in frame.itertuples():
        drawn = None if row.layer == COMMITMENTS else shapes[row.record]
        assert (row.geometry is None) is (drawn is None)
        assert drawn is None or row.geometry.hausdorff_distance(drawn) < 1e-6
    collection: dict[str, Any] = json.loads(content)
    assert collection["data_version"] == dataset.version
    assert (collection["left"], collection["right"]) == ("2021-01-30", "2026-11-22")


def test_dates_are_as_precise_as_their_source(dataset: Dataset) -> None:
    _, content = differences_file(of(dataset, View(since=date(2013, 1, 1))), "geojson")
    dates = [f["properties"].get("date") for f in json.loads(content)["features"]]
    assert {len(text) for text in dates if text} == {4, 7, 10}


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_nothing_different_is_a_file_too(dataset: Dataset, kind: str) -> None:
    _, content = differences_file(of(dataset, View(since=TODAY)), kind)
    if kind == "csv":
        assert len(content.decode("utf-8-sig").splitlines()) == 1
    else:
        assert json.loads(content)["features"] == []


def test_two_filters(dataset: Dataset) -> None:
    view = View(districts=("金水区",), since=TODAY)
    found = of(dataset, replace(view, against=View(districts=("二七区",))))
    kinds = {line["差异"] for line in sheet(found)}
    assert kinds == {"仅左侧有", "仅右侧有"}


def test_an_unknown_format(dataset: Dataset) -> None:
    with pytest.raises(UnknownNameError, match="xlsx"):
        differences_file(of(dataset, View()), "xlsx")
